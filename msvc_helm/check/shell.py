"""A shell script's commands as lists of words, without running it: what the shell would make of quotes and variables.

Loops, functions and conditions are not followed: each command is read where it stands. What only a running shell knows
(`$(hostname)`, variables nobody sets) stays as it is written, with its `$`.
"""

from __future__ import annotations

import ast
import io
import operator
import re
import shlex
from collections.abc import Iterator, Sequence

from msvc_helm.check.variables import ROOM, Variables
from msvc_helm.typed import Any

LONGEST = 50_000  # characters of a script that is read
_ENDS = ";&|()\n"  # characters that end a command
_NESTED = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
_SUBSTITUTION = re.compile(rf"\$(?:{_NESTED}|\{{[^{{}}]*\}})")
_SUM = re.compile(rf"\$\(({_NESTED})\)")
_HERE_DOCUMENT = re.compile(r"<<-?[ \t]*(['\"]?)(\w++)\1")
_DESCRIPTOR = re.compile(r"(?<=[ \t])\d?[<>]&[\d-]|(?<=[ \t])&(?=>)")
_REDIRECTION = re.compile(r"\d*[<>]{1,2}(.*)", re.DOTALL)
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?:(:?[-+=?])([^{}]*))?\}|(\w+))")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_BEFORE = frozenset({"export", "declare", "readonly", "local", "env", "exec", "then", "do", "else", "{", "!", "time"})
# What is in a substitution must not be split before it is known what stands for it.
_HIDDEN = {ord(char): 0xE000 + at for at, char in enumerate(" \t\n\"'\\;&|()#<>")}
_SHOWN = {code: chr(char) for char, code in _HIDDEN.items()}
_OPERATORS: dict[type[ast.AST], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.floordiv,
    ast.Mod: operator.mod,
}


def commands(script: str, known: dict[str, str], arguments: Sequence[str] = ()) -> Iterator[list[str]]:
    """The words of each command, variables filled in; `arguments` are `$0`, `$1` and so on.

    A script that ends within a quote has its commands up to there; one that is very long has none.
    """
    variables = Variables({**known, **{str(at): word for at, word in enumerate(arguments)}})
    words: list[str] = []
    for token in _tokens(script) if len(script) <= LONGEST else ():
        if token is not None:
            words.append(token)
            continue
        if command := _assigned(_without_redirections(words), variables):
            yield _filled(command, variables, arguments[1:])
        words = []


class _Lexer(shlex.shlex):
    """`shlex` with the shell's own comments (only where a word begins) and line ends (which end a command)."""

    def __init__(self, text: str) -> None:
        super().__init__(_Text(text), posix=True, punctuation_chars=_ENDS)
        self.whitespace = " \t\r"
        self.whitespace_split = True

    def __getattribute__(self, name: str) -> Any:
        if name == "commenters":
            return "" if self.token else "#"
        return super().__getattribute__(name)


class _Text(io.StringIO):
    """A script in which reading a comment leaves the line's end, which `shlex` would read with it."""

    def readline(self, *_size: Any) -> str:  # type: ignore[override] # of text, as read is
        line = super().readline()
        if line.endswith("\n"):
            self.seek(self.tell() - 1)
        return line


def _tokens(script: str) -> Iterator[str | None]:
    """The words, None where a command ends."""
    text = script.replace("\r\n", "\n").replace("\\\n", "")
    text = _DESCRIPTOR.sub("", _without_here_documents(text))
    lexer = _Lexer(_SUBSTITUTION.sub(lambda found: found[0].translate(_HIDDEN), text))
    try:
        for token in lexer:
            yield None if token and not token.strip(_ENDS) else token.translate(_SHOWN)
    except ValueError:  # a quote that is not closed
        return
    yield None


def _without_here_documents(text: str) -> str:
    """The script without the lines that are a command's input (`<<EOF`), which may look like anything."""
    if "<<" not in text:
        return text
    lines = text.split("\n")
    last = {line.strip(" \t"): at for at, line in enumerate(lines)}
    out: list[str] = []
    end = ""  # the line that ends the one at hand
    for at, line in enumerate(lines):
        if end:
            end = "" if line.strip(" \t") == end else end
            continue
        found = _HERE_DOCUMENT.search(line)
        if found and last.get(found[2], 0) > at:
            end, line = found[2], line[: found.start()] + line[found.end() :]
        out.append(line)
    return "\n".join(out)


def _without_redirections(words: list[str]) -> list[str]:
    """The words without `> file` and the like."""
    out: list[str] = []
    skip = False
    for word in words:
        found = _REDIRECTION.fullmatch(word)
        if found:
            skip = not found[1]
        elif skip:
            skip = False
        else:
            out.append(word)
    return out


def _assigned(words: list[str], variables: Variables) -> list[str]:
    """The words after `NAME=value`, `export` and the like; the values are kept."""
    for at, word in enumerate(words):
        found = _ASSIGNMENT.fullmatch(word)
        if found:
            variables[found[1]] = _text(found[2], variables)
        elif word not in _BEFORE:
            return words[at:]
    return []


def _filled(words: list[str], variables: Variables, arguments: Sequence[str]) -> list[str]:
    """The words with what stands for their variables; flags that are all in one variable become words."""
    out: list[str] = []
    for word in words:
        if word in ("$@", "$*", "${@}", "${*}"):
            out += arguments if len(out) < ROOM else ()
        elif "$" not in word:
            out.append(word)
        else:
            text = _text(word, variables)
            alone = _VARIABLE.fullmatch(word) is not None
            out += text.split() if alone and text.startswith("-") else [text] if text or not alone else []
    return out


def _text(word: str, variables: Variables) -> str:
    """The word with the values of its sums and variables, as far as they are known."""
    text = _SUM.sub(lambda found: _sum(found[1], variables) or found[0], word) if "$((" in word else word
    return _VARIABLE.sub(lambda found: _value(found, variables), text)


def _value(found: re.Match[str], variables: Variables) -> str:
    """What stands for a variable: `${X:-other}`, too. One that nobody here sets stays, unless it has another value."""
    name, how, other = found[1] or found[4], found[2] or "", (found[3] or "").strip("'\"")
    value = variables.get(name)
    empty = value is None or (not value and ":" in how)
    if how.endswith("+"):
        return "" if empty else other
    if not empty:
        return variables.spend(value or "", found[0])
    return other if how.endswith(("-", "=")) else found[0]


def _sum(expression: str, variables: Variables) -> str:
    """A sum's value in digits, empty when it cannot be known."""
    text = re.sub(
        r"\$?\{?([A-Za-z_]\w*)\}?", lambda found: variables.spend(variables.get(found[1], "?"), "?"), expression
    )
    try:
        return str(_number(ast.parse(text.strip(), mode="eval").body)) if len(text) < 200 else ""
    except (SyntaxError, ArithmeticError, ValueError, KeyError):
        return ""


def _number(node: ast.AST) -> int:
    """The value of a sum of whole numbers. KeyError for anything else in it."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    if isinstance(node, ast.BinOp):
        value: int = _OPERATORS[type(node.op)](_number(node.left), _number(node.right))
        return value
    raise KeyError(type(node))
