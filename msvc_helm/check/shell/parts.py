"""What a word of a script consists of."""

from __future__ import annotations

from msvc_helm.typed import NamedTuple, TypeAlias


class Letters(NamedTuple):
    """Characters as they are."""

    text: str
    quoted: bool


class Value(NamedTuple):
    """`$NAME` or `${NAME…}`: `subscript` is that of an array, `how` what is done with the value, `operand` by what."""

    name: str
    subscript: str
    how: str
    operand: tuple[object, ...]
    source: str
    quoted: bool


class Sum(NamedTuple):
    """`$((…))`."""

    parts: tuple[object, ...]
    source: str
    quoted: bool


class Output(NamedTuple):
    """`$(…)` and the like: what a command prints, which nobody knows here."""

    source: str
    quoted: bool


class Array(NamedTuple):
    """`(…)` after `NAME=`."""

    words: tuple[Word, ...]


Part: TypeAlias = "Letters | Value | Sum | Output | Array"


class Word(NamedTuple):
    """The parts of a word; `source` is how it is written."""

    parts: tuple[Part, ...]
    source: str

    @property
    def plain(self) -> str:
        """The text of a word that is nothing else, without quotes; empty for any other."""
        return self.source if all(type(part) is Letters and not part.quoted for part in self.parts) else ""
