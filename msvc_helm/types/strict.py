"""A value read by a Kubernetes type as a strict API server reads it: nothing made fit, nothing dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msvc_helm.goyaml import MappingNode, Node, ScalarNode, SequenceNode
from msvc_helm.suggest import suggestion
from msvc_helm.typed import TypeAlias
from msvc_helm.types import scalars
from msvc_helm.types.structs import ListType, ScalarType, StructType, Type

Parts: TypeAlias = "tuple[str | int, ...]"
Wrong: TypeAlias = Callable[[Parts, str, str], None]
"""Called with where something is wrong, what, and what to do."""


def read(node: Node, type_: Type, parts: Parts, wrong: Wrong) -> object:
    """The value of a node that is not null; where `wrong` was called it is of no use."""
    if isinstance(type_, ScalarType):
        return _scalar(node, type_, parts, wrong)
    if isinstance(type_, ListType):
        return _list(node, type_, parts, wrong)
    if not isinstance(node, MappingNode):
        wrong(parts, f"expected a map, found {_what(node)}", "")
        return {}
    if isinstance(type_, StructType):
        return _struct(node, type_, parts, wrong)
    entries = _without_nulls(node)
    return {key: read(child, type_.element, (*parts, key), wrong) for key, child in entries}


def _scalar(node: Node, type_: ScalarType, parts: Parts, wrong: Wrong) -> object:
    try:
        return scalars.convert(node, type_, lenient=False)
    except scalars.WrongType as error:
        wrong(parts, f"expected {error.expected}, found {_what(node)}", error.hint)
        return None


def _struct(node: MappingNode, struct: StructType, parts: Parts, wrong: Wrong) -> dict[str, object]:
    out: dict[str, object] = {}
    for key in node.items:
        if key not in struct.fields:
            wrong((*parts, key), "unknown field", suggestion(key, struct.fields))
    for key, child in _without_nulls(node):
        if key in struct.fields:
            out[key] = read(child, struct.fields[key].type, (*parts, key), wrong)
    for field in struct.fields.values():
        if field.required and field.name not in out:
            wrong((*parts, field.name), "required field is missing", "")
    return out


def _list(node: Node, type_: ListType, parts: Parts, wrong: Wrong) -> list[object]:
    if not isinstance(node, SequenceNode):
        wrong(parts, f"expected a list, found {_what(node)}", 'start each item with "- "')
        return []
    out: list[object] = []
    seen: dict[object, int] = {}
    for index, item in enumerate(node.items):
        if _is_null(item):
            wrong((*parts, index), f"expected {_word(type_.element)}, found null", "leave the item out")
            continue
        value = read(item, type_.element, (*parts, index), wrong)
        out.append(value)
        key = tuple(str(value.get(key)) for key in type_.keys) if isinstance(value, dict) else ()
        if key and seen.setdefault(key, index) != index:
            at = (*parts, index, type_.keys[0])
            wrong(at, f"{', '.join(key)}: the {' and '.join(type_.keys)} of item [{seen[key]}] already", "")
    return out


def _without_nulls(node: MappingNode) -> Iterator[tuple[str, Node]]:
    return ((key, child) for key, child in node.items.items() if not _is_null(child))


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value is None


def _word(type_: Type) -> str:
    return f"a {type_.name}" if isinstance(type_, ScalarType) else "a list" if isinstance(type_, ListType) else "a map"


def _what(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a map"
    if isinstance(node, SequenceNode):
        return "a list"
    return f'the string "{node.text}"' if isinstance(node.value, str) else node.text or "null"
