"""Taking text apart and putting values together as text."""

from __future__ import annotations

from collections.abc import Iterable

from ..go.cast import to_string, to_strings
from ..go.fmt import value_string
from ..go.strconv import quote as go_quote
from ..registry import Budget
from ..values import Map, Slice, from_bytes, normal, to_bytes
from .table import Table, charge

FUNCTIONS = table = Table()


@table("toString", "any", budget=True)
def as_string(budget: Budget, value: object) -> str:
    """The value as text: a string as it is, anything else as `%v` prints it."""
    return to_string(value, budget)


@table("toStrings", "any", budget=True)
def as_strings(budget: Budget, value: object) -> Slice:
    """The elements of a list as strings, without the nil ones; any other value as a list of one."""
    result = to_strings(value, budget)
    charge(budget, result)
    return result


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


@table("splitList", "string, string", budget=True)
def split_list(budget: Budget, separator: str, text: str) -> Slice:
    """The parts of the text between separators; an empty separator gives its characters."""
    return Slice(_split(budget, separator, text, -1), "string")


@table("split", "string, string", budget=True)
def split(budget: Budget, separator: str, text: str) -> Map:
    """The parts of the text between separators as a map with the keys `_0`, `_1`, ..."""
    return splitn(budget, separator, -1, text)


@table("splitn", "string, int, string", budget=True)
def splitn(budget: Budget, separator: str, count: int, text: str) -> Map:
    """Like `split`, into at most `count` parts, of which the last is the rest."""
    parts = _split(budget, separator, text, count)
    return Map({f"_{index}": part for index, part in enumerate(parts)}, "string")


def _split(budget: Budget, separator: str, text: str, count: int) -> list[str]:
    """Go's strings.SplitN: at most `count` parts, all for a negative count."""
    if count == 0:
        return []
    limit = count if 0 < count <= len(text) else len(text) + 1
    budget.items(min(text.count(separator) + 1, limit))
    if not separator:
        return list(text) if limit > len(text) else [*text[: limit - 1], text[limit - 1 :]]
    if text.isascii():
        return text.split(separator, limit - 1)
    return [from_bytes(part) for part in to_bytes(text).split(to_bytes(separator), limit - 1)]
