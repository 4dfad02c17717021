"""Compiling pipelines, commands and operands to closures that compute their value."""

from __future__ import annotations

from collections.abc import Callable

from . import nodes
from .calls import ABSENT, Argument, call_function, convert, literal, short_circuit
from .fields import follow
from .machine import INVALID, Machine, NodeError

Evaluate = Callable[[Machine, object], object]  # machine, dot -> value
Command = Callable[[Machine, object, object], object]  # machine, dot, value of the command before or ABSENT -> value


def compile_pipe(pipe: nodes.Pipe) -> Evaluate:
    """A pipeline: the last command's value, kept in the variables it declares or assigns."""
    commands = [_command(command) for command in pipe.commands]
    first = commands[0]

    def single(machine: Machine, dot: object) -> object:
        value = first(machine, dot, ABSENT)
        return INVALID if value is None else value

    def several(machine: Machine, dot: object) -> object:
        value: object = ABSENT
        for command in commands:
            value = command(machine, dot, value)
            if value is None:
                value = INVALID
        return value

    run = single if len(commands) == 1 else several
    return _keep(pipe, run) if pipe.variables else run


def _keep(pipe: nodes.Pipe, run: Evaluate) -> Evaluate:
    names = [variable.name for variable in pipe.variables]

    def assign(machine: Machine, dot: object) -> object:
        value = run(machine, dot)
        for name in names:
            if not machine.assign(name, value):
                raise NodeError(f"undefined variable: {name}", pipe)
        return value

    def declare(machine: Machine, dot: object) -> object:
        value = run(machine, dot)
        for name in names:
            machine.declare(name, value)
        return value

    return assign if pipe.assign else declare


def _command(command: nodes.Command) -> Command:
    first, arguments = command.operands[0], command.operands[1:]
    if isinstance(first, nodes.Identifier):
        return _call(first, arguments, command)
    if isinstance(first, (nodes.Field, nodes.Variable, nodes.Chain)):
        return _method(first, arguments)
    return _operand_only(first, bool(arguments))


def _operand_only(first: nodes.Node, has_arguments: bool) -> Command:
    """A command that is not a call: it takes no arguments and nothing from the pipeline."""
    evaluate = _value(first)

    def run(machine: Machine, dot: object, final: object) -> object:
        if has_arguments or final is not ABSENT:
            raise NodeError(f"can't give argument to non-function {first}", first)
        return evaluate(machine, dot)

    return run


def _value(node: nodes.Node) -> Evaluate:
    """An operand's value where any type will do, a constant's the one its spelling says."""
    if isinstance(node, nodes.Pipe):
        return compile_pipe(node)
    if isinstance(node, nodes.Dot):
        return lambda _machine, dot: dot
    if isinstance(node, nodes.Nil):
        return _no_command(node)
    constant = literal(node)
    return lambda _machine, _dot: constant("interface {}")


def _no_command(node: nodes.Nil) -> Evaluate:
    def fail(_machine: Machine, _dot: object) -> object:
        raise NodeError("nil is not a command", node)

    return fail


def _call(name: nodes.Identifier, arguments: tuple[nodes.Node, ...], at: nodes.Node) -> Command:
    compiled = [_argument(argument) for argument in arguments]
    if name.name in ("and", "or"):
        return short_circuit(name.name, compiled, at)
    return call_function(name.name, compiled, at)


def _argument(node: nodes.Node) -> Argument:
    """An argument of a call, which gets the type its parameter has."""
    if isinstance(node, (nodes.Bool, nodes.NumberLiteral, nodes.String, nodes.Nil)):
        constant = literal(node)
        return lambda _machine, _dot, wanted: constant(wanted)
    evaluate = _nested(node)

    def run(machine: Machine, dot: object, wanted: str) -> object:
        return convert(evaluate(machine, dot), wanted, node)

    return run


def _nested(node: nodes.Node) -> Evaluate:
    """An operand that is not a constant, without arguments of its own."""
    if isinstance(node, nodes.Identifier):
        call = _call(node, (), node)
        return lambda machine, dot: call(machine, dot, ABSENT)
    if isinstance(node, (nodes.Field, nodes.Variable, nodes.Chain)):
        method = _method(node, ())
        return lambda machine, dot: method(machine, dot, ABSENT)
    return _value(node)


def _method(node: nodes.Field | nodes.Variable | nodes.Chain, arguments: tuple[nodes.Node, ...]) -> Command:
    """Fields, one from the other; the last may be a method, which takes the arguments."""
    compiled = [_argument(argument) for argument in arguments]
    start = _start(node)
    names = node.fields
    if not names:
        return _operand_with(start, node, bool(arguments))

    def run(machine: Machine, dot: object, final: object) -> object:
        return follow(machine, dot, start(machine, dot), names, node, compiled, final)

    return run


def _operand_with(start: Evaluate, node: nodes.Node, has_arguments: bool) -> Command:
    def run(machine: Machine, dot: object, final: object) -> object:
        if has_arguments or final is not ABSENT:
            raise NodeError(f"can't give argument to non-function {node}", node)
        return start(machine, dot)

    return run


def _start(node: nodes.Field | nodes.Variable | nodes.Chain) -> Evaluate:
    """What the fields are taken from."""
    if isinstance(node, nodes.Field):
        return lambda _machine, dot: dot
    if isinstance(node, nodes.Chain):
        return _nested(node.node)
    return _variable(node)


def _variable(node: nodes.Variable) -> Evaluate:
    name = node.name

    def lookup(machine: Machine, _dot: object) -> object:
        stack = machine.values.get(name)
        if not stack:
            raise NodeError(f"undefined variable: {name}", node)
        return stack[-1]

    return lookup
