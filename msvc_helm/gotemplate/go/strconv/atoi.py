"""Text as numbers, as Go's strconv reads it."""

from __future__ import annotations

import math
import re

_LOWEST = -(1 << 63)
_INTEGER = re.compile(r"([+-]?)(?:0[xX]([0-9a-fA-F_]+)|0[bB]([01_]+)|0[oO]([0-7_]+)|(0[0-7_]*)|([1-9][0-9_]*))")
_INTEGER_BASES = (16, 2, 8, 8, 10)  # of the groups above
_DECIMAL = re.compile(r"([+-]?)([0-9]+)")
_FLOAT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_HEX_FLOAT = re.compile(r"[+-]?0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP][+-]?[0-9]+")
_SPECIAL = {sign + name: math.inf for sign in ("", "+") for name in ("inf", "infinity")}
_SPECIAL |= {"-inf": -math.inf, "-infinity": -math.inf, "nan": math.nan}
_MAX_DIGITS = 64  # of an int64 in any base


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
    """`number`, or None when it is not an int64."""
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
