"""The lists and maps a document has opened and not yet closed, and how a map takes keys, values and merges."""

from __future__ import annotations

from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from msvc_helm.goyaml.resolve import Value, key_string


class Anchor:
    """An anchored node: how many nodes it makes Go decode, how many characters they have, and how deep it nests.

    `size` is 0 while it is open.
    """

    __slots__ = ("height", "letters", "node", "size")

    def __init__(self, node: Node, size: int, letters: int) -> None:
        self.node = node
        self.size = size
        self.letters = letters
        self.height = 0


class Frame:
    """A list or map that is not complete yet. While `wants_key` the next node is a key, else `put` takes it."""

    __slots__ = (
        "anchor", "before", "height", "key", "merged", "merging", "node", "started", "twice", "wants_key", "where"
    )  # fmt: skip

    def __init__(self, node: MappingNode | SequenceNode, started: int, before: int, wants_key: bool) -> None:
        self.node = node
        self.started = started  # nodes decoded before it
        self.before = before  # characters before it
        self.wants_key = wants_key
        self.merging = False  # whether the next node is the value of a `<<`
        self.merged = False  # whether a `<<` was before: its entries may be written again
        self.twice: list[tuple[str, int, int]] | None = None  # keys that were there already, with line and column
        self.height = 0  # of what it holds
        self.anchor: Anchor | None = None

    def take_key(self, value: Value, line: int, column: int) -> None:
        """The next key, as the string it becomes."""
        try:
            self.key = value if type(value) is str else key_string(value)
        except ValueError as err:
            raise _error(str(err), line, column, "quote the key") from err
        self.where = (line, column)
        self.wants_key = False

    def take_merge(self) -> None:
        """The next key is a `<<`."""
        self.merging = self.merged = True
        self.wants_key = False

    def put(self, node: Node) -> None:
        """The next item of a list, or the value of a map's last key."""
        into = self.node
        if isinstance(into, SequenceNode):
            into.items.append(node)
            return
        self.wants_key = True
        if self.merging:
            self.merging = False
            _merge(into, node)
        else:
            if self.key in into.items and not self.merged:
                self.twice = [*(self.twice or ()), (self.key, *self.where)]
            into.items[self.key] = node
            into.keys[self.key] = self.where


def _merge(into: MappingNode, value: Node) -> None:
    """Put the entries of `value` (a map, or a list of maps of which the first wins) over those before."""
    for source in reversed(value.items) if isinstance(value, SequenceNode) else (value,):
        if not isinstance(source, MappingNode):
            raise _error("<< takes a map or a list of maps", value.line, value.column)
        into.items.update(source.items)
        into.keys.update(source.keys)


def key_of(node: Node, line: int, column: int) -> Value:
    """The value of a node that is a key there; a list or map is none."""
    if isinstance(node, ScalarNode):
        return node.value
    hint = "quote a value that begins with {{" if isinstance(node, MappingNode) else ""
    raise _error("a list or map cannot be a map key", line, column, hint)


def _error(message: str, line: int, column: int, hint: str = "") -> InputError:
    return InputError(Problem(message, line=line, column=column, hint=hint))
