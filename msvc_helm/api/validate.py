"""Read a tree of nodes by a schema: the values with defaults applied, and everything a strict API server would refuse.

The rules are those of Kubernetes for custom resources: `null` means absent unless the field is nullable, and is an
error in a list; a default fills an absent field; a number is an integer when it is integral.
"""

from __future__ import annotations

from collections.abc import Callable

from msvc_helm.api.paths import Parts
from msvc_helm.goyaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from msvc_helm.suggest import Later
from msvc_helm.typed import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]

UNKNOWN = "unknown field"
INT64 = range(-(2**63), 2**63)


class Violation:
    """One thing that is wrong: where (`key`: at the field's name rather than its value), what, and what to do."""

    __slots__ = ("hint", "key", "message", "parts")

    def __init__(self, parts: Parts, message: str, hint: str | Later = "", *, key: bool = False) -> None:
        self.parts = parts
        self.message = message
        self.hint = hint
        self.key = key


def read(node: Node, schema: Schema, parts: Parts, found: list[Violation]) -> Any:
    """The value of `node` as `schema` has it; what is wrong is added to `found` (the value is then of no use)."""
    return _READERS[schema["type"]](node, schema, parts, found)


def known_fields(node: Node, schema: Schema, parts: Parts, found: list[Violation]) -> None:
    """Adds the unknown fields at and below `node`, and looks at nothing else."""
    if isinstance(node, MappingNode) and "properties" in schema:
        for key, child in node.items.items():
            if key in schema["properties"]:
                known_fields(child, schema["properties"][key], (*parts, key), found)
            else:
                found.append(_unknown(parts, key, schema))
    elif isinstance(node, SequenceNode) and "items" in schema:
        for index, item in enumerate(node.items):
            known_fields(item, schema["items"], (*parts, index), found)


def _object(node: Node, schema: Schema, parts: Parts, found: list[Violation]) -> dict[str, Any] | None:
    if not isinstance(node, MappingNode):
        _wrong(schema, node, parts, found)
        return None
    properties = schema["properties"]
    out: dict[str, Any] = {}
    for key, child in node.items.items():
        field = properties.get(key)
        if field is None:
            found.append(_unknown(parts, key, schema))
        elif not (isinstance(child, ScalarNode) and child.value is None):
            out[key] = _READERS[field["type"]](child, field, (*parts, key), found)
        elif "nullable" in field:
            out[key] = None
    for key in schema["required"]:
        if key not in out:
            found.append(Violation((*parts, key), "required field is missing"))
    for key, value in schema["defaults"].items():
        out.setdefault(key, value)
    return out


def _map(node: Node, schema: Schema, parts: Parts, found: list[Violation]) -> dict[str, Any] | None:
    if not isinstance(node, MappingNode):
        _wrong(schema, node, parts, found)
        return None
    values = schema["values"]
    reader = _READERS[values["type"]]
    out: dict[str, Any] = {}
    for key, child in node.items.items():
        if not (isinstance(child, ScalarNode) and child.value is None):
            out[key] = reader(child, values, (*parts, key), found)
        elif "null" in schema:
            out[key] = schema["null"]
        elif "nullable" in values:
            out[key] = None
    return out


def _array(node: Node, schema: Schema, parts: Parts, found: list[Violation]) -> list[Any] | None:
    if not isinstance(node, SequenceNode):
        _wrong(schema, node, parts, found)
        return None
    items = schema["items"]
    reader = _READERS[items["type"]]
    out = [reader(item, items, (*parts, index), found) for index, item in enumerate(node.items)]
    if len(out) < schema.get("minItems", 0):
        found.append(Violation(parts, f"needs at least {_count(schema['minItems'], 'item')}"))
    if len(out) > schema.get("maxItems", len(out)):
        found.append(Violation(parts, f"has {len(out)} items, at most {schema['maxItems']} are allowed"))
    if "unique" in schema:
        duplicates(out, schema["unique"], parts, found)
    return out


def _string(node: Node, schema: Schema, parts: Parts, found: list[Violation]) -> str | None:
    if isinstance(node, ScalarNode) and isinstance(node.value, str):
        if len(schema) > 1:
            _limits(node.value, schema, parts, found)
        return node.value
    _wrong(schema, node, parts, found)
    return None


def _boolean(node: Node, schema: Schema, parts: Parts, found: list[Violation]) -> bool | None:
    if isinstance(node, ScalarNode) and isinstance(node.value, bool):
        return node.value
    _wrong(schema, node, parts, found)
    return None


def _integer(node: Node, schema: Schema, parts: Parts, found: list[Violation]) -> int | None:
    value = integer_of(node)
    if value is None:
        _wrong(schema, node, parts, found)
        return None
    if not schema["minimum"] <= value <= schema["maximum"]:
        found.append(Violation(parts, f"expected {schema['minimum']} to {schema['maximum']}, found {value}"))
    return value


def _quantity(node: Node, schema: Schema, parts: Parts, found: list[Violation]) -> str | None:
    from msvc_helm.types import quantity  # many a ModelService has no quantity

    value: object = node.value if isinstance(node, ScalarNode) else None
    text = value if isinstance(value, str) else str(integer_of(node))
    if text == "None":
        _wrong(schema, node, parts, found)
        return None
    try:
        if not _like_number(text):
            raise ValueError(text)
        return quantity.canonical(text)
    except ValueError:
        from msvc_helm.api import hints

        message = f"expected a quantity such as 500m, 2 or 16Gi, found {quoted(text)}"
        found.append(Violation(parts, message, hints.for_quantity(text)))
    return None


def _kubernetes(node: Node, schema: Schema, parts: Parts, found: list[Violation]) -> Any:
    """A field of Kubernetes' own: by its published type."""
    from msvc_helm.types import schema as kind_of  # few ModelServices have one
    from msvc_helm.types.strict import read as strictly

    def wrong(at: Parts, message: str, hint: str) -> None:
        found.append(Violation(at, message, hint, key=message == UNKNOWN))

    return strictly(node, kind_of(schema["kind"]).at(schema["at"]), parts, wrong)


def _plain(node: Node, *_: object) -> Any:
    """A value as it is written, which others check."""
    from msvc_helm.goyaml import plain

    return plain(node)


def _like_number(text: str) -> bool:
    """Whether the text has a number and no space around it, which Kubernetes' Go code would forgive.

    With `quantity.canonical` this is the CRD's pattern for quantities, half a millisecond sooner than to compile that.
    """
    return text == text.strip() and text.lstrip("+-").removeprefix(".")[:1].isdecimal()


_READERS: dict[str, Callable[[Node, Schema, Parts, list[Violation]], Any]] = {
    "object": _object,
    "map": _map,
    "array": _array,
    "string": _string,
    "boolean": _boolean,
    "integer": _integer,
    "quantity": _quantity,
    "kubernetes": _kubernetes,
    "plain": _plain,
    "any": lambda *_: None,  # nobody needs the value
}
_WORDS = {
    "object": "a map",
    "map": "a map",
    "array": "a list",
    "string": "a string",
    "boolean": "true or false",
    "integer": "an integer",
    "quantity": "a quantity",
}


def integer_of(node: Node) -> int | None:
    """The 64-bit integer a node stands for once it has been JSON, where `1e1` has become `10`."""
    if not isinstance(node, ScalarNode) or isinstance(node.value, bool):
        return None
    value = node.value
    if isinstance(value, float) and value.is_integer():
        from msvc_helm.goyaml import json_float

        text = json_float(value)
        value = int(text) if "e" not in text else None
    return value if isinstance(value, int) and value in INT64 else None


def duplicates(values: list[Any], key: str, parts: Parts, found: list[Violation]) -> None:
    """Adds every item of a list of maps whose `key` an earlier item has too."""
    if len(values) < 2:
        return
    seen: dict[str, int] = {}
    for index, value in enumerate(values):
        name = value.get(key) if isinstance(value, dict) else None
        if isinstance(name, str) and seen.setdefault(name, index) != index:
            message = f"{quoted(name)} is already the {key} of item [{seen[name]}]"
            found.append(Violation((*parts, index, key), message, f"each {key} may occur once in the list"))


def quoted(text: str) -> str:
    """The text in quotes, cut where it is long."""
    return f'"{text}"' if len(text) <= 60 else f'"{text[:57]}..."'


def _limits(text: str, schema: Schema, parts: Parts, found: list[Violation]) -> None:
    """Adds what is wrong with the length and the characters of a string; lengths count code points, as in Go."""
    longest = schema.get("maxLength", len(text))
    if len(text) > longest:
        found.append(Violation(parts, f"has {len(text)} characters, at most {longest} are allowed"))
    if len(text) < schema.get("minLength", 0):
        found.append(Violation(parts, f"needs at least {_count(schema['minLength'], 'character')}"))
    elif "pattern" in schema:
        import re

        if not re.fullmatch(schema["pattern"], text):
            found.append(Violation(parts, f"{quoted(text)} does not match {schema['pattern']}"))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _wrong(schema: Schema, node: Node, parts: Parts, found: list[Violation]) -> None:
    from msvc_helm.api import hints

    expected = _WORDS[schema["type"]]
    found.append(
        Violation(parts, f"expected {expected}, found {hints.what(node)}", hints.for_type(schema["type"], node))
    )


def _unknown(parts: Parts, key: str, schema: Schema) -> Violation:
    from msvc_helm.api import hints

    return Violation((*parts, key), UNKNOWN, Later(hints.for_field, parts, key, schema), key=True)
