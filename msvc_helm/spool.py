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
        self.blank = True

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, _type: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        try:
            self._stream.close()
        except OSError:  # what could not be written has been told
            return

    def write(self, text: str) -> int:
        """Add text at the end; its length in bytes."""
        data = text.encode()
        self.add(data)
        return len(data)

    def add(self, data: bytes) -> None:
        """Add bytes at the end."""
        self._left -= len(data)
        try:
            if self._left < 0 and isinstance(self._stream, io.BytesIO):
                self._stream = _in_file(self._stream)
            self._stream.write(data)
        except OSError as error:
            raise _no_room(error) from error
        self.blank = self.blank and (not data or data.isspace())

    def rewound(self) -> BinaryIO:
        """All of it as a file, at its beginning; it ends with the spool."""
        try:
            self._stream.seek(0)
        except OSError as error:  # what was buffered is written first
            raise _no_room(error) from error
        return self._stream

    def copy_to(self, out: BinaryIO) -> None:
        """Write all of it."""
        stream = self.rewound()
        while chunk := stream.read(CHUNK):
            out.write(chunk)
        out.flush()


def _in_file(small: io.BytesIO) -> BinaryIO:
    """What there is so far, in a file if one can be made."""
    import tempfile  # costs milliseconds that most runs need not spend

    try:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the spool closes it
    except OSError:
        return small
    file.write(small.getvalue())
    return file


def _no_room(error: OSError) -> OSError:
    """The same error with the place it is about, which nobody has named, and how to name another."""
    from tempfile import gettempdir

    where = f"{gettempdir()}, where a stream of more than {IN_MEMORY >> 20} MiB is kept; TMPDIR names another directory"
    return OSError(error.errno, f"{error.strerror or error}: {where}")
