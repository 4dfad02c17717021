"""One OpenAPI property → the type code that `msvc_helm.types.structs` reads; its docstring explains the code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_FORMATS = {
    ("string", "int-or-string"): "x",
    ("string", "byte"): "y",
    ("string", "date-time"): "t",
    ("integer", "int32"): "i",
    ("integer", "int64"): "l",
    ("integer", None): "l",
    ("number", "double"): "n",
    ("number", None): "n",
    ("boolean", None): "b",
}
_NAMED = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "q",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "j",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "t",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "t",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "j",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "x",
}

Property = Mapping[str, Any]


def code(prop: Property, struct: Callable[[Property], str]) -> str:
    """The code of a property; `struct` gives the name of the struct that a `$ref` or an inline object stands for."""
    if "$ref" in prop:
        return _NAMED.get(prop["$ref"].rpartition("/")[2]) or struct(prop)
    if prop.get("x-kubernetes-int-or-string"):
        return "q" if "pattern" in prop else "x"
    if prop.get("x-kubernetes-preserve-unknown-fields"):
        return "j"
    kind = prop["type"]
    if kind == "array":
        return f"[{code(prop['items'], struct)}{_list_rules(prop)}"
    if kind == "object":
        return struct(prop) if "properties" in prop else f"{{{code(prop['additionalProperties'], struct)}"
    if kind == "string" and (kind, prop.get("format")) not in _FORMATS:
        return "|".join(["s", *_enum(prop)])
    return _FORMATS[kind, prop.get("format")]


def _enum(prop: Property) -> list[str]:
    values: list[str] = prop.get("enum", [])
    if any(char in value for value in values for char in ' "|@%+'):
        raise SystemExit(f"an allowed value needs a character that the codes use: {values}")
    return values


def _list_rules(prop: Property) -> str:
    if prop.get("x-kubernetes-list-type") == "map":
        return "@" + ",".join(prop["x-kubernetes-list-map-keys"])
    if prop.get("x-kubernetes-list-type") == "set":
        return "+"
    if "x-kubernetes-patch-merge-key" in prop:
        return f"%{prop['x-kubernetes-patch-merge-key']}"
    return ""
