"""What `msvc-helm generate` does: ModelServices and base configs in, manifests out."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from msvc_helm.check import Together
from msvc_helm.conflicts import REFUSING
from msvc_helm.errors import Problem, UsageError
from msvc_helm.formats import FORMATS, OPERATORS, frame
from msvc_helm.inputs import inputs_for
from msvc_helm.options import ALL, EXPANSION, FORCE, INPUTS, NUMBER, STRICT, Option, expansion
from msvc_helm.parallel import Rendered, Renderer, render_all
from msvc_helm.report import Progress, finish, note
from msvc_helm.spool import Spool
from msvc_helm.typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from msvc_helm.managed_files import Plan

OPTIONS = (
    *INPUTS,
    Option(
        ("-o", "--output"),
        "form",
        "yaml: a stream for kubectl; children: one map of child name to object; json: a v1 List; names: Kind/name.",
        default="yaml",
        choices=FORMATS,
    ),
    Option(("--output-dir",), "output_dir", "Write one file per object there.", metavar="DIR"),
    FORCE,
    STRICT,
    ALL,
    Option(
        ("-j", "--jobs"),
        "jobs",
        "Processes to spread over, at most as many as there are processors.",
        NUMBER,
        default=1,
        metavar="N",
    ),
    *EXPANSION,
)


def generate(values: dict[str, Any]) -> int:
    """Run the command with the value of each of `OPTIONS` by name; the exit code."""
    options = expansion(values)
    output_dir: str = values["output_dir"]
    if values["force"] and not output_dir:
        raise UsageError("--force overwrites files: it goes with --output-dir")
    form = "yaml" if output_dir else values["form"]
    asked = inputs_for(values)
    renderer = Renderer(asked.bases, options, form, name_files=bool(output_dir))
    with Spool() as spool:
        files: list[Part] = []
        warnings, problems, count = _collect(
            render_all(asked.documents(), renderer, values["jobs"]), form, spool, files
        )
        if not count and not problems:
            problems.append(asked.nothing())
        todo = _plan(output_dir, files, values["force"]) if output_dir and not problems else None
        if todo:
            warnings += todo.warnings
            problems += todo.problems
        status = finish(warnings, problems, strict=values["strict"], every=values["every"])
        if status == 0:
            if todo:
                text = spool.rewound()
                note(todo.carry_out((part.name, text.read(part.length)) for part in files))
            else:
                spool.copy_to(sys.stdout.buffer)
    return status


class Part(NamedTuple):
    """A file in the spool: its name, how many bytes it has, and their SHA-256."""

    name: str
    length: int
    digest: str


def _plan(directory: str, files: list[Part], force: bool) -> Plan:
    """What writing the files means. Names that occur twice are problems."""
    from msvc_helm.managed_files import Plan, plan, twice  # costs milliseconds, and most output is printed

    wrong = twice(part.name for part in files)
    if wrong:
        return Plan(directory, tuple(wrong))
    return plan(directory, "generate", {part.name: part.digest for part in files}, force=force)


def _digest(text: str) -> str:
    from msvc_helm.managed_files import digest

    return digest(text)


def _collect(
    outcomes: Iterator[Rendered], form: str, spool: Spool, files: list[Part]
) -> tuple[list[Problem], list[Problem], int]:
    """Spool the text of all outcomes; the warnings and problems met, and how many ModelServices there were."""
    warnings: dict[Problem, None] = {}
    problems: list[Problem] = []
    together = Together()
    refusing = () if form == OPERATORS else REFUSING
    count = 0
    before, between, after = frame(form)
    spool.write(before)
    progress = Progress("ModelServices expanded")
    first = True
    for outcome in outcomes:
        count += outcome.services
        progress.update(count)
        warnings.update(dict.fromkeys(outcome.warnings))
        problems += outcome.problems
        for finding in (f for claims in outcome.claims for f in together.compare(claims)):
            if finding.rule in refusing:
                problems.append(finding.problem)
            else:
                warnings[finding.as_warning()] = None
        for index, text in enumerate(outcome.texts):
            length = spool.write(text if first else between + text)
            first = False
            if index < len(outcome.files):
                files.append(Part(outcome.files[index], length, _digest(text)))
    spool.write(after)
    progress.close()
    return list(warnings), problems, count
