"""Any value as a string, an integer or a float, in the way sprig's functions convert their arguments."""

from __future__ import annotations

import math
import re

from ..gofmt import value_string
from ..registry import Budget
from ..values import NilSlice, Slice, from_bytes, type_of, wrap

_LOWEST = -(1 << 63)
_INTEGER = re.compile(r"([+-]?)(?:0[xX]([0-9a-fA-F_]+)|0[bB]([01_]+)|0[oO]([0-7_]+)|(0[0-7_]*)|([1-9][0-9_]*))")
_INTEGER_BASES = (16, 2, 8, 8, 10)  # of the groups above
_DECIMAL = re.compile(r"([+-]?)([0-9]+)")
_FLOAT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_HEX_FLOAT = re.compile(r"[+-]?0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP][+-]?[0-9]+")
_SPECIAL = {sign + name: math.inf for sign in ("", "+") for name in ("inf", "infinity")}
_SPECIAL |= {"-inf": -math.inf, "-infinity": -math.inf, "nan": math.nan}
_MAX_DIGITS = 64  # of an int64 in any base


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
    if isinstance(value, NilSlice) and value.elem == "string":
        return value
    if isinstance(value, (list, tuple)):
        return Slice((to_string(item, budget) for item in value if item is not None), "string")
    return Slice([] if value is None else [to_string(value, budget)], "string")


def to_int(value: object) -> int:
    """spf13/cast's ToInt: 0 for whatever is no number; a plain `int` in Go's range."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return wrap(int(value))
    if isinstance(value, float):
        return truncate(value)
    if isinstance(value, str):
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
    """spf13/cast's ToFloat64: 0 for whatever is no number."""
    if isinstance(value, (bool, int, float)):
        return float(value)
    if isinstance(value, str):
        number = parse_float(value)
        return 0.0 if number is None else number
    return float(_ordinal(value))


def parse_int(text: str) -> int | None:
    """Go's strconv.ParseInt with base 0 (`0x1F`, `0b1`, `0o17`, `017`, `1_000`); None where that is an error."""
    match = _INTEGER.fullmatch(text)
    if match is None or text.endswith("_") or "__" in text:
        return None
    index, digits = next((i, group) for i, group in enumerate(match.groups()[1:]) if group is not None)
    return in_range(_number(match[1], digits.replace("_", ""), _INTEGER_BASES[index]))


def parse_clamped(text: str) -> int:
    """What sprig gets from Go's strconv with base 10 when it ignores the error: 0, or the nearest int64 of too much.

    Go stops at the first digit that is too much, before it sees whether the rest of the text is a number.
    """
    match = _DECIMAL.match(text)
    if match is None:
        return 0
    number = _number(match[1], match[2], 10)
    if match.end() < len(text) and abs(number) < 1 << 64:
        return 0
    return min(max(number, _LOWEST), ~_LOWEST)


def _number(sign: str, digits: str, base: int) -> int:
    digits = digits.lstrip("0")
    value = int(digits or "0", base) if len(digits) <= _MAX_DIGITS else 1 << 64
    return -value if sign == "-" else value


def in_range(number: int) -> int | None:
    """`number`, or None when it is no int64."""
    return number if _LOWEST <= number < -_LOWEST else None


def parse_float(text: str) -> float | None:
    """Go's strconv.ParseFloat with 64 bits; None where that is an error."""
    special = _SPECIAL.get(text.lower())
    if special is not None:
        return special
    if "_" in text:
        text = _without_underscores(text)
    try:
        if _FLOAT.fullmatch(text):
            value = float(text)
        elif _HEX_FLOAT.fullmatch(text):
            value = float.fromhex(text)
        else:
            return None
    except OverflowError:
        return None
    return value if math.isfinite(value) else None


def _without_underscores(text: str) -> str:
    """The number without the underscores between its digits; the others stay, which makes it no number."""
    digit = "0-9a-fA-F" if text.lstrip("+-")[:2].lower() == "0x" else "0-9"
    return re.sub(f"(?<=[xX{digit}])_(?=[{digit}])", "", text)


def _without_zero_decimals(text: str) -> str:
    """`1.00` -> `1`; only a tail of a point and zeros goes."""
    stripped = text.rstrip("0")
    if stripped != text and stripped.endswith("."):
        return stripped[:-1]
    return text
