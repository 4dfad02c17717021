"""Go's template comparisons: eq, ne, lt, le, gt, ge."""

from __future__ import annotations

from .registry import Function, FunctionError, function
from .values import Struct, Unsigned, is_nil, kind_of, to_bytes, type_of


def _basic(value: object) -> str:
    """The kind that decides how a value compares; empty for one that has no order."""
    if isinstance(value, str):
        return "string"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "uint" if isinstance(value, Unsigned) else "int"
    if isinstance(value, float):
        return "float"
    return "complex" if isinstance(value, complex) else ""


def _same_order(one: str, other: str) -> bool:
    return one == other or {one, other} == {"int", "uint"}


def equal(one: object, *others: object) -> bool:
    """Whether the first equals one of the others. Raises FunctionError for what cannot be compared."""
    if not others:
        raise FunctionError("missing argument for comparison")
    return any(_equal(one, other) for other in others)


def _equal(one: object, other: object) -> bool:
    kind, other_kind = _basic(one), _basic(other)
    if not _same_order(kind, other_kind):
        if one is not None and other is not None:
            raise FunctionError(f"incompatible types for comparison: {type_of(one)} and {type_of(other)}")
        return False
    if kind:
        return one == other
    if is_nil(one) or is_nil(other):
        _check_kinds(one, other)
        return is_nil(one) and is_nil(other)
    _check_kinds(one, other)
    if not _comparable(other):
        raise FunctionError(f"non-comparable type {type_of(other)}")
    return bool(one == other)


def _check_kinds(one: object, other: object) -> None:
    if one is not None and other is not None and kind_of(one) != kind_of(other):
        raise FunctionError(f"non-comparable types {type_of(one)} and {type_of(other)}")


def _comparable(value: object) -> bool:
    if isinstance(value, Struct):
        return value.type_name.startswith("*") or all(map(_comparable, value.fields.values()))
    return kind_of(value) not in ("map", "slice", "func")


def less(one: object, other: object) -> bool:
    """Whether the first is below the second. Raises FunctionError for what has no order."""
    kind, other_kind = _basic(one), _basic(other)
    if not kind or not other_kind:
        raise FunctionError("invalid type for comparison")
    if not _same_order(kind, other_kind):
        raise FunctionError(f"incompatible types for comparison: {type_of(one)} and {type_of(other)}")
    if kind in ("bool", "complex"):
        raise FunctionError("invalid type for comparison")
    if isinstance(one, str) and isinstance(other, str):
        return one < other if one.isascii() and other.isascii() else to_bytes(one) < to_bytes(other)
    return bool(one < other)  # type: ignore[operator]  # both are numbers


COMPARISONS: tuple[Function, ...] = (
    function("eq", "any, ...any")(equal),
    function("ne", "any, any")(lambda one, other: not equal(one, other)),
    function("lt", "any, any")(less),
    function("le", "any, any")(lambda one, other: less(one, other) or equal(one, other)),
    function("gt", "any, any")(lambda one, other: not (less(one, other) or equal(one, other))),
    function("ge", "any, any")(lambda one, other: not less(one, other)),
)
