"""What a YAML document is made of here: three kinds of node, each with its place in the text."""

from __future__ import annotations

from msvc_helm.typed import TypeAlias


class ScalarNode:
    """A scalar, resolved as go-yaml v2 resolves it.

    `value` is None, bool, int, float or str; `text` is the scalar as written (escapes undone, quotes taken off).
    `line` and `column` are 1-based.
    """

    __slots__ = ("column", "line", "text", "value")

    def __init__(self, value: bool | int | float | str | None, text: str, line: int, column: int) -> None:
        self.value = value
        self.text = text
        self.line = line
        self.column = column


class SequenceNode:
    """A list of nodes. An alias is the anchored node itself, so one node can be in several places."""

    __slots__ = ("column", "items", "line")

    def __init__(self, items: list[Node], line: int, column: int) -> None:
        self.items = items
        self.line = line
        self.column = column


class MappingNode:
    """A map with string keys, in the order written; duplicate keys and merge keys are already resolved.

    `keys` holds the (line, column) of each key.
    """

    __slots__ = ("column", "items", "keys", "line")

    def __init__(self, items: dict[str, Node], keys: dict[str, tuple[int, int]], line: int, column: int) -> None:
        self.items = items
        self.keys = keys
        self.line = line
        self.column = column


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode
