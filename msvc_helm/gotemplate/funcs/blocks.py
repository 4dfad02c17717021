"""Text as a block: indented, wrapped to a width, cut short with an ellipsis; widths count bytes."""

from __future__ import annotations

from ..registry import Budget, FunctionError
from ..values import from_bytes, normal, to_bytes
from .table import Table

FUNCTIONS = table = Table()

_ELLIPSIS = b"..."


@table("indent", "int, string", budget=True)
def indent(budget: Budget, spaces: int, text: str) -> str:
    """Every line, also an empty one, with so many spaces before it."""
    if spaces < 0:
        raise FunctionError("strings: negative Repeat count")
    budget.text(len(text) + spaces * (text.count("\n") + 1))
    pad = " " * spaces
    return pad + text.replace("\n", "\n" + pad)


@table("nindent", "int, string", budget=True)
def nindent(budget: Budget, spaces: int, text: str) -> str:
    """Like `indent`, after a newline."""
    return "\n" + indent(budget, spaces, text)


@table("wrap", "int, string", budget=True, slow=True)
def wrap(budget: Budget, width: int, text: str) -> str:
    """Lines of at most `width` bytes, broken at blanks; longer words stay whole."""
    return _wrapped(budget, to_bytes(text), width, "\n", break_words=False)


@table("wrapWith", "int, string, string", budget=True, slow=True)
def wrap_with(budget: Budget, width: int, separator: str, text: str) -> str:
    """Like `wrap`, with a separator of one's own (a newline if empty), and longer words are broken."""
    return _wrapped(budget, to_bytes(text), width, separator or "\n", break_words=True)


def _wrapped(budget: Budget, data: bytes, width: int, separator: str, break_words: bool) -> str:
    lines = _lines(data, max(width, 1), break_words)
    budget.text(sum(map(len, lines)) + len(separator) * len(lines))
    return normal(from_bytes(to_bytes(separator).join(lines)))


def _lines(data: bytes, width: int, break_words: bool) -> list[bytes]:
    """The lines; blanks at the start of one go, and of the blanks it is broken at one."""
    lines: list[bytes] = []
    at = 0
    while len(data) - at > width:
        if data[at] == 0x20:
            at += 1
            continue
        end, skip = data.rfind(b" ", at, at + width + 1), 1
        if end < 0 and break_words:
            end, skip = at + width, 0
        elif end < 0:
            end = data.find(b" ", at + width)
        if end < 0:
            break
        lines.append(data[at:end])
        at = end + skip
    lines.append(data[at:])
    return lines


@table("abbrev", "int, string")
def abbrev(width: int, text: str) -> str:
    """At most `width` bytes, the last three of which are dots where something was cut off."""
    return text if width < 4 else from_bytes(_abbreviated(to_bytes(text), 0, width))


@table("abbrevboth", "int, int, string")
def abbrevboth(left: int, right: int, text: str) -> str:
    """At most `right` bytes that show what is at byte `left`, with dots where something was cut off."""
    if right < 4 or (left > 0 and right < 7):
        return text
    data = to_bytes(text)
    if len(data) - left >= 1 << 63:  # Go's difference wraps around
        left = len(data)
    return from_bytes(_abbreviated(data, left, right))


def _abbreviated(data: bytes, offset: int, width: int) -> bytes:
    """Goutils' AbbreviateFull; `width` is at least 4."""
    size = len(data)
    if size <= width:
        return data
    offset = min(offset, size - (width - 3))
    if offset <= 4:
        return data[: width - 3] + _ELLIPSIS
    if width < 7:
        return b""
    if offset + width - 3 < size:
        return _ELLIPSIS + _abbreviated(data[offset:], 0, width - 3)
    return _ELLIPSIS + data[size - (width - 3) :]
