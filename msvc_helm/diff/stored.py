"""An object in the form in which the API server stores it: defaults filled in, what is empty left out."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from msvc_helm.diff import defaults
from msvc_helm.diff.default_rules import RULES, group_defaults
from msvc_helm.diff.kinds import Known
from msvc_helm.diff.manifests import Manifest
from msvc_helm.merge import Object
from msvc_helm.types import quantity
from msvc_helm.types.structs import ListType, MapType, ScalarType, StructType, Type, pointers
from msvc_helm.untyped import below, mapping

EMPTY: tuple[Any, ...] = ("", 0, False, [], {})
_GROUPS = ("LeaderWorkerSet",)


def wished(manifest: Manifest) -> Object:
    """What a manifest says, without what the API server would drop; all of it where that is not known."""
    if manifest.typed is None or manifest.known is None:
        said = _without_null(manifest.written)
    elif manifest.known.built_in:
        said = manifest.typed
    else:
        said = _pruned(manifest.written, manifest.known.struct)
    return _named_once(said)


def written(manifest: Manifest) -> Object:
    """All that a manifest says, also what its schema does not take."""
    return _named_once(_without_null(manifest.written))


def store(obj: Object, known: Known | None) -> Object:
    """The object as the API server stores it. Without a schema only what is null is left out."""
    if known is None:
        return obj
    out: Object = _stored(obj, known.struct, known.built_in)
    if known.key in _GROUPS and isinstance(out.get("spec"), dict):
        group_defaults(out["spec"])
        out = _stored(out, known.struct, known.built_in)
    return out


def compact(value: Any, type_: Type) -> Any:
    """A value of a custom object as a controller in Go has it: without what is empty, quantities by value."""
    return _compact(value, type_)


def _named_once(obj: Object) -> Object:
    """Without the status, and without the namespace, which may be the one that a tool is told."""
    metadata = {key: value for key, value in mapping(obj.get("metadata")).items() if key != "namespace"}
    return {**{key: value for key, value in obj.items() if key != "status"}, "metadata": metadata}


def _stored(value: Any, type_: Type | None, built_in: bool) -> Any:
    if isinstance(type_, StructType) and isinstance(value, dict):
        filled = _filled(value, type_, defaults.BUILT_IN if built_in else defaults.CUSTOM)
        if built_in and type_.name in RULES:
            RULES[type_.name](filled)
        return _fields(filled, type_, built_in)
    if isinstance(type_, ListType) and isinstance(value, list):
        return [_stored(item, type_.element, built_in) for item in value]
    if isinstance(type_, MapType) and isinstance(value, dict):
        return {key: _stored(item, type_.element, built_in) for key, item in value.items()}
    if built_in and isinstance(type_, ScalarType) and type_.name == "quantity":
        return by_value(value)
    return value


def _filled(value: Object, struct: StructType, table: Mapping[str, defaults.Row]) -> Object:
    """A copy with defaults where nothing is said."""
    out, kept = dict(value), pointers(struct.name)
    for key, default in table.get(struct.name, {}).items():
        empty = table is defaults.BUILT_IN and key not in kept and is_empty(out.get(key))
        if out.get(key) is None or empty:
            out[key] = deepcopy(default)
    if table is defaults.BUILT_IN:
        out.update({key: {} for key in _inner(struct) if out.get(key) is None})
    return out


@cache
def _inner(struct: StructType) -> tuple[str, ...]:
    """The fields that are structs of their own in Go, there even when nothing is said of them."""
    kept = pointers(struct.name)
    return tuple(f.name for f in struct.fields.values() if isinstance(f.type, StructType) and f.name not in kept)


def _fields(value: Object, struct: StructType, built_in: bool) -> Object:
    kept = pointers(struct.name)
    out = {}
    for key, item in value.items():
        field = struct.fields.get(key)
        below_ = _stored(item, field.type if field else None, built_in)
        if not built_in or key in kept or not is_empty(below_) or (field and field.required and below_ != {}):
            out[key] = below_
    return out


def _compact(value: Any, type_: Type | None) -> Any:
    if isinstance(type_, StructType) and isinstance(value, dict):
        kept = pointers(type_.name)
        fields = {key: _compact(item, getattr(type_.fields.get(key), "type", None)) for key, item in value.items()}
        return {key: item for key, item in fields.items() if key in kept or not is_empty(item)}
    if isinstance(type_, ListType) and isinstance(value, list):
        return [_compact(item, type_.element) for item in value]
    if isinstance(type_, MapType) and isinstance(value, dict):
        return {key: _compact(item, type_.element) for key, item in value.items()}
    return by_value(value) if isinstance(type_, ScalarType) and type_.name == "quantity" else value


def in_words(value: Any, type_: Type | None) -> Any:
    """A value with each quantity as text: a custom object may have it as a number, and is stored so."""
    if isinstance(type_, StructType) and isinstance(value, dict):
        return {key: in_words(item, getattr(type_.fields.get(key), "type", None)) for key, item in value.items()}
    if isinstance(type_, ListType) and isinstance(value, list):
        return [in_words(item, type_.element) for item in value]
    if isinstance(type_, MapType) and isinstance(value, dict):
        return {key: in_words(item, type_.element) for key, item in value.items()}
    return str(value) if isinstance(type_, ScalarType) and type_.name == "quantity" else value


def is_empty(value: Any) -> bool:
    """Whether Go's encoder leaves a field with this value out."""
    return value is None or any(value == empty and type(value) is type(empty) for empty in EMPTY)


def by_value(value: Any) -> Any:
    """A quantity in a form that is the same for all that are equal; anything else as it is."""
    try:
        return quantity.canonical(str(value))
    except ValueError:
        return value


def _pruned(value: Any, type_: Type | None) -> Any:
    """A custom object's values without unknown fields and nulls; the text of quantities stays."""
    if isinstance(type_, StructType) and isinstance(value, dict):
        fields = type_.fields
        return {k: _pruned(v, fields[k].type) for k, v in value.items() if k in fields and v is not None}
    if isinstance(type_, ListType) and isinstance(value, list):
        return [_pruned(item, type_.element) for item in value]
    if isinstance(type_, MapType) and isinstance(value, dict):
        return {key: _pruned(item, type_.element) for key, item in value.items() if item is not None}
    return value


def _without_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_null(item) for key, item in value.items() if item is not None}
    return [_without_null(item) for item in value] if isinstance(value, list) else value


def spec_of(obj: Object) -> Object:
    """The spec of an object, empty where it has none."""
    found = below(obj, "spec")
    return found if isinstance(found, dict) else {}
