"""What comes of a change for the pods of an object, and what the rules of all kinds share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from msvc_helm.diff.changes import Change
from msvc_helm.diff.manifests import Path
from msvc_helm.plan.pods import Pods
from msvc_helm.plan.words import IN_PLACE, SCALED
from msvc_helm.types.structs import StructType, Type

TEMPLATE = ("spec", "template")
REPLICAS = ("spec", "replicas")


class Rollout(NamedTuple):
    """A word, the changes that make it so, the pods that run beside the wanted ones for a time, and what to know.

    `step` is how many pods are replaced at a time; `floor` how many pods, old or new, are ready all the time.
    """

    word: str
    causes: list[Change] = []  # noqa: RUF012 - never changed
    spare: list[Pods] = []  # noqa: RUF012
    notes: list[str] = []  # noqa: RUF012
    step: int = 1
    floor: int = 1


def scaled(old: int, new: int, found: list[Change]) -> Rollout:
    """The word where only a number of replicas may differ."""
    return Rollout(SCALED, at(found, REPLICAS), floor=min(old, new)) if old != new else Rollout(IN_PLACE)


def at(found: Iterable[Change], *paths: Path) -> list[Change]:
    """The changes at or below some paths, or of something above them."""
    return [change for change in found if any(_meet(change.path, path) for path in paths)]


def _meet(one: Path, other: Path) -> bool:
    return all(left == right for left, right in zip(one, other, strict=False))


def type_at(struct: StructType | None, path: Path) -> Type | None:
    """The type of a field that the schema has; None without a schema."""
    return struct.at(".".join(map(str, path))) if struct else None
