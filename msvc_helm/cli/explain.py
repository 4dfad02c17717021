"""`msvc-helm explain`: where every field of every object comes from."""

from __future__ import annotations

from typing import Any

import click

from msvc_helm.cli.options import Command, with_options
from msvc_helm.errors import InputError
from msvc_helm.explain.output import FORMS, JSON, TABLE, YAML, as_json, as_table, as_yaml
from msvc_helm.explain.run import explain_documents
from msvc_helm.explain.select import select
from msvc_helm.inputs import inputs_for
from msvc_helm.options import EXPANSION, INPUTS, Option, expansion
from msvc_helm.report import OK, encodable

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


@click.command("explain", cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("wanted", metavar="[OBJECT[.PATH]]", default="")
@with_options(*OPTIONS)
def command(wanted: str, **values: Any) -> int:
    """Say where each field of the generated objects comes from.

    Takes the inputs of generate. A source is a field of the ModelService or of the values, a line of a base config or
    of a layer below it, an option, or a rule of the expansion (names, labels, the model volume, the API's defaults).

    OBJECT is Kind/name or the key of a child, such as decodeDeployment; PATH a field in it, with all below.

    \b
    Examples:
      msvc-helm explain -m modelservice.yaml -b baseconfig.yaml
      msvc-helm explain -f values.yaml --preset gpu decodeDeployment.spec.template.spec.containers[0].image
      msvc-helm explain -f values.yaml --preset gpu -o json
    """
    options = expansion(values)
    asked = inputs_for(values)
    found = explain_documents(asked.documents(), asked.bases, options)
    if not found:
        raise InputError(asked.nothing())
    path: object = ()
    if wanted:
        found, path = select(found, wanted)
    form = values["form"] or (TABLE if path else YAML)
    click.echo(encodable({YAML: as_yaml, TABLE: as_table, JSON: as_json}[form](found)), nl=False)
    return OK
