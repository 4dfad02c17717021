"""What one scalar becomes in a field of each scalar type, as Go's Kubernetes types decode it."""

from __future__ import annotations

import re
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable

from msvc_helm import goyaml
from msvc_helm.goyaml import Node, ScalarNode, SequenceNode
from msvc_helm.types import quantity
from msvc_helm.types.structs import ScalarType

INT32 = (-(2**31), 2**31 - 1)
INT64 = (-(2**63), 2**63 - 1)
# What Go's strings.TrimSpace takes off and its JSON encoder leaves unescaped.
_SPACES = " \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
# Patterns of what is rare are compiled when first wanted.
_BASE64 = r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==|[A-Za-z0-9+/]=))?"
_TIME = r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{1,2}):([0-9]{2}):([0-9]{2})([.,][0-9]+)?(Z|[+-]([0-9]{2}):([0-9]{2}))"


class WrongType(Exception):  # noqa: N818 (never leaves this package)
    """The scalar does not fit: what was expected and, if it is plain, what to do."""

    def __init__(self, expected: str, hint: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.hint = hint


def convert(node: Node, type_: ScalarType, *, lenient: bool) -> object:
    """The value of a node that is not null in a field of a scalar type; WrongType when it does not fit.

    `lenient`: the field is one where sigs.k8s.io/yaml turns numbers and booleans into strings.
    """
    if type_.name == "string":
        return _string(node, lenient=lenient)
    return _CONVERSIONS[type_.name](node)


def zero(type_: ScalarType) -> object:
    """What a null becomes as a list element or a map value."""
    return _ZEROS.get(type_.name, "")


def finite(node: Node) -> bool:
    """Whether JSON can hold all of the node: Go refuses a document with an infinity or NaN even in an unknown field."""
    if isinstance(node, ScalarNode):
        value = node.value
        return not isinstance(value, float) or value - value == 0
    children = node.items if isinstance(node, SequenceNode) else node.items.values()
    return all(map(finite, children))


def _string(node: Node, *, lenient: bool) -> str:
    if not isinstance(node, ScalarNode):
        raise WrongType("a string")
    if isinstance(node.value, str):
        return node.value
    if not lenient:
        # The field sits in a struct that Go inlines, where its YAML reader does not see that it is a string.
        raise WrongType("a string", f'put it in quotes: "{node.text}"')
    return goyaml.string_of(node)


def _boolean(node: Node) -> bool:
    value = _value(node)
    if not isinstance(value, bool):
        plain = value.lower() if isinstance(value, str) else ""
        raise WrongType("a boolean", f"write {plain} without quotes" if plain in ("true", "false") else "")
    return value


def _int32(node: Node) -> int:
    return _integer(node, *INT32)


def _int64(node: Node) -> int:
    return _integer(node, *INT64)


def _integer(node: Node, low: int, high: int) -> int:
    """An integer, or a float that Go's JSON prints as one, within the limits."""
    value = _value(node)
    if isinstance(value, float) and value - value == 0 and (text := goyaml.json_float(value)).lstrip("-").isdigit():
        value = int(text)
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongType("an integer", _unquote(value))
    if not low <= value <= high:
        raise WrongType(f"an integer from {low} to {high}")
    return value


def _number(node: Node) -> int | float:
    value = _value(node)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value - value != 0:
        raise WrongType("a number", _unquote(value))
    return value


def _int_or_string(node: Node) -> int | str:
    value = _value(node)
    if isinstance(value, str):
        return value
    try:
        return _int32(node)
    except WrongType as err:
        raise WrongType(f"{err.expected} or a string") from None


def _quantity(node: Node) -> str:
    value = _value(node)
    expected = 'a quantity such as "500m" or "2Gi"'
    try:
        if isinstance(value, str):
            return quantity.canonical(value.strip(_SPACES))
        if isinstance(value, float):
            return quantity.canonical(goyaml.json_float(value))
        if isinstance(value, int) and not isinstance(value, bool):
            return quantity.canonical(str(value))
    except ValueError:
        raise WrongType(expected) from None
    raise WrongType(expected)


def _bytes(node: Node) -> str:
    """Base64 as Go prints it; from base64 (line breaks ignored) or, as Go also takes, a list of byte values."""
    if isinstance(node, SequenceNode):
        return b2a_base64(bytes(_byte(item) for item in node.items), newline=False).decode()
    value = _value(node)
    text = value.replace("\r", "").replace("\n", "") if isinstance(value, str) else "no text"
    if not re.fullmatch(_BASE64, text):
        raise WrongType("base64 text")
    return b2a_base64(a2b_base64(text), newline=False).decode()


def _byte(node: Node) -> int:
    if isinstance(node, ScalarNode) and node.value is None:
        return 0
    return _integer(node, 0, 255)


def _time(node: Node) -> str:
    value = _value(node)
    if isinstance(value, str) and (matched := re.fullmatch(_TIME, value)) and _is_date(matched):
        return value
    raise WrongType('a time such as "2025-07-01T12:00:00Z"')


def _is_date(matched: re.Match[str]) -> bool:
    """Whether the numbers are in the ranges that Go's time.Parse takes for RFC 3339."""
    year, month, day, hour, minute, second = map(int, matched.group(1, 2, 3, 4, 5, 6))
    zone_hour, zone_minute = (int(part or 0) for part in matched.group(9, 10))
    if not 1 <= month <= 12 or hour > 23 or minute > 59 or second > 59 or zone_hour > 24 or zone_minute > 60:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def _any(node: Node) -> object:
    if not finite(node):
        raise WrongType("a value that JSON can hold")
    return goyaml.plain(node)


def _value(node: Node) -> object:
    """The value of a scalar; None, which fits nothing, for a list or a map."""
    return node.value if isinstance(node, ScalarNode) else None


def _unquote(value: object) -> str:
    plain = value if isinstance(value, str) else ""
    return f"write {plain} without quotes" if re.fullmatch(r"-?[0-9]+", plain) else ""


_CONVERSIONS: dict[str, Callable[[Node], object]] = {
    "boolean": _boolean,
    "int32": _int32,
    "int64": _int64,
    "number": _number,
    "int-or-string": _int_or_string,
    "quantity": _quantity,
    "bytes": _bytes,
    "time": _time,
    "any": _any,
}
_ZEROS: dict[str, object] = {
    "boolean": False,
    "int32": 0,
    "int64": 0,
    "number": 0,
    "int-or-string": 0,
    "quantity": "0",
    "any": None,
}
