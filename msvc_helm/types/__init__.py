"""The Kubernetes types of the children: which fields exist, what is a string, what is a list keyed by what."""

from __future__ import annotations

from msvc_helm.types.coercion import SERVER_SET, coerce, coerce_metadata, coerce_struct
from msvc_helm.types.structs import ListType, MapType, ScalarType, StructField, StructType, Type, kind_of, kinds, schema

__all__ = [
    "SERVER_SET",
    "ListType",
    "MapType",
    "ScalarType",
    "StructField",
    "StructType",
    "Type",
    "coerce",
    "coerce_metadata",
    "coerce_struct",
    "kind_of",
    "kinds",
    "schema",
]
