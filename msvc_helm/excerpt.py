"""A part of a YAML file as it is written, comments and all, where a parser would only give its values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from msvc_helm.goyaml import MappingNode, Node
from msvc_helm.read import Document

_LINE_BREAK = re.compile("\r\n|\r|\n")
_COMMENT_AFTER_KEY = re.compile(r"[^#]*:\s+(#.*)")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The entries below one key, moved to the left margin, and the comments that are above that key or beside it."""

    above: list[str]
    lines: list[str]

    def text(self) -> str:
        """The entries as a YAML document."""
        return "\n".join([*self.lines, ""])


class SourceText:
    """The lines of one document; `first` is the number of the first one, as in the positions of nodes."""

    __slots__ = ("_first", "_lines")

    def __init__(self, document: Document) -> None:
        self._lines = _LINE_BREAK.split(document.raw.decode("utf-8-sig", "replace"))
        self._first = document.line

    def below(self, root: Node, key: str, *, hidden: str = "") -> Excerpt | None:
        """What is written below `key` of the map `root`; None where that is not in block style.

        An entry `hidden` becomes a comment. The lines are cut out by their indentation, so whether they say the same
        must be checked by reading them.
        """
        below = root.items.get(key) if isinstance(root, MappingNode) else None
        if not (isinstance(root, MappingNode) and isinstance(below, MappingNode)) or below.line <= root.keys[key][0]:
            return None
        line, column = root.keys[key]
        start = line - self._first
        body = [_moved(text, below.column - 1) for text in self._lines[start + 1 : _end(self._lines, start, column)]]
        if hidden in below.keys:
            _hide(body, below.keys[hidden][0] - line - 1)
        while body and not body[-1].strip():
            body.pop()
        beside = _COMMENT_AFTER_KEY.fullmatch(self._lines[start])
        return Excerpt([*self._comments_above(start, column), *([beside[1]] if beside else [])], body)

    def comments_before(self, root: Node) -> list[str]:
        """The comments at the head of the document, if nothing else comes before `root`."""
        found: list[str] = []
        for line in self._lines[: max(root.line - self._first, 0)]:
            text = line.strip()
            if text.startswith("#"):
                found.append(text)
            elif text and not text.startswith(("---", "%")):
                return []
        return found

    def _comments_above(self, line: int, column: int) -> list[str]:
        """The comments right above a line; not those indented by more, which may be part of some text."""
        first = line
        while (
            first > 0 and self._lines[first - 1].lstrip().startswith("#") and _indent(self._lines[first - 1]) < column
        ):
            first -= 1
        return [text.strip() for text in self._lines[first:line]]


def _end(lines: list[str], start: int, column: int) -> int:
    """The line (0-based) after the last one of the entry whose key is on line `start` in `column` (1-based).

    Comments after it belong to what follows, unless nothing does. The marker of a document's end ends the entry too.
    """
    end = start + 1
    for number in range(start + 1, len(lines)):
        text, indent = lines[number].strip(), _indent(lines[number])
        if not indent and text in ("...", "---"):
            return number
        if text and (indent >= column or (indent == column - 1 and (text == "-" or text.startswith("- ")))):
            end = number + 1
        elif text and not text.startswith("#"):
            return end
    return len(lines)


def _hide(lines: list[str], at: int) -> None:
    """Make comments of the entry at the left margin whose key is on line `at`."""
    for number in range(at, _end(lines, at, 1)) if 0 <= at < len(lines) else ():
        lines[number] = f"# {lines[number]}".rstrip()


def _moved(line: str, width: int) -> str:
    """The line moved to the left; a comment or blank line that is indented by less goes all the way."""
    return line[width:] if line.startswith(" " * width) else line.lstrip(" ")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
