"""The values of the chart as Markdown tables, from their JSON schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from msvc_helm.schema.build import own_values
from msvc_helm.schema.convert import Schema

HEAD = "| value | type | default | what it is |\n|---|---|---|---|\n"


def values_tables(schema: Schema) -> str:
    """Three kinds of tables: the model's values, the chart's own, and one for each shape that lists consist of."""
    own = own_values().keys()
    shapes = schema.get("definitions", {})
    schema = _linked(schema, {name for name, shape in shapes.items() if "description" in shape})
    properties = schema["properties"]
    model = {**schema, "properties": {key: value for key, value in properties.items() if key not in own}}
    chart = {"properties": {key: value for key, value in properties.items() if key in own}}
    parts = ["### The model\n\n" + _table(model), "### The chart\n\n" + _table(chart)]
    for name, shape in schema.get("definitions", {}).items():
        if "description" in shape:
            parts.append(f"### A {name}\n\n{shape.get('description', '')}\n\n" + _table(shape))
    return "\n".join(parts)


def _linked(schema: Any, told: set[str]) -> Any:
    """The schema without references to shapes that have no table: those of Kubernetes, documented there."""
    if isinstance(schema, list):
        return [_linked(item, told) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if str(schema.get("$ref", "")).startswith("#") and schema["$ref"].rpartition("/")[2] not in told:
        return {"type": "object"}
    return {key: _linked(value, told) for key, value in schema.items()}


def _table(schema: Schema) -> str:
    return HEAD + "".join(f"| {' | '.join(map(_cell, row))} |\n" for row in _rows(schema, ""))


def _rows(schema: Schema, above: str) -> Iterator[tuple[str, str, str, str]]:
    """One row for each field, those of nested objects and lists right below it."""
    required = schema.get("required", ())
    for key, field in schema.get("properties", {}).items():
        if "description" not in field:
            continue  # Kubernetes' own, which its documentation tells
        path = f"{above}{key}"
        fill = "required" if key in required else _default(field.get("default"))
        yield f"`{path}`", _type(field), fill, field.get("description", "")
        yield from _rows(field, f"{path}.")
        yield from _rows(field.get("items", {}), f"{path}[].")


def _type(schema: Schema) -> str:
    """The type in a few words; `null` is not named, since every optional value takes it."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#a-{name.lower()})"
    if "enum" in schema:
        return "one of " + ", ".join(f"`{value}`" for value in schema["enum"] if value is not None)
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    words = " or ".join(kind for kind in kinds if kind != "null")
    if "items" in schema and words != "array":
        return words.replace("array", f"list of {_type(schema['items'])}")
    if words == "array":
        return f"list of {_type(schema['items'])}"
    values = schema.get("additionalProperties")
    return f"map of {_type(values)}" if isinstance(values, dict) else words


def _default(value: object) -> str:
    return "" if value is None else f"`{json.dumps(value)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
