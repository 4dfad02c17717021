"""What an autoscaler among the objects means for the number of pods of what it scales."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.diff.stored import spec_of
from msvc_helm.plan.entries import Entry
from msvc_helm.plan.words import DELETED
from msvc_helm.untyped import mapping

_BOUNDS = {
    "HorizontalPodAutoscaler": ("minReplicas", "maxReplicas", 1, None),
    "ScaledObject": ("minReplicaCount", "maxReplicaCount", 0, 100),
}


def scaling_notes(entry: Entry, entries: list[Entry]) -> Iterator[str]:
    """Notes on a workload that an autoscaler scales: who sets the number, and what the tool does to it."""
    if not entry.new_pods or entry.verdict == DELETED:
        return
    for scaler in entries:
        spec = spec_of(scaler.pair.after)
        target = mapping(spec.get("scaleTargetRef"))
        kind = scaler.manifest.kind
        same = scaler.manifest.namespace == entry.manifest.namespace
        aim = (target.get("kind") or "Deployment", target.get("name"))
        if kind in _BOUNDS and same and aim == (entry.manifest.kind, entry.manifest.name):
            least, most, low, high = _BOUNDS[kind]
            bounds = f"{spec.get(least, low)} to {spec.get(most, high)}"
            written = mapping(mapping(entry.manifest.written).get("spec")).get("replicas")
            how = f"the manifest sets {written}" if written is not None else "the manifest leaves the number to it"
            yield f"{scaler.manifest.title} keeps {bounds} replicas; {how}, and the numbers here are the manifest's"
