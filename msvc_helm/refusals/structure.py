"""What the type itself demands: required fields, allowed values, list entries that must differ in their keys."""

from __future__ import annotations

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
    for field in struct.fields.values():
        if field.required and value.get(field.name) is None:
            out.append(Problem("required, and not set", f"{path}.{field.name}"))
    for name, item in value.items():
        field_ = struct.fields.get(name)
        if field_ is not None and item is not None:
            _value(item, field_.type, f"{path}.{name}", out)


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
