"""Words that differ from a known one by a slip."""

from __future__ import annotations

from collections.abc import Iterable

_SLIPS = 2  # letters too many, too few or wrong
_SHORTEST = 5  # letters of a word that can be told from others of its kind


def near(word: str, known: Iterable[str], *, names: bool = False) -> str:
    """The known word that differs from `word` by a slip; empty where it is known itself, or none is near.

    Of `names` numbers and single letters tell objects apart (`models-a`, `gpu-2`), and are not slips.
    """
    words = list(known)
    if word in words or len(word) < _SHORTEST or "$" in word:
        return ""
    return next((right for right in words if abs(len(right) - len(word)) <= _SLIPS and _slip(word, right, names)), "")


def _slip(word: str, right: str, names: bool) -> bool:
    from difflib import SequenceMatcher  # rarely wanted

    changes = [each for each in SequenceMatcher(None, word, right, autojunk=False).get_opcodes() if each[0] != "equal"]
    if sum(max(i2 - i1, j2 - j1) for _, i1, i2, j1, j2 in changes) > _SLIPS:
        return False
    return not names or not any(
        _counts(word[i1:i2], word, i2) or _counts(right[j1:j2], right, j2) for _, i1, i2, j1, j2 in changes
    )


def _counts(part: str, whole: str, end: int) -> bool:
    """Whether what differs is a number, or a word of its own (`-a`)."""
    before, after = whole[: end - len(part)][-1:], whole[end : end + 1]
    alone = bool(part) and before in ("", "-", ".", "_") and after in ("", "-", ".", "_")
    return any(char.isdigit() for char in part) or alone
