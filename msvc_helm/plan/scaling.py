"""What an autoscaler among the objects means for the number of pods of what it scales."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from msvc_helm.diff.applied import stored
from msvc_helm.diff.manifests import Manifest
from msvc_helm.diff.stored import spec_of
from msvc_helm.merge import Object
from msvc_helm.untyped import below, mapping

Target = tuple[str, str, str]
_BOUNDS = {
    "HorizontalPodAutoscaler": ("minReplicas", "maxReplicas", 1, None),
    "ScaledObject": ("minReplicaCount", "maxReplicaCount", 0, 100),
}


class Scaler(NamedTuple):
    """An autoscaler and the least and most replicas that it sets."""

    title: str
    least: int
    most: int | None


Scalers = Mapping[Target, Scaler]


def scalers(manifests: Iterable[Manifest]) -> Scalers:
    """The autoscalers, by the kind, namespace and name of what they scale."""
    found = {}
    for manifest in manifests:
        if manifest.kind in _BOUNDS:
            spec = spec_of(stored(manifest))
            target = mapping(spec.get("scaleTargetRef"))
            least, most, low, high = _BOUNDS[manifest.kind]
            key = (str(target.get("kind") or "Deployment"), manifest.namespace, str(target.get("name")))
            bounds = _number(spec.get(least), low) or 0, _number(spec.get(most), high)
            found[key] = Scaler(manifest.title, *bounds)
    return found


def _number(value: object, default: int | None) -> int | None:
    return value if isinstance(value, int) else default


def scaler_of(manifest: Manifest, known: Scalers) -> Scaler | None:
    """The autoscaler that sets the replicas of an object."""
    return known.get((manifest.kind, manifest.namespace, manifest.name))


def writes(manifest: Manifest) -> bool:
    """Whether a manifest says how many replicas there are."""
    return below(manifest.written, "spec", "replicas") is not None


def at_least(obj: Object, least: int) -> Object:
    """The object with the replicas that its autoscaler keeps at the least."""
    return {**obj, "spec": {**spec_of(obj), "replicas": max(1, least)}}


def scaling_notes(new: Manifest, scaler: Scaler) -> Iterator[str]:
    """Who sets the number, and which of them the plan counts."""
    bounds = (
        f"{scaler.title} keeps {scaler.least} to {'any number of' if scaler.most is None else scaler.most} replicas"
    )
    if writes(new):
        yield f"{bounds}, and the manifest sets a number too: the last one wins, and Helm 4 may stop with a conflict"
    else:
        yield f"{bounds}; the numbers here are for the least"
