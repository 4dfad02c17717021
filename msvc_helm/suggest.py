"""The nearest known name to what somebody wrote, for error messages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import islice

from msvc_helm.typed import Any

_LONGEST = 100  # characters of a name that is looked for
_MOST = 1_000  # names that are looked at
_LISTED = 100


class Later:
    """A hint that is looked for when a message is shown, which most of many are not: `str` of it calls `find`."""

    __slots__ = ("arguments", "find")

    def __init__(self, find: Callable[..., str], *arguments: Any) -> None:
        self.find = find
        self.arguments = arguments

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Later):
            return (self.find, self.arguments) == (other.find, other.arguments)
        return str(self) == other

    def __hash__(self) -> int:
        return hash(self.find)

    def __str__(self) -> str:
        return self.find(*self.arguments)


def some(names: Collection[str]) -> str:
    """The first of the names in a row, how many more there are, or `none`."""
    listed = ", ".join(islice(names, _LISTED)) or "none"
    return f"{listed}, … and {len(names) - _LISTED:,} more" if len(names) > _LISTED else listed


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name` (case and a slip or two forgiven), or None when nothing is near."""
    import difflib  # costs milliseconds and is wanted only when something is wrong

    if len(name) > _LONGEST:
        return None
    candidates = {k.lower(): k for k in islice(known, _MOST) if len(k) <= _LONGEST}
    found = difflib.get_close_matches(name.lower(), candidates, n=1, cutoff=0.7)
    return candidates[found[0]] if found else None


def suggestion(name: str, known: Iterable[str]) -> str:
    """`did you mean "replicas"?`, or an empty string when no known name is near."""
    match = nearest(name, known)
    return f'did you mean "{match}"?' if match and match != name else ""
