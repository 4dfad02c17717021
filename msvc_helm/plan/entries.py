"""For each object what happens to it, why, and what that means for its pods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from msvc_helm.diff.applied import APPLY, HELM3, Pair, applied, stored
from msvc_helm.diff.changes import Change, changes
from msvc_helm.diff.differences import Pairing, masked, paired
from msvc_helm.diff.manifests import Manifest
from msvc_helm.merge import Object
from msvc_helm.plan.groups import GROUPS, makes_no_pod
from msvc_helm.plan.outcome import Rollout
from msvc_helm.plan.pods import Pods, accelerators, number, pods
from msvc_helm.plan.refusals import lost, refusals
from msvc_helm.plan.rollout import rollout
from msvc_helm.plan.scaling import Scalers, at_least, scaler_of, writes
from msvc_helm.plan.words import CREATED, DELETED, REFUSED, REPLACED, UNCHANGED, worst

IMMUTABLE = "immutable"  # how the API server calls a field that only a new object can have otherwise
KEEP = ("helm.sh/resource-policy", "keep")
PRUNE = (("kustomize.toolkit.fluxcd.io/prune", "disabled"), ("argocd.argoproj.io/sync-options", "Prune=false"))


class Amount(NamedTuple):
    """How much there is before and after, and how much more on the way."""

    before: int
    after: int
    spare: int = 0


@dataclass
class Entry:
    """What happens to one object."""

    pairing: Pairing
    pair: Pair
    verdict: str
    causes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rollout: Rollout | None = None

    @property
    def manifest(self) -> Manifest:
        """The new manifest, or the old one of an object that goes away."""
        return self.pairing.either

    @property
    def old_pods(self) -> list[Pods]:
        """The pods before."""
        return pods(self.pair.before)

    @property
    def new_pods(self) -> list[Pods]:
        """The pods after."""
        return pods(self.pair.before if self.verdict == REFUSED else self.pair.after)

    @property
    def spare_pods(self) -> list[Pods]:
        """The pods that are there besides on the way."""
        return self.rollout.spare if self.rollout and self.verdict != REFUSED else []

    @property
    def pods(self) -> Amount | None:
        """The number of pods; None for an object without any."""
        counts = [number(each) for each in (self.old_pods, self.new_pods, self.spare_pods)]
        return Amount(*counts) if self.old_pods or self.new_pods else None

    @property
    def accelerators(self) -> dict[str, Amount]:
        """The number of each extended resource."""
        counts: list[Counter[str]] = [accelerators(each) for each in (self.old_pods, self.new_pods, self.spare_pods)]
        names = sorted({name for each in counts for name in each})
        return {name: Amount(*(each[name] for each in counts)) for name in names}


def judged(
    old: Iterable[Manifest],
    new: Iterable[Manifest],
    tool: str,
    known: Scalers | None = None,
    *,
    recreate: bool = False,
) -> list[Entry]:
    """Every object and what happens to it by itself.

    `known` are the autoscalers of the new side, `recreate`: the tool deletes and makes again what cannot be changed.
    """
    return [_entry(pairing, tool, known or {}, recreate=recreate) for pairing in paired(old, new)]


def verdict(entries: Iterable[Entry]) -> str:
    """The word for the whole: the worst of its objects'."""
    return worst(entry.verdict for entry in entries)


def _entry(pairing: Pairing, tool: str, known: Scalers, *, recreate: bool) -> Entry:
    old, new = pairing
    if new is None:
        assert old is not None  # noqa: S101 - a pairing has one side at least
        return _gone(pairing, old, tool)
    empty: Object = {}
    pair = applied(old, new, tool) if old else Pair(empty, stored(new), new.known.struct if new.known else None)
    entry = Entry(pairing, pair, UNCHANGED if old else CREATED)
    entry.notes += _lost(pair, old, new, tool)
    found = [] if old is None else list(changes(pair.before, pair.after, pair.type))
    entry.pair = _counted(pair, pairing, known)
    if found or old is None or new.wrong or new.rejected or (new.unknown and tool != HELM3):
        _judge(entry, found, tool, recreate=recreate)
    entry.causes = [masked(new, change) for change in entry.causes]
    return entry


def _judge(entry: Entry, found: list[Change], tool: str, *, recreate: bool) -> None:
    """Fill in the word and the causes of an object that is new or changes."""
    old, new = entry.pairing
    assert new is not None  # noqa: S101 - see above
    if new.rejected:
        entry.verdict = REPLACED if recreate and old and IMMUTABLE in new.rejected else REFUSED
        entry.causes, entry.notes = found, [new.rejected, *entry.notes]
        return
    refused = refusals(old, new, entry.pair, tool) if new.rejected is None else []
    if refused:
        alone = Pair({}, stored(new), entry.pair.type)
        entry.verdict = REPLACED if recreate and old and not refusals(None, new, alone, tool) else REFUSED
        entry.causes = [refusal.change for refusal in refused]
        entry.notes = [refusal.reason for refusal in refused] + entry.notes
        return
    group = old is not None and new.kind in GROUPS
    outcome = "the running group is taken down, and no pod follows" if group else "no pod comes of it"
    entry.notes += [f"{p.path}: {p.message}: {outcome}" for p in makes_no_pod(entry.pair.after, entry.pair.type)]
    if old is None:
        return
    entry.rollout = rollout(entry.pair, found)
    entry.verdict, entry.causes = entry.rollout.word, entry.rollout.causes
    entry.notes += entry.rollout.notes


def _counted(pair: Pair, pairing: Pairing, known: Scalers) -> Pair:
    """The objects with the replicas that an autoscaler keeps, where the manifests leave the number to it."""
    old, new = pairing
    scaler = scaler_of(new, known) if new else None
    if scaler is None or (old and writes(old)) or (new and writes(new)):
        return pair
    before = at_least(pair.before, scaler.least) if old else pair.before
    return pair._replace(before=before, after=at_least(pair.after, scaler.least))


def _lost(pair: Pair, old: Manifest | None, new: Manifest, tool: str) -> list[str]:
    if new.rejected is not None:
        return []  # the server has told what becomes of it
    return list(lost(pair, old, new)) if tool == HELM3 or not new.unknown else []


def _gone(pairing: Pairing, old: Manifest, tool: str) -> Entry:
    """What happens to an object that the new side does not have."""
    pair = Pair(stored(old), {}, old.known.struct if old.known else None)
    kept = next((f"{key}: {value}" for key, value in (KEEP, *PRUNE) if value in old.annotations.get(key, "")), None)
    if kept and kept.startswith(KEEP[0]) != (tool == APPLY):
        note = f"stays, although it is not in the new manifests: {kept}"
        return Entry(pairing, pair._replace(after=pair.before), UNCHANGED, notes=[note])
    notes = ["deleted only by a tool that prunes; otherwise it stays"] if tool == APPLY else []
    if old.kind == "PersistentVolumeClaim":
        notes.append("its data goes too, unless the volume's reclaim policy is Retain")
    return Entry(pairing, pair, DELETED, notes=notes)
