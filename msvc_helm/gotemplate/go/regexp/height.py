"""How deep a regular expression nests, as Go's regexp/syntax counts it (`checkHeight` in its parse.go)."""

from __future__ import annotations

import re

MAX_HEIGHT = 1000

_TOKEN = re.compile(
    r"""
    \\Q (?P<quoted>.*?) (?:\\E|\Z)
  | (?P<set> \\[pP](?:\{[^}]*+\}|.) | \\[dDsSwW] | \[\^?\]?(?:\[:\^?\w*+:\]|\\.|[^\]\\])*+\] | \.)
  | (?P<flags> \(\?[imsU-]*+\))
  | (?P<group> \(\?[imsU-]*+:)
  | (?P<capture> \((?:\?P?<[^>]*+>)?)
  | (?P<close> \))
  | (?P<bar> \|)
  | (?P<repeat> (?:[*+?]|\{\d++(?:,\d*+)?\})\??)
  | (?P<edge> \\[AbBz] | [\^$])
  | \\x\{[^}]*+\} | \\x.. | \\[0-7]{1,3} | \\. | .
    """,
    re.DOTALL | re.VERBOSE,
)
_CHARACTER, _LITERAL, _SET, _CONCAT, _ALTERNATE, _OTHER = range(6)
_Node = tuple[int, int]  # kind and height


class _Group:
    """What is between parentheses so far: the alternatives, and the parts of the last one."""

    __slots__ = ("alternatives", "captures", "parts")

    def __init__(self, captures: bool) -> None:
        self.captures = captures
        self.alternatives: list[_Node] = []
        self.parts: list[_Node] = []

    def end_alternative(self) -> None:
        self.alternatives.append(_joined(_merged(self.parts), _CONCAT))
        self.parts = []

    def node(self) -> _Node:
        self.end_alternative()
        if len(self.alternatives) > 1 and all(kind in (_CHARACTER, _SET) for kind, _ in self.alternatives):
            node = (_SET, 1)  # `a|b` is `[ab]`
        else:
            node = _joined(self.alternatives, _ALTERNATE)
        return (_OTHER, node[1] + 1) if self.captures else node


def height(source: str) -> int:
    """The height of the tree of an expression that RE2 takes; Go takes MAX_HEIGHT.

    Common beginnings of alternatives, which Go takes out (`abc|abd` is `ab[cd]`), are not looked for.
    """
    groups = [_Group(captures=False)]
    for token in _TOKEN.finditer(source):
        parts = groups[-1].parts
        match token.lastgroup:
            case "group" | "capture":
                groups.append(_Group(captures=token.lastgroup == "capture"))
            case "close" if len(groups) > 1:
                node = groups.pop().node()
                groups[-1].parts.append(node)
            case "bar":
                groups[-1].end_alternative()
            case "repeat" if parts:
                parts[-1] = (_OTHER, parts[-1][1] + 1)
            case "set":
                parts.append((_SET, 1))
            case "edge":
                parts.append((_OTHER, 1))
            case "quoted":
                parts += [(_CHARACTER, 1)] * len(token["quoted"])
            case None:
                parts.append((_CHARACTER, 1))
    return groups[0].node()[1]


def _merged(parts: list[_Node]) -> list[_Node]:
    """The parts with each run of characters made one."""
    out: list[_Node] = []
    for part in parts:
        if part[0] in (_CHARACTER, _LITERAL) and out and out[-1][0] in (_CHARACTER, _LITERAL):
            out[-1] = (_LITERAL, 1)
        else:
            out.append(part)
    return out


def _joined(nodes: list[_Node], kind: int) -> _Node:
    """One node of that kind above all of them, which takes in those of the same kind; a single one stays as it is."""
    if len(nodes) == 1:
        return nodes[0]
    return kind, 1 + max((height - (below == kind) for below, height in nodes), default=0)
