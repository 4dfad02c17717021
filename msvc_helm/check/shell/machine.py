"""What a script's statements come to: variables with their values, and the commands that are reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase

from msvc_helm.check.shell.calls import DEEPEST, Calls
from msvc_helm.check.shell.conditions import holds, opposite
from msvc_helm.check.shell.expand import Scope
from msvc_helm.check.shell.tree import (
    Calculation,
    Case,
    Command,
    CommandChain,
    For,
    Group,
    IfCommand,
    Loop,
    Pipeline,
    ShellFunction,
    Simple,
    Statements,
    Test,
)
from msvc_helm.check.shell.words import NotUnderstood
from msvc_helm.typed import Any

MOST = 3_000  # commands that are looked at


class ScriptRun(Calls):
    """Goes through statements and keeps the commands that they come to."""

    def __init__(self, known: Mapping[str, str], arguments: Sequence[str]) -> None:
        super().__init__(known, arguments)
        self.kinds: dict[type, Callable[[Any], bool | None]] = {
            Simple: self.simple,
            IfCommand: self._if,
            Loop: self._loop,
            For: self._for,
            Case: self._case,
            Group: self._group,
            ShellFunction: self._function,
            Test: self._test,
            Calculation: self._calculation,
        }

    # -- ways --------------------------------------------------------------------------------------------------------

    def run(self, chain: CommandChain) -> bool | None:
        """Go through a statement; whether it succeeds, None where that is not known."""
        if not chain.behind:
            return self._links(chain.links)
        first = len(self.commands)
        self.apart(lambda: self._links(chain.links))
        self.behind.update(range(first, len(self.commands)))
        return True

    def all(self, statements: Statements) -> bool | None:
        """Go through statements up to one that ends the script or the function."""
        status: bool | None = True
        for each in statements:
            if self.ended:
                break
            status = self.run(each)
        return status

    def _links(self, links: Sequence[tuple[str, Pipeline]]) -> bool | None:
        (_, first), rest = links[0], links[1:]
        status = self._pipeline(first)
        while rest and not self.ended:
            joined = rest[0][0]
            if status is None:
                return self._perhaps(rest, joined)
            if status is (joined == "||"):
                rest = rest[1:]
                continue
            status, rest = self._pipeline(rest[0][1]), rest[1:]
        return status

    def _perhaps(self, links: Sequence[tuple[str, Pipeline]], joined: str) -> bool | None:
        """Go on with what follows `&&` or `||` though it is not known whether it is reached."""
        same = next((at for at, (each, _) in enumerate(links) if each != joined), len(links))
        status: list[bool | None] = []
        ways: list[Callable[[], object]] = [lambda: status.append(self._links(links[:same]))]
        self._either([*ways, lambda: None])
        after = None if not status or joined == "&&" or status[0] is not True else True
        rest = links[same:]
        if not rest or self.ended:
            return after
        if after is None:
            return self._perhaps(rest, rest[0][0])
        return self._links(rest) if rest[0][0] == "&&" else after

    def _either(self, ways: Sequence[Callable[[], object]]) -> None:
        """Go each of the ways from here; what they leave different is not known afterwards."""
        start, ends = self.scope, []
        for way in ways:
            self.scope, self.ended = start.copy(), ""
            way()
            ends.append((self.scope, self.ended))
        going = [scope for scope, ended in ends if not ended]
        self.ended = "" if going else ends[0][1]
        self.scope = _merged(going) if going else start

    def apart(self, way: Callable[[], object]) -> None:
        """Go a way that changes nothing outside, as a subshell does."""
        start = self.scope
        self.scope = start.copy()
        way()
        self.scope, self.ended = start, ""

    def _pipeline(self, pipeline: Pipeline) -> bool | None:
        status: bool | None = None
        if len(pipeline.commands) == 1:
            status = self.go(pipeline.commands[0])
        else:
            for command in pipeline.commands:
                self.apart(lambda command=command: self.go(command))  # type: ignore[misc]
        return opposite(status) if pipeline.negated else status

    # -- commands ----------------------------------------------------------------------------------------------------

    def go(self, command: Command) -> bool | None:
        """Go through a command of any kind. Raises NotUnderstood when there is no end of it."""
        self.steps += 1
        self.depth += 1
        if self.steps > MOST or self.depth > 8 * DEEPEST:
            raise NotUnderstood("it does too much")
        try:
            return self.kinds[type(command)](command)
        finally:
            self.depth -= 1

    def _if(self, command: IfCommand) -> bool | None:
        ways: list[Statements] = []
        for condition, then in command.branches:
            truth = self.all(condition)
            if self.ended:
                return truth
            if truth is not False:
                ways.append(then)
            if truth:
                break
        else:
            ways.append(command.otherwise)
        if len(ways) == 1:
            return self.all(ways[0])
        self._either([lambda way=way: self.all(way) for way in ways])  # type: ignore[misc]
        return None

    def _case(self, command: Case) -> bool | None:
        value = self.scope.text(command.word)
        ways = []
        for patterns, body in command.branches:
            texts = [self.scope.text(pattern) for pattern in patterns]
            sure = not any("$" in text for text in (value, *texts))
            if sure and not any(fnmatchcase(value, text) for text in texts):
                continue
            ways.append(body)
            if sure or "*" in texts:
                break
        else:
            ways.append(())
        if len(ways) == 1:
            return self.all(ways[0])
        self._either([lambda way=way: self.all(way) for way in ways])  # type: ignore[misc]
        return None

    def _loop(self, command: Loop) -> bool | None:
        truth = self.all(command.condition)
        if self.ended or truth is (not command.truth):
            return None if self.ended else True
        if truth is None:
            self._either([lambda: self._round(command.body), lambda: None])
            return None
        before = self.scope.copy()
        self._round(command.body)
        if not self._left("break") and not self.ended:  # values of the first round, or of another
            self.scope = _merged([self.scope, before])
        return None

    def _round(self, body: Statements) -> None:
        """Go through the body of a loop once."""
        self.all(body)
        self._left("continue")

    def _left(self, word: str) -> bool:
        """Whether this word was the end, which then is over."""
        found = self.ended == word
        self.ended = "" if found else self.ended
        return found

    def _for(self, command: For) -> bool | None:
        words = self.scope.arguments[1:] if command.words is None else self.scope.words(command.words)
        for word in words:
            if self.ended:
                break
            self.scope.variables[command.name] = word
            self._round(command.body)
        self._left("break")
        return None

    def _group(self, command: Group) -> bool | None:
        if not command.apart:
            return self.all(command.body)
        self.apart(lambda: self.all(command.body))
        return None

    def _function(self, command: ShellFunction) -> bool | None:
        self.functions[command.name] = command.body
        return True

    def _test(self, command: Test) -> bool | None:
        return holds([w if isinstance(w, str) else self.scope.text(w) for w in command.words], patterns=True)

    def _calculation(self, command: Calculation) -> bool | None:
        source = self.scope.text(command.word)
        name, equals, _ = source.partition("=")
        value = self.scope.calculate(command.word)
        if value is None and (equals or "++" in source or "--" in source):
            name = name.strip(" +-*/%")
            self.scope.variables[name] = f"${name}"
        return None if value is None else bool(value)


def _merged(scopes: list[Scope]) -> Scope:
    """What is known after one of several ways, nobody knows which."""
    first = scopes[0]
    for other in scopes[1:]:
        for name in first.variables.keys() | other.variables.keys():
            if first.variables.get(name) != other.variables.get(name):
                first.variables[name] = f"${name}"
        if first.arguments != other.arguments:
            first.arguments = [first.arguments[0], "$@"]
    return first
