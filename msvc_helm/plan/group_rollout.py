"""What the controllers of LeaderWorkerSet and DisaggregatedSet do to running groups of pods."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msvc_helm.diff.applied import Pair
from msvc_helm.diff.changes import Change, changes
from msvc_helm.diff.manifests import Path
from msvc_helm.diff.stored import compact, spec_of
from msvc_helm.merge import Object
from msvc_helm.plan.groups import SUBGROUP_TOPOLOGY
from msvc_helm.plan.outcome import REPLICAS, Rollout, at, scaled, type_at
from msvc_helm.plan.pods import Pods, of_group, replicas
from msvc_helm.plan.words import IN_PLACE, ROLLS, SCALED
from msvc_helm.types.shares import surge_and_gap, surge_of_role
from msvc_helm.types.structs import StructType
from msvc_helm.untyped import below, mapping, maps

EXCLUSIVE = ("leaderworkerset.sigs.k8s.io/exclusive-topology", SUBGROUP_TOPOLOGY)


def group(pair: Pair, found: list[Change]) -> Rollout:
    """A LeaderWorkerSet."""
    before, after = spec_of(pair.before), spec_of(pair.after)
    old, new = replicas(before), replicas(after)
    causes = _revised(pair, found)
    rolling = mapping(below(after, "rolloutStrategy", "rollingUpdateConfiguration"))
    partition = rolling.get("partition") or 0
    if not causes or not old or not new:
        return scaled(old, new, found)
    if partition >= min(old, new):
        notes = [f"partition {partition}: no running group gets the new template"]
        return scaled(old, new, found)._replace(notes=notes)
    surge, gap = surge_and_gap(rolling, new)
    spare = max(0, new + surge - max(old, new))
    notes = [f"partition {partition}: groups below it keep the old template"] if partition else []
    extra = list(of_group(after, {}, spare)) if spare else []
    return Rollout(ROLLS, [*causes, *at(found, REPLICAS)], extra, notes, surge + gap, max(0, min(old, new) - gap))


def _revised(pair: Pair, found: list[Change]) -> list[Change]:
    """The changes of a LeaderWorkerSet that its controller makes a new revision of."""
    paths: tuple[Path, ...] = (("spec", "leaderWorkerTemplate"), ("spec", "networkConfig"))
    changed: list[Change] = []
    for path in paths:
        before, after = (_compact_at(obj, pair.type, path) for obj in pair[:2])
        changed += changes(before, after, type_at(pair.type, path), path)
    exclusive = [change for key in EXCLUSIVE for change in _annotation(pair, key)]
    return [*changed, *exclusive] if any(at(found, *paths, ("metadata", "annotations"))) else []


def _annotation(pair: Pair, key: str) -> Iterable[Change]:
    path = ("metadata", "annotations")
    before, after = (mapping(below(obj, *path)).get(key, "") for obj in pair[:2])
    return [Change((*path, key), before, after)] if before != after else []


def roles(pair: Pair, found: list[Change]) -> Rollout:
    """A DisaggregatedSet."""
    before, after = (maps(spec_of(obj).get("roles")) for obj in pair[:2])
    old, new = (sum(replicas(mapping(role.get("spec"))) for role in roles) for roles in (before, after))
    path = ("spec", "roles")
    type_ = type_at(pair.type, path)
    revisions = [_revision(compact(roles, type_)) for roles in (before, after)] if type_ else [before, after]
    if revisions[0] == revisions[1] or not old or not new:
        counts = [[replicas(mapping(role.get("spec"))) for role in roles] for roles in (before, after)]
        return Rollout(SCALED, at(found, path)) if counts[0] != counts[1] else Rollout(IN_PLACE)
    extra: list[Pods] = []
    for role in after:
        spec = mapping(role.get("spec"))
        rolling = mapping(below(spec, "rolloutStrategy", "rollingUpdateConfiguration"))
        extra += of_group(spec, {}, surge_of_role(rolling, replicas(spec)))
    notes = ["a new revision of one role replaces the pods of all roles"]
    causes = [change for change in at(found, path) if "replicas" not in change.path]
    return Rollout(ROLLS, causes or at(found, path), [each for each in extra if each.number], notes)


def _revision(roles: list[Object]) -> list[tuple[Any, Any]]:
    return [(role.get("name"), below(role, "spec", "leaderWorkerTemplate")) for role in roles]


def _compact_at(obj: Object, struct: StructType | None, path: tuple[Any, ...]) -> Any:
    type_ = type_at(struct, path)
    value = below(obj, *path)
    return compact(value, type_) if type_ is not None and value is not None else value
