"""Turn a schema as CRDs write it (OpenAPI v3, structural) into JSON schema draft-07 with the same verdicts.

What the API server does and plain JSON schema would not: a field that may be left out may also be `null`, which means
the same; unknown fields are refused; `int32` has limits; a quantity is an integer or a string.
"""

from __future__ import annotations

from typing import Any

from msvc_helm import types
from msvc_helm.api.kubernetes_fields import TYPES
from msvc_helm.errors import InputError, Problem
from msvc_helm.schema.published import published

Schema = dict[str, Any]

KEPT = (
    "enum", "const", "minimum", "maximum", "minLength", "maxLength", "pattern", "minItems", "maxItems", "propertyNames",
)  # fmt: skip
RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


def convert(schema: Schema, path: str, *, optional: bool = False) -> Schema:
    """One schema and all below it. `optional`: stands for a field that may be left out, and so be null.

    `path` is for messages. Raises InputError for a schema without a type.
    """
    where = TYPES.get(path.rpartition(".")[2]) if is_open(schema.get("items", schema)) else None
    if where is not None:
        said = {"description": " ".join(schema["description"].split())}
        empty: Schema = {"default": default(schema)} if optional else {}
        return said | published(types.schema(where[0]).at(where[1]), optional=optional) | empty
    kind = _type(schema, path)
    nullable = optional or schema.get("nullable", False)
    out: Schema = {"description": " ".join(schema["description"].split())} if "description" in schema else {}
    out["type"] = [*kind, "null"] if nullable else kind[0] if len(kind) == 1 else kind
    if optional:
        out["default"] = default(schema)
    out |= {key: schema[key] for key in KEPT if key in schema}
    if nullable and "enum" in out:
        out["enum"] = [*out["enum"], None]
    if "integer" in kind:
        low, high = RANGES.get(schema.get("format", ""), RANGES["int64"])
        out["minimum"], out["maximum"] = max(low, out.get("minimum", low)), min(high, out.get("maximum", high))
    return out | _below(schema, path)


def default(schema: Schema) -> Any:
    """What stands for a field that is left out: the API's default, else what changes nothing."""
    if "default" in schema:
        return schema["default"]
    return {"boolean": False, "array": []}.get(str(schema.get("type", "")))


def is_open(schema: Schema) -> bool:
    """Whether an object takes any field at all."""
    return bool(schema.get("x-kubernetes-preserve-unknown-fields")) or not (
        "properties" in schema or "additionalProperties" in schema
    )


def _type(schema: Schema, path: str) -> list[str]:
    if schema.get("x-kubernetes-int-or-string"):
        return ["integer", "string"]
    if "type" not in schema and schema.get("x-kubernetes-preserve-unknown-fields"):
        return ["number", "string"]  # no CRD can say so: its types are one, or an integer and a string
    if "type" not in schema:
        raise InputError(Problem("a schema needs a type", path))
    return schema["type"] if isinstance(schema["type"], list) else [schema["type"]]


def _below(schema: Schema, path: str) -> Schema:
    out: Schema = {}
    if "items" in schema:
        out["items"] = convert(schema["items"], f"{path}[]")
    if schema.get("type") != "object":
        return out
    required = schema.get("required", [])
    if required:
        out["required"] = required
    if "properties" in schema:
        out["properties"] = {
            key: convert(child, f"{path}.{key}", optional=key not in required)
            for key, child in schema["properties"].items()
        }
    if "additionalProperties" in schema and isinstance(schema["additionalProperties"], dict):
        out["additionalProperties"] = convert(schema["additionalProperties"], f"{path}.*", optional=True)
        out["additionalProperties"].pop("default")  # a key that is not there needs none
    elif not is_open(schema):
        out["additionalProperties"] = False
    return out
