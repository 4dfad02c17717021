"""The words for what happens to an object, from the best to the worst."""

from __future__ import annotations

from collections.abc import Iterable

UNCHANGED, IN_PLACE, CREATED, SCALED = "unchanged", "in place", "created", "scaled"
ROLLS, DELETED, REPLACED, REFUSED = "rolls", "deleted", "replaced", "refused"

ORDER = {
    UNCHANGED: "no field differs once the API server has filled in its defaults",
    IN_PLACE: "the object changes, no pod does",
    CREATED: "the object is new",
    SCALED: "pods come or go; those that stay are the same",
    ROLLS: "pods are replaced, all or some",
    DELETED: "the object goes away",
    REPLACED: "the object is deleted and made again",
    REFUSED: "the API server or a webhook rejects the change, and the release fails",
}
"""Each word and what it means, the worst last."""

_RANK = {word: rank for rank, word in enumerate(ORDER)}


def worst(words: Iterable[str]) -> str:
    """The worst of the words; of none `unchanged`."""
    return max(words, key=_RANK.__getitem__, default=UNCHANGED)


def at_least(word: str, limit: str) -> bool:
    """Whether a word is as bad as another one, or worse."""
    return _RANK[word] >= _RANK[limit]
