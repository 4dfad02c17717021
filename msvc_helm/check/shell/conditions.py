"""Whether `[ … ]` and `[[ … ]]` hold, as far as the values in them are known."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from msvc_helm.check.shell.arithmetic import calculate

_FILES = frozenset("abcdefghkprstuwxGLNOS")
_NUMBERS = {
    "-eq": lambda a, b: a == b,
    "-ne": lambda a, b: a != b,
    "-lt": lambda a, b: a < b,
    "-le": lambda a, b: a <= b,
    "-gt": lambda a, b: a > b,
    "-ge": lambda a, b: a >= b,
}


def opposite(truth: bool | None) -> bool | None:
    """What `!` makes of it."""
    return None if truth is None else not truth


def both(left: bool | None, right: bool | None) -> bool | None:
    """What `&&` makes of two."""
    return False if left is False or right is False else None if left is None or right is None else True


def holds(words: Sequence[str], *, patterns: bool = False) -> bool | None:
    """Whether a condition holds; None where that is not known. `patterns` says that it is of `[[`."""
    for joined in ("||", "-o"):
        if joined in words[1:-1]:
            at = words.index(joined, 1)
            left, right = holds(words[:at], patterns=patterns), holds(words[at + 1 :], patterns=patterns)
            return opposite(both(opposite(left), opposite(right)))
    for joined in ("&&", "-a"):
        if joined in words[1:-1]:
            at = words.index(joined, 1)
            return both(holds(words[:at], patterns=patterns), holds(words[at + 1 :], patterns=patterns))
    if len(words) > 1 and words[0] == "!":
        return opposite(holds(words[1:], patterns=patterns))
    if len(words) == 2:
        return _one(*words)
    if len(words) == 3:
        return _two(*words, patterns=patterns)
    return bool(words[0]) if len(words) == 1 and "$" not in words[0] else None if words else False


def _one(operator: str, value: str) -> bool | None:
    if "$" in value or operator[1:] in _FILES:
        return None
    return {"-n": bool(value), "-z": not value}.get(operator)


def _two(left: str, operator: str, right: str, *, patterns: bool) -> bool | None:
    if "$" in left + right:
        return None
    if operator in _NUMBERS:
        numbers = calculate(left), calculate(right)
        return None if None in numbers else bool(_NUMBERS[operator](*numbers))
    if operator in ("=", "==", "!="):
        same = fnmatchcase(left, right) if patterns else left == right
        return same if operator != "!=" else not same
    return None
