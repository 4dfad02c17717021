"""Sprig's reflect.go: what type and kind a value has."""

from __future__ import annotations

from ..values import kind_of, type_of
from .table import Table

FUNCTIONS = table = Table()


@table("typeOf", "any")
def type_name(value: object) -> str:
    """The type as Go's `%T` prints it."""
    return type_of(value)


@table("typeIs", "string, any")
def type_is(name: str, value: object) -> bool:
    """Whether the value's type has this name."""
    return type_of(value) == name


@table("typeIsLike", "string, any")
def type_is_like(name: str, value: object) -> bool:
    """Whether the value's type is this one or a pointer to it."""
    return type_of(value) in (name, "*" + name)


@table("kindOf", "any")
def kind_name(value: object) -> str:
    """The kind of type: `int`, `string`, `slice`, `map`, `struct`, `ptr`, ... and `invalid` for nil."""
    return kind_of(value)


@table("kindIs", "string, any")
def kind_is(name: str, value: object) -> bool:
    """Whether the value is of this kind."""
    return kind_of(value) == name
