"""The first YAML document of a text as a tree of nodes: PyYAML's event parser below, go-yaml v2's rules above."""

from __future__ import annotations

import re
from collections.abc import Callable

from yaml.error import YAMLError
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
from msvc_helm.goyaml.frames import Anchor, Frame, key_of
from msvc_helm.goyaml.limits import MAX_COPIED, MAX_DEPTH, MUCH_COPIED, TOO_DEEP, excessive
from msvc_helm.goyaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from msvc_helm.goyaml.resolve import LITERALS, NUMERIC, Value, number, resolve_tagged, shown
from msvc_helm.goyaml.syntax import decoded, has_many_tags, syntax_error
from msvc_helm.suggest import suggestion
from msvc_helm.typed import Any

_Parser: Callable[[str | bytes], Any]
try:
    from yaml._yaml import CParser

    _Parser = CParser
except ImportError:  # PyYAML built without libyaml: slower, and it takes no tabs between tokens
    from yaml import SafeLoader

    _Parser = SafeLoader

_BANG = r"(?:&[^\s,\[\]{}]+\s+)?!(?=\s)"
_MERGE_TAG = "tag:yaml.org,2002:merge"


def parse(text: str | bytes, *, line: int = 1, alone: bool = False, twice: list[Problem] | None = None) -> Node | None:
    """The first document of `text`, or None when there is none (blank, or comments only).

    Bytes are UTF-8, or UTF-16 with a byte order mark. `line` is the number of the text's first line in its file.
    `alone` says that there must be no other document, which nobody would read; to `twice` a problem is added for each
    key that its map has already, of which the last counts.
    Raises InputError (line and column, both 1-based) for what go-yaml v2 refuses: broken syntax, characters YAML does
    not allow, an anchor that contains itself, excessive aliasing, a null or a collection as a map key, a value that
    contradicts its tag; and for what is beyond the bounds in `limits`.
    """
    source = decoded(text)
    if has_many_tags(source):
        raise _error(
            "more than a handful of %TAG directives", line, 1, "leave out %TAG: Kubernetes does not support tags"
        )
    try:
        return _Composer(source, line, twice).document(alone)
    except (YAMLError, UnicodeEncodeError) as err:
        raise syntax_error(err, source, line) from err


