"""Output kept until the whole answer is known: in memory while it is small, then in a temporary file."""

from __future__ import annotations

import io
from types import TracebackType
from typing import BinaryIO, TextIO

IN_MEMORY = 8 * 1024 * 1024  # characters


class Spool:
    """Text that is written once and then read once, from its beginning."""

    def __init__(self) -> None:
        self._stream: TextIO = io.StringIO(newline="")
        self._in_memory = True
        self._reading = False

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, _type: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self._stream.close()

    def write(self, text: str) -> None:
        """Add text at the end."""
        self._stream.write(text)
        if self._in_memory and self._stream.tell() > IN_MEMORY:
            self._to_file()

    def read(self, size: int) -> str:
        """The next `size` characters, fewer at the end."""
        if not self._reading:
            self._reading = True
            self._stream.seek(0)
        return self._stream.read(size)

    def copy_to(self, out: BinaryIO) -> None:
        """Write all of it, as UTF-8."""
        while chunk := self.read(1 << 20):
            out.write(chunk.encode())
        out.flush()

    def _to_file(self) -> None:
        import tempfile  # costs milliseconds that most runs need not spend

        text = self.read(-1)
        self._stream = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115 - closed by __exit__
        self._stream.write(text)
        self._in_memory = self._reading = False
