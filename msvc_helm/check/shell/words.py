"""A script's words, taken apart at its quotes and substitutions."""

from __future__ import annotations

import re

from msvc_helm.check.shell.parts import Array, Letters, Output, Part, Sum, Value, Word

DEEPEST = 40  # substitutions in substitutions, and commands in commands
META = " \t\n;&|()<>"  # what ends a word
_NAME = re.compile(r"[A-Za-z_]\w*")
_SPECIAL = "@*#?$!-0123456789"
_ASSIGNED = re.compile(r"[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=")
_OPERATION = re.compile(r":?[-=+?]|##?|%%?|//?|\^\^?|,,?|:|@")
_ANSI = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}


class NotUnderstood(Exception):  # noqa: N818 - what the reader says, no error of the program
    """What in a script cannot be read, with its line."""


class WordReader:
    """Reads words and parts of words from `at` on; in a here document double quotes are characters like others."""

    def __init__(self, text: str, depth: int = 0, *, document: bool = False) -> None:
        self.text = text
        self.document = document
        self.at = 0
        self.depth = depth
        if depth > DEEPEST:
            raise NotUnderstood(f"more than {DEEPEST} substitutions in one another")

    def failure(self, what: str) -> NotUnderstood:
        """What is wrong, with the line."""
        return NotUnderstood(f"{what} (line {self.text.count(chr(10), 0, self.at) + 1})")

    def peek(self, length: int = 1) -> str:
        """The next characters."""
        return self.text[self.at : self.at + length]

    def word(self) -> Word:
        """The word that begins here."""
        start = self.at
        parts = self.parts(META, quoted=False)
        if self.peek() == "(" and _ASSIGNED.fullmatch(self.text, start, self.at):
            parts = [*parts, self._array()]
        return Word(tuple(parts), self.text[start : self.at])

    def _array(self) -> Array:
        self.at += 1
        words: list[Word] = []
        while True:
            self.blanks("\n")
            if self.peek() == ")":
                self.at += 1
                return Array(tuple(words))
            if not self.peek() or self.peek() in META:
                raise self.failure("an array that is not closed")
            words.append(self.word())

    def blanks(self, more: str = "") -> None:
        """Skip blanks, continued lines and comments."""
        while True:
            char = self.peek()
            if char and char in " \t" + more:
                self.at += 1
            elif self.peek(2) == "\\\n":
                self.at += 2
            elif char == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            else:
                return

    def parts(self, stop: str, *, quoted: bool) -> list[Part]:
        """What comes before one of the characters of `stop`, or the end; `quoted` as between double quotes."""
        out: list[Part] = []
        start = self.at
        while char := self.peek():
            if char in stop:
                if char in "<>" and self.peek(2)[1:] == "(" and not quoted:  # what a command writes to, as a file
                    out.append(self._output(self.at, self.at + 1, quoted=quoted))
                    start = self.at
                    continue
                break
            if char not in "\\'\"$`":
                self.at += 1
                continue
            if start < self.at:
                out.append(Letters(self.text[start : self.at], quoted))
            out += self._special(char, quoted=quoted)
            start = self.at
        if start < self.at:
            out.append(Letters(self.text[start : self.at], quoted))
        return out

    def _special(self, char: str, *, quoted: bool) -> list[Part]:
        if char == "\\":
            return self._escaped(quoted=quoted)
        if char == "'":
            self.at += 1
            if quoted:
                return [Letters("'", True)]
            return [Letters(self._until("'"), True)]
        if char == '"':
            self.at += 1
            return [Letters('"', True)] if self.document else self._double()
        if char == "`":
            return [self._backticks(quoted=quoted)]
        return self._dollar(quoted=quoted)

    def _escaped(self, *, quoted: bool) -> list[Part]:
        following = self.peek(2)[1:]
        self.at += 2 if following else 1
        if following == "\n":
            return []
        if quoted and following not in ("$", "`", '"', "\\"):
            return [Letters("\\" + following, True)]
        return [Letters(following or "\\", True)]

    def _until(self, end: str) -> str:
        at = self.text.find(end, self.at)
        if at < 0:
            raise self.failure("a quote that is not closed")
        found, self.at = self.text[self.at : at], at + 1
        return found

    def _double(self) -> list[Part]:
        parts = self.parts('"', quoted=True)
        if self.peek() != '"':
            raise self.failure("a quote that is not closed")
        self.at += 1
        return parts or [Letters("", True)]

    def _backticks(self, *, quoted: bool) -> Part:
        found = re.compile(r"`(?:[^`\\]|\\.)*`", re.DOTALL).match(self.text, self.at)
        if not found:
            raise self.failure("a quote that is not closed")
        self.at = found.end()
        return Output(f"$({found[0][1:-1]})", quoted)

    def _dollar(self, *, quoted: bool) -> list[Part]:
        start, following = self.at, self.peek(2)[1:]
        if following == "{":
            return [self._braces(quoted=quoted)]
        if following == "(":
            return [self._output(start, start + 1, quoted=quoted)]
        if following in ("'", '"') and not quoted:
            self.at += 2
            return [Letters(self._ansi(), True)] if following == "'" else self._double()
        found = _NAME.match(self.text, start + 1)
        name = found[0] if found else following if following and following in _SPECIAL else ""
        self.at += 1 + len(name)
        return [Value(name, "", "", (), f"${name}", quoted) if name else Letters("$", quoted)]

    def _ansi(self) -> str:
        found = re.compile(r"((?:[^'\\]|\\.)*)'", re.DOTALL).match(self.text, self.at)
        if not found:
            raise self.failure("a quote that is not closed")
        self.at = found.end()
        return re.sub(r"\\(.)", lambda each: _ANSI.get(each[1], each[1]), found[1], flags=re.DOTALL)

    def _output(self, start: int, opening: int, *, quoted: bool) -> Part:
        """`$(…)`, or `$((…))`, from its opening bracket on."""
        self.at = opening
        self.skip_brackets()
        source = self.text[start : self.at]
        if source.startswith("$((") and source.endswith("))"):
            inner = WordReader(source[3:-2], self.depth + 1)
            return Sum(tuple(inner.parts("", quoted=True)), source, quoted)
        return Output(source if source[0] == "$" else f"${source[1:]}", quoted)

    def skip_brackets(self) -> None:
        """Go behind the bracket that closes the one that is next."""
        opened = 0
        while char := self.peek():
            self.at += 1
            if char == "(":
                opened += 1
            elif char == ")":
                opened -= 1
                if not opened:
                    return
            elif char == "\\":
                self.at += 1
            elif char == "'":
                self._until("'")
            elif char == '"':
                self.depth += 1
                if self.depth > DEEPEST:
                    raise self.failure("substitutions in substitutions")
                self._double()
                self.depth -= 1
        raise self.failure("a bracket that is not closed")

    def _braces(self, *, quoted: bool) -> Part:
        start = self.at
        self.at += 2
        length = self.peek() == "#" and self.peek(2) != "#}"
        self.at += length
        found = _NAME.match(self.text, self.at) or re.compile(r"\d+|[@*#?$!-]").match(self.text, self.at)
        name = found[0] if found else ""
        self.at += len(name)
        index = ""
        if name and self.peek() == "[":
            self.at += 1
            index = self._until("]")
        operation = _OPERATION.match(self.text, self.at)
        how = operation[0] if operation else ""
        self.at += len(how)
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.failure("substitutions in substitutions")
        operand = tuple(self.parts("}", quoted=quoted))
        self.depth -= 1
        if self.peek() != "}":
            raise self.failure("a brace that is not closed")
        self.at += 1
        source = self.text[start : self.at]
        if not name or (operand and not how):
            return Output(source, quoted)
        return Value(name, index, "length" if length else how, operand, source, quoted)
