"""The kinds of commands that a script has."""

from __future__ import annotations

from msvc_helm.check.shell.parts import Word
from msvc_helm.typed import NamedTuple, TypeAlias


class Assignment(NamedTuple):
    """`NAME=value`, `NAME[index]=value`, `NAME+=value`."""

    name: str
    subscript: str
    add: bool
    value: Word


class Redirection(NamedTuple):
    """`> file`, `<<END`; `text` is that of a here document."""

    how: str
    target: Word
    text: Word | None


class Simple(NamedTuple):
    """One command with what is before it and behind it."""

    assignments: tuple[Assignment, ...]
    words: tuple[Word, ...]
    redirections: list[Redirection]


class Pipeline(NamedTuple):
    """Commands that hand on what they print."""

    commands: tuple[Command, ...]
    negated: bool


class CommandChain(NamedTuple):
    """Pipelines joined by `&&` and `||`, each with what is before it (`;` for the first).

    `behind` says that they run while the script goes on (`&`).
    """

    links: tuple[tuple[str, Pipeline], ...]
    behind: bool = False


Statements: TypeAlias = "tuple[CommandChain, ...]"


class IfCommand(NamedTuple):
    """Conditions with what is done then, and what is done otherwise."""

    branches: tuple[tuple[Statements, Statements], ...]
    otherwise: Statements


class Loop(NamedTuple):
    """`while` and `until`: the body is gone through as long as the condition has this truth."""

    condition: Statements
    body: Statements
    truth: bool


class For(NamedTuple):
    """`for name in words`; without `in`, over the arguments."""

    name: str
    words: tuple[Word, ...] | None
    body: Statements


class Case(NamedTuple):
    """`case word in pattern) … ;; esac`."""

    word: Word
    branches: tuple[tuple[tuple[Word, ...], Statements], ...]


class Group(NamedTuple):
    """`{ …; }`, or `( … )`, which changes no variable outside."""

    body: Statements
    apart: bool


class ShellFunction(NamedTuple):
    """`name() { …; }`."""

    name: str
    body: Command


class Test(NamedTuple):
    """`[[ … ]]`: words and operators."""

    words: tuple[Word | str, ...]


class Calculation(NamedTuple):
    """`(( … ))`."""

    word: Word


Command: TypeAlias = "Simple | IfCommand | Loop | For | Case | Group | ShellFunction | Test | Calculation"
