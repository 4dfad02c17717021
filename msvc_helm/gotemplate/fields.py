"""Taking fields from values: struct fields, map entries, and methods."""

from __future__ import annotations

from collections.abc import Mapping

from . import nodes
from .calls import ABSENT, Argument, invoke
from .errors import nearest
from .machine import INVALID, Invalid, Machine, NodeError
from .registry import Function
from .values import Struct, type_of


def follow(
    machine: Machine,
    dot: object,
    value: object,
    names: tuple[str, ...],
    node: nodes.Node,
    arguments: list[Argument],
    final: object,
) -> object:
    """`value.A.B.C`; the last name may be a method and takes the arguments. Raises NodeError."""
    for name in names[:-1]:
        value = _field(machine, dot, value, name, node, [], ABSENT)
    return _field(machine, dot, value, names[-1], node, arguments, final)


def _field(
    machine: Machine,
    dot: object,
    value: object,
    name: str,
    node: nodes.Node,
    arguments: list[Argument],
    final: object,
) -> object:
    if isinstance(value, Invalid):
        return INVALID
    has_arguments = bool(arguments) or final is not ABSENT
    if isinstance(value, Struct):
        found = value.fields.get(name, INVALID)
        if isinstance(found, Function):
            return invoke(machine, dot, found, name, arguments, final, node)
        if found is INVALID:
            hint = nearest(name, value.fields)
            raise NodeError(f"can't evaluate field {name} in type {value.type_name}", node, hint)
        if has_arguments:
            raise NodeError(f"{name} has arguments but cannot be invoked as function", node)
        return found
    if isinstance(value, Mapping):
        if has_arguments:
            raise NodeError(f"{name} is not a method but has arguments", node)
        return value.get(name, INVALID)
    if value is None:
        raise NodeError(f"nil pointer evaluating interface {{}}.{name}", node)
    raise NodeError(f"can't evaluate field {name} in type {type_of(value)}", node)
