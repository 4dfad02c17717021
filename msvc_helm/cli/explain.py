"""`msvc-helm explain`: where every field of every object comes from."""

from __future__ import annotations

import sys
from typing import Any

import click

from msvc_helm.cli.options import CommandWithExamples, with_options
from msvc_helm.errors import InputError, MsvcError, Problem, UsageError
from msvc_helm.explain.explanation import Explained
from msvc_helm.explain.output import FORMS, JSON, TABLE, YAML, as_json, as_table, as_yaml
from msvc_helm.explain.run import explain_documents, explain_stream
from msvc_helm.explain.select import select
from msvc_helm.inputs import base_configs, inputs_for
from msvc_helm.options import EXPANSION, INPUTS, Option, expansion
from msvc_helm.read import STDIN, Input
from msvc_helm.report import OK, encodable
from msvc_helm.resources.context import Options

OPTIONS = (
    *INPUTS,
    Option(
        ("-o", "--output"),
        "form",
        "yaml: the manifests with a comment at the end of each line; table; json.  [default: yaml; with a PATH, table]",
        default=None,
        choices=FORMS,
    ),
    *EXPANSION,
)


def _complete(context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """The objects that the options so far make, as the shell completes a word."""
    values = {option.name: context.params.get(option.name) or option.default or () for option in OPTIONS}
    try:
        names = [each.title for each in _explained(values, expansion(values))]
    except MsvcError:
        return []
    return [name for name in names if name.lower().startswith(begun.lower())]


@click.command("explain", cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("wanted", metavar="[OBJECT[.PATH]]", default="", shell_complete=_complete)
@with_options(*OPTIONS)
def command(wanted: str, **values: Any) -> int:
    """Show where each field of the generated objects comes from.

    Accepts the inputs of generate, or without -m and -f a stream of manifests, like msvc-post. A source is a field of
    the ModelService or of the values, a line of a base config or of a layer below it, an option, or a rule of the
    expansion (names, labels, the model volume, the API's defaults).

    OBJECT is Kind/name or the key of a base config, such as decodeDeployment; PATH selects a field and all below it.

    \b
    Examples:
      msvc-helm explain -m modelservice.yaml -b baseconfig.yaml
      msvc-helm explain -f values.yaml --preset gpu decodeDeployment.spec.template.spec.containers[vllm].image
      helm template qwen charts/modelservice -f values.yaml | msvc-helm explain -o json
    """
    found, has_path = _explained(values, expansion(values)), False
    if wanted:
        found, has_path = select(found, wanted)
    form = values["form"] or (TABLE if has_path else YAML)
    click.echo(encodable({YAML: as_yaml, TABLE: as_table, JSON: as_json}[form](found)), nl=False)
    return OK


def _explained(values: dict[str, Any], options: Options) -> list[Explained]:
    if values["models"] or values["values"]:
        asked = inputs_for(values)
        found = explain_documents(asked.documents(), asked.bases, options)
        nothing = asked.nothing()
    else:
        if sys.stdin is None or sys.stdin.isatty():
            raise UsageError("nothing to explain: name ModelServices with -m, values with -f, or pipe in manifests")
        bases = base_configs(values["bases"], values["preset"])
        found = explain_stream(Input("-").documents(), bases, options)
        nothing = Problem("there is no ModelService in it", source=STDIN)
    if not found:
        raise InputError(nothing)
    return found
