"""How Go's fmt prints one number, string or bool: flags, width, precision and padding."""

from __future__ import annotations

from ...values import to_bytes
from ..strconv import can_backquote, quote, quote_rune
from ..strconv.ftoa import format_float

_DIGITS = {2: "b", 8: "o", 10: "d", 16: "x"}
_MAX_RUNE = 0x10FFFF


class VerbFlags:
    """What is between `%` and the verb. `width` and `precision` are None when not given."""

    __slots__ = ("minus", "plus", "plus_v", "precision", "sharp", "sharp_v", "space", "width", "zero")

    def __init__(self) -> None:
        self.width: int | None = None
        self.precision: int | None = None
        self.minus = self.plus = self.sharp = self.space = self.zero = False
        self.plus_v = self.sharp_v = False  # %+v and %#v, which are not signs and prefixes

    def for_v(self) -> None:
        """Turn the flags of `%+v` and `%#v` into what they mean there."""
        self.plus_v, self.plus = self.plus, False
        self.sharp_v, self.sharp = self.sharp, False


def pad(flags: VerbFlags, text: str, *, zeros: bool = True) -> str:
    """`text` in the asked width, counted in characters; with zeros on the left only when both flags allow it."""
    if not flags.width or flags.width <= len(text):
        return text
    if flags.minus:
        return text.ljust(flags.width)
    return text.rjust(flags.width, "0" if flags.zero and zeros else " ")


def integer(flags: VerbFlags, value: int, base: int, *, upper: bool = False, prefix_o: bool = False) -> str:
    """An integer in base 2, 8, 10 or 16. `prefix_o` is the verb `%O`."""
    digits = format(abs(value), _DIGITS[base])
    if upper:
        digits = digits.upper()
    if flags.precision is not None:
        if flags.precision == 0 and value == 0:
            return " " * (flags.width or 0)
        digits = digits.rjust(flags.precision, "0")
    elif flags.zero and not flags.minus and flags.width is not None:
        room = flags.width - (1 if value < 0 or flags.plus or flags.space else 0)
        digits = digits.rjust(room, "0")
    return pad(flags, _sign(flags, value) + _prefix(flags, digits, base, upper, prefix_o), zeros=False)


def _sign(flags: VerbFlags, value: int) -> str:
    if value < 0:
        return "-"
    return "+" if flags.plus else " " if flags.space else ""


def _prefix(flags: VerbFlags, digits: str, base: int, upper: bool, prefix_o: bool) -> str:
    if flags.sharp:
        if base == 2:
            digits = "0b" + digits
        elif base == 8 and not digits.startswith("0"):
            digits = "0" + digits
        elif base == 16:
            digits = ("0X" if upper else "0x") + digits
    return "0o" + digits if prefix_o else digits


def _char(value: int) -> str:
    return chr(value) if 0 <= value <= _MAX_RUNE and not 0xD800 <= value <= 0xDFFF else "\ufffd"


def character(flags: VerbFlags, value: int) -> str:
    """`%c`: the character with that code."""
    return pad(flags, _char(value))


def quoted_character(flags: VerbFlags, value: int) -> str:
    """`%q` of an integer: a character literal."""
    return pad(flags, quote_rune(_char(value), ascii_only=flags.plus))


def unicode_point(flags: VerbFlags, value: int) -> str:
    """`%U`: U+0041, with `#` also the character."""
    value &= (1 << 64) - 1
    text = "U+" + format(value, "X").rjust(max(flags.precision or 0, 4), "0")
    if flags.sharp and value <= _MAX_RUNE and chr(value).isprintable():
        text += f" '{chr(value)}'"
    return pad(flags, text, zeros=False)


def string(flags: VerbFlags, text: str) -> str:
    """`%s`: precision counts characters."""
    return pad(flags, text if flags.precision is None else text[: flags.precision])


def quoted(flags: VerbFlags, text: str) -> str:
    """`%q`: a string literal, with `#` a raw one where that can be."""
    if flags.precision is not None:
        text = text[: flags.precision]
    if flags.sharp and can_backquote(text):
        return pad(flags, f"`{text}`")
    return pad(flags, quote(text, ascii_only=flags.plus))


def hex_bytes(flags: VerbFlags, text: str, *, upper: bool) -> str:
    """`%x` of a string: its bytes; precision counts bytes."""
    data = to_bytes(text)
    if flags.precision is not None:
        data = data[: flags.precision]
    prefix = "0x" if flags.sharp else ""
    digits = data.hex(" ") if flags.space else data.hex()
    if flags.space and prefix:
        digits = digits.replace(" ", " 0x")
    result = prefix + digits if data else ""
    return pad(flags, result.upper() if upper else result)


def floating(flags: VerbFlags, value: float, verb: str, precision: int, bits: int) -> str:
    """A float with the verbs `b e E f g G x X`; `precision` is the verb's own when the directive gives none."""
    if flags.precision is not None:
        precision = flags.precision
    number = format_float(value, verb, precision, bits)
    sign, digits = (number[0], number[1:]) if number[0] in "+-" else ("+", number)
    if sign == "+" and flags.space and not flags.plus:
        sign = " "
    if digits[0] in "IN":
        bare = digits[0] == "N" and not flags.space and not flags.plus
        return pad(flags, digits if bare else sign + digits, zeros=False)
    if flags.sharp and verb != "b":
        digits = _keep_zeros(digits, verb, precision)
    if not flags.plus and sign == "+":
        return pad(flags, digits)
    if flags.zero and not flags.minus and flags.width and flags.width > len(digits) + 1:
        return sign + digits.rjust(flags.width - 1, "0")
    return pad(flags, sign + digits)


def _keep_zeros(digits: str, verb: str, precision: int) -> str:
    """What `#` does: always a decimal point, and for `%g` and `%x` the zeros at its end."""
    wanted = 0
    if verb in "gGx":
        wanted = 6 if precision == -1 else precision
    marks = "pP" if verb in "xX" else "eEpP"
    end = next((i for i, c in enumerate(digits) if c in marks), len(digits))
    mantissa, tail = digits[:end], digits[end:]
    wanted -= len(mantissa.replace(".", "").lstrip("0"))
    if "." not in mantissa:
        if mantissa == "0":
            wanted -= 1
        mantissa += "."
    return mantissa + "0" * wanted + tail
