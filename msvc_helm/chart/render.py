"""What a generated chart has that is written from scratch: metadata, values, the list of objects, pages for people."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from msvc_helm import __version__
from msvc_helm.api.model_source import OCI
from msvc_helm.api.roles import FRONT
from msvc_helm.api.workloads import DEPLOYMENT, KEYS, KIND_OF, SET_KEY, Workload
from msvc_helm.chart import escape, example, tables
from msvc_helm.chart.constants import constants
from msvc_helm.chart.definition import HEADER, Recipe
from msvc_helm.schema import read_crd, text, values_schema, values_tables
from msvc_helm.write import as_json

TEMPLATES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates")
NO_EFFECT = ("baseConfig", "baseConfigFile", "preset", "baseConfigMapRef")  # values that name a base config
PAGES = (
    ".helmignore",
    "Chart.yaml",
    "values.yaml",
    example.PATH,
    "README.md",
    "templates/NOTES.txt",
    "templates/model.yaml",
)


def pages(recipe: Recipe, keys: Sequence[str], tried: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Path in the chart and content, without seals.

    `keys` are those of the base config that make something, `tried` values that it renders with (empty: none known).
    """
    schema = values_schema(read_crd())
    context = {
        "header": HEADER,
        "facts": constants(),
        "kind": _front(keys),
        "image": OCI,
        "chart": recipe.name,
        "keys": keys,
        "layers": recipe.layers(),
        "settings": recipe.settings(),
        "description": recipe.sentence(),
        "version": recipe.full_version(),
        "app_version": __version__,
        "origin": recipe.origin(),
        "defaults": recipe.defaults,
        "tables": values_tables({**schema, "properties": _with_effect(schema["properties"])}),
        "ignored": NO_EFFECT,
        "example": example.text(tried),
    }
    environment = jinja(TEMPLATES)
    for path in PAGES if tried else [path for path in PAGES if path != example.PATH]:
        yield path, environment.get_template(f"{os.path.basename(path)}.jinja").render(context)
    yield "facts.json", tables.text(HEADER)
    yield "values.schema.json", text({"$comment": HEADER, **schema, "title": f"Values of the chart {recipe.name}"})


def _front(keys: Sequence[str]) -> Workload:
    """The kind of workload whose pods take requests, by the base config's keys."""
    return next((KIND_OF[key] for key in (SET_KEY, *KEYS[FRONT]) if key in keys), DEPLOYMENT)


def _with_effect(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The values that do something in a chart which holds its base config."""
    return {key: value for key, value in properties.items() if key not in NO_EFFECT}


def jinja(folder: str, *, trim: bool = False) -> Environment:
    """Jinja with marks that Go's templates and YAML leave alone; `trim` takes away lines that hold a block alone."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=trim,
        lstrip_blocks=trim,
        autoescape=False,  # noqa: S701 - YAML and Markdown, where HTML's escapes would be wrong
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[#",
        comment_end_string="#]",
    )
    environment.filters["tojson"] = as_json  # the builtin writes what YAML does not read
    environment.filters["yaml"] = escape.yaml
    environment.filters["markdown"] = escape.markdown
    return environment
