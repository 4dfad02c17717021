"""Testing, trimming and cutting text; lengths and positions count bytes, as in Go."""

from __future__ import annotations

from ..go.unicode import SPACE_CHARS
from ..registry import Budget, FunctionError
from ..values import byte_length, from_bytes, normal, to_bytes
from .table import Table

FUNCTIONS = table = Table()

_BROKEN = {"\ufffd", *map(chr, range(0xDC80, 0xDD00))}  # what Go reads as U+FFFD


@table("hello")
def hello() -> str:
    """A greeting."""
    return "Hello!"


@table("contains", "string, string")
def contains(part: str, text: str) -> bool:
    """Whether `part` occurs in the text."""
    return part in text if text.isascii() else to_bytes(part) in to_bytes(text)


@table("hasPrefix", "string, string")
def has_prefix(prefix: str, text: str) -> bool:
    """Whether the text starts with `prefix`."""
    return text.startswith(prefix) if text.isascii() else to_bytes(text).startswith(to_bytes(prefix))


@table("hasSuffix", "string, string")
def has_suffix(suffix: str, text: str) -> bool:
    """Whether the text ends with `suffix`."""
    return text.endswith(suffix) if text.isascii() else to_bytes(text).endswith(to_bytes(suffix))


@table("trim", "string")
def trim(text: str) -> str:
    """Without white space at both ends."""
    return text.strip(SPACE_CHARS)


@table("trimAll trimall", "string, string", slow=True)
def trim_all(chars: str, text: str) -> str:
    """Without any of the characters `chars` at both ends; every broken byte counts as U+FFFD."""
    unwanted = set(chars)
    if not unwanted.isdisjoint(_BROKEN):
        unwanted.update(_BROKEN)
    start, end = 0, len(text)
    while start < end and text[start] in unwanted:
        start += 1
    while start < end and text[end - 1] in unwanted:
        end -= 1
    return text[start:end]


@table("trimPrefix", "string, string")
def trim_prefix(prefix: str, text: str) -> str:
    """Without `prefix`, if the text starts with it."""
    return text.removeprefix(prefix) if text.isascii() else from_bytes(to_bytes(text).removeprefix(to_bytes(prefix)))


@table("trimSuffix", "string, string")
def trim_suffix(suffix: str, text: str) -> str:
    """Without `suffix`, if the text ends with it."""
    return text.removesuffix(suffix) if text.isascii() else from_bytes(to_bytes(text).removesuffix(to_bytes(suffix)))


@table("trunc", "int, string")
def trunc(count: int, text: str) -> str:
    """The first `count` bytes, or the last ones for a negative count."""
    if text.isascii() or abs(count) >= 4 * len(text):
        return text[:count] if count >= 0 else text[count:]
    data = to_bytes(text)
    return from_bytes(data[:count] if count >= 0 else data[count:])


@table("substr", "int, int, string")
def substr(start: int, end: int, text: str) -> str:
    """The bytes from `start` to `end`; a negative `start` is 0, a negative or too large `end` is the length."""
    data = to_bytes(text)
    size = len(data)
    if start < 0:
        if not 0 <= end <= size:
            raise FunctionError(f"runtime error: slice bounds out of range [:{end}]{_length(end, size)}")
        return from_bytes(data[:end])
    if end < 0 or end > size:
        end = size
    if start > end:
        raise FunctionError(f"runtime error: slice bounds out of range [{start}:{end}]")
    return from_bytes(data[start:end])


def _length(end: int, size: int) -> str:
    return f" with length {size}" if end >= 0 else ""


@table("replace", "string, string, string", budget=True)
def replace(budget: Budget, old: str, new: str, text: str) -> str:
    """Every `old` replaced by `new`; an empty `old` is found before every character and at the end."""
    found = text.count(old) if old else len(text) + 1
    budget.text(byte_length(text) + found * (byte_length(new) - byte_length(old)))
    if text.isascii() or not old:
        return normal(text.replace(old, new))
    return from_bytes(to_bytes(text).replace(to_bytes(old), to_bytes(new)))


@table("repeat", "int, string", budget=True)
def repeat(budget: Budget, count: int, text: str) -> str:
    """The text `count` times."""
    if count < 0:
        raise FunctionError("strings: negative Repeat count")
    budget.text(count * len(text))
    return normal(text * count)


@table("plural", "string, string, int", passes=True)
def plural(one: str, many: str, count: int) -> str:
    """`one` for a count of 1, else `many`."""
    return one if count == 1 else many
