"""`msvc-helm convert`: ModelServices become values files for the chart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import click

from msvc_helm.api import ModelService, is_modelservice, load
from msvc_helm.api.roles import PICKER, WORKLOADS
from msvc_helm.baseconfig import BaseConfig
from msvc_helm.bases import Bases, config_maps
from msvc_helm.cli.options import CommandWithExamples, OneOf, with_options
from msvc_helm.convert import convert
from msvc_helm.errors import InputError, Problem, UsageError
from msvc_helm.excerpt import SourceText
from msvc_helm.inputs import base_configs
from msvc_helm.layers import resolve
from msvc_helm.managed_files import digests, plan, twice
from msvc_helm.options import ALL, BASE_CONFIG, EXPANSION, FORCE, PRESET, STRICT, expansion
from msvc_helm.read import Document, inputs, kind_of
from msvc_helm.report import finish, note
from msvc_helm.resources.context import Options

INLINE, REFERENCE = "inline", "ref"
Found = list[tuple[ModelService, SourceText]]
GIE_HELP = "Version of the Gateway API Inference Extension to keep; auto: the one that the base config is written for."
OPTIONS = tuple(
    option._replace(help=GIE_HELP) if option.name == "gie" else option
    for option in EXPANSION
    if option.name != "kube_version"  # values are for any cluster
)


class Wanted(NamedTuple):
    """How the values are to be written: where the base config goes, which API is kept, what the operator was told."""

    how: str | None
    gie: str
    options: Options


@click.command("convert", cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("models", nargs=-1, required=True, metavar="CR...")
@with_options(BASE_CONFIG, PRESET)
@click.option(
    "--base-config-as",
    "how",
    type=OneOf([INLINE, REFERENCE]),
    help="Put the base config into the values, or a reference that the chart reads from the cluster.  "
    "[default: inline if the base config is given, otherwise ref]",
)
@click.option("--output-dir", metavar="DIR", help="Write one file per ModelService to DIR; required for several.")
@with_options(FORCE, STRICT, ALL, *OPTIONS)
def command(
    models: tuple[str, ...],
    bases: tuple[str, ...],
    preset: tuple[str, ...],
    how: str | None,
    output_dir: str | None,
    force: bool,
    strict: bool,
    every: bool,
    **told: Any,
) -> int:
    """Turn ModelServices into values for charts/modelservice.

    CR is a file, a directory or - (as in `kubectl get msvc -A -o yaml`). Comments of the spec are kept; status and
    fields set by the server are omitted. Every object keeps its name.

    \b
    Examples:
      msvc-helm convert old-cr.yaml -b old-baseconfig.yaml > values.yaml
      kubectl get msvc -A -o yaml | msvc-helm convert - --output-dir values/
    """
    wanted = Wanted(how, told["gie"], expansion(told))
    files = inputs(models)
    documents = [document for file in files for document in file.documents()]
    warnings: list[Problem] = []
    problems: list[Problem] = []
    services = _services(documents, warnings, problems)
    beside = () if problems else tuple(c for d in documents for c in config_maps(d))
    known = base_configs(bases, preset)._replace(beside=beside)
    if how == INLINE and not known.given and not known.beside:
        raise UsageError("--base-config-as inline needs the base config: give its file with --base-config")
    converted: list[tuple[str, str]] = []
    for service, text in services:
        try:
            converted.append((_file_name(service), _values(service, text, known, wanted, warnings)))
        except InputError as error:
            problems += error.at(source=service.source, document=service.document).problems
    if not services and not problems:
        problems.append(Problem("no ModelService found in " + ", ".join(f.name for f in files)))
    problems += twice(name for name, _ in converted)
    if len(converted) > 1 and not output_dir and not problems:
        raise UsageError(f"{len(converted)} ModelServices need a file each: name a directory with --output-dir")
    values = dict(converted)
    todo = plan(output_dir, "convert", digests(values), force=force) if output_dir and not problems else None
    if todo:
        warnings += todo.warnings
        problems += todo.problems
    status = finish(warnings, problems, strict=strict, every=every)
    if status == 0:
        note(todo.carry_out(converted)) if todo else click.echo(converted[0][1], nl=False)
    return status


def _services(documents: list[Document], warnings: list[Problem], problems: list[Problem]) -> Found:
    out: Found = []
    for document in documents:
        text = SourceText(document)
        try:
            for node in document.parse():
                if is_modelservice(node):
                    out.append((load(node, source=document.source, document=document.index), text))
                elif kind_of(node) != "ConfigMap":
                    message = f"expected kind ModelService, found {kind_of(node) or 'no kind'}"
                    problem = Problem(message, "kind", node.line, node.column, document.source, document.index)
                    (warnings if document.whole_directory else problems).append(problem)
        except InputError as error:
            problems += error.at(source=document.source, document=document.index).problems
    return out


def _values(service: ModelService, text: SourceText, known: Bases, wanted: Wanted, warnings: list[Problem]) -> str:
    found: list[Problem] = []
    base = _inlined(service, known, wanted.how, found.append)
    reference = _reference(service, known) if wanted.how == REFERENCE else None
    values = convert(service, text, wanted.options, base=base, reference=reference, gie=wanted.gie)
    for each in values.lost:
        found.append(
            Problem(f"only a comment keeps the {each}: no child ever had it", "metadata", rule="metadata-lost")
        )
    if base is not None and base.has(WORKLOADS[PICKER]) and not wanted.options.epp_cluster_role:
        message = "the operator bound the endpoint picker to the ClusterRole of its flag --epp-cluster-role; the values"
        found.append(Problem(f"{message} name none", hint="give the same flag here, or set rbac.eppClusterRole"))
    warnings += [problem.at(source=service.source, document=service.document) for problem in found]
    return values.text


def _inlined(
    service: ModelService, known: Bases, how: str | None, warn: Callable[[Problem], None]
) -> BaseConfig | None:
    """The base config to put into the values; None when a reference is to stay one."""
    if how == REFERENCE:
        return None
    name = (service.spec.get("baseConfigMapRef") or {}).get("name")
    if how is None and not known.given and name not in [candidate.name for candidate in known.beside]:
        return None
    return resolve(known, service, warn)


def _reference(service: ModelService, known: Bases) -> dict[str, str] | None:
    """A reference to the only base config given, for a ModelService that has none."""
    if (service.spec.get("baseConfigMapRef") or {}).get("name") or not known.given:
        return None
    if len(known.given) > 1 or not known.given[0].name:
        message = "there is no reference to keep, and none can be made"
        hint = "give one base config that has a name, or use --base-config-as inline"
        raise InputError(Problem(message, "spec.baseConfigMapRef", hint=hint))
    only = known.given[0]
    return {"name": only.name, **({"namespace": only.namespace} if only.namespace else {})}


def _file_name(service: ModelService) -> str:
    return f"{service.namespace}_{service.name}.yaml" if service.namespace else f"{service.name}.yaml"
