"""Simple commands of a script: what they do to variables, and which programs and scripts they start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msvc_helm.check.shell.builtins import BUILTINS, ENDS, SUCCEED, bare
from msvc_helm.check.shell.conditions import holds
from msvc_helm.check.shell.expand import Held, Scope
from msvc_helm.check.shell.parts import Array
from msvc_helm.check.shell.syntax import Parser
from msvc_helm.check.shell.tree import Assignment, Command, CommandChain, Simple
from msvc_helm.check.shell.words import NotUnderstood
from msvc_helm.starters import SCRIPT, SHELLS, started

DEEPEST = 12  # functions in functions, and scripts in scripts


class Calls:
    """What is known while a script is gone through, and what its simple commands do to it."""

    def __init__(self, known: Mapping[str, str], arguments: Sequence[str]) -> None:
        self.scope = Scope(dict(known), arguments or ["bash"])
        self.commands: list[list[str]] = []
        self.behind: set[int] = set()  # those of the commands that run while the script goes on
        self.functions: dict[str, Command] = {}
        self.files: dict[str, str] = {}
        self.ended: str = ""  # the word of `ENDS` after which nothing that follows is reached
        self.steps = 0
        self.depth = 0

    def run(self, chain: CommandChain) -> bool | None:
        """Go through a statement; whether it succeeds, None where that is not known."""
        raise NotImplementedError

    def go(self, command: Command) -> bool | None:
        """Go through a command of any kind."""
        raise NotImplementedError

    def apart(self, way: Callable[[], object]) -> None:
        """Go a way that changes nothing outside, as a subshell does."""
        raise NotImplementedError

    def simple(self, command: Simple) -> bool | None:
        """Go through a simple command."""
        words = self.scope.words(command.words)
        if not words:
            for assignment in command.assignments:
                self.assign(assignment)
            return None if any("$(" in each.value.source for each in command.assignments) else True
        self._written(command, words)
        stdin = next((self.scope.text(r.text) for r in command.redirections if r.text), "")
        if command.assignments:
            before = self.scope
            self.scope = before.copy()
            for assignment in command.assignments:
                self.assign(assignment)
            status = self.call(words, stdin)
            self.scope = before
            return status
        return self.call(words, stdin)

    def assign(self, assignment: Assignment) -> None:
        """Set a variable, an array or an entry of one."""
        held: Held
        if assignment.value.parts and isinstance(array := assignment.value.parts[0], Array):
            held = self.scope.words(array.words)
        else:
            held = self.scope.text(assignment.value)
        self.scope.set(assignment.name, held, index=assignment.subscript, add=assignment.add)

    def call(self, words: list[str], stdin: str = "") -> bool | None:
        """Go through a command whose words are known."""
        words, ends = bare(words, self.scope)
        if not words:
            return True
        if words[0] in self.functions:
            return self._within(words, lambda: self.go(self.functions[words[0]]), own=True)
        if words[0] in ("[", "test"):
            return holds(words[1:-1] if words[0] == "[" else words[1:])
        if words[0] == "eval":
            return self._text(" ".join(words[1:]))
        if words[0] in (".", "source") and words[1:2] and words[1] in self.files:
            return self._text(self.files[words[1]])
        if words[0] in BUILTINS:
            status = BUILTINS[words[0]](self.scope, words)
            self.ended = words[0] if words[0] in ENDS else self.ended
            return status
        status = self._program(words, stdin)
        self.ended = self.ended or ("exit" if ends else "")
        return status

    def _program(self, words: list[str], stdin: str) -> bool | None:
        """A program: a script of which the text is known, or anything else."""
        found = started(words) if words[0].rpartition("/")[2] in SHELLS else None
        text, arguments = None, words
        if found and found.what == SCRIPT:
            text, arguments = words[found.program], words[found.program + 1 :]
        elif found and words[found.program] in self.files:
            text, arguments = self.files[words[found.program]], words[found.program :]
        elif words[0] in self.files:
            text = self.files[words[0]]
        elif stdin and words[0].rpartition("/")[2] in SHELLS and not found:
            text, arguments = stdin, words[:1]
        if text is None:
            self.commands.append(words)
            return True if words[0] in SUCCEED else None
        script = text
        self.apart(lambda: self._within(arguments or words[:1], lambda: self._text(script), own=False))
        return None

    def _within(self, arguments: list[str], way: Callable[[], bool | None], *, own: bool) -> bool | None:
        """Go a way with arguments of its own; `own` says that `$0` stays."""
        before = self.scope.arguments
        self.scope.arguments = [before[0], *arguments[1:]] if own else list(arguments)
        status = way()
        self.scope.arguments = before
        self.ended = "" if own and self.ended == "return" else self.ended
        return status

    def _text(self, script: str) -> bool | None:
        self.depth += 8
        status: bool | None = True
        for statement in Parser(script).statements():
            if self.ended:
                break
            status = self.run(statement)
            if self.depth > 8 * DEEPEST:
                raise NotUnderstood("scripts in scripts")
        self.depth -= 8
        return status

    def _written(self, command: Simple, words: list[str]) -> None:
        """Keep what `cat <<END > file` writes."""
        target = next((r.target for r in command.redirections if r.how in (">", ">|")), None)
        text = next((r.text for r in command.redirections if r.text), None)
        if words[0] == "tee" and text and len(words) > 1:
            self.files[words[-1]] = self.scope.text(text)
        elif target and text and words == ["cat"]:
            self.files[self.scope.text(target)] = self.scope.text(text)
        elif target:
            self.files.pop(self.scope.text(target), None)
