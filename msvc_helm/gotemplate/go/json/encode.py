"""Values as JSON text, as Go's encoding/json writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...registry import Budget, Function, FunctionError
from ...values import Float32, Slice, Struct, is_nil, sorted_keys, type_of
from ..objects import Host
from ..strconv.ftoa import format_float

_CLOSING = {"[": "]", "{": "}"}
_SPECIAL = re.compile('["\\\\\x00-\x1f\u2028\u2029\ud800-\udfff]')
_SPECIAL_HTML = re.compile('["\\\\<>&\x00-\x1f\u2028\u2029\ud800-\udfff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class UnsupportedError(FunctionError):
    """A value that has no JSON."""


def encode(budget: Budget, value: object, indent: str = "", *, html: bool = True) -> str:
    """The value as JSON; `indent` per level puts every element on a line. Raises UnsupportedError, LimitError."""
    encoder = _Encoder(budget, indent, _SPECIAL_HTML if html else _SPECIAL)
    encoder.value(value)
    budget.text(encoder.size)
    return "".join(encoder.out)


class _Encoder:
    """Collects the text in `out`; `active` are the lists and maps it is in, to notice one that contains itself."""

    def __init__(self, budget: Budget, indent: str, special: re.Pattern[str]) -> None:
        self.budget = budget
        self.indent = indent
        self.special = special
        self.out: list[str] = []
        self.size = 0
        self.active: list[int] = []

    def write(self, text: str) -> None:
        self.out.append(text)
        self.size += len(text)
        self.budget.fits(self.size)

    def value(self, value: object) -> None:
        self.budget.step()
        if isinstance(value, str):
            self.write(self._string(value))
        elif value is None or is_nil(value):
            self.write("null")
        elif isinstance(value, bool):
            self.write("true" if value else "false")
        elif isinstance(value, int):
            self.write(str(int(value)))
        elif isinstance(value, float):
            self.write(_number(value))
        elif isinstance(value, Host):
            self.value(value.json())
        else:
            self._compound(value)

    def _compound(self, value: object) -> None:
        if id(value) in self.active:
            raise UnsupportedError(f"json: unsupported value: encountered a cycle via {type_of(value)}")
        self.active.append(id(value))
        self.budget.nesting(len(self.active))
        if isinstance(value, dict):
            self._elements("{", [(key, value[key]) for key in sorted_keys(value)])
        elif isinstance(value, Struct):
            fields = ((name, field) for name, field in value.fields.items() if not isinstance(field, Function))
            self._elements("{", list(fields))
        elif isinstance(value, Slice) and value.elem == "uint8":
            self.write(_base64(value))
        elif isinstance(value, (list, tuple)):
            self._elements("[", [("", item) for item in value])
        else:
            raise UnsupportedError(f"json: unsupported type: {type_of(value)}")
        self.active.pop()

    def _elements(self, opening: str, elements: list[tuple[str, object]]) -> None:
        self.write(opening)
        for index, (key, value) in enumerate(elements):
            self.write(("," if index else "") + self._newline())
            if opening == "{":
                self.write(self._string(key) + (": " if self.indent else ":"))
            self.value(value)
        depth = len(self.active) - 1
        self.write((f"\n{self.indent * depth}" if elements and self.indent else "") + _CLOSING[opening])

    def _newline(self) -> str:
        return f"\n{self.indent * len(self.active)}" if self.indent else ""

    def _string(self, text: str) -> str:
        return f'"{self.special.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    if "\ud800" <= char <= "\udfff":  # a byte that is not UTF-8
        return "\\ufffd"
    return _SHORT.get(char) or f"\\u{ord(char):04x}"


def _number(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):  # NaN differs from itself
        raise UnsupportedError(f"json: unsupported value: {format_float(value, 'g')}")
    bits = 32 if isinstance(value, Float32) else 64
    if value == 0 or 1e-6 <= abs(value) < 1e21:
        return format_float(value, "f", bits=bits)
    return format_float(value, "e", bits=bits).replace("e-0", "e-")


def _base64(data: Iterable[object]) -> str:
    from ..base64 import encode

    return f'"{encode(bytes(b for b in data if isinstance(b, int)))}"'
