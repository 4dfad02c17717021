"""Where a field is: its path as people write it, and its place in the text."""

from __future__ import annotations

import re

from msvc_helm.goyaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from msvc_helm.typed import TypeAlias

Parts: TypeAlias = tuple[str | int, ...]


def path_of(parts: Parts) -> str:
    """`spec.decode.containers[0].resources.limits["nvidia.com/gpu"]` from its parts."""
    out = ""
    for part in parts:
        if isinstance(part, int):
            out += f"[{part}]"
        elif part.replace("-", "").replace("_", "").isalnum():
            out += f".{part}" if out else part
        else:
            out += '["' + part.replace("\\", "\\\\").replace('"', '\\"') + '"]'
    return out


def parts_of(path: str) -> Parts:
    """The parts of a path as `path_of` writes it."""
    if "[" not in path:
        return tuple(filter(None, path.split(".")))
    found = re.finditer(r'\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.\[]+)', path, re.DOTALL)
    return tuple(
        int(m[1]) if m[1] else re.sub(r"\\(.)", r"\1", m[2], flags=re.DOTALL) if m[2] is not None else m[3]
        for m in found
    )


def place(root: Node, parts: Parts, *, key: bool = False) -> tuple[int, int]:
    """The (line, column) of a field, or of the nearest one above it that is there.

    A scalar or a list item is where its value begins; a map or list where its key stands, and so does everything
    when `key` is set.
    """
    node = root
    at = (root.line, root.column)
    for part in parts:
        below = _step(node, part)
        if below is None:
            return at
        at = (below.line, below.column)
        if isinstance(node, MappingNode) and isinstance(part, str) and (key or not isinstance(below, ScalarNode)):
            at = node.keys[part]
        node = below
    return at


def _step(node: Node, part: str | int) -> Node | None:
    """The node one step below, if there is one."""
    if isinstance(node, MappingNode) and isinstance(part, str):
        return node.items.get(part)
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.items):
        return node.items[part]
    return None
