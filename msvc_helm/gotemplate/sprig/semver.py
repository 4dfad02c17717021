"""Sprig's semver.go: semantic versions, and whether one meets a constraint."""

from __future__ import annotations

from ..go.semver import constraints, version
from ..registry import LimitError
from .table import Table

FUNCTIONS = table = Table()

_LONGEST = 10_000  # characters of a constraint


@table("semver", "string", slow=True)
def semver(text: str) -> version.Version:
    """The version, with its parts and comparisons as methods."""
    return version.parse(text)


@table("semverCompare", "string, string", slow=True)
def semver_compare(constraint: str, text: str) -> bool:
    """Whether the version meets the constraint, as in `>=1.2, <2 || ^3.1`."""
    if len(constraint) > _LONGEST:
        raise LimitError(f"a constraint has more than {_LONGEST} characters")
    alternatives = constraints.parse(constraint)
    return constraints.met(alternatives, version.parse(text))
