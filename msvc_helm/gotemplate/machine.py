"""Running a compiled template: instructions, the blocks and templates they are in, and what they may spend."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from . import nodes
from .registry import Budget, Function, FunctionError, LimitError


class Invalid:
    """Go's invalid reflect.Value: a missing map key, or nil once a pipeline has passed it on.

    Unlike a nil that is in a map or list (None here) it may be asked for fields, and gives itself again.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


INVALID = Invalid()


class NodeError(Exception):
    """What stops a rendering, at a node; becomes a TemplateExecutionError."""

    def __init__(self, message: str, node: nodes.Node, hint: str = "") -> None:
        super().__init__(message)
        self.node = node
        self.hint = hint


class Label:
    """A place in the code, set when it is reached."""

    __slots__ = ("at",)

    def __init__(self) -> None:
        self.at = 0


Instruction = Callable[["Machine"], None]


class Code:
    """One template's instructions, and the node each comes from."""

    __slots__ = ("instructions", "origins")

    def __init__(self) -> None:
        self.instructions: list[Instruction] = []
        self.origins: list[nodes.Node] = []


class Block:
    """An `if`, `with` or `range` under way: what to restore at its end, and the loop's elements."""

    __slots__ = ("dot", "elements", "inside", "mark")

    def __init__(self, dot: object, mark: int) -> None:
        self.dot = dot
        self.mark = mark  # how many variables there were before it
        self.inside = mark  # how many there are when a loop's body starts
        self.elements: Iterator[tuple[object, object]] = iter(())


class Machine:
    """One rendering. Nothing here recurses, so deep templates cost memory, not Python's stack.

    Variables are a stack, as in Go: a name means the topmost variable of that name. `names` is that stack, `values` has
    each name's part of it.
    """

    __slots__ = (
        "blocks",
        "budget",
        "code",
        "dot",
        "frames",
        "functions",
        "names",
        "out",
        "pc",
        "printed",
        "program",
        "size",
        "values",
    )

    def __init__(self, program: dict[str, Code], name: str, functions: dict[str, Function], budget: Budget) -> None:
        self.program = program
        self.functions = functions
        self.budget = budget
        self.out: list[str] = []
        self.printed: list[int] = []  # which of them are texts of the data, or made of them
        self.size = 0
        self.frames: list[tuple[Code, int, object, list[str], dict[str, list[object]], list[Block]]] = []
        self.code = program[name]
        self.pc = 0
        self.dot: object = None
        self.names: list[str] = []
        self.values: dict[str, list[object]] = {}
        self.blocks: list[Block] = []

    def run(self, data: object) -> list[str]:
        """Render with this data, piece by piece. Raises NodeError."""
        self.dot = data
        self.names, self.values = ["$"], {"$": [data]}
        try:
            self._run()
        except FunctionError as error:  # a limit, met outside of a function
            raise NodeError(str(error), self.code.origins[self.pc - 1]) from error
        return self.out

    def _run(self) -> None:
        step = self.budget.step
        while True:
            instructions = self.code.instructions
            if self.pc < len(instructions):
                self.pc += 1
                step()
                instructions[self.pc - 1](self)
            elif self.frames:
                self.code, self.pc, self.dot, self.names, self.values, self.blocks = self.frames.pop()
            else:
                return

    def call(self, code: Code, dot: object) -> None:
        """Go into a template, which sees no variable but `$`."""
        self.frames.append((self.code, self.pc, self.dot, self.names, self.values, self.blocks))
        self.code, self.pc, self.dot = code, 0, dot
        self.names, self.values, self.blocks = ["$"], {"$": [dot]}, []

    def write(self, text: str) -> None:
        """Print text; raises LimitError when it is too much in all."""
        self.out.append(text)
        self.size += len(text)
        if self.size > self.budget.limits.output:
            raise LimitError(f"the output is over the limit of {self.budget.limits.output} characters")

    def open_block(self) -> Block:
        """Enter an `if`, `with` or `range`."""
        block = Block(self.dot, len(self.names))
        self.blocks.append(block)
        return block

    def close_block(self) -> None:
        """Leave it: its variables go, dot comes back."""
        block = self.blocks.pop()
        self.dot = block.dot
        self.forget(block.mark)

    def declare(self, name: str, value: object) -> None:
        """Put a new variable on the stack."""
        self.names.append(name)
        self.values.setdefault(name, []).append(value)

    def forget(self, mark: int) -> None:
        """Drop the variables declared since there were `mark` of them."""
        names = self.names
        while len(names) > mark:
            self.values[names.pop()].pop()

    def assign(self, name: str, value: object) -> bool:
        """Set the topmost variable of that name; False when there is none."""
        stack = self.values.get(name)
        if not stack:
            return False
        stack[-1] = value
        return True
