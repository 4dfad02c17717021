"""Calling functions as Go's reflection does: number and types of the arguments are checked before the call."""

from __future__ import annotations

import struct
from collections.abc import Callable

from . import nodes
from .machine import Invalid, Machine, NodeError
from .registry import Budget, Function, FunctionError
from .values import (
    SIGNED,
    UNSIGNED,
    Float32,
    NilMap,
    NilSlice,
    truth,
    type_of,
    wrap,
)

ABSENT = object()  # no value comes from a command before
ANY = "interface {}"
_LONG = 256  # characters whose reading counts as one step
Argument = Callable[[Machine, object, str], object]  # machine, dot, type wanted -> value


def literal(node: nodes.Node) -> Callable[[str], object]:
    """A constant as a function of the type that is wanted. Calling it raises NodeError when it does not fit."""
    if isinstance(node, nodes.NumberLiteral):
        return lambda wanted: _number(node, wanted)
    if isinstance(node, nodes.String):
        return lambda wanted: node.text if wanted in ("string", ANY) else _misfit(node, wanted)
    if isinstance(node, nodes.Bool):
        return lambda wanted: node.value if wanted in ("bool", ANY) else _misfit(node, wanted)
    return lambda wanted: _nil(node, wanted)


def _number(node: nodes.NumberLiteral, wanted: str) -> object:
    number = node.number
    if wanted == ANY:
        if number.constant is None:
            raise NodeError(f"{node} overflows int", node)
        return number.constant
    if wanted in SIGNED and number.as_int is not None:
        return wrap(number.as_int, SIGNED[wanted])
    if wanted in UNSIGNED and number.as_uint is not None:
        return wrap(number.as_uint, UNSIGNED[wanted])
    if wanted == "float64" and number.as_float is not None:
        return number.as_float
    if wanted == "float32" and number.as_float is not None:
        return Float32(struct.unpack("f", struct.pack("f", number.as_float))[0])
    return _misfit(node, wanted)


def _misfit(node: nodes.Node, wanted: str) -> object:
    if wanted in SIGNED:
        raise NodeError(f"expected integer; found {node}", node)
    if wanted in UNSIGNED:
        raise NodeError(f"expected unsigned integer; found {node}", node)
    if wanted in ("string", "bool", "float32", "float64"):
        raise NodeError(f"expected {wanted.rstrip('0123456789')}; found {node}", node)
    raise NodeError(f"can't handle {node} for arg of type {wanted}", node)


def _nil(node: nodes.Node, wanted: str) -> object:
    if not _can_be_nil(wanted):
        raise NodeError(f"cannot assign nil to {wanted}", node)
    return _nil_of(wanted)


def _can_be_nil(wanted: str) -> bool:
    return wanted.startswith(("[]", "map[", "*", "func(")) or wanted in (ANY, "error")


def _nil_of(wanted: str) -> object:
    if wanted.startswith("[]"):
        return NilSlice(wanted[2:])
    if wanted.startswith("map["):
        return NilMap(wanted[len("map[string]") :])
    return None


def convert(value: object, wanted: str, node: nodes.Node) -> object:
    """A computed value as a parameter of that type takes it. Raises NodeError when it does not."""
    if isinstance(value, Invalid):
        if not _can_be_nil(wanted):
            raise NodeError(f"invalid value; expected {wanted}", node)
        return _nil_of(wanted)
    if wanted == ANY:
        return value
    have = ANY if value is None else type_of(value)
    if have != wanted:
        raise NodeError(f"wrong type for value; expected {wanted}; got {have}", node)
    return value


def call_function(name: str, arguments: list[Argument], at: nodes.Node) -> Callable[[Machine, object, object], object]:
    """A call of the function of that name, `at` a node; the value from the pipeline is its last argument."""

    def call(machine: Machine, dot: object, final: object) -> object:
        return invoke(machine, dot, machine.functions[name], name, arguments, final, at)

    return call


def invoke(
    machine: Machine,
    dot: object,
    function: Function,
    name: str,
    arguments: list[Argument],
    final: object,
    at: nodes.Node,
) -> object:
    """Check, convert, call. Raises NodeError for what does not fit and for what the function cannot do."""
    params = function.params
    given = len(arguments) + (final is not ABSENT)
    check_count(name, function, given, at)
    last = len(params) - 1
    values = [
        argument(machine, dot, params[index if index < last else last]) for index, argument in enumerate(arguments)
    ]
    if final is not ABSENT:
        values.append(convert(final, params[min(given - 1, last)], at))
    try:
        machine.budget.step(1 + given)
        if not function.budget:  # those that have it count for themselves
            _count_text(machine.budget, values)
        return function.call(machine.budget, *values) if function.budget else function.call(*values)
    except FunctionError as error:
        raise NodeError(f"error calling {name}: {error}", at) from error


def check_count(name: str, function: Function, given: int, at: nodes.Node) -> None:
    """Raise NodeError unless the function takes that many arguments."""
    fixed = len(function.params)
    if function.variadic:
        if given < fixed - 1:
            raise NodeError(f"wrong number of args for {name}: want at least {fixed - 1} got {given}", at)
    elif given != fixed:
        raise NodeError(f"wrong number of args for {name}: want {fixed} got {given}", at)


def _count_text(budget: Budget, values: list[object]) -> None:
    """Long strings are more work than one step."""
    for value in values:
        if isinstance(value, str) and len(value) > _LONG:
            budget.step(len(value) // _LONG)


def short_circuit(name: str, arguments: list[Argument], at: nodes.Node) -> Callable[[Machine, object, object], object]:
    """`and` and `or`, which do not evaluate the arguments after the one that decides."""
    wants = name == "or"

    def run(machine: Machine, dot: object, final: object) -> object:
        if not arguments and final is ABSENT:
            raise NodeError(f"wrong number of args for {name}: want at least 1 got 0", at)
        machine.budget.step(len(arguments))
        value: object = None
        for argument in arguments:
            value = argument(machine, dot, ANY)
            if truth(value) is wants:
                return value
        return value if final is ABSENT else convert(final, ANY, at)

    return run
