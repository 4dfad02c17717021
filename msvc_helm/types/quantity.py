"""Kubernetes quantities (`500m`, `1.5Gi`, `1e3`) in the form the API server prints them, with integers only.

The rules are those of k8s.io/apimachinery's resource.Quantity: read the text, print the value.
"""

from __future__ import annotations

from msvc_helm.patterns import later
from msvc_helm.typed import Final

_QUANTITY = later(r"([-+]?)(0*+)([0-9]*+)(?:\.([0-9]*+))?(?:([numkMGTPE]|[KMGTPE]i)|([eE][-+]?[0-9]+))?")
_DECIMAL: Final = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY: Final = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_EXPONENTS: Final = _DECIMAL | _BINARY
UNITS: Final = {suffix: 10**e if e >= 0 else 1 / 10**-e for suffix, e in _DECIMAL.items()} | {
    suffix: 1 << e for suffix, e in _BINARY.items()
}
"""What each suffix of a quantity multiplies by."""
_DECIMAL_SUFFIX: Final = {exponent: suffix for suffix, exponent in _DECIMAL.items()}
_BINARY_SUFFIX: Final = {exponent: suffix for suffix, exponent in _BINARY.items()}

_SPACE: Final = " \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_NANO: Final = -9  # the smallest exponent; what is smaller is rounded up to it
_FAST_DIGITS: Final = 18  # as many as always fit 64 bits
_MOST_DIGITS: Final = 4000  # a bound of ours, below Python's own for text to integer
_MAX: Final = (1 << 63) - 1


def canonical(text: str) -> str:
    """The quantity as Kubernetes prints it; the text itself where it is already minimal, except for space around it.

    Raises ValueError for what Kubernetes does not take for a quantity, and for more than 4000 digits.
    """
    text = text.strip(_SPACE)
    if is_plain(text):
        return text
    match = _QUANTITY.fullmatch(text)
    if not text or not match:
        raise ValueError(_complaint(text))
    sign, zeros, whole, fraction, suffix, power = match.groups(default="")
    if len(whole) + len(fraction) > _MOST_DIGITS:
        raise ValueError(f"a quantity has at most {_MOST_DIGITS} digits")
    digits = (whole or "0") + fraction
    exponent = _int32(_power(power)) if power else _EXPONENTS[suffix]
    if suffix in _BINARY:
        fast = not fraction and len(digits) + exponent * 3 // 10 <= 14
        minimal = fast and int(digits) & 7
    else:
        exponent = _int32(exponent - len(fraction))
        fast = len(digits) <= _FAST_DIGITS and exponent >= _NANO
        minimal = fast and exponent % 3 == 0 and digits[0] != "0" and not digits.endswith("000")
    if minimal:
        return text
    if not fast and not (zeros or whole or fraction):
        raise ValueError(_complaint(text))
    minus = "-" if sign == "-" else ""
    if suffix in _BINARY:
        return _print_binary(minus, int(digits) << exponent, len(fraction))
    return _print_decimal(minus, *_at_least_nano(digits, exponent), scientific=bool(power))


def is_plain(text: str) -> bool:
    """Whether a text is a number of one to three digits, not beginning with 0, and a suffix: what most quantities are.

    It is a quantity in the form in which Kubernetes prints it.
    """
    number, suffix = _split(text)
    digits = number.isascii() and number.isdigit()
    return digits and len(number) < 4 and number[0] != "0" and suffix in _EXPONENTS and suffix[:1] != "E"


def _parts(text: str) -> tuple[str, str, str, str, str]:
    """Sign, digits before and behind the point, suffix and exponent of a canonical quantity."""
    if is_plain(text):
        number, unit = _split(text)
        return "", number, "", unit, ""
    match = _QUANTITY.fullmatch(text)
    if match is None:  # canonical has refused everything else
        raise ValueError(_complaint(text))
    sign, _, whole, fraction, suffix, power = match.groups(default="")
    return sign, whole, fraction, suffix, power


def _split(text: str) -> tuple[str, str]:
    """A number and what is behind it, at most two characters."""
    at = len(text) - (2 if text[-1:] == "i" else 1 if text[-1:].isalpha() else 0)
    return text[:at], text[at:]


def _complaint(text: str) -> str:
    if not text:
        return "a quantity cannot be empty; write one such as 500m, 2, 1.5Gi or 16G"
    shown = text if len(text) <= 40 else text[:37] + "..."
    return f'"{shown}" is not a quantity such as 500m, 2, 1.5Gi or 16G'


def _power(text: str) -> int:
    """The exponent behind an `e`, which must fit 64 bits."""
    digits = text[1:].lstrip("+-").lstrip("0")
    value = int(digits or "0") if len(digits) < 20 else 1 << 64
    if text[1] == "-":
        value = -value
    if not -(1 << 63) <= value < 1 << 63:
        raise ValueError("the exponent of a quantity does not fit 64 bits")
    return value


def _int32(value: int) -> int:
    """What is left of an exponent in the 32 bits that Kubernetes keeps of it."""
    return (value + (1 << 31)) % (1 << 32) - (1 << 31)


def _at_least_nano(digits: str, exponent: int) -> tuple[int, int]:
    """The value and its exponent, rounded away from zero where it has more than nine decimals."""
    surplus = _NANO - exponent
    if surplus <= 0:
        return int(digits), exponent
    if surplus > len(digits):
        return int(digits.strip("0") != ""), _NANO
    return -(-int(digits) // 10**surplus), _NANO


def _print_decimal(minus: str, value: int, exponent: int, *, scientific: bool) -> str:
    """`value` × 10^`exponent` with the largest exponent that is a multiple of three and leaves a whole number."""
    if not value:
        return "0"
    digits = str(value)
    stripped = digits.rstrip("0")
    exponent = _int32(exponent + len(digits) - len(stripped))
    zeros = exponent % 3
    exponent = _int32(exponent - zeros)
    suffix = _DECIMAL_SUFFIX.get(exponent, "")  # beyond `E` Kubernetes prints none
    if scientific:
        suffix = f"e{exponent}" if exponent else ""
    return f"{minus}{stripped}{'0' * zeros}{suffix}"


def _print_binary(minus: str, value: int, decimals: int) -> str:
    """`value` × 10^-`decimals` in powers of 1024, or decimal where it is small or not whole."""
    if decimals > -_NANO:
        value, decimals = -(-value // 10 ** (decimals + _NANO)), -_NANO
    unit = 10**decimals
    value = min(value, _MAX * unit)
    if value < 1024 * unit or value % unit:
        return _print_decimal(minus, value, -decimals, scientific=False)
    value //= unit
    power = 0
    while value % 1024 == 0:
        value //= 1024
        power += 10
    return f"{minus}{value}{_BINARY_SUFFIX.get(power, '')}"


def nano(text: str) -> int:
    """The value of a quantity in billionths, rounded away from zero, so that any two compare. ValueError as above.

    Exponents beyond 4000 count as 4000.
    """
    sign, whole, fraction, suffix, power = _parts(canonical(text))
    value, exponent = int((whole + fraction) or "0"), -len(fraction) - _NANO
    if suffix in _BINARY:
        value <<= _BINARY[suffix]
    else:
        exponent += _int32(_power(power)) if power else _DECIMAL[suffix]
    unit: int = 10 ** min(abs(exponent), _MOST_DIGITS)
    value = value * unit if exponent >= 0 else -(-value // unit)
    return -value if sign == "-" else value
