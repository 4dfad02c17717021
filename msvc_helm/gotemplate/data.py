"""The caller's data as a rendering's own: functions such as `set` change maps, and that must not reach the caller."""

from __future__ import annotations

from collections.abc import Mapping

from .registry import Function
from .values import Map, NilMap, NilSlice, Slice, Struct

_FIXED = (str, int, float, complex, type(None), NilMap, NilSlice, Function)


def own_data(value: object) -> object:
    """`value` with every list and map in it copied, each once however often it occurs.

    An object with attributes (a dataclass, a namespace) becomes a Struct.
    """
    return _copy(value, {})


def _copy(value: object, done: dict[int, object]) -> object:
    if isinstance(value, _FIXED):
        return value
    if id(value) in done:
        return done[id(value)]
    if isinstance(value, Struct):
        return _struct(value, done)
    if isinstance(value, Mapping):
        mapping: dict[str, object] = Map((), value.elem) if isinstance(value, Map) else {}
        done[id(value)] = mapping
        mapping.update((key, _copy(item, done)) for key, item in value.items())
        return mapping
    if isinstance(value, (list, tuple)):
        items: list[object] = Slice((), value.elem) if isinstance(value, Slice) else []
        done[id(value)] = items
        items.extend(_copy(item, done) for item in value)
        return items
    names = getattr(value, "__dataclass_fields__", None) or getattr(value, "__dict__", None)
    if names is None or callable(value):
        return value
    return Struct(type(value).__name__, {name: _copy(getattr(value, name), done) for name in names})


def _struct(value: Struct, done: dict[int, object]) -> Struct:
    """A struct cannot be changed by a template, only what is in it."""
    if type(value) is not Struct or all(isinstance(field, _FIXED) for field in value.fields.values()):
        return value
    fields: dict[str, object] = {}
    copy = Struct(value.type_name, fields, value.text)
    done[id(value)] = copy
    for name, field in value.fields.items():
        fields[name] = field if isinstance(field, _FIXED) else _copy(field, done)
    return copy
