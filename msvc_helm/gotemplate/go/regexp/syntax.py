"""What Go has other than RE2's library: error messages, constructs it refuses, `$1` in replacements."""

from __future__ import annotations

import re

from ..unicode import category

_MESSAGES = {  # RE2's to Go's
    "missing ]": "missing closing ]",
    "missing )": "missing closing )",
    "no argument for repetition operator": "missing argument to repetition operator",
    "bad repetition operator": "invalid nested repetition operator",
    "invalid repetition size": "invalid repeat count",
    "invalid perl operator": "invalid or unsupported Perl syntax",
    "invalid named capture group": "invalid named capture",
}
_UNSUPPORTED = re.compile(r"\\Q.*?(?:\\E|$)|(\\C)|(\(\?P?<[^(>]*>)|\\.", re.DOTALL)

Reference = tuple[str, int]  # a group by name, or with "" by number


def problem(source: str) -> str | None:
    """What Go refuses in an expression that RE2 takes; None if nothing."""
    for match in _UNSUPPORTED.finditer(source):
        if match[1]:
            return "error parsing regexp: invalid escape sequence: `\\C`"
        if match[2] and not match[2].isascii():
            return f"error parsing regexp: invalid named capture: `{match[2]}`"
    return None


def is_too_large(error: Exception) -> bool:
    """Whether RE2 only had no room for the expression."""
    return "pattern too large" in _text(error)


def explain(error: Exception) -> str:
    """RE2's error in Go's words."""
    text = _text(error)
    if text == "trailing \\":
        return "error parsing regexp: trailing backslash at end of expression: ``"
    what, _, where = text.partition(": ")
    return f"error parsing regexp: {_MESSAGES.get(what, what)}: `{where}`"


def _text(error: Exception) -> str:
    raw = error.args[0] if error.args else ""
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)


def template(text: str) -> list[str | Reference]:
    """The parts of a replacement in which `$1`, `$name`, `${1}` and `${name}` stand for groups and `$$` for a `$`."""
    before, *pieces = text.split("$")
    parts: list[str | Reference] = [before]
    escaped = False  # this piece follows the second $ of two
    for index, piece in enumerate(pieces):
        if escaped:
            parts.append(piece)
            escaped = False
        elif not piece and index + 1 < len(pieces):
            parts.append("$")
            escaped = True
        else:
            parts += _reference(piece)
    return parts


def _reference(piece: str) -> list[str | Reference]:
    """What is after a `$`: a group and the rest, or, where no name follows, the `$` itself and the rest."""
    braced = piece.startswith("{")
    start = 1 if braced else 0
    end = start
    while end < len(piece) and _in_name(piece[end]):
        end += 1
    if end == start or (braced and piece[end : end + 1] != "}"):
        return ["$", piece]
    name = piece[start:end]
    rest = piece[end + braced :]
    plain = name.isascii() and name.isdigit() and (name[0] != "0" or name == "0")
    return [("", int(name)) if plain and len(name) <= 9 else (name, -1), rest]


def _in_name(char: str) -> bool:
    if char < "\x80":
        return char.isalnum() or char == "_"
    kind = category(char)
    return kind[0] == "L" or kind == "Nd"