class _Composer:
    """Builds the tree of one document from the parser's events, on a stack of its own (nesting costs no recursion)."""

    def __init__(self, source: str | bytes, line: int, twice: list[Problem] | None) -> None:
        self.parser = _Parser(source)
        self.source = source
        self.has_bang = b"!" in source if isinstance(source, bytes) else "!" in source
        self.first_line = line
        self.top = SequenceNode([], 0, 0)  # holds the document's root
        self.frame = Frame(self.top, 0, 0, False)
        self.stack: list[Frame] = []  # the frames around `frame`
        self.anchors: dict[str, Anchor] = {}
        self.decoded = 1  # nodes Go would have decoded so far; the document is one
        self.aliased = 0  # those of them that came from an alias
        self.checked = 0  # `decoded` when the share of aliases was last looked at
        self.letters = 0  # characters of the scalars so far, those of aliases too
        self.copied = 0  # those of them that came from an alias
        self.twice = twice

    def document(self, alone: bool) -> Node | None:
        """The root of the first document, None when the stream has none."""
        handlers: dict[type, Callable[[Any], None]] = {
            MappingStartEvent: self._open,
            SequenceStartEvent: self._open,
            AliasEvent: self._alias,
            DocumentStartEvent: self._start,
            StreamStartEvent: _ignore,
        }
        pull, scalar, close = self.parser.get_event, self._scalar, self._close
        while True:
            event = pull()
            kind = type(event)
            if kind is ScalarEvent:
                scalar(event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                close()
            elif kind is DocumentEndEvent or kind is StreamEndEvent:
                self._check_aliases(*self._place(event))
                if alone and kind is DocumentEndEvent:
                    self._end(pull())
                return self.top.items[0] if self.top.items else None
            else:
                handlers[kind](event)

    def _end(self, event: Any) -> None:
        """What follows the one document: nothing."""
        if type(event) is not StreamEndEvent:
            raise _error("another document begins here", *self._place(event), "begin it with a line ---")

    def _start(self, event: Any) -> None:
        if event.version not in (None, (1, 1)):
            line, column = self._place(event)
            version = ".".join(map(str, event.version))
            raise _error(f"a document of YAML {version}, where Kubernetes reads 1.1", line, column, "leave out %YAML")

    def _scalar(self, event: Any) -> None:
        text: str = event.value
        mark = event.start_mark
        line, column = mark.line + self.first_line, mark.column + 1
        plain, tag = event.implicit[0], event.tag
        if plain:
            value = LITERALS.get(text, text)
            if value is text and text[0] in NUMERIC:
                value = number(text)
            if value is not text and self.has_bang and self._is_banged(event):
                value = text
        else:
            value = text if tag is None else _tagged(tag, text, line, column)
        self.decoded += 1
        self.letters += len(text)
        frame = self.frame
        if event.anchor is not None:
            self.anchors[event.anchor] = Anchor(ScalarNode(value, text, line, column), 1, len(text))
        if not frame.wants_key:
            frame.put(ScalarNode(value, text, line, column))
        elif text == "<<" and (plain or tag == _MERGE_TAG):
            frame.take_merge()
            self.decoded -= 1  # go-yaml decodes only its value
        else:
            frame.take_key(value, line, column)

    def _is_banged(self, event: Any) -> bool:
        """Whether a plain scalar has the tag `!`, which makes it a string in go-yaml; libyaml's events do not say."""
        if isinstance(self.source, bytes):
            self.source = self.source.decode("utf-8-sig", "replace")
        return re.compile(_BANG).match(self.source, event.start_mark.index) is not None

    def _open(self, event: Any) -> None:
        outer = self.frame
        mark = event.start_mark
        line, column = mark.line + self.first_line, mark.column + 1
        is_map = type(event) is MappingStartEvent
        node = MappingNode({}, {}, line, column) if is_map else SequenceNode([], line, column)
        if outer.wants_key:
            key_of(node, line, column)
        if len(self.stack) >= MAX_DEPTH:
            raise _too_deep(line, column)
        self.frame = frame = Frame(node, self.decoded, self.letters, is_map)
        self.stack.append(outer)
        if is_map or not outer.merging:  # of a list of merges go-yaml decodes only the items
            self.decoded += 1
        if event.anchor is not None:
            frame.anchor = self.anchors[event.anchor] = Anchor(node, 0, 0)

    def _close(self) -> None:
        done = self.frame
        outer = self.frame = self.stack.pop()
        height = done.height + (not outer.merging)
        if height > outer.height:
            outer.height = height
        if done.anchor is not None:
            done.anchor.size = self.decoded - done.started
            done.anchor.letters = self.letters - done.before
            done.anchor.height = height
        if done.twice and self.twice is not None:
            found = [(f'the key "{shown(key)}" is there twice', line, column) for key, line, column in done.twice]
            self.twice += [Problem(message, "", line, column) for message, line, column in found]
        outer.put(done.node)

    def _alias(self, event: Any) -> None:
        """The anchored node itself, counted as if it were written out here."""
        line, column = self._place(event)
        anchor = self._anchor(event.anchor, line, column)
        self._count_alias(anchor, line, column)
        frame, node = self.frame, anchor.node
        if len(self.stack) + anchor.height > MAX_DEPTH:
            raise _too_deep(line, column)
        frame.height = max(frame.height, anchor.height - frame.merging)
        if frame.wants_key:
            frame.take_key(key_of(node, line, column), line, column)
        elif frame.merging and isinstance(node, SequenceNode):
            raise _error("<< takes a map, or a list of maps written in place", line, column)
        else:
            frame.put(node)

    def _anchor(self, name: str, line: int, column: int) -> Anchor:
        anchor = self.anchors.get(name)
        if anchor is None:
            hint = suggestion(name, self.anchors) or 'quote a value that begins with "*"'
            raise _error(f'no anchor "{shown(name)}" before this alias', line, column, hint)
        if not anchor.size:
            raise _error(f'the value of anchor "{shown(name)}" contains itself', line, column)
        return anchor

    def _count_alias(self, anchor: Anchor, line: int, column: int) -> None:
        """Count an alias with the nodes and characters it stands for, and stop where go-yaml stops, or at our bound."""
        self._check_aliases(line, column)
        self.decoded += 1 + anchor.size
        self.aliased += anchor.size
        self.letters += anchor.letters
        self.copied += anchor.letters
        self.checked = self.decoded
        self._check_aliases(line, column)
        if self.copied > MAX_COPIED:
            raise _error(MUCH_COPIED, line, column)

    def _check_aliases(self, line: int, column: int) -> None:
        if excessive(self.checked, self.decoded, self.aliased):
            raise _error("aliases make this document many times larger than it is written", line, column)

    def _place(self, event: Any) -> tuple[int, int]:
        mark = event.start_mark
        return mark.line + self.first_line, mark.column + 1


def _tagged(tag: str, text: str, line: int, column: int) -> Value:
    """The value of a scalar with an explicit tag."""
    try:
        return resolve_tagged(tag, text)
    except ValueError as err:
        raise _error(str(err), line, column) from err


def _too_deep(line: int, column: int) -> InputError:
    return _error(TOO_DEEP, line, column)


def _error(message: str, line: int, column: int, hint: str = "") -> InputError:
    return InputError(Problem(message, line=line, column=column, hint=hint))


def _ignore(_event: Any) -> None:
    """Nothing to build from the start of a stream."""
