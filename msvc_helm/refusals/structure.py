"""What the type itself demands: required fields, allowed values, list entries that must differ in their keys."""

from __future__ import annotations

from functools import cache

from msvc_helm import types
from msvc_helm.errors import Problem
from msvc_helm.names import suggestion
from msvc_helm.typed import Any
from msvc_helm.types.structs import ListType, MapType, ScalarType, Struct, Type

DEFAULTS = {"protocol": "TCP"}  # a list key that the API server fills in before it compares
# A Gateway may be referred to several times with different sections: the API server compares more than the keys.
SET_BY_SERVER = frozenset({"status", "metadata"})


def structure(obj: dict[str, Any]) -> list[Problem]:
    """What is missing, not allowed or there twice, by the published schema of the object's kind."""
    try:
        struct = types.schema(_type_name(obj))
    except KeyError:
        return []
    out: list[Problem] = []
    for name, value in obj.items():
        field = struct.fields.get(name)
        if field is not None and name not in SET_BY_SERVER:
            _value(value, field.type, name, out)
    return out


def _type_name(obj: dict[str, Any]) -> str:
    """The kind, or `Kind/version` where two APIs have a kind of that name."""
    versioned = f"{obj['kind']}/{obj['apiVersion'].rpartition('/')[2]}"
    return versioned if types.kinds().get(versioned) == obj["apiVersion"] else str(obj["kind"])


def _value(value: Any, kind: Type, path: str, out: list[Problem]) -> None:
    if isinstance(kind, Struct):
        if isinstance(value, dict):
            _struct(value, kind, path, out)
    elif isinstance(kind, ListType):
        if isinstance(value, list):
            for index, item in enumerate(value):
                _value(item, kind.element, f"{path}[{index}]", out)
            _keys(value, kind, path, out)
    elif isinstance(kind, MapType):
        for key, item in value.items() if isinstance(value, dict) else ():
            _value(item, kind.element, f"{path}.{key}", out)
    elif isinstance(kind, ScalarType) and kind.enum and value not in kind.enum:
        choices = ", ".join(kind.enum)
        out.append(Problem(f'expected one of {choices}, found "{value}"', path, hint=suggestion(str(value), kind.enum)))


def _struct(value: dict[str, Any], struct: Struct, path: str, out: list[Problem]) -> None:
    required, below = _demands(struct)
    for name in required:
        if value.get(name) is None:
            out.append(Problem("required, and not set", f"{path}.{name}"))
    for name, item in value.items():
        kind = below.get(name)
        if kind is not None and item is not None:
            _value(item, kind, f"{path}.{name}", out)


@cache
def _demands(struct: Struct) -> tuple[list[str], dict[str, Type]]:
    """The required fields, and the types of those fields in which anything can be wrong."""
    fields = struct.fields.values()
    return [f.name for f in fields if f.required], {f.name: f.type for f in fields if not _is_free(f.type)}


def _is_free(kind: Type) -> bool:
    """Whether any value will do, seen from here: one whose type is right is known to be right."""
    if isinstance(kind, ListType):
        return not kind.keys and _is_free(kind.element)
    if isinstance(kind, MapType):
        return _is_free(kind.element)
    return isinstance(kind, ScalarType) and not kind.enum


def _keys(items: list[Any], kind: ListType, path: str, out: list[Problem]) -> None:
    """Server-side apply, which Helm 4 uses, refuses two entries with the same keys."""
    if not kind.keys:
        return
    seen: set[tuple[Any, ...]] = set()
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            continue
        key = tuple(item.get(k, DEFAULTS.get(k)) for k in kind.keys)
        if key in seen:
            shown = ", ".join(f"{k}: {v}" for k, v in zip(kind.keys, key, strict=True))
            out.append(Problem(f"there are two entries with {shown}", f"{path}[{index}]"))
        seen.add(key)
