"""What has to be kept whole, an answer until it is known or a stream read twice: in memory while it is small."""

from __future__ import annotations

import io
from types import TracebackType

from msvc_helm.typed import BinaryIO

IN_MEMORY = 4 * 1024 * 1024  # bytes
CHUNK = 1 << 20


class Spool:
    """Bytes, or text as UTF-8, that are written first and then read from their beginning; if many, in a file.

    `blank` says that there is nothing in it but blanks. Where no file can be made all is kept in memory.
    """

    def __init__(self) -> None:
        self._stream: BinaryIO = io.BytesIO()
        self._left = IN_MEMORY
        self._reading = False
        self.blank = True

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, _type: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self._stream.close()

    def write(self, text: str) -> int:
        """Add text at the end; its length in bytes."""
        data = text.encode()
        self.add(data)
        return len(data)

    def add(self, data: bytes) -> None:
        """Add bytes at the end."""
        self._left -= len(data)
        if self._left < 0 and isinstance(self._stream, io.BytesIO):
            self._stream = _in_file(self._stream)
        self._stream.write(data)
        self.blank = self.blank and (not data or data.isspace())

    def rewound(self) -> BinaryIO:
        """All of it as a file, at its beginning; it ends with the spool."""
        self._stream.seek(0)
        return self._stream

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


def _in_file(small: io.BytesIO) -> BinaryIO:
    """What there is so far, in a file if one can be made."""
    import tempfile  # costs milliseconds that most runs need not spend

    try:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the spool closes it
    except OSError:
        return small
    file.write(small.getbuffer())
    return file
