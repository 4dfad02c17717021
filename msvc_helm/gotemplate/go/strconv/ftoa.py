"""Floats as text in all of Go's formats (strconv.FormatFloat): `b e E f g G x X`, shortest or with a precision."""

from __future__ import annotations

import math
import struct

SHORTEST = -1  # as few digits as read back to the same float


def format_float(value: float, verb: str, precision: int = SHORTEST, bits: int = 64) -> str:
    """`value` as Go's strconv.FormatFloat prints it; `bits` (32 or 64) matters for the shortest form and for `b`."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    value = abs(value)
    if verb == "b":
        return sign + _binary(value, bits)
    if verb in "xX":
        text = _hexadecimal(value, precision)
        return sign + (text.upper() if verb == "X" else text)
    return sign + _decimal(value, verb, precision, bits)


def _decimal(value: float, verb: str, precision: int, bits: int) -> str:
    if verb == "f":
        if precision >= 0:
            return "%.*f" % (precision, value)  # noqa: UP031  # printf-style is what takes a precision argument
        digits, point = _shortest_digits(value, bits)
        return _plain(digits, point)
    if verb in "eE":
        shortest = precision < 0
        text = _exponent(*_shortest_digits(value, bits)) if shortest else "%.*e" % (precision, value)  # noqa: UP031
        return text.upper() if verb == "E" else text
    text = _general(value, precision, bits)
    return text.upper() if verb == "G" else text


def _general(value: float, precision: int, bits: int) -> str:
    """`%g`: with an exponent when that is below -4 or not below the precision (6 for the shortest form)."""
    if precision < 0:
        digits, point = _shortest_digits(value, bits)
        threshold = 6
    else:
        precision = precision or 1
        digits, point = _split("%.*e" % (precision - 1, value))  # noqa: UP031
        threshold = precision
        if precision > len(digits) >= point:
            threshold = len(digits)
    if not digits:
        return "0"
    return _exponent(digits, point) if not -4 <= point - 1 < threshold else _plain(digits, point)


def _shortest_digits(value: float, bits: int) -> tuple[str, int]:
    if bits == 64:
        return _split(repr(value))
    text = ""
    for places in range(9):
        text = "%.*e" % (places, value)  # noqa: UP031
        if _fits(float(text), value):
            break
    return _split(text)


def _fits(candidate: float, value: float) -> bool:
    try:
        return bool(struct.unpack("f", struct.pack("f", candidate))[0] == value)
    except OverflowError:  # rounded up past the largest float32
        return False


def _split(text: str) -> tuple[str, int]:
    """The significant digits, without zeros at either end, and where the decimal point is among them."""
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    point = len(whole) + int(exponent or 0)
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    stripped = stripped.rstrip("0")
    return (stripped, point) if stripped else ("", 0)


def _exponent(digits: str, point: int) -> str:
    if not digits:
        return "0e+00"
    fraction = "." + digits[1:] if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{point - 1:+03d}"


def _plain(digits: str, point: int) -> str:
    if point <= 0:
        return "0." + "0" * -point + digits if digits else "0"
    if len(digits) <= point:
        return digits + "0" * (point - len(digits))
    return f"{digits[:point]}.{digits[point:]}"


def _binary(value: float, bits: int) -> str:
    """`%b`: the mantissa as an integer and a power of two."""
    mantissa_bits, lowest = (52, -1074) if bits == 64 else (23, -149)
    if value == 0:
        return f"0p{lowest}"
    fraction, exponent = math.frexp(value)
    exponent = max(exponent - mantissa_bits - 1, lowest)
    return f"{int(math.ldexp(value, -exponent)) if fraction else 0}p{exponent:+d}"


def _hexadecimal(value: float, precision: int) -> str:
    """`%x`: one hexadecimal digit (1, or 0 for zero), a fraction, a power of two of at least two digits."""
    if value == 0:
        return "0x0" + ("." + "0" * precision if precision > 0 else "") + "p+00"
    fraction, exponent = math.frexp(value)
    mantissa, exponent = int(math.ldexp(fraction, 53)), exponent - 1  # 1.52 bits
    if 0 <= precision < 13:
        mantissa = _round_half_even(mantissa, 4 * (13 - precision))
        if mantissa >> 53:
            mantissa, exponent = mantissa >> 1, exponent + 1
    digits = f"{mantissa & ((1 << 52) - 1):013x}"
    digits = digits.rstrip("0") if precision < 0 else digits[:precision].ljust(precision, "0")
    return f"0x1{'.' + digits if digits else ''}p{exponent:+03d}"


def _round_half_even(mantissa: int, drop: int) -> int:
    half, rest = 1 << (drop - 1), mantissa & ((1 << drop) - 1)
    kept = mantissa >> drop
    if rest > half or (rest == half and kept & 1):
        kept += 1
    return kept << drop
