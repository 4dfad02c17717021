"""Where a template's data goes: which dots and variables are the data itself, a part of it, or something else.

The operator's data is a struct and Helm's a map, so what a template may do with it is not the same in both. The
analysis does not follow conditions, and a variable counts as all that is ever put into it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Protocol

from msvc_helm.chart.translate.functions import PASS_ON, RETYPING
from msvc_helm.gotemplate import nodes
from msvc_helm.gotemplate.parser import Tree

DATA, PART, RETYPED, OTHER = 1, 2, 4, 8
"""What a value may be, as bits: the data, a map or list of it, what has another Go type in Helm, anything else."""

COMPOUND = frozenset(("Ports", "GatewayRefs", "Adapters", "ModelServiceLabels", "ModelServiceAnnotations"))
"""The variables that are neither text nor numbers."""

FieldNode = nodes.Field | nodes.Variable | nodes.Chain


@dataclass(frozen=True, slots=True)
class Call:
    """A call: the operands as written, what each argument may be (the last may come down the pipeline), what `$` is."""

    name: nodes.Identifier
    operands: tuple[nodes.Node, ...]
    arguments: list[int]
    root: int


class Visitor(Protocol):
    """Who asks which values are where."""

    def field(self, node: FieldNode, base: int, names: Sequence[str]) -> None:
        """Fields are taken from a value."""

    def value(self, node: nodes.Node, bits: int) -> None:
        """A value is printed, gone through, or given to a function."""

    def call(self, call: Call) -> None:
        """A function is called."""


class _Silent:
    def field(self, node: FieldNode, base: int, names: Sequence[str]) -> None: ...
    def value(self, node: nodes.Node, bits: int) -> None: ...
    def call(self, call: Call) -> None: ...


class Flow:
    """The analysis of one parsed template, its definitions and all."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._data = dict.fromkeys(tree.definitions, 0)  # of a definition nobody calls: nothing at all
        self._data[tree.name] = DATA
        self._variables: dict[tuple[str, int], int] = {}
        self._visitor: Visitor = _Silent()
        self._scope: list[tuple[str, tuple[str, int]]] = []
        self._name = ""

    def visit(self, visitor: Visitor) -> None:
        """Tell the visitor of every use, in the order of the source within each definition."""
        before: object = None
        while before != (before := (dict(self._data), dict(self._variables))):
            self._all()
        self._visitor = visitor
        self._all()

    def _all(self) -> None:
        for name, body in self._tree.definitions.items():
            data = self._data[name]
            self._name, self._scope = name, []
            self._declare("$", -1, data)
            self._list(body, data)

    def _declare(self, name: str, position: int, bits: int) -> None:
        key = self._name, position
        self._scope.append((name, key))
        self._variables[key] = self._variables.get(key, 0) | bits

    def _key(self, name: str) -> tuple[str, int] | None:
        return next((key for known, key in reversed(self._scope) if known == name), None)

    def _variable(self, name: str) -> int:
        key = self._key(name)
        return self._variables[key] if key else 0

    def _list(self, body: nodes.List, dot: int) -> None:
        for node in body.nodes:
            if isinstance(node, nodes.Action):
                bits = self._pipe(node.pipe, dot)
                if not node.pipe.variables:
                    self._visitor.value(node.pipe, bits)
            elif isinstance(node, nodes.Branch):
                self._branch(node, dot)
            elif isinstance(node, nodes.TemplateCall):
                bits = self._pipe(node.pipe, dot) if node.pipe else OTHER
                if node.name in self._data:
                    self._data[node.name] |= bits

    def _branch(self, node: nodes.Branch, dot: int) -> None:
        """An if, with or range; chains of `else if` may be long, so they are gone along and not down."""
        outside = len(self._scope)
        arm: nodes.Branch | None = node
        while arm is not None:
            is_range = isinstance(arm, nodes.Range)
            bits = self._pipe(arm.pipe, dot, elements=is_range)
            if is_range:
                self._visitor.value(arm.pipe, bits)
                bits = _elements(bits)
            inside = len(self._scope)
            self._list(arm.body, dot if isinstance(arm, nodes.If) else bits)
            del self._scope[inside:]
            following = arm.chained()
            if following is None and arm.orelse is not None:
                self._list(arm.orelse, dot)
            arm = following
        del self._scope[outside:]

    def _pipe(self, pipe: nodes.Pipe, dot: int, *, elements: bool = False) -> int:
        bits = 0
        for index, command in enumerate(pipe.commands):
            if index:
                self._visitor.value(pipe.commands[index - 1], bits)
            bits = self._command(command, dot, bits if index else None)
        kept = _elements(bits) if elements else bits
        for index, variable in enumerate(pipe.variables):
            is_key = elements and len(pipe.variables) > index + 1  # of a range: an index, or a map's key, which is text
            key = self._key(variable.name)
            if not pipe.assign:
                self._declare(variable.name, variable.position, OTHER if is_key else kept)
            elif key:
                self._variables[key] |= OTHER if is_key else kept
        return bits

    def _command(self, command: nodes.Command, dot: int, piped: int | None) -> int:
        first, rest = command.operands[0], command.operands[1:]
        arguments: list[int] = []
        for node in rest:
            arguments.append(self._operand(node, dot))
            self._visitor.value(node, arguments[-1])
        if not isinstance(first, nodes.Identifier):
            return self._operand(first, dot)
        if piped is not None:
            arguments.append(piped)
        return self._call(first, rest, arguments)

    def _call(self, name: nodes.Identifier, operands: tuple[nodes.Node, ...], arguments: list[int]) -> int:
        self._visitor.call(Call(name, operands, arguments, self._variable("$")))
        if name.name in RETYPING:
            return RETYPED
        passed = arguments if name.name in PASS_ON else []
        bits = reduce(or_, (bits & (PART | RETYPED) for bits in passed), OTHER)
        return bits | RETYPED if bits & PART else bits  # an element of it may be a port's number

    def _operand(self, node: nodes.Node, dot: int) -> int:
        if isinstance(node, nodes.Dot):
            return dot
        if isinstance(node, nodes.Pipe):
            return self._pipe(node, dot)
        if isinstance(node, nodes.Identifier):
            return self._call(node, (), [])
        if isinstance(node, nodes.Field):
            return self._field(node, dot)
        if isinstance(node, nodes.Chain):
            return self._field(node, self._operand(node.node, dot))
        if isinstance(node, nodes.Variable):
            bits = self._variable(node.name)
            return self._field(node, bits) if node.fields else bits
        return OTHER

    def _field(self, node: FieldNode, base: int) -> int:
        self._visitor.field(node, base, node.fields)
        if base & DATA and node.fields[0] in COMPOUND:
            return PART if len(node.fields) == 1 else RETYPED
        return PART | RETYPED if base & PART else OTHER


def _elements(bits: int) -> int:
    """What a value's elements are."""
    return PART | RETYPED if bits & PART else OTHER
