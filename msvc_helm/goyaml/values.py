"""What a tree of nodes becomes outside YAML: JSON values, and the strings of Go's string fields."""

from __future__ import annotations

import math

from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml.floats import json_float, short_float
from msvc_helm.goyaml.nodes import MappingNode, Node, ScalarNode, SequenceNode


def plain(node: Node) -> object:
    """The JSON value sigs.k8s.io/yaml converts a node to: dict, list, str, int, float, bool or None, all new objects.

    An integral float below 1e21 is the int of the digits Go's JSON prints. Raises InputError for an infinity or
    NaN. The result has at most the size the alias rule of `parse` allows.
    """
    if isinstance(node, MappingNode):
        return {key: plain(value) for key, value in node.items.items()}
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    value = node.value
    if type(value) is float:
        if not math.isfinite(value):
            message = f"{node.text} is no number JSON can hold"
            raise InputError(Problem(message, line=node.line, column=node.column, hint="quote it to keep it as text"))
        return int(json_float(value)) if value.is_integer() and abs(value) < 1e21 else value
    return value


def string_of(scalar: ScalarNode) -> str:
    """What a scalar becomes in a Go string field: `yes` → `true`, `0755` → `493`, `1.10` → `1.1`, null → ``.

    Floats have the shortest digits that round-trip in 32 bits (sigs.k8s.io/yaml).
    """
    value = scalar.value
    if type(value) is str:
        return value
    if value is None:
        return ""
    if type(value) is bool:
        return "true" if value else "false"
    return short_float(value) if type(value) is float else str(value)
