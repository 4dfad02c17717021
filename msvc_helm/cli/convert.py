"""`msvc-helm convert`: ModelServices become values files for the chart."""

from __future__ import annotations

import os

import click

from msvc_helm.baseconfig import BaseConfig
from msvc_helm.bases import Bases, config_maps, given_bases
from msvc_helm.cli.options import expansion_options
from msvc_helm.convert import INLINE, REFERENCE, Values, convert
from msvc_helm.errors import InputError, Problem, UsageError
from msvc_helm.files import write_files
from msvc_helm.read import Document, inputs, kind_of
from msvc_helm.report import finish
from msvc_helm.resources.context import Options
from msvc_helm.spec import ModelService, is_modelservice, load


@click.command("convert", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("models", nargs=-1, required=True, metavar="CR...")
@click.option("-b", "--baseconfig", "bases", multiple=True, metavar="PATH", help="File, directory or -.")
@click.option(
    "--base-config",
    "how",
    type=click.Choice([INLINE, REFERENCE]),
    help="Put the base config into the values, or leave baseConfigMapRef for the chart to look up in the cluster.  "
    "[default: inline with -b, else ref]",
)
@click.option("--output-dir", metavar="DIR", help="Write one file per ModelService there; needed for several.")
@click.option("--strict", is_flag=True, help="Warnings are errors.")
@expansion_options
def command(
    models: tuple[str, ...],
    bases: tuple[str, ...],
    how: str | None,
    output_dir: str | None,
    strict: bool,
    options: Options,
) -> int:
    """Turn ModelServices into values for charts/modelservice.

    CR is a file, a directory or - (as in `kubectl get msvc -A -o yaml`). Comments are kept; status and what the server
    set are left out. Every child keeps its name.

    \b
    Examples:
      msvc-helm convert old-cr.yaml -b old-baseconfig.yaml > values.yaml
      kubectl get msvc -A -o yaml | msvc-helm convert - --output-dir values/
    """
    files = inputs(models)
    documents = [document for file in files for document in file.documents()]
    found = Bases(given_bases(inputs(bases)), tuple(c for d in documents for c in config_maps(d)))
    if how == INLINE and not bases and not found.beside:
        raise UsageError("--base-config inline needs the base config: give its file with --baseconfig")
    warnings: list[Problem] = []
    converted: list[tuple[ModelService, Values]] = []
    problems: list[Problem] = []
    for service, document in _services(documents, problems):
        try:
            base = _base(service, found, how, warnings)
            converted.append((service, convert(service, document, base, options)))
        except InputError as error:
            problems += error.at(source=document.source, document=document.index).problems
    if not converted and not problems:
        problems.append(Problem("no ModelService found in " + ", ".join(f.name for f in files)))
    if len(converted) > 1 and not output_dir:
        raise UsageError(f"{len(converted)} ModelServices need a file each: name a directory with --output-dir")
    warnings += [_lost(service, lost) for service, values in converted for lost in values.lost]
    status = finish(warnings, problems, strict=strict)
    if status == 0:
        if output_dir:
            write_files(output_dir, ((_file_name(service), values.text) for service, values in converted))
        else:
            click.echo(converted[0][1].text, nl=False)
    return status


def _services(documents: list[Document], problems: list[Problem]) -> list[tuple[ModelService, Document]]:
    out: list[tuple[ModelService, Document]] = []
    for document in documents:
        try:
            for node in document.parse():
                if is_modelservice(node):
                    out.append((load(node, source=document.source, document=document.index), document))
                elif kind_of(node) != "ConfigMap" and not document.whole_directory:
                    message = f"expected kind ModelService, found {kind_of(node) or 'no kind'}"
                    problems.append(Problem(message, "kind", node.line, 0, document.source, document.index))
        except InputError as error:
            problems += error.at(source=document.source, document=document.index).problems
    return out


def _base(service: ModelService, bases: Bases, how: str | None, warnings: list[Problem]) -> BaseConfig | None:
    """The base config to put into the values; none when a reference is to stay one."""
    if how == REFERENCE or (how is None and not bases.given):
        if not service.spec.get("baseConfigMapRef") and bases.given:
            raise InputError(
                Problem("there is no reference to keep; use --base-config inline", "spec.baseConfigMapRef")
            )
        return None
    return bases.resolve(service, warnings.append)


def _lost(service: ModelService, what: str) -> Problem:
    message = f"the {what} of the ModelService object is left out: no child ever had it"
    return Problem(message, "metadata", source=service.source, document=service.document)


def _file_name(service: ModelService) -> str:
    name = f"{service.namespace}_{service.name}" if service.namespace else service.name
    return os.path.basename(f"{name}.yaml")
