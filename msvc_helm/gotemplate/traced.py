"""A template that knows, of all that it printed, which line of its source printed it."""

from __future__ import annotations

from bisect import bisect_right

from . import nodes
from .machine import Code, Machine
from .registry import Budget, Function
from .template import Template

Piece = tuple[int, nodes.Node]  # where in the output it begins, and what printed it


class TracedTemplate(Template):
    """A template whose last rendering can be asked about."""

    def source_line(self, offset: int) -> int:
        """The line of the source, from 1, that printed the character at that place of the output."""
        at = bisect_right(self._pieces, offset, key=lambda piece: piece[0]) - 1
        if at < 0:
            return 1
        start, node = self._pieces[at]
        position = node.position
        if isinstance(node, nodes.Text):
            position += min(offset - start, len(node.text))
        return self.source.count("\n", 0, position) + 1

    def _machine(self, functions: dict[str, Function], budget: Budget) -> Machine:
        self._pieces: list[Piece] = []
        return _Recorder(self._compiled(), self.name, functions, budget, self._pieces)


class _Recorder(Machine):
    """Notes each piece that it prints."""

    __slots__ = ("_pieces",)

    def __init__(
        self, program: dict[str, Code], name: str, functions: dict[str, Function], budget: Budget, pieces: list[Piece]
    ) -> None:
        super().__init__(program, name, functions, budget)
        self._pieces = pieces

    def write(self, text: str) -> None:
        """Print text."""
        if text:
            self._pieces.append((self.size, self.code.origins[self.pc - 1]))
        super().write(text)
