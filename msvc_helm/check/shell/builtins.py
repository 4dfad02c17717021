"""What the shell's own commands do to variables, and commands that only start another."""

from __future__ import annotations

import re
from collections.abc import Callable

from msvc_helm.check.shell.arithmetic import calculate
from msvc_helm.check.shell.expand import Scope

# Programs that are taken to succeed: where they fail, nothing serves anyway.
SUCCEED = frozenset(
    (
        *(
            "apt-get",
            "cat",
            "cd",
            "chmod",
            "chown",
            "cp",
            "date",
            "echo",
            "env",
            "find",
            "hostname",
            "ln",
            "ls",
            "mkdir",
        ),
        *("mv", "pip", "pip3", "printf", "pwd", "rm", "sleep", "sysctl", "touch", "uname", "which"),
    )
)
ENDS = ("exit", "return", "break", "continue")  # after which what follows is not reached
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(?:\[(.*?)\])?(\+?)=(.*)", re.DOTALL)
_ENV_WITH_VALUE = ("-u", "--unset", "-C", "--chdir", "-S")


def _declare(scope: Scope, words: list[str]) -> bool:
    """`export NAME=value` and the like."""
    for word in words[1:]:
        if found := _ASSIGNMENT.fullmatch(word):
            scope.set(found[1], found[4], index=found[2] or "", add=bool(found[3]))
    return True


def _unset(scope: Scope, words: list[str]) -> bool:
    for word in words[1:]:
        scope.variables.pop(word, None)
    return True


def _set(scope: Scope, words: list[str]) -> bool:
    """`set -- words`, and options."""
    if "--" in words:
        scope.arguments = [scope.arguments[0], *words[words.index("--") + 1 :]]
    elif len(words) > 1 and words[1][:1] not in ("-", "+"):
        scope.arguments = [scope.arguments[0], *words[1:]]
    return True


def _shift(scope: Scope, words: list[str]) -> bool:
    count = calculate(words[1]) if len(words) > 1 else 1
    known = count is not None and not any("$@" in argument for argument in scope.arguments)
    rest = scope.arguments[1 + (count or 0) :] if known else ["$@"]
    scope.arguments = [scope.arguments[0], *rest]
    return True


def _read(scope: Scope, words: list[str]) -> bool | None:
    """`read` and `mapfile`: their variables are not known afterwards."""
    for word in words[1:]:
        if re.fullmatch(r"[A-Za-z_]\w*", word):
            scope.variables[word] = f"${word}"
    return None


def _let(scope: Scope, words: list[str]) -> bool | None:
    for word in words[1:]:
        if found := _ASSIGNMENT.fullmatch(word):
            value = calculate(found[4])
            scope.variables[found[1]] = f"${found[1]}" if value is None or found[3] else str(value)
    return None


def _nothing(_scope: Scope, _words: list[str]) -> bool:
    return True


def _failure(_scope: Scope, _words: list[str]) -> bool:
    return False


BUILTINS: dict[str, Callable[[Scope, list[str]], bool | None]] = {
    **dict.fromkeys(("export", "declare", "typeset", "readonly", "local"), _declare),
    **dict.fromkeys(("read", "mapfile", "readarray", "getopts"), _read),
    **dict.fromkeys((":", "true", "exit", "return", "trap", "shopt", "ulimit", "umask", "hash", "alias"), _nothing),
    **dict.fromkeys(("wait", "cd", "break", "continue", "times"), _nothing),
    "false": _failure,
    "let": _let,
    "set": _set,
    "shift": _shift,
    "unset": _unset,
}


def bare(words: list[str], scope: Scope) -> tuple[list[str], bool]:
    """A command without `exec`, `env` and the like before it, and whether it takes the script's place.

    The variables of `env` are set, as the program that follows has them.
    """
    ends = False
    while words:
        name = words[0]
        if name == "exec":
            ends, words = True, _without_options(words[1:], ("-a",))
        elif name in ("command", "builtin", "nohup"):
            words = _without_options(words[1:], ())
        elif name.rpartition("/")[2] == "env":
            words = _without_options(words[1:], _ENV_WITH_VALUE)
            while words and (found := _ASSIGNMENT.fullmatch(words[0])):
                scope.set(found[1], found[4])
                words = words[1:]
        else:
            break
    return words, ends and bool(words)


def _without_options(words: list[str], valued: tuple[str, ...]) -> list[str]:
    while words and words[0].startswith("-") and len(words[0]) > 1:
        words = words[2:] if words[0] in valued else words[1:]
    return words
