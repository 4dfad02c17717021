"""The whole plan: every object's word, and what the objects find of each other on the way."""

from __future__ import annotations

from collections.abc import Iterable

from msvc_helm.diff.manifests import Manifest
from msvc_helm.plan.between import Between
from msvc_helm.plan.entries import Entry, judged
from msvc_helm.plan.ready import ending_note, rolling_notes
from msvc_helm.plan.scaling import scaler_of, scalers, scaling_notes
from msvc_helm.plan.words import ROLLS, SCALED


def plan(old: Iterable[Manifest], new: Iterable[Manifest], tool: str, *, recreate: bool = False) -> list[Entry]:
    """Every object, what happens to it, and what to know of that.

    `recreate`: the tool deletes and makes again an object that cannot be changed.
    """
    new = list(new)
    known = scalers(new)
    entries = judged(old, new, tool, known, recreate=recreate)
    for entry in entries:
        if entry.verdict == ROLLS and entry.rollout:
            entry.notes += rolling_notes(entry.pair.after, entry.new_pods, entry.rollout.step)
            if entry.accelerators and entry.rollout.floor:
                entry.notes.append(ending_note(entry.old_pods))
        scaler = scaler_of(entry.manifest, known)
        if scaler and entry.pairing.new and entry.verdict in (ROLLS, SCALED):
            entry.notes += scaling_notes(entry.pairing.new, scaler)
    Between(entries).add_notes()
    return entries
