"""Choosing between values: what is empty, what stands in for it; and failing on purpose."""

from __future__ import annotations

from ..registry import FunctionError
from ..values import Struct, truth
from .table import Table

FUNCTIONS = table = Table()


@table("empty", "any")
def empty(value: object) -> bool:
    """Whether the value is nil, false, zero or has no elements; a struct is never empty."""
    return not isinstance(value, Struct) and not truth(value)


@table("default", "any, ...any", passes=True)
def default(fallback: object, *given: object) -> object:
    """`given`, or `fallback` if that is empty."""
    return fallback if not given or empty(given[0]) else given[0]


@table("coalesce", "...any", passes=True)
def coalesce(*values: object) -> object:
    """The first value that is not empty, or nil."""
    return next((value for value in values if not empty(value)), None)


@table("all", "...any")
def all_set(*values: object) -> bool:
    """Whether none of the values is empty."""
    return not any(map(empty, values))


@table("any", "...any")
def any_set(*values: object) -> bool:
    """Whether any of the values is not empty."""
    return not all(map(empty, values))


@table("ternary", "any, any, bool", passes=True)
def ternary(if_true: object, if_false: object, condition: bool) -> object:
    """One of two values."""
    return if_true if condition else if_false


@table("fail", "string")
def fail(message: str) -> str:
    """Ends the rendering with the message."""
    raise FunctionError(message)
