"""`msvc-helm graph`: what a ModelService becomes, as a tree or a picture."""

from __future__ import annotations

from typing import Any

import click

from msvc_helm.cli.options import CommandWithExamples, with_options
from msvc_helm.errors import InputError, Problem, UsageError
from msvc_helm.graph import Graph, graph
from msvc_helm.graph.mermaid import as_mermaid
from msvc_helm.graph.svg import as_svg
from msvc_helm.graph.text import as_text
from msvc_helm.inputs import inputs_for
from msvc_helm.options import EXPANSION, INPUTS, Option, expansion
from msvc_helm.pipeline import expand_document
from msvc_helm.report import OK, WARNING, encodable, show

TEXT, MERMAID, SVG = "text", "mermaid", "svg"
FORMS = {TEXT: as_text, MERMAID: as_mermaid, SVG: as_svg}
OPTIONS = (
    *INPUTS,
    Option(
        ("-o", "--output"),
        "form",
        "text: a tree; mermaid: a flowchart; svg: a picture.",
        default=TEXT,
        choices=tuple(FORMS),
    ),
    *EXPANSION,
)


@click.command("graph", cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@with_options(*OPTIONS)
def command(**values: Any) -> int:
    """Show which objects a ModelService becomes, and how they refer to each other.

    Takes the inputs of generate. Objects that are referred to and must exist already are marked.

    \b
    Examples:
      msvc-helm graph -m modelservice.yaml -b baseconfig.yaml
      msvc-helm graph -f values.yaml --preset gpu-pd -o svg > model.svg
    """
    found = _graphs(values)
    form = values["form"]
    if form != TEXT and len(found) > 1:
        raise UsageError(f"--output {form} shows one ModelService, and there are {len(found)}")
    click.echo(encodable("\n".join(map(FORMS[form], found))), nl=False)
    return OK


def _graphs(values: dict[str, Any]) -> list[Graph]:
    """The graph of each ModelService. Raises InputError with everything that keeps one from being expanded."""
    options, asked = expansion(values), inputs_for(values)
    expanded = [expand_document(document, asked.bases, options) for document in asked.documents()]
    made = [each for document in expanded for each in document.expansions]
    problems: list[Problem] = [problem for document in expanded for problem in document.problems]
    problems += [problem for each in made for problem in each.refused]
    if problems or not made:
        raise InputError(problems or [asked.nothing()])
    show([warning for document in expanded for warning in document.warnings], WARNING)
    return [graph(each) for each in made]
