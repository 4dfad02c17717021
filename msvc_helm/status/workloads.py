"""The workloads of a model: how many of their replicas are ready, the accelerators they ask for, their images."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from msvc_helm.api.names import EPP_LABEL, ROLE_LABEL, VARIANT_LABEL
from msvc_helm.api.workloads import DISAGGREGATED_SET, KINDS, templates
from msvc_helm.merge import Object
from msvc_helm.plan.pods import accelerators, of_pod
from msvc_helm.plan.pods import pods as asked_pods
from msvc_helm.status.cluster import LiveObjects
from msvc_helm.untyped import below, mapping, maps

PICKER = "picker"


class RunningWorkload(NamedTuple):
    """A workload: the part it plays (`decode`, `decode large` for a variant, `picker`), its numbers, its images.

    `accelerators` are all that its replicas ask for by name, `placed` those of pods that are on a node.
    """

    part: str
    obj: Object
    ready: int
    wanted: int
    updated: int
    accelerators: Counter[str]
    placed: Counter[str]
    images: list[str]

    @property
    def is_ready(self) -> bool:
        """Whether all its replicas are ready, and of its newest version."""
        return self.ready >= self.wanted and self.updated >= self.wanted


def labels_of(obj: Object) -> dict[str, Any]:
    """The labels of a workload's pods and its own, which count first."""
    found: dict[str, Any] = {}
    for template in templates(obj):
        found |= mapping(below(template.value, "metadata", "labels"))
    return {**found, **mapping(below(obj, "metadata", "labels"))}


def part_of(obj: Object) -> str:
    """The part that a workload plays; empty where it is none of a model's."""
    labels = labels_of(obj)
    if obj.get("kind") == DISAGGREGATED_SET.kind:
        return "roles"
    if EPP_LABEL in labels:
        return PICKER
    variant = labels.get(VARIANT_LABEL)
    return " ".join(str(part) for part in (labels.get(ROLE_LABEL, ""), variant) if part)


def workload(obj: Object, cluster: LiveObjects) -> RunningWorkload:
    """What there is to say of a workload."""
    pods = [pod for pod in cluster.parts(obj, "Pod") if is_alive(pod)]
    ready, wanted, updated = _numbers(obj, cluster)
    return RunningWorkload(
        part_of(obj),
        obj,
        ready,
        wanted,
        updated,
        accelerators(asked_pods(obj)),
        sum((of_pod(pod["spec"]) for pod in pods if below(pod, "spec", "nodeName")), Counter()),
        sorted(set(_images(obj))),
    )


def is_alive(pod: Object) -> bool:
    """Whether a pod runs or is to run."""
    return below(pod, "metadata", "deletionTimestamp") is None and below(pod, "status", "phase") not in (
        "Succeeded",
        "Failed",
    )


def _numbers(obj: Object, cluster: LiveObjects) -> tuple[int, int, int]:
    """The replicas that are ready, that are wanted, and that are of the newest version."""
    if obj.get("kind") == DISAGGREGATED_SET.kind:
        each = [_numbers(part, cluster) for part in cluster.parts(obj, "LeaderWorkerSet")]
        wanted = sum(_number(below(role, "spec", "replicas"), 1) for role in maps(below(obj, "spec", "roles")))
        return sum(ready for ready, _, _ in each), wanted, sum(updated for _, _, updated in each)
    status = mapping(obj.get("status"))
    wanted = _number(below(obj, "spec", "replicas"), 1)
    seen = status.get("observedGeneration")
    current = seen is None or seen == below(obj, "metadata", "generation")
    updated = _number(status.get("updatedReplicas")) if current else 0
    return _number(status.get("readyReplicas")), wanted, updated


def _number(value: Any, otherwise: int = 0) -> int:
    return value if isinstance(value, int) else otherwise


def _images(obj: Object) -> Iterator[str]:
    for found in templates(obj):
        for container in maps(below(found.value, "spec", "containers")):
            if isinstance(container.get("image"), str):
                yield container["image"]


def is_workload(obj: Object) -> bool:
    """Whether an object is of a kind that holds pods, and is not part of another such object."""
    owners = maps(below(obj, "metadata", "ownerReferences"))
    return obj.get("kind") in KINDS and not any(owner.get("kind") in (*KINDS, "Pod") for owner in owners)
