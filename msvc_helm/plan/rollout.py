"""What the controllers do to running pods when an object changes, by kind."""

from __future__ import annotations

from collections.abc import Callable

from msvc_helm.diff.applied import Pair
from msvc_helm.diff.changes import Change, equal
from msvc_helm.diff.stored import spec_of
from msvc_helm.merge import Object
from msvc_helm.plan.group_rollout import group, roles
from msvc_helm.plan.outcome import REPLICAS, TEMPLATE, Rollout, at, scaled, type_at
from msvc_helm.plan.pods import pods, replicas
from msvc_helm.plan.words import IN_PLACE, ROLLS, SCALED
from msvc_helm.types.shares import surge_and_gap
from msvc_helm.untyped import below, mapping


def rollout(pair: Pair, found: list[Change]) -> Rollout:
    """What comes of the changes of an object that is taken."""
    judge = _KINDS.get(str(pair.after.get("kind")))
    out = judge(pair, found) if judge and pair.type is not None else Rollout(IN_PLACE)
    return out._replace(causes=out.causes or found)


def _deployment(pair: Pair, found: list[Change]) -> Rollout:
    before, after = spec_of(pair.before), spec_of(pair.after)
    old, new = replicas(before), replicas(after)
    changed = not equal(before.get("template"), after.get("template"), type_at(pair.type, TEMPLATE))
    if changed and after.get("paused"):
        note = "the Deployment is paused: its pods get the new template when it goes on"
        return scaled(old, new, found)._replace(notes=[note])
    if not changed or not old or not new:
        notes = ["what was changed while it was paused rolls out now"] if _resumed(before, after) else []
        return scaled(old, new, found)._replace(notes=notes)
    strategy = mapping(after.get("strategy"))
    if strategy.get("type") == "Recreate":
        notes = ["Recreate: no pod runs between the old ones and the new ones"]
        return Rollout(ROLLS, at(found, TEMPLATE, REPLICAS), notes=notes, step=new, floor=0)
    surge, gap = surge_and_gap(mapping(strategy.get("rollingUpdate")), new)
    spare = max(0, new + surge - max(old, new))
    extra = [each._replace(number=spare) for each in pods(pair.after)] if spare else []
    return Rollout(ROLLS, at(found, TEMPLATE, REPLICAS), extra, step=surge + gap, floor=max(0, min(old, new) - gap))


def _resumed(before: Object, after: Object) -> bool:
    return bool(before.get("paused")) and not after.get("paused")


def _stateful_set(pair: Pair, found: list[Change]) -> Rollout:
    before, after = spec_of(pair.before), spec_of(pair.after)
    changed = any(at(found, TEMPLATE))
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
        return Rollout(ROLLS, at(found, TEMPLATE, REPLICAS), [], notes, gap, max(0, len(kept) - gap))
    notes = [f"partition {partition}: no running pod gets the new template"] if changed and kept else []
    return _scaled_set(old, new, found)._replace(notes=notes)


def _ordinals(spec: Object) -> range:
    start = below(spec, "ordinals", "start")
    first = start if isinstance(start, int) else 0
    return range(first, first + replicas(spec))


def _scaled_set(old: range, new: range, found: list[Change]) -> Rollout:
    if old == new or not (old or new):
        return Rollout(IN_PLACE)
    return Rollout(SCALED, at(found, REPLICAS, ("spec", "ordinals")), floor=len(set(old) & set(new)))


def _daemon_set(pair: Pair, found: list[Change]) -> Rollout:
    strategy = mapping(spec_of(pair.after).get("updateStrategy"))
    if not any(at(found, TEMPLATE)):
        return Rollout(IN_PLACE)
    if strategy.get("type") == "OnDelete":
        return Rollout(IN_PLACE, notes=["OnDelete: a pod gets the new template when somebody deletes it"])
    return Rollout(ROLLS, at(found, TEMPLATE), notes=["one pod a node: their number is not in the manifest"])


def _replica_set(pair: Pair, found: list[Change]) -> Rollout:
    old, new = (replicas(spec_of(obj)) for obj in (pair.before, pair.after))
    notes = ["running pods keep the old template"] if any(at(found, TEMPLATE)) else []
    return scaled(old, new, found)._replace(notes=notes)


def _job(pair: Pair, found: list[Change]) -> Rollout:
    old, new = (sum(each.number for each in pods(obj)) for obj in (pair.before, pair.after))
    fields = (("spec", "parallelism"), ("spec", "completions"), ("spec", "suspend"))
    return Rollout(SCALED, at(found, *fields), floor=min(old, new)) if old != new else Rollout(IN_PLACE)


def _pod(pair: Pair, found: list[Change]) -> Rollout:  # noqa: ARG001 - as all others
    return Rollout(IN_PLACE, notes=["a container with another image restarts in its pod"])


_KINDS: dict[str, Callable[[Pair, list[Change]], Rollout]] = {
    "Deployment": _deployment,
    "StatefulSet": _stateful_set,
    "DaemonSet": _daemon_set,
    "ReplicaSet": _replica_set,
    "Job": _job,
    "Pod": _pod,
    "LeaderWorkerSet": group,
    "DisaggregatedSet": roles,
}
