"""The parsed template: a tree that can be walked, and printed back as template source (`str(node)`, in Go's spelling).

Trimming is already done in the texts, so a printed template has no trim markers and renders the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from .go.strconv import quote
from .literals import Number


class Node:
    """A piece of the template; `position` is where it starts in the source, in characters from 0."""

    __slots__ = ("position",)
    below: tuple[str, ...] = ()  # the attributes that hold nodes, tuples of nodes, or None

    def __init__(self, position: int) -> None:
        self.position = position

    def children(self) -> list[Node]:
        """The nodes directly below this one, in the order of the source."""
        found: list[Node] = []
        for name in self.below:
            value = getattr(self, name)
            if isinstance(value, Node):
                found.append(value)
            elif value is not None:
                found.extend(value)
        return found

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it, in the order of the source."""
        pending: list[Node] = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(node.children()))


class List(Node):
    """A sequence of texts and actions: a template's body, or one of a control structure's."""

    __slots__ = ("nodes",)
    below = ("nodes",)

    def __init__(self, position: int, nodes: tuple[Node, ...]) -> None:
        self.position = position
        self.nodes = nodes

    def __str__(self) -> str:
        return "".join(map(str, self.nodes))

    def is_empty(self) -> bool:
        """Whether it holds nothing but space and comments; such a definition does not count as one."""
        return all(isinstance(n, Comment) or (isinstance(n, Text) and not n.text.strip()) for n in self.nodes)


class Text(Node):
    """Text that is printed as it is."""

    __slots__ = ("text",)

    def __init__(self, position: int, text: str) -> None:
        self.position = position
        self.text = text

    def __str__(self) -> str:
        return self.text


class Comment(Node):
    """A comment, `text` with its `/*` and `*/`; only there when the parser was asked to keep them."""

    __slots__ = ("text",)

    def __init__(self, position: int, text: str) -> None:
        self.position = position
        self.text = text

    def __str__(self) -> str:
        return f"{{{{{self.text}}}}}"


class Action(Node):
    """A pipeline whose value is printed, unless it declares or assigns variables."""

    __slots__ = ("pipe",)
    below = ("pipe",)

    def __init__(self, position: int, pipe: Pipe) -> None:
        self.position = position
        self.pipe = pipe

    def __str__(self) -> str:
        return f"{{{{{self.pipe}}}}}"


class Break(Node):
    """`{{break}}`."""

    __slots__ = ()

    def __str__(self) -> str:
        return "{{break}}"


class Continue(Node):
    """`{{continue}}`."""

    __slots__ = ()

    def __str__(self) -> str:
        return "{{continue}}"


class TemplateCall(Node):
    """`{{template "name" pipeline}}`, also what is left of a `{{block}}`; `pipe` is None when there is none."""

    __slots__ = ("name", "pipe")
    below = ("pipe",)

    def __init__(self, position: int, name: str, pipe: Pipe | None) -> None:
        self.position = position
        self.name = name
        self.pipe = pipe

    def __str__(self) -> str:
        return f"{{{{template {quote(self.name)}{f' {self.pipe}' if self.pipe else ''}}}}}"


class Branch(Node):
    """What `if`, `with` and `range` have in common. `orelse` is None when there is no `{{else}}`.

    `{{else if}}` is an `{{else}}` that holds just another `If`; so with `{{else with}}`.
    """

    __slots__ = ("body", "orelse", "pipe")
    below = ("pipe", "body", "orelse")
    keyword = ""

    def __init__(self, position: int, pipe: Pipe, body: List, orelse: List | None) -> None:
        self.position = position
        self.pipe = pipe
        self.body = body
        self.orelse = orelse

    def chained(self) -> Branch | None:
        """The `If` or `With` that is all there is under `{{else}}`, if so: chains of them may be long."""
        if self.orelse is not None and len(self.orelse.nodes) == 1:
            only = self.orelse.nodes[0]
            if isinstance(only, (If, With)):
                return only
        return None

    def __str__(self) -> str:
        parts: list[str] = []
        ends = 0
        branch: Branch | None = self
        while branch is not None:
            parts.append(f"{{{{{branch.keyword} {branch.pipe}}}}}{branch.body}")
            ends += 1
            following = branch.chained()
            if branch.orelse is not None:
                parts.append("{{else}}" if following else f"{{{{else}}}}{branch.orelse}")
            branch = following
        return "".join(parts) + "{{end}}" * ends


