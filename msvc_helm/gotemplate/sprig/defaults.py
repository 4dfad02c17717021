"""Sprig's defaults.go: what is empty, what takes its place, and JSON."""

from __future__ import annotations

from ..registry import Budget, FunctionError
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


@table("fromJson", "string", budget=True)
def from_json(budget: Budget, text: str) -> object:
    """The value; nil where the text is not JSON, and in place of a number out of range."""
    from ..go.json.decode import decode

    try:
        return decode(budget, text, [])
    except ValueError:
        return None


@table("mustFromJson", "string", budget=True)
def must_from_json(budget: Budget, text: str) -> object:
    """The value; an error where the text is not JSON or a number is out of range."""
    from ..go.json.decode import decode

    unfit: list[str] = []
    try:
        value = decode(budget, text, unfit)
    except ValueError as error:
        raise FunctionError(f"invalid JSON: {error}") from None
    if unfit:
        raise FunctionError(f"json: cannot unmarshal number {unfit[0]} into Go value of type float64")
    return value


@table("toJson", "any", budget=True)
def to_json(budget: Budget, value: object) -> str:
    """JSON on one line with sorted keys; `<`, `>` and `&` escaped; empty for what has no JSON."""
    return _or_empty(budget, value, indent="")


@table("toPrettyJson", "any", budget=True)
def to_pretty_json(budget: Budget, value: object) -> str:
    """Like `toJson`, indented by two spaces."""
    return _or_empty(budget, value, indent="  ")


def _or_empty(budget: Budget, value: object, indent: str) -> str:
    from ..go.json.encode import UnsupportedError, encode

    try:
        return encode(budget, value, indent)
    except UnsupportedError:
        return ""


@table("mustToJson", "any", budget=True)
def must_to_json(budget: Budget, value: object) -> str:
    """Like `toJson`, with an error for what has no JSON."""
    from ..go.json.encode import encode

    return encode(budget, value)


@table("mustToPrettyJson", "any", budget=True)
def must_to_pretty_json(budget: Budget, value: object) -> str:
    """Like `toPrettyJson`, with an error for what has no JSON."""
    from ..go.json.encode import encode

    return encode(budget, value, "  ")


@table("toRawJson mustToRawJson", "any", budget=True)
def to_raw_json(budget: Budget, value: object) -> str:
    """Like `mustToJson`, with `<`, `>` and `&` as they are."""
    from ..go.json.encode import encode

    return encode(budget, value, html=False)


@table("ternary", "any, any, bool", passes=True)
def ternary(if_true: object, if_false: object, condition: bool) -> object:
    """One of two values."""
    return if_true if condition else if_false
