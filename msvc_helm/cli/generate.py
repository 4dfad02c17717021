"""`msvc-helm generate`: ModelServices and base configs in, manifests out."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from msvc_helm.bases import Bases, Candidate, config_maps, given_bases
from msvc_helm.cli.options import expansion_options
from msvc_helm.errors import InputError, Problem
from msvc_helm.files import twice, write_files
from msvc_helm.formats import FORMATS, frame
from msvc_helm.parallel import Rendered, Renderer, render_all
from msvc_helm.read import Document, inputs
from msvc_helm.report import Progress, finish
from msvc_helm.resources.context import Options
from msvc_helm.spool import Spool


@click.command("generate", context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-m", "--modelservice", "models", multiple=True, required=True, metavar="PATH", help="File, directory or -."
)
@click.option("-b", "--baseconfig", "bases", multiple=True, metavar="PATH", help="File, directory or -.")
@click.option(
    "-o",
    "--output",
    "form",
    type=click.Choice(FORMATS),
    default="yaml",
    show_default=True,
    help="yaml: a stream for kubectl; children: one map of child name to object; json: a v1 List.",
)
@click.option("--output-dir", metavar="DIR", help="Write one file per object there instead of printing.")
@click.option("--strict", is_flag=True, help="Warnings are errors.")
@click.option("-j", "--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes to spread over.")
@expansion_options
def command(
    models: tuple[str, ...],
    bases: tuple[str, ...],
    form: str,
    output_dir: str | None,
    strict: bool,
    jobs: int,
    options: Options,
) -> int:
    """Print the manifests of ModelServices merged over their base config.

    Files may hold several documents, ModelServices and ConfigMaps mixed. One base config given with -b is used for
    every ModelService; of several, each finds its own by baseConfigMapRef. Nothing is printed unless all is well.

    \b
    Examples:
      msvc-helm generate -m modelservice.yaml -b baseconfig.yaml | kubectl apply -f -
      msvc-helm generate -m models/ -b bases/ --output-dir manifests/
      kubectl get msvc -A -o yaml | msvc-helm generate -m - -b baseconfig.yaml --jobs 4
    """
    given, beside = inputs(bases), inputs(models)
    form = "yaml" if output_dir else form
    found = tuple(c for file in beside for document in file.documents() for c in _quietly(document))
    renderer = Renderer(Bases(given_bases(given), found), options, form, name_files=output_dir is not None)
    documents: Iterator[Document] = (d for file in beside for d in file.documents())
    with Spool() as spool:
        files: list[tuple[str, int]] = []
        warnings, problems, count = _collect(render_all(documents, renderer, jobs), form, spool, files)
        if not count and not problems:
            problems.append(Problem("no ModelService found in " + ", ".join(i.name for i in beside)))
        if output_dir:
            problems += twice(name for name, _ in files)
        status = finish(warnings, problems, strict=strict)
        if status == 0:
            write_files(output_dir, ((n, spool.read(k)) for n, k in files)) if output_dir else spool.copy_to(
                sys.stdout.buffer
            )
    return status


def _quietly(document: Document) -> list[Candidate]:
    """The ConfigMaps of a document; a broken one is reported when its turn comes."""
    try:
        return config_maps(document)
    except InputError:
        return []


def _collect(
    outcomes: Iterator[Rendered], form: str, spool: Spool, files: list[tuple[str, int]]
) -> tuple[list[Problem], list[Problem], int]:
    """Spool the text of all outcomes; the warnings and problems met, and how many ModelServices there were."""
    warnings: dict[Problem, None] = {}
    problems: list[Problem] = []
    seen: dict[int, None] = {}
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
        for who in outcome.identities:
            if hash(who) in seen:
                warnings[Problem(f"{who} is made twice; the last one applied wins")] = None
            seen[hash(who)] = None
        for text in outcome.texts:
            spool.write(text if first else between + text)
            first = False
        files += zip(outcome.files, map(len, outcome.texts), strict=False)
    spool.write(after)
    progress.close()
    return list(warnings), problems, count
