"""A script's words and operators one after the other, with the here documents between its lines."""

from __future__ import annotations

import re

from msvc_helm.check.shell.parts import Letters, Word
from msvc_helm.check.shell.tree import Redirection
from msvc_helm.check.shell.words import META, WordReader

_OPERATORS = (";;&", "&&", "||", ";;", ";&", "|&", "&", "|", ";", "(", ")", "\n")
_REDIRECTION = re.compile(r"(\d+|\{\w+\})?(<<<|<<-|<<|<>|<&|>>|>&|>\||&>>|&>|<(?!\()|>(?!\())")


class Tokens:
    """Takes words, operators and redirections from a script."""

    def __init__(self, script: str) -> None:
        self.reader = WordReader(script.replace("\r\n", "\n"))
        self.waiting: list[tuple[list[Redirection], int, str, bool, bool]] = []

    def ended(self) -> bool:
        """Whether nothing follows."""
        self.reader.blanks()
        return not self.reader.peek()

    def operator(self) -> str:
        """The operator that is next, empty where a word is."""
        self.reader.blanks()
        if _REDIRECTION.match(self.reader.text, self.reader.at):
            return ""
        return next((each for each in _OPERATORS if self.reader.peek(len(each)) == each), "")

    def take(self, *wanted: str) -> str:
        """The operator that is next if it is one of these, taken; else empty."""
        found = self.operator()
        if found not in wanted:
            return ""
        self.reader.at += len(found)
        if found == "\n":
            self.here_documents()
        return found

    def lines(self) -> None:
        """Skip line ends and semicolons."""
        while self.take("\n", ";"):
            pass

    def reserved(self) -> str:
        """The plain word that is next, which may be a reserved one."""
        self.reader.blanks()
        start = self.reader.at
        if self.reader.peek() in META:
            return ""
        word = self.reader.word()
        self.reader.at = start
        return word.plain

    def expect(self, word: str) -> None:
        """Take a reserved word, which must be next."""
        self.lines()
        if self.reserved() != word:
            raise self.reader.failure(f'"{word}" is missing')
        self.reader.word()

    def newlines(self) -> None:
        """Skip line ends."""
        while self.take("\n"):
            pass

    def word(self) -> Word:
        """The word that is next, taken."""
        self.reader.blanks()
        if not self.reader.peek() or (self.reader.peek() in META and self.reader.peek(2) not in ("<(", ">(")):
            raise self.reader.failure("a word is missing")
        return self.reader.word()

    def redirection(self, out: list[Redirection]) -> bool:
        """Take a redirection, if one is next, to the others."""
        self.reader.blanks()
        found = _REDIRECTION.match(self.reader.text, self.reader.at)
        if not found:
            return False
        self.reader.at = found.end()
        target = self.word()
        out.append(Redirection(found[2], target, None))
        if found[2] in ("<<", "<<-"):
            ending = "".join(part.text for part in target.parts if isinstance(part, Letters))
            plain = not any(isinstance(part, Letters) and part.quoted for part in target.parts)
            self.waiting.append((out, len(out) - 1, ending, found[2] == "<<-", plain))
        return True

    def here_documents(self) -> None:
        """Read the documents that the line before announced."""
        for out, at, ending, tabs, expanded in self.waiting:
            lines = []
            while True:
                if self.reader.at >= len(self.reader.text):
                    break  # as the shell does, with a warning
                end = self.reader.text.find("\n", self.reader.at)
                end = len(self.reader.text) if end < 0 else end
                line = self.reader.text[self.reader.at : end]
                self.reader.at = min(end + 1, len(self.reader.text))
                line = line.lstrip("\t") if tabs else line
                if line == ending:
                    break
                lines.append(line)
            text = "".join(f"{line}\n" for line in lines)
            if expanded:
                parts = tuple(WordReader(text, self.reader.depth + 1, document=True).parts("", quoted=True))
            else:
                parts = (Letters(text, True),)
            out[at] = out[at]._replace(text=Word(parts, text))
        self.waiting = []
