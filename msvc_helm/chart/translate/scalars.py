"""Numbers in a template's literal text that Helm would not keep: it reads every one as a float of 64 bits.

The operator knew integers from floats, and printed floats in the digits of 32 bits where text was wanted. What is
looked at, line by line, are plain scalars that are completely in literal text; what actions print is not known yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msvc_helm.goyaml.floats import json_float
from msvc_helm.goyaml.resolve import NUMERIC, resolve

VALUE, CONTROL = "\ue000", "\ue001"
"""What stands for each character of an action that prints something, and of one that does not."""

EXACT = 2**53
_SHORTEST = 6  # significant digits that read the same as floats of 32 and of 64 bits
_LEAST = 1.2e-38  # of what floats of 32 bits hold in full; less becomes 0
_FLOAT_FROM = 1e6  # where Go prints a float with an exponent and an integer without
_QUOTED = r'"(?:\\.|[^"\\])*"|\'(?:\'\'|[^\'])*\''
_LINE = re.compile(rf"([ {CONTROL}]*)((?:- +)*)((?:{_QUOTED}|[^\s#\"'\[{{][^#]*?):(?: +|$))?(.*)", re.DOTALL)
_PROPERTIES = re.compile(r"(?:[&!]\S*(?: +|$))*")
_BLOCK = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?$")
_FLOW = re.compile(rf"{_QUOTED}|[^,\[\]{{}}\"']+|.", re.DOTALL)


def lossy(text: str) -> Iterator[tuple[int, str, str, str]]:
    """Position, scalar, what is wrong and what to write, for each number in `text` that Helm would change.

    `text` is a template's source with its actions masked by VALUE and CONTROL.
    """
    for position, scalar, tags in _scalars(text):
        found = _wrong(scalar, tags)
        if found:
            yield (position, scalar, *found)


def _wrong(scalar: str, tags: str) -> tuple[str, str] | None:
    if scalar[0] not in NUMERIC or VALUE in scalar:
        return None
    value = resolve(scalar)
    if "!!float" in tags and type(value) is int:
        value = float(value)
    if type(value) is int and abs(value) > EXACT:
        return f"{scalar} has more digits than Helm keeps of a number", "put it in quotes"
    if type(value) is not float:
        return None
    if value - value != 0:
        return f"Helm's YAML library takes {scalar} for a number that is none", "put it in quotes"
    if value == int(value) and abs(value) >= _FLOAT_FROM:
        instead = f", or write {int(value)}" if abs(value) <= EXACT else ""
        return f"Helm takes the float {scalar} for an integer", f"put it in quotes{instead}"
    digits = json_float(value).partition("e")[0].replace(".", "").strip("-0")
    if len(digits) > _SHORTEST or 0 < abs(value) < _LEAST:
        return f"Helm keeps more digits of {scalar} than the operator did", "put it in quotes"
    return None


def _scalars(text: str) -> Iterator[tuple[int, str, str]]:
    """Every plain scalar that is a value: its position, its text, its tags and anchors."""
    start, block, flow = 0, -1, 0
    for line in text.split("\n"):
        content = line.strip(" \t\r" + VALUE + CONTROL)
        indent = len(line) - len(line.lstrip(" "))
        if content and not (0 <= block < indent):
            block = -1
            if flow:
                pieces, flow = _flow(line, start, flow)
                yield from pieces
            elif not content.startswith("#"):
                block, flow, pieces = _line(line, start)
                yield from pieces
        start += len(line) + 1


def _line(line: str, start: int) -> tuple[int, int, list[tuple[int, str, str]]]:
    """A line of block style: the indentation that a block scalar below it exceeds (or -1), open brackets, scalars."""
    match = _LINE.match(line)
    assert match is not None  # everything in it may be empty  # noqa: S101
    space, dashes, key, rest = (part or "" for part in match.groups())
    tags = _PROPERTIES.match(rest)
    properties = tags[0] if tags else ""
    value = rest[len(properties) :]
    at = start + match.start(4) + len(properties)
    if _BLOCK.match(value):
        last_dash = dashes.rfind("-")
        return len(space) + (len(dashes) if key else max(last_dash, 0)), 0, []
    if value.startswith(("[", "{")):
        pieces, depth = _flow(value, at, 0)
        return -1, depth, pieces
    if value.startswith(('"', "'", "*")) or "!!str" in properties or "! " in properties:
        return -1, 0, []
    return -1, 0, list(_pieces(value, at, properties))


def _pieces(value: str, at: int, tags: str) -> Iterator[tuple[int, str, str]]:
    """A plain scalar, or several where actions choose between them."""
    value = re.split(r"(?:^|[ \t])#", value, maxsplit=1)[0]
    for match in re.finditer(f"[^{CONTROL}]+", value):
        scalar = match[0].strip()
        if scalar:
            yield at + match.start() + match[0].index(scalar), scalar, tags


def _flow(text: str, at: int, depth: int) -> tuple[list[tuple[int, str, str]], int]:
    """The scalars of a line in brackets or braces, and how many of those are open at its end."""
    found: list[tuple[int, str, str]] = []
    for match in _FLOW.finditer(text):
        piece = match[0]
        depth += (piece in "[{") - (piece in "]}")
        if piece[0] not in "[]{},\"'":
            value = piece.rpartition(": ")[2]
            found += _pieces(value, at + match.end() - len(value), "")
            if re.search(r"(?:^|[ \t])#", piece):
                break
        if depth <= 0:
            break
    return found, max(depth, 0)
