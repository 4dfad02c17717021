"""Masterminds/goutils: wrapping, abbreviating and changing the case of text; widths count bytes."""

from __future__ import annotations

from ..registry import Budget
from ..values import from_bytes, normal, printable, to_bytes
from .unicode import SPACES, category, lower, title, upper

_ELLIPSIS = b"..."


def wrap(budget: Budget, text: str, width: int, separator: str, *, break_words: bool) -> str:
    """Lines of at most `width` bytes, broken at blanks; longer words stay whole or are broken."""
    lines = _lines(to_bytes(text), max(width, 1), break_words)
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


def abbreviate(text: str, left: int, right: int) -> str:
    """At most `right` bytes, at least 4, that show what is at byte `left`, with dots where something was cut off."""
    data = to_bytes(text)
    if len(data) - left >= 1 << 63:  # Go's difference wraps around
        left = len(data)
    return from_bytes(_abbreviated(data, left, right))


def _abbreviated(data: bytes, offset: int, width: int) -> bytes:
    """As `abbreviate`, of bytes."""
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


def uncapitalize(text: str) -> str:
    """The first character of every word in lower case; white space separates words."""
    result = []
    start = True
    for char in printable(text):
        if char in SPACES:
            start = True
        elif start:
            start, char = False, lower(char)
        result.append(char)
    return "".join(result)


def swap_case(text: str) -> str:
    """Upper case becomes lower; lower case becomes title case at the start of a word, else upper."""
    result = []
    start = True
    for char in printable(text):
        kind = category(char)
        if kind in ("Lu", "Lt"):
            start, char = False, lower(char)
        elif kind == "Ll":
            start, char = False, title(char) if start else upper(char)
        else:
            start = char in SPACES
        result.append(char)
    return "".join(result)


def delete_white_space(text: str) -> str:
    """Without white space; goutils takes each byte for a character once there is any."""
    latin = to_bytes(text).decode("latin-1")
    kept = "".join(char for char in latin if char not in SPACES)
    return text if len(kept) == len(latin) else kept


def initials(text: str) -> str:
    """The first letter of every word; goutils takes each byte for a character."""
    result = []
    start = True
    for char in to_bytes(text).decode("latin-1"):
        if char in SPACES:
            start = True
        elif start:
            start = False
            result.append(char)
    return "".join(result)
