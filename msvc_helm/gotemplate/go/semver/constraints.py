"""Constraints on versions as Masterminds/semver reads them: comparisons, `~`, `^`, `x`, ranges with hyphens, `||`."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from ...registry import FunctionError
from ...values import printable
from .version import Version, compare_prereleases
from .version import parse as parse_version

_OPERATORS = r"=||!=|>|<|>=|=>|<=|=<|~|~>|\^"
_VERSION = (
    r"v?([0-9|x|X|\*]+)(\.[0-9|x|X|\*]+)?(\.[0-9|x|X|\*]+)?"
    r"(-(?:[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?(?:\+(?:[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?"
)
_PLAIN_VERSION = _VERSION.replace("(?:", "(").replace("(", "(?:")  # RE2 is much quicker where nothing is captured
_ONE = rf"(?:{_OPERATORS})\s*(?:{_PLAIN_VERSION})"
_LIST = rf"^(?:\s*{_ONE}\s*)(?:(?:\s+|,\s*){_ONE}\s*)*$"
_EACH = re.compile(rf"({_OPERATORS})\s*({_VERSION})")  # Python's re is quick where the text is known to be right
_RANGE = rf"\s*({_PLAIN_VERSION})\s+-\s+({_PLAIN_VERSION})\s*"
_ANY = ("x", "X", "*")


class Constraint(NamedTuple):
    """One comparison; `minor_any`, `patch_any` where the version is that vague, `any_part` where any part of it is."""

    operator: str
    version: Version
    minor_any: bool
    patch_any: bool
    any_part: bool


@functools.cache
def _regexp(pattern: str) -> Any:  # re2 has no type information
    """A compiled expression of this module; by RE2, since wrong text would take Python's re forever."""
    import re2

    return re2.compile(pattern)


def parse(text: str) -> list[list[Constraint]]:
    """Alternatives, each a list of constraints that must all be met. Raises FunctionError."""
    alternatives = []
    for part in _without_ranges(text).split("||"):
        if _regexp(_LIST).search(printable(part)) is None:
            raise FunctionError(f"improper constraint: {part}")
        found = _EACH.finditer(part)
        alternatives.append([_constraint(*match.groups(default="")) for match in found])
    return alternatives


def _without_ranges(text: str) -> str:
    """`1.2 - 2.3` as `>= 1.2, <= 2.3 `."""
    for match in _regexp(_RANGE).finditer(printable(text)):
        low, high = match.group(1), match.group(2)
        text = text.replace(match.group(0), f">= {low}, <= {high} ", 1)
    return text


def _constraint(operator: str, whole: str, major: str, minor: str, patch: str, pre: str) -> Constraint:
    minor_any = patch_any = False
    text = whole
    if major in _ANY:
        text = f"0.0.0{pre}"
    elif minor[1:] in ("", *_ANY):
        text, minor_any = f"{major}.0.0{pre}", True
    elif patch[1:] in ("", *_ANY):
        text, patch_any = f"{major}{minor}.0{pre}", True
    try:
        version = parse_version(text)
    except FunctionError:
        raise FunctionError("constraint Parser Error") from None
    return Constraint(operator, version, minor_any, patch_any, text != whole)


def met(alternatives: list[list[Constraint]], version: Version) -> bool:
    """Whether the version meets all constraints of one alternative."""
    return any(all(_meets(version, constraint) for constraint in each) for each in alternatives)


def _meets(version: Version, constraint: Constraint) -> bool:
    strict_not_equal = constraint.operator == "!=" and not constraint.any_part
    if version.pre and not constraint.version.pre and not strict_not_equal:
        return False  # prereleases only where the constraint names one
    return _CHECKS[constraint.operator](version, constraint)


def _not_equal(version: Version, constraint: Constraint) -> bool:
    limit = constraint.version
    if not constraint.any_part:
        return version.compare(limit) != 0
    if limit.major != version.major:
        return True
    if constraint.minor_any:
        return False
    if limit.minor != version.minor:
        return True
    if constraint.patch_any:
        return bool(version.pre or limit.pre) and compare_prereleases(version.pre, limit.pre) != 0
    return limit.patch != version.patch or version.compare(limit) != 0


def _greater(version: Version, constraint: Constraint) -> bool:
    limit = constraint.version
    if constraint.any_part and version.major != limit.major:
        return version.major > limit.major
    if constraint.minor_any:
        return False
    if constraint.patch_any:
        return version.minor > limit.minor
    return version.compare(limit) > 0


def _less(version: Version, constraint: Constraint) -> bool:
    return version.compare(constraint.version) < 0


def _at_least(version: Version, constraint: Constraint) -> bool:
    return version.compare(constraint.version) >= 0


def _at_most(version: Version, constraint: Constraint) -> bool:
    limit = constraint.version
    if not constraint.any_part:
        return version.compare(limit) <= 0
    return version.major < limit.major or (
        version.major == limit.major and (version.minor <= limit.minor or constraint.minor_any)
    )


def _tilde(version: Version, constraint: Constraint) -> bool:
    limit = constraint.version
    if version.compare(limit) < 0:
        return False
    if limit.numbers == (0, 0, 0) and not constraint.minor_any and not constraint.patch_any:
        return True
    return version.major == limit.major and (version.minor == limit.minor or constraint.minor_any)


def _equal(version: Version, constraint: Constraint) -> bool:
    return _tilde(version, constraint) if constraint.any_part else version.compare(constraint.version) == 0


def _caret(version: Version, constraint: Constraint) -> bool:
    """The leftmost part of the limit that is not zero must be the same."""
    limit = constraint.version
    if version.compare(limit) < 0:
        return False
    if limit.major > 0 or constraint.minor_any:
        return version.major == limit.major
    if version.major > 0:
        return False
    if limit.minor > 0 or constraint.patch_any:
        return version.minor == limit.minor
    return version.minor == 0 and version.patch == limit.patch


_CHECKS: dict[str, Callable[[Version, Constraint], bool]] = {
    "": _equal,
    "=": _equal,
    "!=": _not_equal,
    ">": _greater,
    "<": _less,
    ">=": _at_least,
    "=>": _at_least,
    "<=": _at_most,
    "=<": _at_most,
    "~": _tilde,
    "~>": _tilde,
    "^": _caret,
}
