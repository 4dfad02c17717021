"""Copystructure: deep copies of values."""

from __future__ import annotations

from ..registry import Budget, FunctionError
from ..values import Map, NilMap, NilSlice, Slice
from .objects import Host


def copy(budget: Budget, value: object) -> object:
    """A copy that shares no list or map with the value."""
    if value is None:
        raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
    return _copy(budget, value, 0)


def _copy(budget: Budget, value: object, depth: int) -> object:
    budget.step()
    if isinstance(value, (NilMap, NilSlice)):
        return value
    if isinstance(value, dict):
        budget.nesting(depth)
        budget.items(len(value))
        pairs = {key: _copy(budget, item, depth + 1) for key, item in value.items()}
        return Map(pairs, value.elem) if isinstance(value, Map) else pairs
    if isinstance(value, (list, tuple)):
        budget.nesting(depth)
        budget.items(len(value))
        items = [_copy(budget, item, depth + 1) for item in value]
        return Slice(items, value.elem) if isinstance(value, Slice) else items
    return value.copied() if isinstance(value, Host) else value
