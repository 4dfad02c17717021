"""Checks with their parameters that rows of several structs share."""

from __future__ import annotations

from msvc_helm.typed import Any, TypeAlias

Row: TypeAlias = tuple[Any, ...]

PORT = ("between", 1, 65535)
WAIT = ("between", 0, None)
MODE = ("between", 0, 0o777)
ID = ("between", 0, 2147483647)
PULL = ("choice", "Always", "IfNotPresent", "Never")
PROTOCOL = ("choice", "TCP", "UDP", "SCTP")
REQUIRED: Row = ("needs", {}, "required but not set")
NAMED = (("name", "filled"), ("name", "form", "subdomain"))
VALUES = (
    ("values", "needs", {"operator": ["In", "NotIn"]}, "required with the operators In and NotIn"),
    ("values", "bars", {"operator": ["Exists", "DoesNotExist"]}, "not allowed with Exists and DoesNotExist"),
    ("key", "filled"),
    ("key", "form", "label key"),
)  # fmt: skip
