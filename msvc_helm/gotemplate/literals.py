"""Go's number literals, as text/template reads them: one text may be usable as several kinds of number."""

from __future__ import annotations

from .go.strconv import quote, unquote_char

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

_INTEGER = r"[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|(0)(?:_?[0-7])*|[1-9](?:_?[0-9])*)"
_DIGITS = r"[0-9](?:_?[0-9])*"
_DECIMAL = rf"[+-]?(?:{_DIGITS}(?:\.(?:{_DIGITS})?)?|\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?"
_HEX = r"[0-9a-fA-F](?:_?[0-9a-fA-F])*"
_HEXADECIMAL = rf"[+-]?0[xX](?:_?{_HEX}(?:\.(?:{_HEX})?)?|\.{_HEX})[pP][+-]?{_DIGITS}"
_COMPLEX = r"(.+)(?<![eEpP])([+-].+)i"
_LONGEST = 40  # digits of an integer that is worth reading


def _match(pattern: str, text: str) -> re.Match[str] | None:
    """Match the whole text; most templates never need it, and loading and compiling cost milliseconds."""
    import re

    return re.fullmatch(pattern, text)


class Number:
    """What a number literal can be used as: each value is None where the literal does not fit that kind.

    `constant` is its value where nothing says which kind is wanted; None when that overflows Go's int.
    """

    __slots__ = ("as_float", "as_int", "as_uint", "constant")

    def __init__(self) -> None:
        self.as_int: int | None = None
        self.as_uint: int | None = None
        self.as_float: float | None = None
        self.constant: int | float | complex | None = None


def parse_rune(text: str) -> Number:
    """A character constant; raises ValueError with Go's message when it is none."""
    code = unquote_char(text)
    if code is None:
        raise ValueError(f"malformed character constant: {text}")
    number = Number()
    number.as_int = number.as_uint = number.constant = code
    number.as_float = float(code)
    return number


def parse_number(text: str) -> Number:
    """Any other number; raises ValueError with Go's message when it is none or too large."""
    number = Number()
    if text.endswith("i") and _set_complex(number, text):
        return number
    value = _integer(text)
    if value is not None:
        _set_integer(number, value, signed=text[0] in "+-")
    if number.as_int is None and number.as_uint is None:
        _set_float(number, text)
    hexadecimal = text[:2] in ("0x", "0X") and not any(c in "pP" for c in text)
    if not hexadecimal and any(c in ".eEpP" for c in text):
        number.constant = number.as_float
    else:
        number.constant = number.as_int
    return number


def _integer(text: str) -> int | None:
    if len(text) < _LONGEST and text.isdecimal() and text[0] != "0":
        return int(text)
    match = _match(_INTEGER, text)
    if match is None:
        return None
    digits = text.replace("_", "")
    if len(digits) > _LONGEST and digits.lstrip("+-").isdigit() and not match[1]:
        return 1 << 65  # too large for every kind, and Python refuses to read thousands of digits
    return int(digits, 8 if match[1] else 0)


def _set_integer(number: Number, value: int, *, signed: bool) -> None:
    if -(1 << 63) <= value < 1 << 63:
        number.as_int = value
    if (not signed or value == 0) and value < 1 << 64:
        number.as_uint = value
    if number.as_int is not None or number.as_uint is not None:
        number.as_float = float(value)


def _float(text: str) -> float | None:
    """The float a text stands for; None for another text or one that is too large."""
    try:
        if _match(_DECIMAL, text):
            value = float(text)
        elif _match(_HEXADECIMAL, text):
            value = float.fromhex(text.replace("_", ""))
        else:
            return None
    except OverflowError:
        return None
    return None if value in (float("inf"), float("-inf")) else value


def _set_float(number: Number, text: str) -> None:
    value = _float(text)
    if value is None:
        raise ValueError(f"illegal number syntax: {quote(text)}")
    if not any(c in ".eEpP" for c in text):
        raise ValueError(f"integer overflow: {quote(text)}")
    number.as_float = value
    _integral(number, value)


def _integral(number: Number, value: float) -> None:
    if value.is_integer():
        if -(2.0**63) <= value < 2.0**63:
            number.as_int = int(value)
        if 0 <= value < 2.0**64:
            number.as_uint = int(value)


def _set_complex(number: Number, text: str) -> bool:
    """Read `2i` or `1+2i`; False when it is neither."""
    match = _match(_COMPLEX, text)
    parts = match.groups() if match else ("0", text[:-1])
    real, imaginary = _float(parts[0]), _float(parts[1])
    if real is None or imaginary is None:
        return False
    number.constant = complex(real, imaginary)
    if imaginary == 0:
        number.as_float = real
        _integral(number, real)
    return True
