"""A script's commands: which there are, and how they stand to each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
from msvc_helm.check.shell.words import DEEPEST, META, Letters, Word, WordReader

_OPERATORS = (";;&", "&&", "||", ";;", ";&", "|&", "&", "|", ";", "(", ")", "\n")
_REDIRECTION = re.compile(r"(\d+|\{\w+\})?(<<<|<<-|<<|<>|<&|>>|>&|>\||&>>|&>|<(?!\()|>(?!\())")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(?:\[([^\]]*)\])?(\+?=)")
_FUNCTION = re.compile(r"[A-Za-z_][\w.:-]*")
_CLOSING = frozenset({"then", "else", "elif", "fi", "do", "done", "esac", "}", "in", ")"})


class Parser:
    """Takes a script apart, a statement at a time."""

    def __init__(self, script: str) -> None:
        self.reader = WordReader(script.replace("\r\n", "\n"))
        self.waiting: list[tuple[list[Redirection], int, str, bool, bool]] = []
        self.depth = 0

    def statements(self) -> Iterator[CommandChain]:
        """The statements of the whole script, each as soon as it is read."""
        while True:
            self._lines()
            if self._ended():
                return
            yield self._statement()

    # -- characters and words ---------------------------------------------------------------------------------------

    def _ended(self) -> bool:
        self.reader.blanks()
        return not self.reader.peek()

    def _operator(self) -> str:
        """The operator that is next, empty where a word is."""
        self.reader.blanks()
        if _REDIRECTION.match(self.reader.text, self.reader.at):
            return ""
        return next((each for each in _OPERATORS if self.reader.peek(len(each)) == each), "")

    def _take(self, *wanted: str) -> str:
        """The operator that is next if it is one of these, taken; else empty."""
        found = self._operator()
        if found not in wanted:
            return ""
        self.reader.at += len(found)
        if found == "\n":
            self._here_documents()
        return found

    def _lines(self) -> None:
        while self._take("\n", ";"):
            pass

    def _reserved(self) -> str:
        """The plain word that is next, which may be a reserved one."""
        self.reader.blanks()
        start = self.reader.at
        if self.reader.peek() in META:
            return ""
        word = self.reader.word()
        self.reader.at = start
        return word.plain

    def _expect(self, word: str) -> None:
        self._lines()
        if self._reserved() != word:
            raise self.reader.failure(f'"{word}" is missing')
        self.reader.word()

    def _newlines(self) -> None:
        while self._take("\n"):
            pass

    def _word(self) -> Word:
        self.reader.blanks()
        if not self.reader.peek() or (self.reader.peek() in META and self.reader.peek(2) not in ("<(", ">(")):
            raise self.reader.failure("a word is missing")
        return self.reader.word()

    # -- statements --------------------------------------------------------------------------------------------------

    def _statement(self) -> CommandChain:
        links = [(";", self._pipeline())]
        while joined := self._take("&&", "||"):
            self._newlines()
            links.append((joined, self._pipeline()))
        if not self._take("&", ";", "\n") and not self._at_end():
            raise self.reader.failure(f'"{self.reader.peek(10).strip()}" is not understood')
        return CommandChain(tuple(links))

    def _at_end(self) -> bool:
        return self._ended() or self._operator() in (")", ";;", ";&", ";;&") or self._reserved() in _CLOSING

    def _block(self, *ends: str) -> Statements:
        """Statements up to one of the reserved words, which stays."""
        out: list[CommandChain] = []
        while True:
            self._lines()
            if self._ended():
                raise self.reader.failure(f'"{ends[0]}" is missing')
            if self._operator() in ends or self._reserved() in ends:
                return tuple(out)
            out.append(self._statement())

    def _pipeline(self) -> Pipeline:
        negated = False
        while (word := self._reserved()) in ("!", "time"):
            self.reader.word()
            negated = negated != (word == "!")
        commands = [self._command()]
        while self._take("|", "|&"):
            self._newlines()
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
        if self._operator() == "(":
            return self._brackets()
        word = self._reserved()
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
        self._take("(")
        body = self._block(")")
        self._take(")")
        return Group(body, apart=True)

    def _group(self) -> Command:
        body = self._block("}")
        self._expect("}")
        return Group(body, apart=False)

    def _if(self) -> Command:
        branches = []
        while True:
            condition = self._block("then")
            self._expect("then")
            branches.append((condition, self._block("elif", "else", "fi")))
            word = self.reader.word().plain
            if word == "elif":
                continue
            otherwise = self._block("fi") if word == "else" else ()
            if word == "else":
                self._expect("fi")
            return IfCommand(tuple(branches), otherwise)

    def _while(self) -> Command:
        condition = self._block("do")
        return Loop(condition, self._do(), truth=True)

    def _until(self) -> Command:
        condition = self._block("do")
        return Loop(condition, self._do(), truth=False)

    def _do(self) -> Statements:
        self._expect("do")
        body = self._block("done")
        self._expect("done")
        return body

    def _for(self) -> Command:
        name = self._word().plain
        words: list[Word] | None = None
        self._newlines()
        if self._reserved() == "in":
            self.reader.word()
            words = []
            while not self._take(";", "\n"):
                words.append(self._word())
        return For(name, None if words is None else tuple(words), self._do())

    def _case(self) -> Command:
        word = self._word()
        self._expect("in")
        branches: list[tuple[tuple[Word, ...], Statements]] = []
        while True:
            self._newlines()
            if self._reserved() == "esac":
                self.reader.word()
                return Case(word, tuple(branches))
            self._take("(")
            patterns = [self._word()]
            while self._take("|"):
                patterns.append(self._word())
            if not self._take(")"):
                raise self.reader.failure('")" is missing')
            branches.append((tuple(patterns), self._block(";;", ";&", ";;&", "esac")))
            self._take(";;", ";&", ";;&")

    def _test(self) -> Command:
        words: list[Word | str] = []
        while True:
            self._newlines()
            if self._ended():
                raise self.reader.failure('"]]" is missing')
            if operator := self._take("&&", "||", "(", ")"):
                words.append(operator)
            elif self.reader.peek() in "<>|&":
                words.append(self.reader.peek())
                self.reader.at += 1
            else:
                word = self._word()
                if word.plain == "]]":
                    return Test(tuple(words))
                words.append(word)

    def _function(self) -> Command:
        return self._body(self._word().plain)

    def _body(self, name: str) -> Command:
        if self._take("(") and not self._take(")"):
            raise self.reader.failure('")" is missing')
        self._newlines()
        return ShellFunction(name, self._command())

    # -- simple commands ---------------------------------------------------------------------------------------------

    def _simple(self) -> Simple:
        assignments: list[Assignment] = []
        words: list[Word] = []
        redirections: list[Redirection] = []
        while True:
            if self._redirection(redirections):
                continue
            if self._operator() or self._ended():
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
        while self._redirection([]):
            pass

    def _redirection(self, out: list[Redirection]) -> bool:
        self.reader.blanks()
        found = _REDIRECTION.match(self.reader.text, self.reader.at)
        if not found:
            return False
        self.reader.at = found.end()
        target = self._word()
        out.append(Redirection(found[2], target, None))
        if found[2] in ("<<", "<<-"):
            ending = "".join(part.text for part in target.parts if isinstance(part, Letters))
            plain = not any(isinstance(part, Letters) and part.quoted for part in target.parts)
            self.waiting.append((out, len(out) - 1, ending, found[2] == "<<-", plain))
        return True

    def _here_documents(self) -> None:
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


def _assignment(word: Word) -> Assignment | None:
    """What a word assigns, None when it assigns nothing."""
    first = word.parts[0] if word.parts else None
    found = _ASSIGNMENT.match(first.text) if isinstance(first, Letters) and not first.quoted else None
    if not found or not isinstance(first, Letters):
        return None
    rest = first.text[found.end() :]
    parts = (*([Letters(rest, False)] if rest else ()), *word.parts[1:])
    return Assignment(found[1], found[2] or "", found[3] == "+=", Word(parts, word.source[found.end() :]))
