"""The nearest known name to what somebody wrote, for error messages."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name` (case and a slip or two forgiven), or None when nothing is near."""
    import difflib  # costs milliseconds and is wanted only when something is wrong

    candidates = {k.lower(): k for k in known}
    found = difflib.get_close_matches(name.lower(), candidates, n=1, cutoff=0.7)
    return candidates[found[0]] if found else None


def suggestion(name: str, known: Iterable[str]) -> str:
    """`did you mean "replicas"?`, or an empty string when no known name is near."""
    match = nearest(name, known)
    return f'did you mean "{match}"?' if match and match != name else ""
