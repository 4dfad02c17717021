"""Go's package strings, where Python's own methods do something else."""

from __future__ import annotations

from ..registry import Budget
from ..values import from_bytes, printable, to_bytes
from .unicode import SPACES, lower, upper
from .unicode import title as title_char

_BROKEN = {"\ufffd", *map(chr, range(0xDC80, 0xDD00))}  # what Go reads as U+FFFD
_SPACES = "".join(sorted(SPACES))


def to_upper(text: str) -> str:
    """Go's ToUpper; bytes that are not UTF-8 become U+FFFD."""
    return text.upper() if text.isascii() else "".join(map(upper, printable(text)))


def to_lower(text: str) -> str:
    """Go's ToLower; bytes that are not UTF-8 become U+FFFD."""
    return text.lower() if text.isascii() else "".join(map(lower, printable(text)))


def title(text: str) -> str:
    """The first letter of every word in title case; letters, digits and `_` make words."""
    result = []
    previous = " "
    for char in printable(text):
        result.append(title_char(char) if _separates(previous) else char)
        previous = char
    return "".join(result)


def _separates(char: str) -> bool:
    if char < "\x80":
        return not (char.isalnum() or char == "_")
    return char in SPACES  # which is neither a letter nor a digit


def trim_space(text: str) -> str:
    """The text without white space at both ends."""
    return text.strip(_SPACES)


def trim(text: str, chars: str) -> str:
    """The text without any of the characters `chars` at both ends; every broken byte counts as U+FFFD."""
    unwanted = set(chars)
    if not unwanted.isdisjoint(_BROKEN):
        unwanted.update(_BROKEN)
    start, end = 0, len(text)
    while start < end and text[start] in unwanted:
        start += 1
    while start < end and text[end - 1] in unwanted:
        end -= 1
    return text[start:end]


def split_n(budget: Budget, text: str, separator: str, count: int) -> list[str]:
    """The parts between separators: at most `count` parts, all for a negative count."""
    if count == 0:
        return []
    limit = count if 0 < count <= len(text) else len(text) + 1
    budget.items(min(text.count(separator) + 1, limit))
    if not separator:
        return list(text) if limit > len(text) else [*text[: limit - 1], text[limit - 1 :]]
    if text.isascii():
        return text.split(separator, limit - 1)
    return [from_bytes(part) for part in to_bytes(text).split(to_bytes(separator), limit - 1)]
