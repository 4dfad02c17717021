"""Changes to a text at places of the original, which is otherwise kept as it is."""

from __future__ import annotations


class Edits:
    """A text and what is to be in it instead; of changes within changes the outermost counts."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._changes: set[tuple[int, int, str]] = set()

    def replace(self, start: int, stop: int, text: str) -> None:
        """Put `text` in place of what is from `start` to `stop`."""
        self._changes.add((start, -stop, text))

    def insert(self, at: int, text: str) -> None:
        """Put `text` before the character at `at`."""
        self.replace(at, at, text)

    def text(self, start: int = 0, stop: int | None = None) -> str:
        """The text from `start` to `stop` with the changes that lie within."""
        stop = len(self.source) if stop is None else stop
        parts: list[str] = []
        for begin, negative, text in sorted(self._changes):
            if begin >= start and -negative <= stop:
                parts += (self.source[start:begin], text)
                start = -negative
        return "".join((*parts, self.source[start:stop]))
