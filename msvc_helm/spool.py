"""Output kept until the whole answer is known: in memory while it is small, then in a temporary file."""

from __future__ import annotations

import io
from types import TracebackType

from msvc_helm.typed import BinaryIO

IN_MEMORY = 4 * 1024 * 1024  # bytes
CHUNK = 1 << 20


class Spool:
    """Text that is written once and then read once, from its beginning, as UTF-8."""

    def __init__(self) -> None:
        self._stream: BinaryIO = io.BytesIO()
        self._size = 0
        self._reading = False

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, _type: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self._stream.close()

    def write(self, text: str) -> int:
        """Add text at the end; its length in bytes."""
        data = text.encode()
        self._size += len(data)
        if self._size > IN_MEMORY and isinstance(self._stream, io.BytesIO):
            import tempfile  # costs milliseconds that most runs need not spend

            small, self._stream = self._stream, tempfile.TemporaryFile()  # noqa: SIM115 - __exit__ closes it
            self._stream.write(small.getbuffer())
        self._stream.write(data)
        return len(data)

    def read(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end."""
        if not self._reading:
            self._reading = True
            self._stream.seek(0)
        return self._stream.read(size)

    def copy_to(self, out: BinaryIO) -> None:
        """Write all of it."""
        while chunk := self.read(CHUNK):
            out.write(chunk)
        out.flush()
