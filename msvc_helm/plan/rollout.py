"""What the controllers do to running pods when an object changes, by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from msvc_helm.diff.applied import Pair
from msvc_helm.diff.changes import Change, changes, equal
from msvc_helm.diff.manifests import Path
from msvc_helm.diff.stored import compact, spec_of
from msvc_helm.merge import Object
from msvc_helm.plan.groups import SUBGROUP_TOPOLOGY
from msvc_helm.plan.pods import Pods, of_group, pods, replicas
from msvc_helm.plan.shares import share, surge_and_gap
from msvc_helm.plan.words import IN_PLACE, ROLLS, SCALED
from msvc_helm.types.structs import Struct, Type
from msvc_helm.untyped import below, mapping, maps

TEMPLATE = ("spec", "template")
REPLICAS = ("spec", "replicas")
EXCLUSIVE = ("leaderworkerset.sigs.k8s.io/exclusive-topology", SUBGROUP_TOPOLOGY)


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


def rollout(pair: Pair, found: list[Change]) -> Rollout:
    """What comes of the changes of an object that is taken."""
    judge = _KINDS.get(str(pair.after.get("kind")))
    out = judge(pair, found) if judge and pair.type is not None else Rollout(IN_PLACE)
    return out._replace(causes=out.causes or found)


def _deployment(pair: Pair, found: list[Change]) -> Rollout:
    before, after = spec_of(pair.before), spec_of(pair.after)
    old, new = replicas(before), replicas(after)
    changed = not equal(before.get("template"), after.get("template"), _type(pair.type, TEMPLATE))
    if changed and after.get("paused"):
        note = "the Deployment is paused: its pods get the new template when it goes on"
        return _scaled(old, new, found)._replace(notes=[note])
    if not changed or not old or not new:
        notes = ["what was changed while it was paused rolls out now"] if _resumed(before, after) else []
        return _scaled(old, new, found)._replace(notes=notes)
    strategy = mapping(after.get("strategy"))
    if strategy.get("type") == "Recreate":
        notes = ["Recreate: no pod runs between the old ones and the new ones"]
        return Rollout(ROLLS, _of(found, TEMPLATE, REPLICAS), notes=notes, step=new, floor=0)
    surge, gap = surge_and_gap(mapping(strategy.get("rollingUpdate")), new)
    spare = max(0, new + surge - max(old, new))
    extra = [each._replace(number=spare) for each in pods(pair.after)] if spare else []
    return Rollout(ROLLS, _of(found, TEMPLATE, REPLICAS), extra, step=surge + gap, floor=max(0, min(old, new) - gap))


def _resumed(before: Object, after: Object) -> bool:
    return bool(before.get("paused")) and not after.get("paused")


def _stateful_set(pair: Pair, found: list[Change]) -> Rollout:
    before, after = spec_of(pair.before), spec_of(pair.after)
    changed = any(_of(found, TEMPLATE))
    old, new = (_ordinals(spec) for spec in (before, after))
    kept = set(old) & set(new)
    strategy = mapping(after.get("updateStrategy"))
    if changed and strategy.get("type") == "OnDelete":
        note = "OnDelete: a pod gets the new template when somebody deletes it"
        return _scaled_set(old, new, found)._replace(notes=[note])
    rolling = mapping(strategy.get("rollingUpdate"))
    partition = rolling.get("partition") or 0
    replaced = [ordinal for ordinal in kept if ordinal >= partition]
    if changed and replaced:
        _, gap = surge_and_gap({"maxUnavailable": rolling.get("maxUnavailable", 1)}, len(new))
        notes = [f"partition {partition}: pods below it keep the old template"] if min(kept) < partition else []
        return Rollout(ROLLS, _of(found, TEMPLATE, REPLICAS), [], notes, gap, max(0, len(kept) - gap))
    notes = [f"partition {partition}: no running pod gets the new template"] if changed and kept else []
    return _scaled_set(old, new, found)._replace(notes=notes)


def _ordinals(spec: Object) -> range:
    start = below(spec, "ordinals", "start")
    first = start if isinstance(start, int) else 0
    return range(first, first + replicas(spec))


def _scaled_set(old: range, new: range, found: list[Change]) -> Rollout:
    if old == new or not (old or new):
        return Rollout(IN_PLACE)
    return Rollout(SCALED, _of(found, REPLICAS, ("spec", "ordinals")), floor=len(set(old) & set(new)))


def _daemon_set(pair: Pair, found: list[Change]) -> Rollout:
    strategy = mapping(spec_of(pair.after).get("updateStrategy"))
    if not any(_of(found, TEMPLATE)):
        return Rollout(IN_PLACE)
    if strategy.get("type") == "OnDelete":
        return Rollout(IN_PLACE, notes=["OnDelete: a pod gets the new template when somebody deletes it"])
    return Rollout(ROLLS, _of(found, TEMPLATE), notes=["one pod a node: their number is not in the manifest"])


def _replica_set(pair: Pair, found: list[Change]) -> Rollout:
    old, new = (replicas(spec_of(obj)) for obj in (pair.before, pair.after))
    notes = ["running pods keep the old template"] if any(_of(found, TEMPLATE)) else []
    return _scaled(old, new, found)._replace(notes=notes)


def _job(pair: Pair, found: list[Change]) -> Rollout:
    old, new = (sum(each.number for each in pods(obj)) for obj in (pair.before, pair.after))
    fields = (("spec", "parallelism"), ("spec", "completions"), ("spec", "suspend"))
    return Rollout(SCALED, _of(found, *fields), floor=min(old, new)) if old != new else Rollout(IN_PLACE)


def _pod(pair: Pair, found: list[Change]) -> Rollout:  # noqa: ARG001 - as all others
    return Rollout(IN_PLACE, notes=["a container with another image restarts in its pod"])


def _group(pair: Pair, found: list[Change]) -> Rollout:
    before, after = spec_of(pair.before), spec_of(pair.after)
    old, new = replicas(before), replicas(after)
    causes = _revised(pair, found)
    rolling = mapping(below(after, "rolloutStrategy", "rollingUpdateConfiguration"))
    partition = rolling.get("partition") or 0
    if not causes or not old or not new:
        return _scaled(old, new, found)
    if partition >= min(old, new):
        notes = [f"partition {partition}: no running group gets the new template"]
        return _scaled(old, new, found)._replace(notes=notes)
    surge, gap = surge_and_gap(rolling, new)
    spare = max(0, new + surge - max(old, new))
    notes = [f"partition {partition}: groups below it keep the old template"] if partition else []
    extra = list(of_group(after, {}, spare)) if spare else []
    return Rollout(ROLLS, [*causes, *_of(found, REPLICAS)], extra, notes, surge + gap, max(0, min(old, new) - gap))


def _revised(pair: Pair, found: list[Change]) -> list[Change]:
    """The changes of a LeaderWorkerSet that its controller makes a new revision of."""
    paths: tuple[Path, ...] = (("spec", "leaderWorkerTemplate"), ("spec", "networkConfig"))
    changed: list[Change] = []
    for path in paths:
        before, after = (_compact_at(obj, pair.type, path) for obj in pair[:2])
        changed += changes(before, after, _type(pair.type, path), path)
    exclusive = [change for key in EXCLUSIVE for change in _annotation(pair, key)]
    return [*changed, *exclusive] if any(_of(found, *paths, ("metadata", "annotations"))) else []


def _annotation(pair: Pair, key: str) -> Iterable[Change]:
    path = ("metadata", "annotations")
    before, after = (mapping(below(obj, *path)).get(key, "") for obj in pair[:2])
    return [Change((*path, key), before, after)] if before != after else []


def _roles(pair: Pair, found: list[Change]) -> Rollout:
    before, after = (maps(spec_of(obj).get("roles")) for obj in pair[:2])
    old, new = (sum(replicas(mapping(role.get("spec"))) for role in roles) for roles in (before, after))
    path = ("spec", "roles")
    type_ = _type(pair.type, path)
    revisions = [_revision(compact(roles, type_)) for roles in (before, after)] if type_ else [before, after]
    if revisions[0] == revisions[1] or not old or not new:
        counts = [[replicas(mapping(role.get("spec"))) for role in roles] for roles in (before, after)]
        return Rollout(SCALED, _of(found, path)) if counts[0] != counts[1] else Rollout(IN_PLACE)
    extra: list[Pods] = []
    for role in after:
        spec = mapping(role.get("spec"))
        extra += of_group(spec, {}, _spare_of_role(spec))
    notes = ["a new revision of one role replaces the pods of all roles"]
    causes = [change for change in _of(found, path) if "replicas" not in change.path]
    return Rollout(ROLLS, causes or _of(found, path), [each for each in extra if each.number], notes)


def _revision(roles: list[Object]) -> list[tuple[Any, Any]]:
    return [(role.get("name"), below(role, "spec", "leaderWorkerTemplate")) for role in roles]


def _spare_of_role(spec: Object) -> int:
    """Groups above the wanted number; without numbers of its own the controller takes one more and none less."""
    rolling = mapping(below(spec, "rolloutStrategy", "rollingUpdateConfiguration"))
    total = replicas(spec)
    surge = share(rolling.get("maxSurge"), total, up=True)
    return surge if surge or share(rolling.get("maxUnavailable"), total, up=False) else 1


def _scaled(old: int, new: int, found: list[Change]) -> Rollout:
    return Rollout(SCALED, _of(found, REPLICAS), floor=min(old, new)) if old != new else Rollout(IN_PLACE)


def _of(found: Iterable[Change], *paths: Path) -> list[Change]:
    """The changes at or below some paths, or of something above them."""
    return [change for change in found if any(_meet(change.path, path) for path in paths)]


def _meet(one: Path, other: Path) -> bool:
    return all(left == right for left, right in zip(one, other, strict=False))


def _type(struct: Struct | None, path: Path) -> Type | None:
    return struct.at(".".join(map(str, path))) if struct else None


def _compact_at(obj: Object, struct: Struct | None, path: tuple[Any, ...]) -> Any:
    type_ = _type(struct, path)
    value = below(obj, *path)
    return compact(value, type_) if type_ is not None and value is not None else value


_KINDS: dict[str, Callable[[Pair, list[Change]], Rollout]] = {
    "Deployment": _deployment,
    "StatefulSet": _stateful_set,
    "DaemonSet": _daemon_set,
    "ReplicaSet": _replica_set,
    "Job": _job,
    "Pod": _pod,
    "LeaderWorkerSet": _group,
    "DisaggregatedSet": _roles,
}
