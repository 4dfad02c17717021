"""`msvc-helm check`: whether the expanded objects agree with each other."""

from __future__ import annotations

from typing import Any

import click

from msvc_helm.check.explain import explain
from msvc_helm.check.output import FORMS, TEXT, text
from msvc_helm.check.rules import RULES
from msvc_helm.cli.options import CommandWithExamples, with_options
from msvc_helm.errors import InputError, Problem, UsageError
from msvc_helm.findings import report
from msvc_helm.inputs import inputs_for
from msvc_helm.options import ALL, EXPANSION, INPUTS, NAMES, STRICT, Option, expansion
from msvc_helm.report import INPUT_ERROR, OK, encodable
from msvc_helm.suggest import suggestion

OPTIONS = (
    *INPUTS,
    Option(
        ("-o", "--output"),
        "form",
        "text: for people; json; sarif: for code scanning; github: annotations of a workflow.",
        default=TEXT,
        choices=tuple(FORMS),
    ),
    Option(("--ignore",), "ignore", "Rules to skip: comma-separated or repeated.", NAMES, metavar="RULES"),
    STRICT,
    ALL,
    *EXPANSION,
)


def _explain(context: click.Context, _parameter: click.Parameter, name: str | None) -> None:
    if name is not None:
        click.echo(explain(_known(name)), nl=False)
        context.exit(OK)


def _known(name: str) -> str:
    """The id of a rule. Raises UsageError for any other name."""
    if name not in RULES:
        hint = suggestion(name, RULES) or f"there are {', '.join(RULES)}"
        raise UsageError(Problem(f'there is no rule "{name}"', hint=hint))
    return name


@click.command("check", cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@with_options(*OPTIONS)
@click.option(
    "--explain",
    metavar="RULE",
    callback=_explain,
    is_eager=True,
    expose_value=False,
    help="Explain a rule and exit.",
)
def command(**values: Any) -> int:
    """Find inconsistencies between the generated objects: ports, names, selectors, flags, GPUs.

    Accepts the inputs of generate. The exit code is 1 if there are errors, with --strict also if there are warnings.
    The annotation msvc-helm/ignore on a ModelService turns rules off for it.

    \b
    Examples:
      msvc-helm check -m modelservice.yaml -b baseconfig.yaml
      msvc-helm check -m models/ -b bases/ --output github --strict
      msvc-helm check --explain gpu-count
    """
    off = frozenset(_known(name) for name in values["ignore"])
    options = expansion(values)
    asked = inputs_for(values)
    found = report(asked.documents(), asked.bases, options, off)
    if not found.services and not found.findings:
        raise InputError(asked.nothing())
    said = text(found, every=values["every"]) if values["form"] == TEXT else FORMS[values["form"]](found)
    click.echo(encodable(said), nl=False)
    return INPUT_ERROR if found.failed(strict=values["strict"]) else OK
