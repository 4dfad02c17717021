"""`msvc-helm generate`: ModelServices and base configs in, manifests out."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from typing import IO

import click

from msvc_helm.bases import Bases, Candidate, config_maps, given_bases
from msvc_helm.errors import InputError, Problem
from msvc_helm.formats import FORMATS, frame
from msvc_helm.parallel import Rendered, Renderer, render_all
from msvc_helm.read import Document, inputs
from msvc_helm.report import Progress, finish
from msvc_helm.resources.children import GIE_GROUPS
from msvc_helm.resources.context import Options

IN_MEMORY = 8 * 1024 * 1024  # bytes of output kept in memory until the whole answer is known


def names(_ctx: click.Context, _param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """A comma list, or an option given several times, as one tuple."""
    return tuple(name.strip() for text in value for name in text.split(",") if name.strip())


@click.command("generate", context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-m", "--modelservice", "models", multiple=True, required=True, metavar="PATH", help="File, directory or -."
)
@click.option("-b", "--baseconfig", "bases", multiple=True, metavar="PATH", help="File, directory or -.")
@click.option("--epp-cluster-role", default="", metavar="NAME", help="ClusterRole the endpoint picker is bound to.")
@click.option(
    "--epp-pull-secrets",
    multiple=True,
    callback=names,
    metavar="NAMES",
    help="Image pull secrets of the endpoint picker: comma-separated or repeated.",
)
@click.option(
    "--pd-pull-secrets",
    multiple=True,
    callback=names,
    metavar="NAMES",
    help="Image pull secrets of prefill and decode: comma-separated or repeated.",
)
@click.option("-n", "--namespace", default="", help="For ModelServices that name no namespace.")
@click.option(
    "--gie",
    type=click.Choice(list(GIE_GROUPS)),
    default="v1alpha2",
    show_default=True,
    help="The Gateway API Inference Extension to write for.",
)
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
def command(
    models: tuple[str, ...],
    bases: tuple[str, ...],
    epp_cluster_role: str,
    epp_pull_secrets: tuple[str, ...],
    pd_pull_secrets: tuple[str, ...],
    namespace: str,
    gie: str,
    form: str,
    output_dir: str | None,
    strict: bool,
    jobs: int,
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
    options = Options(epp_cluster_role, epp_pull_secrets, pd_pull_secrets, namespace, gie)
    given, beside = inputs(bases), inputs(models)
    form = "yaml" if output_dir else form
    found = tuple(c for file in beside for document in file.documents() for c in _quietly(document))
    renderer = Renderer(Bases(given_bases(given), found), options, form, name_files=output_dir is not None)
    documents: Iterator[Document] = (d for file in beside for d in file.documents())
    with tempfile.SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", newline="") as spool:
        files: list[tuple[str, int]] = []
        warnings, problems, count = _collect(render_all(documents, renderer, jobs), form, spool, files)
        if not count and not problems:
            problems.append(Problem("no ModelService found in " + ", ".join(i.name for i in beside)))
        if output_dir:
            problems += _twice(files)
        status = finish(warnings, problems, strict=strict)
        if status == 0:
            spool.seek(0)
            _write_files(output_dir, files, spool) if output_dir else _print(spool)
    return status


def _quietly(document: Document) -> list[Candidate]:
    """The ConfigMaps of a document; a broken one is reported when its turn comes."""
    try:
        return config_maps(document)
    except InputError:
        return []


def _collect(
    outcomes: Iterator[Rendered], form: str, spool: IO[str], files: list[tuple[str, int]]
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


def _print(spool: IO[str]) -> None:
    out = sys.stdout.buffer
    while chunk := spool.read(1 << 20):
        out.write(chunk.encode())
    out.flush()


def _twice(files: list[tuple[str, int]]) -> list[Problem]:
    """Objects that would overwrite one another's file."""
    counts = Counter(name for name, _ in files)
    return [Problem(f"{name} would be written {n} times") for name, n in counts.items() if n > 1]


def _write_files(directory: str, files: list[tuple[str, int]], spool: IO[str]) -> None:
    """Write every object to its file: all beside their targets first, then each renamed into place."""
    try:
        os.makedirs(directory, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".msvc-helm-", dir=directory) as staging:
            for name, length in files:
                with open(os.path.join(staging, name), "w", encoding="utf-8", newline="") as out:
                    out.write(spool.read(length))
            for name, _ in files:
                os.replace(os.path.join(staging, name), os.path.join(directory, name))
    except OSError as error:
        raise InputError(Problem(f"cannot be written: {error.strerror}", source=directory)) from error
