"""Compiling a template's body to the machine's instructions: texts, actions, branches, loops and template calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import repeat

from . import nodes
from .errors import nearest
from .expressions import Evaluate, compile_pipe
from .go.fmt import value_string
from .go.strconv import quote
from .machine import INVALID, Code, Instruction, Invalid, Label, Machine, NodeError
from .values import kind_of, sorted_keys, truth, type_of


def compile_list(body: nodes.List) -> Code:
    """The instructions of one template."""
    compiler = _Compiler()
    compiler.sequence(body)
    return compiler.code


class _Target:
    """Where a `break` or `continue` goes: a label, and how many blocks are open there."""

    __slots__ = ("depth", "label")

    def __init__(self, label: Label, depth: int) -> None:
        self.label = label
        self.depth = depth


class _Compiler:
    """One template on its way to code. Depth of recursion: the nesting of blocks, which the parser bounds."""

    def __init__(self) -> None:
        self.code = Code()
        self.depth = 0  # open blocks at this place
        self.breaks: list[_Target] = []
        self.continues: list[_Target] = []

    def emit(self, node: nodes.Node, instruction: Instruction) -> None:
        """Append one instruction."""
        self.code.instructions.append(instruction)
        self.code.origins.append(node)

    def here(self, label: Label) -> None:
        """Let the label mean the next instruction."""
        label.at = len(self.code.instructions)

    def sequence(self, body: nodes.List) -> None:
        """A list of nodes."""
        for node in body.nodes:
            if isinstance(node, nodes.Text):
                self.emit(node, _text(node.text))
            elif isinstance(node, nodes.Action):
                self._action(node)
            elif isinstance(node, nodes.Range):
                self._range(node)
            elif isinstance(node, nodes.Branch):
                self._branch(node)
            elif isinstance(node, nodes.TemplateCall):
                self.emit(node, _template(node))
            elif isinstance(node, (nodes.Break, nodes.Continue)):
                self._leave(node)

    def _action(self, node: nodes.Action) -> None:
        pipe = compile_pipe(node.pipe)
        self.emit(node, _discard(pipe) if node.pipe.variables else _print(pipe, node))

    def _branch(self, node: nodes.Branch) -> None:
        """An if or with; the arms of an else-if chain one after the other, each a block inside the one before."""
        exits: list[Label] = []
        arm: nodes.Branch | None = node
        while arm is not None:
            otherwise, done = Label(), Label()
            self.emit(arm, _test(compile_pipe(arm.pipe), otherwise, sets_dot=isinstance(arm, nodes.With)))
            self.depth += 1
            self.sequence(arm.body)
            self.emit(arm, _jump(done))
            self.here(otherwise)
            exits.append(done)
            following = arm.chained()
            if following is None and arm.orelse is not None:
                self.sequence(arm.orelse)
            arm = following
        for done in reversed(exits):
            self.here(done)
            self.emit(node, Machine.close_block)
            self.depth -= 1

    def _range(self, node: nodes.Range) -> None:
        """A loop. As in Go, a `break` in its else ends just that else; a `continue` there is the outer loop's."""
        again, otherwise, done = Label(), Label(), Label()
        self.emit(node, _start_range(node, compile_pipe(node.pipe), otherwise))
        self.depth += 1
        self.breaks.append(_Target(done, self.depth))
        self.continues.append(_Target(again, self.depth))
        self.here(again)
        self.emit(node, _next_element(node.pipe, done))
        self.sequence(node.body)
        self.emit(node, _jump(again))
        self.continues.pop()
        self.here(otherwise)
        if node.orelse is not None:
            self.sequence(node.orelse)
        self.breaks.pop()
        self.here(done)
        self.emit(node, Machine.close_block)
        self.depth -= 1

    def _leave(self, node: nodes.Break | nodes.Continue) -> None:
        target = (self.breaks if isinstance(node, nodes.Break) else self.continues)[-1]
        self.emit(node, _unwind(self.depth - target.depth, target.label))


