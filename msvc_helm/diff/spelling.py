"""Field names that an API server does not take: it tells upper case from lower, which base configs need not do."""

from __future__ import annotations

from msvc_helm.errors import Problem
from msvc_helm.goyaml import MappingNode, Node, SequenceNode
from msvc_helm.types.structs import ListType, MapType, StructType, Type

UNKNOWN = "unknown field, dropped"


def exactly(node: Node, type_: Type, found: list[Problem], path: str = "") -> Node:
    """The node without fields whose name differs from a known one in case only; each is added to `found`."""
    if isinstance(type_, ListType) and isinstance(node, SequenceNode):
        items = [exactly(item, type_.element, found, f"{path}[{index}]") for index, item in enumerate(node.items)]
        return node if items == node.items else SequenceNode(items, node.line, node.column)
    if not isinstance(node, MappingNode) or not isinstance(type_, (MapType, StructType)):
        return node
    kept: dict[str, Node] = {}
    for key, item in node.items.items():
        place = f"{path}.{key}" if path else key
        field = type_.field(key) if isinstance(type_, StructType) else None
        if isinstance(type_, MapType):
            kept[key] = exactly(item, type_.element, found, place)
        elif field is None or field.name == key:
            kept[key] = exactly(item, field.type, found, place) if field else item
        else:
            line, column = node.keys[key]
            found.append(Problem(UNKNOWN, place, line, column, hint=f'did you mean "{field.name}"?'))
    same = len(kept) == len(node.items) and all(kept[key] is item for key, item in node.items.items())
    return node if same else MappingNode(kept, node.keys, node.line, node.column)
