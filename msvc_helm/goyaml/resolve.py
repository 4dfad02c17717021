"""What a YAML scalar means to go-yaml v2: null, a boolean, a number or a string (YAML 1.1 with Go's number syntax)."""

from __future__ import annotations

import math
import re

from msvc_helm.goyaml.floats import short_float
from msvc_helm.typed import Final, TypeAlias

Value: TypeAlias = bool | int | float | str | None

LITERALS: Final[dict[str, Value]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
"""Plain scalars with a meaning of their own."""

NUMERIC: Final = frozenset("0123456789+-.")
"""What a number can begin with."""

_IN_NUMBERS: Final = frozenset("0123456789abcdefABCDEFxXoO+-._")
"""What the patterns of numbers below are made of: nearly all other scalars have something else, `16Gi` or `600s`."""

_TAG: Final = "tag:yaml.org,2002:"
_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "null": (type(None),),
    "bool": (bool,),
    "int": (int,),
    "float": (float,),
}
# Patterns stay text until `re` compiles (and keeps) them: most runs need few of them.
_INTEGER: Final = r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([0-9]+))"
_FLOAT: Final = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
_POINT_FLOAT: Final = r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?"  # read without taking `_` out first
_BINARY_SIGNED: Final = r"0b([-+][01]+)"  # go-yaml cuts the prefix off and reads the rest as a signed number
_TIMESTAMP: Final = (
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:(?: +|([Tt]))([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?"
    r"(?(4)(?:Z|[-+](?:[01][0-9]|2[0-4]):(?:[0-5][0-9]|60))))?"  # the time zone that a `T` asks for
)


def resolve(text: str) -> Value:
    """The value of a plain scalar without a tag."""
    value = LITERALS.get(text, text)
    if value is text and text[0] in NUMERIC:
        return number(text)
    return value


def number(text: str) -> Value:
    """The value of a plain scalar that begins like a number; the text itself when it is none."""
    if text == "0":
        return 0
    if text[0] in "123456789" and text.isdigit() and text.isascii() and len(text) < 20:
        return int(text)  # nearly all numbers
    if not _IN_NUMBERS.issuperset(text):
        return text
    if text[0] == ".":
        return _float(text) if re.fullmatch(_POINT_FLOAT, text) else text
    digits = text.replace("_", "")
    match = re.fullmatch(_INTEGER, digits)
    integer = _integer(match) if match else None
    if integer is not None:
        return integer
    if re.fullmatch(_FLOAT, digits):
        value = _float(digits)
        return text if value is digits else value
    match = re.fullmatch(_BINARY_SIGNED, digits)
    if match and len(match[1]) <= 64:
        return int(match[1], 2)
    return text


def _integer(match: re.Match[str]) -> int | None:
    """A Go integer literal; None when 64 bits (unsigned without a sign) cannot hold it or an octal has an 8 or 9."""
    sign, hexadecimal, binary, octal, decimal = match.groups()
    if decimal:
        if len(decimal) > 20 or (decimal[0] == "0" and len(decimal) > 1):
            return None
        value = int(decimal)
    elif hexadecimal:
        value = int(hexadecimal, 16)
    else:
        value = int(binary, 2) if binary else int(octal, 8)
    if sign == "-":
        value = -value
    return value if -(1 << 63) <= value < (1 << 63 if sign else 1 << 64) else None


def _float(text: str) -> float | str:
    """The number; the text when it is too large for 64 bits, as Go then keeps the string."""
    value = float(text)
    return text if math.isinf(value) else value


def resolve_tagged(tag: str, text: str) -> Value:
    """The value of a scalar with an explicit tag (its full form); ValueError when the tag and the text disagree."""
    name = tag[len(_TAG) :] if tag.startswith(_TAG) else None
    if name == "str":
        return text
    if name == "binary":
        return _from_base64(text)
    if name == "timestamp":
        if _is_timestamp(text):
            return text
        raise ValueError(f'"{shown(text)}" is not a timestamp')
    if name not in _TYPES:
        return text
    value = resolve(text)
    if name == "float" and type(value) is int and value < 1 << 63:
        return float(value)
    if type(value) not in _TYPES[name]:
        raise ValueError(f'"{shown(text)}" is not of the type its tag says (!!{name})')
    return value


def shown(text: str) -> str:
    """A text as an error message quotes it, cut where it is long."""
    return text if len(text) <= 40 else text[:37] + "..."


def key_string(value: Value) -> str:
    """The string a map key becomes (sigs.k8s.io/yaml); ValueError for null and integers beyond 64 signed bits."""
    if value is True or value is False:
        return "true" if value else "false"
    if type(value) is int and value < 1 << 63:
        return str(value)
    if type(value) is float:
        return {"+Inf": ".inf", "-Inf": "-.inf", "NaN": ".nan"}.get(text := short_float(value), text)
    if type(value) is str:
        return value
    raise ValueError("a map key cannot be null" if value is None else "this number is too large for a map key")


def _from_base64(text: str) -> str:
    """The bytes of a !!binary scalar as a string, each byte that is not UTF-8 replaced as Go's JSON does."""
    import base64
    import binascii

    try:
        data = base64.b64decode(text.replace("\r", "").replace("\n", "").encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as err:
        raise ValueError("the value of !!binary is not base64") from err
    return re.sub("[\udc80-\udcff]", "\ufffd", data.decode("utf-8", "surrogateescape"))


def _is_timestamp(text: str) -> bool:
    """Whether go-yaml takes the text for a date or time: `2001-2-3`, `2001-02-03T4:05:06Z`, `2001-02-03 04:05:06`."""
    match = re.fullmatch(_TIMESTAMP, text)
    if not match:
        return False
    import datetime

    year, month, day, hour, minute, second = (int(g or 0) for g in match.group(1, 2, 3, 5, 6, 7))
    try:
        datetime.datetime(
            year or 2000, month, day, hour, minute, second
        )  # the year 0 is a leap year to Go and no year to Python
    except ValueError:
        return False
    return True
