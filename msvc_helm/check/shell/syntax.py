"""A script's commands: which there are, and how they relate to each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msvc_helm.check.shell.parts import Letters, Word
from msvc_helm.check.shell.tokens import Tokens
from msvc_helm.check.shell.tree import (
    Assignment,
    Calculation,
    Case,
    Command,
    CommandChain,
    For,
    Group,
    IfCommand,
    Loop,
    Pipeline,
    Redirection,
    ShellFunction,
    Simple,
    Statements,
    Test,
)
from msvc_helm.check.shell.words import DEEPEST, WordReader

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(?:\[([^\]]*)\])?(\+?=)")
_FUNCTION = re.compile(r"[A-Za-z_][\w.:-]*")
_CLOSING = frozenset({"then", "else", "elif", "fi", "do", "done", "esac", "}", "in", ")"})


class Parser(Tokens):
    """Takes a script apart, a statement at a time."""

    def __init__(self, script: str) -> None:
        super().__init__(script)
        self.depth = 0

    def statements(self) -> Iterator[CommandChain]:
        """The statements of the whole script, each as soon as it is read."""
        while True:
            self.lines()
            if self.ended():
                return
            yield self._statement()

    def _statement(self) -> CommandChain:
        links = [(";", self._pipeline())]
        while joined := self.take("&&", "||"):
            self.newlines()
            links.append((joined, self._pipeline()))
        end = self.take("&", ";", "\n")
        if not end and not self._at_end():
            raise self.reader.failure(f'"{self.reader.peek(10).strip()}" is not understood')
        return CommandChain(tuple(links), behind=end == "&")

    def _at_end(self) -> bool:
        return self.ended() or self.operator() in (")", ";;", ";&", ";;&") or self.reserved() in _CLOSING

    def _block(self, *ends: str) -> Statements:
        """Statements up to one of the reserved words, which stays."""
        out: list[CommandChain] = []
        while True:
            self.lines()
            if self.ended():
                raise self.reader.failure(f'"{ends[-1]}" is missing')
            if self.operator() in ends or self.reserved() in ends:
                return tuple(out)
            out.append(self._statement())

    def _pipeline(self) -> Pipeline:
        negated = False
        while (word := self.reserved()) in ("!", "time"):
            self.reader.word()
            negated = negated != (word == "!")
        commands = [self._command()]
        while self.take("|", "|&"):
            self.newlines()
            commands.append(self._command())
        return Pipeline(tuple(commands), negated)

    def _command(self) -> Command:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.reader.failure(f"more than {DEEPEST} commands in one another")
        try:
            found = self._compound()
            if not found:
                return self._simple()
            self._redirections()
            return found
        finally:
            self.depth -= 1

    def _compound(self) -> Command | None:
        if self.operator() == "(":
            return self._brackets()
        word = self.reserved()
        make = {
            "{": self._group,
            "if": self._if,
            "while": self._while,
            "until": self._until,
            "for": self._for,
            "case": self._case,
            "[[": self._test,
            "function": self._function,
        }.get(word)
        if make:
            self.reader.word()
            return make()
        if (
            word
            and _FUNCTION.fullmatch(word)
            and re.compile(r"[ \t]*\([ \t]*\)").match(self.reader.text, self.reader.at + len(word))
        ):
            self.reader.word()
            return self._body(word)
        return None

    def _brackets(self) -> Command:
        start = self.reader.at
        if self.reader.peek(2) == "((":
            self.reader.skip_brackets()
            source = self.reader.text[start : self.reader.at]
            if source.endswith("))"):
                inner = WordReader(source[2:-2], self.reader.depth + 1)
                return Calculation(Word(tuple(inner.parts("", quoted=True)), source))
            self.reader.at = start
        self.take("(")
        body = self._block(")")
        self.take(")")
        return Group(body, apart=True)

    def _group(self) -> Command:
        body = self._block("}")
        self.expect("}")
        return Group(body, apart=False)

    def _if(self) -> Command:
        branches = []
        while True:
            condition = self._block("then")
            self.expect("then")
            branches.append((condition, self._block("elif", "else", "fi")))
            word = self.reader.word().plain
            if word == "elif":
                continue
            otherwise = self._block("fi") if word == "else" else ()
            if word == "else":
                self.expect("fi")
            return IfCommand(tuple(branches), otherwise)

    def _while(self) -> Command:
        condition = self._block("do")
        return Loop(condition, self._do(), truth=True)

    def _until(self) -> Command:
        condition = self._block("do")
        return Loop(condition, self._do(), truth=False)

    def _do(self) -> Statements:
        self.expect("do")
        body = self._block("done")
        self.expect("done")
        return body

    def _for(self) -> Command:
        name = self.word().plain
        words: list[Word] | None = None
        self.newlines()
        if self.reserved() == "in":
            self.reader.word()
            words = []
            while not self.take(";", "\n"):
                words.append(self.word())
        return For(name, None if words is None else tuple(words), self._do())

    def _case(self) -> Command:
        word = self.word()
        self.expect("in")
        branches: list[tuple[tuple[Word, ...], Statements]] = []
        while True:
            self.newlines()
            if self.reserved() == "esac":
                self.reader.word()
                return Case(word, tuple(branches))
            self.take("(")
            patterns = [self.word()]
            while self.take("|"):
                patterns.append(self.word())
            if not self.take(")"):
                raise self.reader.failure('")" is missing')
            branches.append((tuple(patterns), self._block(";;", ";&", ";;&", "esac")))
            self.take(";;", ";&", ";;&")

    def _test(self) -> Command:
        words: list[Word | str] = []
        while True:
            self.newlines()
            if self.ended():
                raise self.reader.failure('"]]" is missing')
            if operator := self.take("&&", "||", "(", ")"):
                words.append(operator)
            elif self.reader.peek() in "<>|&":
                words.append(self.reader.peek())
                self.reader.at += 1
            else:
                word = self.word()
                if word.plain == "]]":
                    return Test(tuple(words))
                words.append(word)

    def _function(self) -> Command:
        return self._body(self.word().plain)

    def _body(self, name: str) -> Command:
        if self.take("(") and not self.take(")"):
            raise self.reader.failure('")" is missing')
        self.newlines()
        return ShellFunction(name, self._command())

    def _simple(self) -> Simple:
        assignments: list[Assignment] = []
        words: list[Word] = []
        redirections: list[Redirection] = []
        while True:
            if self.redirection(redirections):
                continue
            if self.operator() or self.ended():
                break
            word = self.reader.word()
            if not words and word.plain in _CLOSING:
                raise self.reader.failure(f'"{word.plain}" is not understood')
            found = None if words else _assignment(word)
            if found:
                assignments.append(found)
            else:
                words.append(word)
        if not (assignments or words or redirections):
            raise self.reader.failure("a command is missing")
        return Simple(tuple(assignments), tuple(words), redirections)

    def _redirections(self) -> None:
        while self.redirection([]):
            pass


def _assignment(word: Word) -> Assignment | None:
    """What a word assigns, None when it assigns nothing."""
    first = word.parts[0] if word.parts else None
    found = _ASSIGNMENT.match(first.text) if isinstance(first, Letters) and not first.quoted else None
    if not found or not isinstance(first, Letters):
        return None
    rest = first.text[found.end() :]
    parts = (*([Letters(rest, False)] if rest else ()), *word.parts[1:])
    return Assignment(found[1], found[2] or "", found[3] == "+=", Word(parts, word.source[found.end() :]))
