"""A stream of YAML documents cut at its document markers, every byte kept."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterable, Iterator
from itertools import chain

from msvc_helm.errors import InputError, Problem

_BOM = codecs.BOM_UTF8
_MARKERS = (b"---", b"...", _BOM)


class RawDocument:
    """One document of a stream: its bytes, the number of its first line in the stream and its own number, from 1."""

    __slots__ = ("index", "line", "raw")

    def __init__(self, raw: bytes, line: int, index: int) -> None:
        self.raw = raw
        self.line = line
        self.index = index


def split(stream: bytes | Iterable[bytes], most: int = sys.maxsize) -> Iterator[RawDocument]:
    """The documents of `stream` (bytes, or a file opened in binary mode) in order; their bytes joined are the stream.

    A line `---` belongs to the document it starts, with the comments and directives before it unless these follow a
    document that is still open; a line `...` to the one it ends, as do comments after it that end the stream. At most
    one document is held in memory. A stream without a byte has no document; one with only comments has one, which
    `parse` finds empty. Raises InputError for UTF-16 with more than one document, and for a document of more than
    `most` bytes.
    """
    lines = iter(stream.splitlines(keepends=True) if isinstance(stream, bytes) else _physical(stream))
    first = next(lines, b"")
    if first[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return _utf16(b"".join(_counted(chain((first,), lines), most)))
    return _documents(chain((first,), lines) if first else (), most)


def _too_large(most: int, line: int, index: int) -> InputError:
    message = f"the document has more than {most:,} bytes; at most that many are read"
    return InputError(Problem(message, line=line, document=index))


def _counted(lines: Iterable[bytes], most: int) -> Iterator[bytes]:
    """The lines of one document, as long as they are not too much."""
    size = 0
    for text in lines:
        size += len(text)
        if size > most:
            raise _too_large(most, 1, 1)
        yield text


def _documents(lines: Iterable[bytes], most: int) -> Iterator[RawDocument]:
    document: list[bytes] = []  # the lines of the document at hand
    gap: list[bytes] = []  # lines after it that may belong to the next
    is_open = False  # whether what follows still belongs to it
    line, index = 1, 1
    size = 0  # of both, in bytes
    for text in lines:
        size += len(text)
        marker = _marker(text) if text.startswith(_MARKERS) else b""
        if is_open and not marker:
            document.append(text)
        elif marker == b"...":
            document.extend((*gap, text))
            gap, is_open = [], False
        elif not is_open and not marker and _is_blank(text):
            gap.append(text)
        else:
            if document:
                yield RawDocument(b"".join(document), line, index)
                line, index = line + len(document), index + 1
                size = len(text) + sum(map(len, gap))
            document, gap, is_open = [*gap, text], [], True
        if size > most:
            raise _too_large(most, line, index)
    if document or gap:
        yield RawDocument(b"".join(document + gap), line, index)


def _physical(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines as YAML counts them, which also ends one at a lone carriage return."""
    for text in lines:
        if b"\r" in text and b"\r" in text[: -2 if text.endswith(b"\r\n") else -1]:
            yield from text.splitlines(keepends=True)
        elif text:
            yield text


def _marker(text: bytes) -> bytes:
    """The document marker a line begins with (`---` or `...`), or nothing."""
    text = text.removeprefix(_BOM)
    return text[:3] if text[:3] in (b"---", b"...") and text[3:4] in (b"", b" ", b"\t", b"\r", b"\n") else b""


def _is_blank(text: bytes) -> bool:
    """Whether a line outside a document holds nothing of one: blank, a comment or a directive."""
    text = text.removeprefix(_BOM)
    return text.startswith(b"%") or text.lstrip(b" \t\r\n")[:1] in (b"", b"#")


def _utf16(data: bytes) -> Iterator[RawDocument]:
    """A UTF-16 stream, whose documents could not be told from their bytes one by one."""
    text = data.decode("utf-16", "replace").encode("utf-8", "replace")
    if sum(1 for _ in _documents(text.splitlines(keepends=True), sys.maxsize)) > 1:
        raise InputError(Problem("several documents in UTF-16", line=1, hint="save the file as UTF-8"))
    yield RawDocument(data, 1, 1)
