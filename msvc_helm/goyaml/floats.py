"""Floating-point numbers as Go prints them: in JSON (64 bits) and in string fields and map keys (32 bits)."""

from __future__ import annotations

import math
import struct


def json_float(value: float) -> str:
    """A finite float as Go's encoding/json prints it: `1`, `0.5`, `1e+21`, `1e-7`.

    Exponents appear below 1e-6 and from 1e21 on. Raises ValueError for an infinity or NaN, which JSON does not have.
    """
    if not math.isfinite(value):
        raise ValueError(f"{short_float(value)} is not a JSON number")
    sign, digits, point = _decimal(repr(value))
    if value and not 1e-6 <= abs(value) < 1e21:
        return sign + _scientific(digits, point, 1)
    return sign + _positional(digits, point)


def short_float(value: float) -> str:
    """A float in the fewest digits that read back the same in 32 bits: `1.1`, `1e+06`, `+Inf`, `NaN`.

    This is strconv.FormatFloat(value, 'g', -1, 32): an exponent when it is below -4 or at least 6.
    """
    if value != value:
        return "NaN"
    single = _single(value)
    if math.isinf(single):
        return "+Inf" if single > 0 else "-Inf"
    sign, digits, point = _decimal(_shortest(single))
    if -4 <= point - 1 < 6 or digits == "0":
        return sign + _positional(digits, point)
    return sign + _scientific(digits, point, 2)


def _single(value: float) -> float:
    """The nearest 32-bit float; an infinity when it is out of range."""
    try:
        (single,) = struct.unpack("f", struct.pack("f", value))
    except OverflowError:
        return math.copysign(math.inf, value)
    return float(single)


def _shortest(single: float) -> str:
    """The shortest decimal that reads back as this 32-bit float; nine digits always do.

    Below a power of two floats lie twice as dense, so that there the decimal above the nearest one may do instead.
    """
    for precision in range(8):
        text = f"{single:.{precision}e}"
        mantissa, _, exponent = text.partition("e")
        last = 10.0**-precision if single > 0 else -(10.0**-precision)
        for candidate in (text, f"{float(mantissa) + last:.{precision}f}e{exponent}"):
            if _single(float(candidate)) == single:
                return candidate
    return f"{single:.8e}"


def _decimal(text: str) -> tuple[str, str, int]:
    """A printed float as its sign, its significant digits and the place of its decimal point among them."""
    sign, text = ("-", text[1:]) if text[0] == "-" else ("", text)
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(digits) - len(fraction) + int(exponent or 0)
    digits = digits.rstrip("0")
    return (sign, digits, point) if digits else (sign, "0", 1)


def _positional(digits: str, point: int) -> str:
    if point <= 0:
        return "0." + "0" * -point + digits
    if point >= len(digits):
        return digits + "0" * (point - len(digits))
    return f"{digits[:point]}.{digits[point:]}"


def _scientific(digits: str, point: int, width: int) -> str:
    """`d.ddde±x` with at least `width` digits in the exponent."""
    exponent = point - 1
    mantissa = f"{digits[0]}.{digits[1:]}" if len(digits) > 1 else digits
    return f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):0{width}d}"
