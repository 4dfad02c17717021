"""What `msvc-helm generate` does: ModelServices and base configs in, manifests out."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from msvc_helm.arguments import ALL, EXPANSION, INPUTS, NUMBER, STRICT, Option, expansion
from msvc_helm.asked import asked_for
from msvc_helm.check import Together
from msvc_helm.errors import Problem
from msvc_helm.files import twice, write_files
from msvc_helm.formats import FORMATS, frame
from msvc_helm.parallel import Rendered, Renderer, render_all
from msvc_helm.report import Progress, finish
from msvc_helm.spool import Spool
from msvc_helm.typed import Any

OPTIONS = (
    *INPUTS,
    Option(
        ("-o", "--output"),
        "form",
        "yaml: a stream for kubectl; children: one map of child name to object; json: a v1 List.",
        default="yaml",
        choices=FORMATS,
    ),
    Option(("--output-dir",), "output_dir", "Write one file per object there instead of printing.", metavar="DIR"),
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
    form = "yaml" if output_dir else values["form"]
    asked = asked_for(values)
    renderer = Renderer(asked.bases, options, form, name_files=bool(output_dir))
    with Spool() as spool:
        files: list[tuple[str, int]] = []
        warnings, problems, count = _collect(
            render_all(asked.documents(), renderer, values["jobs"]), form, spool, files
        )
        if not count and not problems:
            problems.append(asked.nothing())
        if output_dir:
            problems += twice(name for name, _ in files)
        status = finish(warnings, problems, strict=values["strict"], every=values["every"])
        if status == 0:
            if output_dir:
                write_files(output_dir, ((name, spool.read(length)) for name, length in files))
            else:
                spool.copy_to(sys.stdout.buffer)
    return status


def _collect(
    outcomes: Iterator[Rendered], form: str, spool: Spool, files: list[tuple[str, int]]
) -> tuple[list[Problem], list[Problem], int]:
    """Spool the text of all outcomes; the warnings and problems met, and how many ModelServices there were."""
    warnings: dict[Problem, None] = {}
    problems: list[Problem] = []
    seen: set[int] = set()
    together = Together()
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
        for claims in outcome.claims:
            warnings.update(dict.fromkeys(finding.as_warning() for finding in together.compare(claims)))
        for who in outcome.identities:
            if hash(who) in seen:
                warnings[Problem(f"{who} is made twice; the last one applied wins", rule="made-twice")] = None
            seen.add(hash(who))
        lengths = []
        for text in outcome.texts:
            lengths.append(spool.write(text if first else between + text))
            first = False
        files += zip(outcome.files, lengths, strict=False)
    spool.write(after)
    progress.close()
    return list(warnings), problems, count
