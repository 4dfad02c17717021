"""JSON schema for a type of Kubernetes: what an editor and Helm say of a field that is Kubernetes' own."""

from __future__ import annotations

from typing import Any

from msvc_helm.types import ListType, MapType, ScalarType, StructType, Type

Schema = dict[str, Any]
_SCALARS: dict[str, Schema] = {
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "int32": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    "int64": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
    "number": {"type": "number"},
    "int-or-string": {"type": ["integer", "string"]},
    "quantity": {"type": ["integer", "number", "string"]},
    "bytes": {"type": "string"},
    "time": {"type": "string"},
    "any": {},
}


def published(type_: Type, *, optional: bool = False) -> Schema:
    """The schema of a type. `optional`: it may be null, which is as good as left out."""
    out = _schema(type_)
    if optional and "type" in out:
        kinds = out["type"] if isinstance(out["type"], list) else [out["type"]]
        return {**out, "type": [*kinds, "null"]}
    return out


def _schema(type_: Type) -> Schema:
    if isinstance(type_, ScalarType):
        return dict(_SCALARS[type_.name])
    if isinstance(type_, ListType):
        return {"type": "array", "items": published(type_.element)}
    if isinstance(type_, MapType):
        return {"type": "object", "additionalProperties": published(type_.element, optional=True)}
    return _struct(type_)


def _struct(struct: StructType) -> Schema:
    out: Schema = {"type": "object"}
    required = [field.name for field in struct.fields.values() if field.required]
    if required:
        out["required"] = required
    out["properties"] = {
        field.name: published(field.type, optional=not field.required) for field in struct.fields.values()
    }
    return {**out, "additionalProperties": False}
