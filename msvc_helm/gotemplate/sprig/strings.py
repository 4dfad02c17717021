"""Sprig's strings.go: text taken apart, put together, indented and encoded; lengths and positions count bytes."""

from __future__ import annotations

from collections.abc import Iterable

from ..go import strings
from ..go.cast import to_string, to_strings
from ..go.fmt import value_string
from ..go.strconv import quote as go_quote
from ..registry import Budget, FunctionError
from ..values import Map, Slice, byte_length, from_bytes, normal, to_bytes
from .table import Table, charge

FUNCTIONS = table = Table()


@table("b64enc", "string")
def b64enc(text: str) -> str:
    """The text's bytes in base64."""
    from ..go import base64

    return base64.encode(to_bytes(text))


@table("b64dec", "string")
def b64dec(text: str) -> str:
    """What base64 text stands for; an error message for what is none."""
    from ..go import base64

    try:
        return from_bytes(base64.decode(to_bytes(text)))
    except base64.CorruptInputError as error:
        return str(error)


@table("b32enc", "string")
def b32enc(text: str) -> str:
    """The text's bytes in base32."""
    from ..go import base32

    return base32.encode(to_bytes(text))


@table("b32dec", "string")
def b32dec(text: str) -> str:
    """What base32 text stands for; an error message for what is none."""
    from ..go import base32

    try:
        return from_bytes(base32.decode(to_bytes(text)))
    except base32.CorruptInputError as error:
        return str(error)


@table("abbrev", "int, string")
def abbrev(width: int, text: str) -> str:
    """At most `width` bytes, the last three of which are dots where something was cut off."""
    return abbrevboth(0, width, text)


@table("abbrevboth", "int, int, string")
def abbrevboth(left: int, right: int, text: str) -> str:
    """At most `right` bytes that show what is at byte `left`, with dots where something was cut off."""
    from ..go import goutils

    return text if right < 4 or (left > 0 and right < 7) else goutils.abbreviate(text, left, right)


@table("initials", "string", slow=True)
def initials(text: str) -> str:
    """The first letter of every word."""
    from ..go import goutils

    return goutils.initials(text)


@table("untitle", "string", slow=True)
def untitle(text: str) -> str:
    """The first character of every word in lower case; white space separates words."""
    from ..go import goutils

    return goutils.uncapitalize(text)


@table("quote", "...any", budget=True)
def quote(budget: Budget, *values: object) -> str:
    """The values as double-quoted Go strings with blanks between; nil ones are left out."""
    return _joined(budget, (go_quote(to_string(value, budget)) for value in values if value is not None), " ")


@table("squote", "...any", budget=True)
def squote(budget: Budget, *values: object) -> str:
    """The values between single quotes, nothing escaped, with blanks between; nil ones are left out."""
    return _joined(budget, (f"'{value_string(value, budget)}'" for value in values if value is not None), " ")


@table("cat", "...any", budget=True)
def cat(budget: Budget, *values: object) -> str:
    """The values with blanks between; nil ones are left out."""
    return _joined(budget, (value_string(value, budget) for value in values if value is not None), " ")


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


@table("replace", "string, string, string", budget=True)
def replace(budget: Budget, old: str, new: str, text: str) -> str:
    """Every `old` replaced by `new`; an empty `old` is found before every character and at the end."""
    found = text.count(old) if old else len(text) + 1
    budget.text(byte_length(text) + found * (byte_length(new) - byte_length(old)))
    if text.isascii() or not old:
        return normal(text.replace(old, new))
    return from_bytes(to_bytes(text).replace(to_bytes(old), to_bytes(new)))


@table("plural", "string, string, int", passes=True)
def plural(one: str, many: str, count: int) -> str:
    """`one` for a count of 1, else `many`."""
    return one if count == 1 else many


@table("toStrings", "any", budget=True)
def as_strings(budget: Budget, value: object) -> Slice:
    """The elements of a list as strings, without the nil ones; any other value as a list of one."""
    result = to_strings(value, budget)
    charge(budget, result)
    return result


@table("toString", "any", budget=True)
def as_string(budget: Budget, value: object) -> str:
    """The value as text: a string as it is, anything else as `%v` prints it."""
    return to_string(value, budget)


@table("trunc", "int, string")
def trunc(count: int, text: str) -> str:
    """The first `count` bytes, or the last ones for a negative count."""
    if text.isascii() or abs(count) >= 4 * len(text):
        return text[:count] if count >= 0 else text[count:]
    data = to_bytes(text)
    return from_bytes(data[:count] if count >= 0 else data[count:])


@table("join", "string, any", budget=True)
def join(budget: Budget, separator: str, values: object) -> str:
    """The elements of a list as strings with `separator` between; nil ones are left out."""
    return _joined(budget, map(str, to_strings(values, budget)), separator)


def _joined(budget: Budget, pieces: Iterable[str], separator: str) -> str:
    """The pieces in one string, whose size is counted while they come."""
    taken: list[str] = []
    size = 0
    for piece in pieces:
        taken.append(piece)
        size += len(piece) + len(separator)
        budget.fits(size - len(separator))
    budget.text(max(size - len(separator), 0))
    return normal(separator.join(taken))


@table("split", "string, string", budget=True)
def split(budget: Budget, separator: str, text: str) -> Map:
    """The parts of the text between separators as a map with the keys `_0`, `_1`, ..."""
    return splitn(budget, separator, -1, text)


@table("splitn", "string, int, string", budget=True)
def splitn(budget: Budget, separator: str, count: int, text: str) -> Map:
    """Like `split`, into at most `count` parts, of which the last is the rest."""
    parts = strings.split_n(budget, text, separator, count)
    return Map({f"_{index}": part for index, part in enumerate(parts)}, "string")


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