def _text(text: str) -> Instruction:
    return lambda machine: machine.write(text)


def _jump(label: Label) -> Instruction:
    def jump(machine: Machine) -> None:
        machine.pc = label.at

    return jump


def _unwind(inner: int, target: Label) -> Instruction:
    """Drop the blocks inside the loop; the loop's own instruction at `target` restores variables and dot."""

    def unwind(machine: Machine) -> None:
        if inner:
            del machine.blocks[-inner:]
        machine.pc = target.at

    return unwind


def _discard(pipe: Evaluate) -> Instruction:
    def discard(machine: Machine) -> None:
        pipe(machine, machine.dot)

    return discard


def _print(pipe: Evaluate, node: nodes.Action) -> Instruction:
    def write(machine: Machine) -> None:
        value = pipe(machine, machine.dot)
        if isinstance(value, str):
            machine.printed.append(len(machine.out))
            machine.write(value)
        elif isinstance(value, Invalid):
            machine.write("<no value>")
        elif kind_of(value) == "func":
            raise NodeError(f"can't print {node.pipe} of type {type_of(value)}", node.pipe)
        else:
            machine.write(value_string(value, machine.budget))

    return write


def _test(pipe: Evaluate, otherwise: Label, *, sets_dot: bool) -> Instruction:
    def test(machine: Machine) -> None:
        machine.open_block()
        value = pipe(machine, machine.dot)
        if not truth(value):
            machine.pc = otherwise.at
        elif sets_dot:
            machine.dot = value

    return test


def _start_range(node: nodes.Range, pipe: Evaluate, otherwise: Label) -> Instruction:
    pairs = len(node.pipe.variables) > 1

    def start(machine: Machine) -> None:
        block = machine.open_block()
        value = pipe(machine, machine.dot)
        block.inside = len(machine.names)
        block.elements = _elements(machine, value, node.pipe, pairs)
        if not value or (isinstance(value, int) and value < 0):
            machine.pc = otherwise.at

    return start


def _elements(machine: Machine, value: object, pipe: nodes.Pipe, pairs: bool) -> Iterator[tuple[object, object]]:
    """What a range runs over, each with its index or key. Raises NodeError for what it cannot run over."""
    if isinstance(value, Invalid):
        return iter(())
    if isinstance(value, Mapping):
        machine.budget.step(len(value))  # sorting is work, too
        return iter([(key, value[key]) for key in sorted_keys(value)])
    if isinstance(value, (list, tuple)):
        return enumerate(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if pairs:
            raise NodeError(f"can't use {value} to iterate over more than one variable", pipe)
        return zip(repeat(None), map(type(value) if hasattr(value, "go_type") else int, range(value)))
    raise NodeError(f"range can't iterate over {value_string(value, machine.budget)}", pipe)


def _next_element(pipe: nodes.Pipe, done: Label) -> Instruction:
    """Set dot and the loop's variables to the next element, or leave the loop."""
    names = [variable.name for variable in pipe.variables]

    def advance(machine: Machine) -> None:
        block = machine.blocks[-1]
        machine.forget(block.inside)
        pair = next(block.elements, None)
        if pair is None:
            machine.pc = done.at
            return
        machine.dot = pair[1]
        for name, value in zip(names, pair[-len(names) :], strict=False):  # with one name, the element
            machine.assign(name, value)

    return advance


def _template(node: nodes.TemplateCall) -> Instruction:
    pipe = compile_pipe(node.pipe) if node.pipe else None

    def call(machine: Machine) -> None:
        code = machine.program.get(node.name)
        if code is None:
            raise NodeError(f"template {quote(node.name)} not defined", node, nearest(node.name, machine.program))
        if len(machine.frames) >= machine.budget.limits.depth:
            raise NodeError(f"exceeded maximum template depth ({machine.budget.limits.depth})", node)
        machine.call(code, pipe(machine, machine.dot) if pipe else INVALID)

    return call
