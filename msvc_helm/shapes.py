"""What a template printed, read by its shape: most models differ in a few words, and where they stand is known.

Reading YAML is the dearest part of a long run. Where a template prints the same text as before but for words that no
reader of YAML could take for anything else, the object is the same but for these words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml.resolve import resolve
from msvc_helm.patterns import later
from msvc_helm.typed import Any, TypeAlias

Shape: TypeAlias = tuple["str | None", ...]
"""The pieces of a text, None for a word that may differ."""
Read: TypeAlias = Callable[[str], tuple[Any, list[Problem]]]
"""Reads a text the plain way: the object, and what to warn of. Raises InputError."""
Fill: TypeAlias = Callable[[list[str]], Any]

MOST = 64  # shapes of one template that are kept
_WORD = later(r"[A-Za-z](?:[A-Za-z0-9_./-]*[A-Za-z0-9])?")
_DECIDES = frozenset({"apiVersion", "kind"})  # fields whose text says how the rest is read


class DiffersError(Exception):
    """The object is not the same but for the words."""


class Shapes:
    """The shapes that one template has printed so far."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[Shape, Fill | None] = {}  # None: to be read the plain way

    def read(self, pieces: Sequence[str], printed: Sequence[int], read: Read) -> tuple[Any, list[Problem]]:
        """What `read` gives for the pieces' text, of which those at the places `printed` are a model's own."""
        shape: list[str | None] = list(pieces)
        words = []
        for at in printed:
            if _WORD.fullmatch(pieces[at]):
                words.append(pieces[at])
                shape[at] = None
        key = tuple(shape)
        if key not in self._known:
            if words and len(self._known) < MOST:
                self._known[key] = partial(self._learn, key, read)
            return read("".join(pieces))
        fill = self._known[key]
        try:
            if fill is not None:
                return fill(words), []
        except DiffersError:
            pass
        return read("".join(pieces))

    def _learn(self, shape: Shape, read: Read, words: list[str]) -> Any:
        """Seen a second time, a shape is worth knowing; it counts only if it gives what the plain way gives."""
        self._known[shape] = None
        names = _names(shape)
        try:
            made, warnings = read(_text(shape, names))
            spots, found = _spots(made, {name: at for at, name in enumerate(names)})
            wanted, also = read(_text(shape, words))
        except InputError as error:
            raise DiffersError from error
        if warnings or also or len(found) < len(names) or _filled(made, spots, words) != wanted:
            raise DiffersError
        self._known[shape] = partial(_filled, made, spots)
        return wanted


def _names(shape: Shape) -> list[str]:
    """Words that stand for the model's own and occur nowhere else: no base64, and after no backslash right."""
    text = "".join(piece for piece in shape if piece)
    mark = "zq"
    while mark in text:
        mark += "q"
    return [f"{mark}.{at}.z" for at in range(shape.count(None))]


def _text(shape: Shape, words: list[str]) -> str:
    each = iter(words)
    return "".join(next(each) if piece is None else piece for piece in shape)


def _spots(value: Any, names: dict[str, int]) -> tuple[Any, set[int]]:
    """Where the names stand: by key or index what is below, of a text its parts; and which of them were found.

    Raises DiffersError where a name is a key, or decides what the rest means.
    """
    if isinstance(value, str):
        parts = [names.get(part, part) for part in re.split(f"({'|'.join(map(re.escape, names))})", value) if part]
        found = {part for part in parts if isinstance(part, int)}
        return (parts, found) if found else (None, found)
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    spots, all_found = {}, set[int]()
    for key, item in items:
        if isinstance(key, str) and any(name in key for name in names):
            raise DiffersError
        below, found = _spots(item, names)
        if found:
            if key in _DECIDES:
                raise DiffersError
            spots[key] = below
            all_found |= found
    return spots, all_found


def _filled(value: Any, spots: Any, words: list[str]) -> Any:
    """The value with the words at their spots; what has none is shared. Raises DiffersError where one is not text."""
    if isinstance(value, str):
        text = "".join([words[part] if isinstance(part, int) else part for part in spots])
        if resolve(text) is not text:
            raise DiffersError
        return text
    copy = value.copy()
    for key, below in spots.items():
        copy[key] = _filled(value[key], below, words)
    return copy
