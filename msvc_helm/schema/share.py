"""Write what a schema says several times once, under `definitions`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from typing import Any

Schema = dict[str, Any]

LEAST = 1000  # characters of JSON; below that a reader has less to do with a copy than with a reference


def share(schema: Schema) -> Schema:
    """The same schema with each long kind of list item that occurs more than once replaced by a reference.

    Only list items: a field that is a reference could not have a description of its own in draft-07. What occurs only
    below others that do so is told there.
    """
    counts: Counter[str] = Counter()
    _count(schema, counts)
    outside: Counter[str] = Counter()
    _count(schema, outside, {text for text, count in counts.items() if count > 1 and len(text) >= LEAST})
    repeated = {text for text, count in outside.items() if count > 1 and len(text) >= LEAST}
    definitions: dict[str, tuple[str, Schema]] = {}
    out = _replace(schema, "", repeated, definitions)
    return out | {"definitions": dict(definitions.values())} if definitions else out


def _below(schema: Schema) -> list[Schema]:
    found = [*schema.get("properties", {}).values(), schema.get("items"), schema.get("additionalProperties")]
    return [child for child in found if isinstance(child, dict)]


def _count(schema: Schema, counts: Counter[str], known: Collection[str] = ()) -> None:
    """How often each kind of list item occurs; what is below a repeated one counts once, below a known one never."""
    if "items" in schema:
        text = json.dumps(schema["items"])
        counts[text] += 1
        if counts[text] > 1 or text in known:
            return
    for child in _below(schema):
        _count(child, counts, known)


def _replace(schema: Schema, name: str, repeated: set[str], definitions: dict[str, tuple[str, Schema]]) -> Schema:
    """`schema` with references in it; `name` is the field it is in, and makes the name of its items' definition."""
    out = dict(schema)
    if "properties" in out:
        out["properties"] = {k: _replace(child, k, repeated, definitions) for k, child in out["properties"].items()}
    if isinstance(out.get("additionalProperties"), dict):
        out["additionalProperties"] = _replace(out["additionalProperties"], name, repeated, definitions)
    if "items" in out:
        out["items"] = _item(out["items"], name, repeated, definitions)
    return out


def _item(item: Schema, name: str, repeated: set[str], definitions: dict[str, tuple[str, Schema]]) -> Schema:
    text = json.dumps(item)
    if text not in repeated:
        return _replace(item, name, repeated, definitions)
    if text not in definitions:
        singular = name.removesuffix("s")
        taken = {known for known, _ in definitions.values()}
        free = singular if singular not in taken else f"{singular}{len(taken) + 1}"
        definitions[text] = (free, _replace(item, name, repeated, definitions))
    return {"$ref": f"#/definitions/{definitions[text][0]}"}
