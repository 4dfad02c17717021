"""Values that know where they come from: they compare, hash and print as what they stand for.

Null has no such value, as many places ask for it by identity; of maps and lists only empty ones are leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from msvc_helm.api.paths import Parts
from msvc_helm.goyaml import MappingNode, Node, SequenceNode
from msvc_helm.types.fold import fold

MODELSERVICE, VALUES, BASE, LAYER, OPTION, RULE = "modelservice", "values", "base", "layer", "option", "rule"


class Origin(NamedTuple):
    """Where a value comes from: the kind of place, its name, its file and line (0: none), and the field there."""

    kind: str
    name: str = ""
    file: str = ""
    line: int = 0
    path: Parts = ()


def made_of(rule: str, origin: Origin) -> Origin:
    """A rule that makes something of what is written there."""
    return origin._replace(kind=RULE, name=rule)


class MarkedText(str):
    """A string; as text it is itself."""

    origin: Origin

    def __str__(self) -> str:
        return self


def _text(text: str, origin: Origin) -> MarkedText:
    out = MarkedText(text)
    out.origin = origin
    return out


class Whole(int):
    """An integer; as text it keeps its origin."""

    origin: Origin

    def __str__(self) -> str:
        return _text(int.__repr__(self), self.origin)


class Fraction(float):
    """A float; as text it keeps its origin."""

    origin: Origin

    def __str__(self) -> str:
        return _text(float.__repr__(self), self.origin)


class Truth(int):
    """A boolean, which no class can extend."""

    origin: Origin

    def __str__(self) -> str:
        return _text("true" if self else "false", self.origin)


class EmptyMap(dict[str, Any]):
    """A map with nothing in it."""

    origin: Origin


class EmptyList(list[Any]):
    """A list with nothing in it."""

    origin: Origin


_CLASSES: dict[type, Callable[..., Any]] = {
    str: MarkedText,
    bool: Truth,
    int: Whole,
    float: Fraction,
    dict: EmptyMap,
    list: EmptyList,
}
_MARKED = (MarkedText, Truth, Whole, Fraction, EmptyMap, EmptyList)


def mark(value: Any, origin: Origin) -> Any:
    """The leaf with its origin, in place of the one that it has."""
    value = plain(value)
    make = _CLASSES.get(type(value))
    if make is None:
        return value
    out = make(value)
    out.origin = origin
    return out


def origin_of(value: Any) -> Origin | None:
    """Where a value comes from, None where it does not know."""
    return getattr(value, "origin", None) if isinstance(value, _MARKED) else None


def plain(value: Any) -> Any:
    """The same value without any origin."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Truth):
        return bool(value)
    if isinstance(value, MarkedText):
        return str.__str__(value)
    if isinstance(value, Whole | Fraction):
        return int(value) if isinstance(value, int) else float(value)
    return value


def mark_all(value: Any, origin: Callable[[Parts], Origin], at: Parts = ()) -> Any:
    """The same value, each leaf marked by its place."""
    if isinstance(value, dict) and value:
        return {key: mark_all(item, origin, (*at, key)) for key, item in value.items()}
    if isinstance(value, list | tuple) and value:
        return [mark_all(item, origin, (*at, index)) for index, item in enumerate(value)]
    return mark(value, origin(at))


def mark_by(value: Any, node: Node | None, origin: Callable[[Node | None, Parts], Origin], at: Parts = ()) -> Any:
    """The same value, each leaf marked by the node that it was read from; None where the text has none."""
    if isinstance(value, dict) and value:
        return {key: mark_by(item, below(node, key), origin, (*at, key)) for key, item in value.items()}
    if isinstance(value, list | tuple) and value:
        return [mark_by(item, below(node, index), origin, (*at, index)) for index, item in enumerate(value)]
    return mark(value, origin(node, at))


def below(node: Node | None, part: str | int) -> Node | None:
    """The node of an entry, or of a field: of that spelling, else, as Go reads, of the last that differs in case."""
    if isinstance(node, SequenceNode) and isinstance(part, int):
        return node.items[part] if part < len(node.items) else None
    if not isinstance(node, MappingNode) or not isinstance(part, str):
        return None
    if part in node.items:
        return node.items[part]
    return next((node.items[key] for key in sorted(node.items, reverse=True) if fold(key) == fold(part)), None)
