"""Any value as a string, an integer or a float, in the way sprig's functions convert their arguments."""

from __future__ import annotations

import math

from ..registry import Budget
from ..values import Slice, from_bytes, type_of, wrap
from .fmt import value_string

_LOWEST = -(1 << 63)


def to_string(value: object, budget: Budget) -> str:
    """What sprig calls strval: strings and bytes as they are, everything else as `%v` prints it."""
    if isinstance(value, str):
        return value
    if isinstance(value, Slice) and value.elem == "uint8":
        return from_bytes(bytes(item for item in value if isinstance(item, int)))
    text = value_string(value, budget)
    budget.text(len(text))
    return text


def to_strings(value: object, budget: Budget) -> Slice:
    """What sprig calls strslice: a list's elements as strings without the nil ones; another value as a list of one."""
    if isinstance(value, Slice) and value.elem == "string":
        return value
    if isinstance(value, (list, tuple)):
        return Slice((to_string(item, budget) for item in value if item is not None), "string")
    return Slice([] if value is None else [to_string(value, budget)], "string")


def to_int(value: object) -> int:
    """spf13/cast's ToInt: 0 for whatever is not a number; a plain `int` in Go's range."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return wrap(int(value))
    if isinstance(value, float):
        return truncate(value)
    if isinstance(value, str):
        from .strconv.atoi import parse_int  # which compiles regular expressions

        return parse_int(_without_zero_decimals(value)) or 0
    return _ordinal(value)


def _ordinal(value: object) -> int:
    """The number of a month or a weekday, which are all that counts besides numbers and text."""
    number = getattr(value, "number", 0) if type_of(value) in ("time.Month", "time.Weekday") else 0
    return number if isinstance(number, int) else 0


def truncate(value: float) -> int:
    """A float converted to Go's int64 as amd64 does it: what does not fit is the lowest integer."""
    if not math.isfinite(value) or not -9.3e18 < value < 9.3e18:
        return _LOWEST
    whole = int(value)
    return whole if _LOWEST <= whole < -_LOWEST else _LOWEST


def to_float(value: object) -> float:
    """spf13/cast's ToFloat64: 0 for whatever is not a number."""
    if isinstance(value, (bool, int, float)):
        return float(value)
    if isinstance(value, str):
        from .strconv.atoi import parse_float  # which compiles regular expressions

        number = parse_float(value)
        return 0.0 if number is None else number
    return float(_ordinal(value))


def _without_zero_decimals(text: str) -> str:
    """`1.00` -> `1`: what ends in a point and zeros is cut off there; points after the zeros do not matter to Go."""
    tail = len(text.rstrip(".0"))
    point = text.rfind(".", tail, max(text.rfind("0", tail), tail))
    return text if point < 0 else text[:point]
