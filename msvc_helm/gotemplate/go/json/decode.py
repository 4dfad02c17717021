"""JSON text as values, as Go's encoding/json reads it: numbers are floats."""

from __future__ import annotations

import math
import re

from ...registry import Budget
from ...values import printable

# A string (or one that does not end, up to the end: looking further would take time without bound) or a bracket.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)


def decode(budget: Budget, text: str, unfit: list[str]) -> object:
    """The value; adds the numbers that fit no float to `unfit`. Raises ValueError for what is not JSON."""
    import json

    text = printable(text)
    budget.items(text.count(",") + 1)
    budget.step(len(text) // 16)
    budget.nesting(_depth(text))

    def number(digits: str) -> float | None:
        value = float(digits)
        if math.isfinite(value):
            return value
        unfit.append(digits)
        return None

    value = json.loads(text, parse_float=number, parse_int=number, parse_constant=_refuse)
    return _mended(value) if "\\u" in text else value


def _depth(text: str) -> int:
    """How deep lists and maps are nested."""
    depth = deepest = 0
    if text.count("[") + text.count("{") < 50:  # surely not too deep
        return 0
    for match in _TOKEN.finditer(text):
        if match[0][0] != '"':
            depth += 1 if match[0] in "[{" else -1
            deepest = max(deepest, depth)
    return deepest


def _refuse(name: str) -> object:
    raise ValueError(name)  # NaN and Infinity, which only Python takes


def _mended(value: object) -> object:
    """The value with U+FFFD for half surrogate pairs that were written as escapes."""
    if isinstance(value, str):
        return printable(value) if not value.isascii() else value
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return value
