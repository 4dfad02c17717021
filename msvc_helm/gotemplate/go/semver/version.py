"""Semantic versions as Masterminds/semver reads, prints and orders them, and their methods."""

from __future__ import annotations

import re
from collections.abc import Callable

from ...registry import Function, FunctionError
from ...values import Uint64
from ..objects import NIL_DEREFERENCE, Host

_IDENTIFIERS = r"([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*)"
_VERSION = re.compile(rf"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-{_IDENTIFIERS})?(?:\+{_IDENTIFIERS})?")
_IDENTIFIER = re.compile(r"[0-9A-Za-z\-]*")
_HIGHEST = (1 << 64) - 1
_POINTER = "*semver.Version"
_VALUE = "semver.Version"


class Version(Host):
    """A version; `pre` and `metadata` are empty where there is none. A pointer in Go, a value where methods make it."""

    __slots__ = ("major", "metadata", "minor", "original", "patch", "pre")

    def __init__(self, numbers: tuple[int, int, int], pre: str, metadata: str, original: str | None = None) -> None:
        super().__init__(_POINTER)
        self.major, self.minor, self.patch = numbers
        self.pre = pre
        self.metadata = metadata
        self.original = self.string() if original is None else original

    @property
    def numbers(self) -> tuple[int, int, int]:
        """Major, minor and patch."""
        return self.major, self.minor, self.patch

    def string(self) -> str:
        """The three numbers, prerelease and metadata; without a leading v."""
        pre = f"-{self.pre}" if self.pre else ""
        return f"{self.major}.{self.minor}.{self.patch}{pre}" + (f"+{self.metadata}" if self.metadata else "")

    def content(self) -> object:
        """Everything, also how it was written."""
        return self.numbers, self.pre, self.metadata, self.original

    def copied(self) -> Host:
        """A version of zeros, since Go's copy cannot see the fields."""
        return Version((0, 0, 0), "", "", "")

    def compare(self, other: Version) -> int:
        """-1, 0 or 1; metadata does not count."""
        if self.numbers != other.numbers:
            return 1 if self.numbers > other.numbers else -1
        if not (self.pre and other.pre):
            return (not self.pre) - (not other.pre)
        return compare_prereleases(self.pre, other.pre)

    def methods(self) -> dict[str, Function]:
        """The methods by name; those of the pointer only where this is one."""
        made = {name: Function(name, call) for name, call in _getters(self).items()}
        made["SetPrerelease"] = Function("SetPrerelease", lambda pre: _changed(self, _pre(pre), self.metadata), _TEXT)
        made["SetMetadata"] = Function("SetMetadata", lambda text: _changed(self, self.pre, _metadata(text)), _TEXT)
        if self.type_name == _POINTER:
            made["Original"] = Function("Original", lambda: self.original)
            made["Equal"] = Function("Equal", lambda other: other is not None and self.compare(other) == 0, (_POINTER,))
            made |= {name: _comparison(self, name, test) for name, test in _COMPARISONS.items()}
        return made


_TEXT = ("string",)
_COMPARISONS: dict[str, Callable[[int], object]] = {
    "Compare": lambda order: order,
    "LessThan": lambda order: order < 0,
    "LessThanEqual": lambda order: order <= 0,
    "GreaterThan": lambda order: order > 0,
    "GreaterThanEqual": lambda order: order >= 0,
}


def _comparison(version: Version, name: str, test: Callable[[int], object]) -> Function:
    def compare(other: Version | None) -> object:
        if other is None:
            raise FunctionError(NIL_DEREFERENCE)
        return test(version.compare(other))

    return Function(name, compare, (_POINTER,))


def _getters(version: Version) -> dict[str, Callable[[], object]]:
    major, minor, patch = version.numbers
    return {
        "String": version.string,
        "Value": version.string,
        "Major": lambda: Uint64(major),
        "Minor": lambda: Uint64(minor),
        "Patch": lambda: Uint64(patch),
        "Prerelease": lambda: version.pre,
        "Metadata": lambda: version.metadata,
        "IncMajor": lambda: _value(version, ((major + 1) & _HIGHEST, 0, 0)),
        "IncMinor": lambda: _value(version, (major, (minor + 1) & _HIGHEST, 0)),
        "IncPatch": lambda: _value(version, (major, minor, (patch + (not version.pre)) & _HIGHEST)),
    }


def _changed(version: Version, pre: str, metadata: str) -> Version:
    return _value(version, version.numbers, pre, metadata)


def _value(version: Version, numbers: tuple[int, int, int], pre: str = "", metadata: str = "") -> Version:
    """Another version, not a pointer, that keeps the `v` the first one was written with."""
    made = Version(numbers, pre, metadata)
    made.original = ("v" if version.original.startswith("v") else "") + made.original
    made.type_name = _VALUE
    return made


def parse(text: str) -> Version:
    """The version, in which minor and patch may be missing. Raises FunctionError."""
    match = _VERSION.fullmatch(text)
    if match is None:
        raise FunctionError("Invalid Semantic Version")
    major, minor, patch, pre, metadata = match.groups()
    numbers = (_segment(major), _segment(minor), _segment(patch))
    return Version(numbers, _pre(pre or ""), metadata or "", text)


def _segment(digits: str | None) -> int:
    if not digits:
        return 0
    significant = digits.lstrip("0") or "0"
    if len(significant) > 20 or int(significant) > _HIGHEST:
        problem = f'strconv.ParseUint: parsing "{digits}": value out of range'
        raise FunctionError(f"Error parsing version segment: {problem}")
    return int(significant)


def _pre(pre: str) -> str:
    """The prerelease, if it is a valid one. Raises FunctionError."""
    for identifier in pre.split("."):
        if len(identifier) > 1 and identifier[0] == "0" and identifier.isascii() and identifier.isdigit():
            raise FunctionError("Version segment starts with 0")
        if not _IDENTIFIER.fullmatch(identifier):
            raise FunctionError("Invalid Prerelease string")
    return pre


def _metadata(text: str) -> str:
    """The metadata, if it is valid. Raises FunctionError."""
    if not all(map(_IDENTIFIER.fullmatch, text.split("."))):
        raise FunctionError("Invalid Metadata string")
    return text


def compare_prereleases(left: str, right: str) -> int:
    """-1, 0 or 1: identifier by identifier, numbers before words, a missing one before any."""
    keys = [[_identifier_key(identifier) for identifier in text.split(".")] for text in (left, right)]
    return (keys[0] > keys[1]) - (keys[0] < keys[1])


def _identifier_key(identifier: str) -> tuple[bool, int, str]:
    if identifier.isdigit() and len(identifier) <= 20 and int(identifier) <= _HIGHEST:
        return False, int(identifier), ""
    return True, 0, identifier
