"""`msvc-helm schema`: the JSON schemas that the chart and editors check by."""

from __future__ import annotations

import click

from msvc_helm.cli.options import CommandWithExamples, OneOf
from msvc_helm.errors import UsageError
from msvc_helm.managed_files import write_file
from msvc_helm.report import note
from msvc_helm.schema import modelservice_schema, read_crd, text, values_schema, values_tables

KINDS = {"values": values_schema, "modelservice": modelservice_schema}


@click.command("schema", cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--kind",
    type=OneOf(list(KINDS)),
    default="values",
    show_default=True,
    help="values: for the chart's values; modelservice: for a ModelService in a file.",
)
@click.option("--crd", default="", metavar="FILE", help="CRD of ModelService to use instead of the built-in one.")
@click.option(
    "--format",
    "form",
    type=OneOf(["json", "markdown"]),
    default="json",
    show_default=True,
    help="json: a JSON schema, draft-07; markdown: the values as tables.",
)
@click.option("-o", "--output", default="", metavar="FILE", help="Write to FILE instead of printing.")
def command(kind: str, crd: str, form: str, output: str) -> None:
    """Print the JSON schema of the chart's values or of a ModelService, made from its CRD.

    \b
    Examples:
      msvc-helm schema > values.schema.json
      msvc-helm schema --kind modelservice -o modelservice.schema.json
      msvc-helm schema --format markdown
    An editor with yaml-language-server reads a schema from the first line of a file:
      # yaml-language-server: $schema=modelservice.schema.json
    """
    if form == "markdown" and kind != "values":
        raise UsageError("--format markdown describes the chart's values: leave out --kind modelservice")
    schema = KINDS[kind](read_crd(crd))
    written = values_tables(schema) if form == "markdown" else text(schema)
    if output:
        note([write_file(output, written)])
    else:
        click.echo(written, nl=False)