class If(Branch):
    """`{{if pipeline}}`."""

    __slots__ = ()
    keyword = "if"


class With(Branch):
    """`{{with pipeline}}`: the value becomes dot."""

    __slots__ = ()
    keyword = "with"


class Range(Branch):
    """`{{range pipeline}}`: each element becomes dot."""

    __slots__ = ()
    keyword = "range"


class Pipe(Node):
    """Commands, each giving its value to the next, after the variables that are declared (or assigned)."""

    __slots__ = ("assign", "commands", "variables")
    below = ("variables", "commands")

    def __init__(
        self, position: int, variables: tuple[Variable, ...], assign: bool, commands: tuple[Command, ...]
    ) -> None:
        self.position = position
        self.variables = variables
        self.assign = assign
        self.commands = commands

    def __str__(self) -> str:
        text = " | ".join(map(str, self.commands))
        if not self.variables:
            return text
        return f"{', '.join(map(str, self.variables))} {'=' if self.assign else ':='} {text}"


class Command(Node):
    """An operand, or a function or method with its arguments."""

    __slots__ = ("operands",)
    below = ("operands",)

    def __init__(self, position: int, operands: tuple[Node, ...]) -> None:
        self.position = position
        self.operands = operands

    def __str__(self) -> str:
        return " ".join(map(_operand, self.operands))


def _operand(node: Node) -> str:
    return f"({node})" if isinstance(node, Pipe) else str(node)


class Identifier(Node):
    """The name of a function."""

    __slots__ = ("name",)

    def __init__(self, position: int, name: str) -> None:
        self.position = position
        self.name = name

    def __str__(self) -> str:
        return self.name


class Variable(Node):
    """A variable (`name` with its `$`) and the fields taken from it."""

    __slots__ = ("fields", "name")

    def __init__(self, position: int, name: str, fields: tuple[str, ...] = ()) -> None:
        self.position = position
        self.name = name
        self.fields = fields

    def __str__(self) -> str:
        return ".".join((self.name, *self.fields))


class Dot(Node):
    """The current value."""

    __slots__ = ()

    def __str__(self) -> str:
        return "."


class Nil(Node):
    """The constant `nil`."""

    __slots__ = ()

    def __str__(self) -> str:
        return "nil"


class Field(Node):
    """Fields taken from dot, one from the other: `.A.B`."""

    __slots__ = ("fields",)

    def __init__(self, position: int, fields: tuple[str, ...]) -> None:
        self.position = position
        self.fields = fields

    def __str__(self) -> str:
        return "".join("." + name for name in self.fields)


class Chain(Node):
    """Fields taken from the value of a parenthesised pipeline or a function: `(f).A.B`."""

    __slots__ = ("fields", "node")
    below = ("node",)

    def __init__(self, position: int, node: Node, fields: tuple[str, ...]) -> None:
        self.position = position
        self.node = node
        self.fields = fields

    def __str__(self) -> str:
        return _operand(self.node) + "".join("." + name for name in self.fields)


class Bool(Node):
    """`true` or `false`."""

    __slots__ = ("value",)

    def __init__(self, position: int, value: bool) -> None:
        self.position = position
        self.value = value

    def __str__(self) -> str:
        return "true" if self.value else "false"


class NumberLiteral(Node):
    """A number or character constant."""

    __slots__ = ("number", "text")

    def __init__(self, position: int, text: str, number: Number) -> None:
        self.position = position
        self.text = text
        self.number = number

    def __str__(self) -> str:
        return self.text


class String(Node):
    """A string constant: `quoted` as written, `text` what it stands for."""

    __slots__ = ("quoted", "text")

    def __init__(self, position: int, quoted: str, text: str) -> None:
        self.position = position
        self.quoted = quoted
        self.text = text

    def __str__(self) -> str:
        return self.quoted
