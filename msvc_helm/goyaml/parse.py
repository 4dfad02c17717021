"""The first YAML document of a text as a tree of nodes: PyYAML's event parser below, go-yaml v2's rules above."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml.limits import MAX_DEPTH, excessive, too_deep
from msvc_helm.goyaml.nodes import Mapping, Node, Scalar, Sequence
from msvc_helm.goyaml.resolve import LITERALS, NUMERIC, Value, key_string, number, resolve_tagged
from msvc_helm.goyaml.syntax import decoded, syntax_error
from msvc_helm.names import suggestion

_Parser: Callable[[str | bytes], Any]
try:
    from yaml._yaml import CParser

    _Parser = CParser
except ImportError:  # PyYAML built without libyaml: slower, the same events
    _Parser = yaml.SafeLoader

_MERGE_TAG = "tag:yaml.org,2002:merge"


def parse(text: str | bytes, *, line: int = 1) -> Node | None:
    """The first document of `text`, or None when there is none (blank, or comments only).

    Bytes are UTF-8, or UTF-16 with a byte order mark. `line` is the number of the text's first line in its file.
    Raises InputError (line and column, both 1-based) for what go-yaml v2 refuses: broken syntax, characters YAML does
    not allow, an anchor that contains itself, excessive aliasing, a null or a collection as a map key, a value that
    contradicts its tag; and for nesting beyond `limits.MAX_DEPTH`.
    """
    source = decoded(text)
    try:
        return _Composer(_Parser(source), line).document()
    except (yaml.YAMLError, UnicodeEncodeError) as err:
        raise syntax_error(err, source, line) from err


class _MergeKey(Scalar):
    """The key of a merge: an unquoted `<<`."""

    __slots__ = ()


class _Anchor:
    """An anchored node: how many nodes it makes Go decode and how deep it nests; `size` is 0 while it is open."""

    __slots__ = ("height", "node", "size")

    def __init__(self, node: Node, size: int, height: int) -> None:
        self.node = node
        self.size = size
        self.height = height


class _Frame:
    """A collection that is not complete yet."""

    __slots__ = ("add", "anchor", "height", "key", "node", "started")

    def __init__(self, node: Mapping | Sequence, started: int) -> None:
        self.node = node
        self.started = started  # nodes decoded before it
        self.height = 0
        self.anchor: _Anchor | None = None
        self.key: Node | None = None  # the key that waits for its value
        self.add: Callable[[Node], None] = node.items.append if type(node) is Sequence else self._add_to_mapping

    def wants_key(self) -> bool:
        return self.key is None and type(self.node) is Mapping

    def _add_to_mapping(self, node: Node) -> None:
        key = self.key
        if key is None:
            self.key = node
            return
        self.key = None
        mapping = self.node
        assert type(mapping) is Mapping  # noqa: S101 - sequences have their own add
        if type(key) is _MergeKey:
            _merge(mapping, node)
            return
        name = _name(key)
        mapping.items[name] = node
        mapping.keys[name] = (key.line, key.column)


def _name(key: Node) -> str:
    """The string a key becomes."""
    if not isinstance(key, Scalar):
        hint = "quote a value that begins with {{" if isinstance(key, Mapping) else ""
        raise _error("a list or map cannot be a map key", key, hint)
    if type(key.value) is str:
        return key.value
    try:
        return key_string(key.value)
    except ValueError as err:
        raise _error(str(err), key, "quote the key") from err


def _merge(into: Mapping, value: Node) -> None:
    """Put the entries of `value` (a map, or a list of maps of which the first wins) over those of `into`."""
    for source in reversed(value.items) if isinstance(value, Sequence) else (value,):
        if not isinstance(source, Mapping):
            raise _error("<< takes a map or a list of maps", value)
        into.items.update(source.items)
        into.keys.update(source.keys)


def _error(message: str, node: Node, hint: str = "") -> InputError:
    return InputError(Problem(message, line=node.line, column=node.column, hint=hint))


class _Composer:
    """Builds the tree of one document from the parser's events, on a stack of its own (nesting costs no recursion)."""

    def __init__(self, parser: Any, line: int) -> None:
        self.parser = parser
        self.first_line = line
        self.anchors: dict[str, _Anchor] = {}
        self.top = Sequence([], 0, 0)  # holds the document's root
        self.frame = _Frame(self.top, 0)
        self.stack: list[_Frame] = []  # the frames around `frame`
        self.decoded = 1  # nodes Go would have decoded so far: the document is one
        self.aliased = 0  # those of them within an alias

    def document(self) -> Node | None:
        """The root of the first document, None when the stream has none."""
        pull = self.parser.get_event
        handlers: dict[type, Callable[[Any], None]] = {
            ScalarEvent: self._scalar,
            MappingStartEvent: self._mapping,
            SequenceStartEvent: self._sequence,
            MappingEndEvent: self._end,
            SequenceEndEvent: self._end,
            AliasEvent: self._alias,
            StreamStartEvent: _ignore,
            DocumentStartEvent: _ignore,
        }
        while True:
            event = pull()
            kind = type(event)
            if kind is DocumentEndEvent or kind is StreamEndEvent:
                return self.top.items[0] if self.top.items else None
            handlers[kind](event)

    def _scalar(self, event: Any) -> None:
        text: str = event.value
        mark = event.start_mark
        if event.implicit[0]:
            value = LITERALS.get(text, text)
            if value is text and text[0] in NUMERIC:
                value = number(text)
        elif event.tag is None:
            value = text
        else:
            value = self._tagged(event)
        node = Scalar(value, text, mark.line + self.first_line, mark.column + 1)
        self._count(node)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchor(node, 1, 0)
        if text == "<<" and (event.implicit[0] or event.tag == _MERGE_TAG) and self.frame.wants_key():
            self.decoded -= 1  # go-yaml does not decode it
            node = _MergeKey(value, text, node.line, node.column)
        self.frame.add(node)

    def _tagged(self, event: Any) -> Value:
        """The value of a scalar with an explicit tag."""
        try:
            return resolve_tagged(event.tag, event.value)
        except ValueError as err:
            mark = event.start_mark
            raise InputError(Problem(str(err), line=mark.line + self.first_line, column=mark.column + 1)) from err

    def _mapping(self, event: Any) -> None:
        mark = event.start_mark
        self._open(event, Mapping({}, {}, mark.line + self.first_line, mark.column + 1))

    def _sequence(self, event: Any) -> None:
        mark = event.start_mark
        self._open(event, Sequence([], mark.line + self.first_line, mark.column + 1))

    def _open(self, event: Any, node: Mapping | Sequence) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise too_deep(node.line, node.column)
        frame = _Frame(node, self.decoded)
        self._count(node)
        if event.anchor is not None:
            frame.anchor = self.anchors[event.anchor] = _Anchor(node, 0, 0)
        self.stack.append(self.frame)
        self.frame = frame

    def _end(self, _event: Any) -> None:
        done = self.frame
        outer = self.frame = self.stack.pop()
        height = done.height + 1
        if height > outer.height:
            outer.height = height
        if done.anchor is not None:
            done.anchor.size = self.decoded - done.started
            done.anchor.height = height
        outer.add(done.node)

    def _alias(self, event: Any) -> None:
        """The anchored node itself, counted as if it were written out here."""
        mark = event.start_mark
        place = Problem("", line=mark.line + self.first_line, column=mark.column + 1)
        anchor = self.anchors.get(event.anchor)
        if anchor is None:
            raise _unknown_anchor(event.anchor, self.anchors, place)
        if not anchor.size:
            raise InputError(replace(place, message=f'the value of anchor "{event.anchor}" contains itself'))
        if len(self.stack) + anchor.height > MAX_DEPTH:
            raise too_deep(place.line, place.column)
        frame = self.frame
        if type(frame.key) is _MergeKey and isinstance(anchor.node, Sequence):
            raise InputError(replace(place, message="<< takes a map, or a list of maps written in place"))
        frame.height = max(frame.height, anchor.height)
        self.decoded += anchor.size
        self.aliased += anchor.size
        self._count(anchor.node)
        frame.add(anchor.node)

    def _count(self, node: Node) -> None:
        """Count a node as decoded, and stop where go-yaml stops."""
        self.decoded += 1
        if self.aliased > 100 and excessive(self.decoded, self.aliased):
            raise _error("aliases make this document many times larger than it is written", node)


def _unknown_anchor(name: str, known: Iterable[str], place: Problem) -> InputError:
    hint = suggestion(name, known) or 'quote a value that begins with "*"'
    return InputError(replace(place, message=f'no anchor "{name}" before this alias', hint=hint))


def _ignore(_event: Any) -> None:
    """Nothing to build from the start of a stream or document."""
