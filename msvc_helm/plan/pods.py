"""The pods of an object as it is stored: how many, with what labels, and what they ask of accelerators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from msvc_helm.diff.stored import spec_of
from msvc_helm.merge import Object
from msvc_helm.types import quantity
from msvc_helm.untyped import below, mapping, maps

NANO = 10**9
GROUP_NAME = "leaderworkerset.sigs.k8s.io/name"
SET_NAME, SET_ROLE = "disaggregatedset.x-k8s.io/name", "disaggregatedset.x-k8s.io/role"
Labels = dict[str, str]


class Pods(NamedTuple):
    """Pods of one template: their number, their labels and their spec."""

    number: int
    labels: Labels
    spec: Object


def pods(obj: Object) -> list[Pods]:
    """The pods that an object asks for, by template; none of a kind whose pods cannot be counted."""
    find = _KINDS.get(str(obj.get("kind")))
    return list(find(obj)) if find else []


def number(found: list[Pods]) -> int:
    """How many pods there are."""
    return sum(each.number for each in found)


def replicas(spec: Object) -> int:
    """The replicas of a spec, one where nothing is said."""
    found = spec.get("replicas")
    return found if isinstance(found, int) else 1


def accelerators(found: list[Pods]) -> Counter[str]:
    """What pods ask for of each extended resource, such as `nvidia.com/gpu`."""
    total: Counter[str] = Counter()
    for each in found:
        for name, amount in of_pod(each.spec).items():
            total[name] += amount * each.number
    return total


def of_pod(spec: Object) -> Counter[str]:
    """What one pod asks for: its containers and sidecars together, or the largest of its init containers."""
    running: Counter[str] = Counter()
    for container in maps(spec.get("containers")):
        running.update(_asked(container))
    before: Counter[str] = Counter()
    largest: Counter[str] = Counter()
    for container in maps(spec.get("initContainers")):
        asked = _asked(container)
        if container.get("restartPolicy") == "Always":
            running.update(asked)
            before.update(asked)
        else:
            largest |= asked + before
    return running | largest


def _asked(container: Object) -> Counter[str]:
    """The extended resources of a container, of which requests and limits are equal."""
    resources = mapping(container.get("resources"))
    asked = {**mapping(resources.get("requests")), **mapping(resources.get("limits"))}
    return Counter({name: _whole(value) for name, value in asked.items() if is_extended(name) and _whole(value)})


def is_extended(name: str) -> bool:
    """Whether a resource is one that a device plugin offers, not one of Kubernetes' own."""
    domain, slash, _ = name.partition("/")
    return bool(slash) and not (domain == "kubernetes.io" or domain.endswith(".kubernetes.io"))


def _whole(value: Any) -> int:
    try:
        return -(-quantity.nano(str(value)) // NANO)
    except ValueError:
        return 0


def _of_template(template: Any, count: int, extra: Labels | None = None) -> Pods:
    labels = {**mapping(below(template, "metadata", "labels")), **(extra or {})}
    return Pods(count, labels, mapping(below(template, "spec")))


def _replicated(obj: Object) -> Iterator[Pods]:
    spec = spec_of(obj)
    yield _of_template(spec.get("template"), replicas(spec))


def _job(obj: Object) -> Iterator[Pods]:
    spec = spec_of(obj)
    completions, parallelism = spec.get("completions"), spec.get("parallelism")
    wanted = [count for count in (completions, parallelism) if isinstance(count, int)]
    yield _of_template(spec.get("template"), 0 if spec.get("suspend") else min(wanted, default=1))


def _pod(obj: Object) -> Iterator[Pods]:
    yield Pods(1, mapping(below(obj, "metadata", "labels")), spec_of(obj))


def _group(obj: Object) -> Iterator[Pods]:
    yield from of_group(spec_of(obj), {GROUP_NAME: str(below(obj, "metadata", "name"))})


def of_group(spec: Object, labels: Labels, count: int | None = None) -> Iterator[Pods]:
    """The leaders and the workers of some groups of a LeaderWorkerSet, by default of all."""
    template = mapping(spec.get("leaderWorkerTemplate"))
    groups = replicas(spec) if count is None else count
    size = template.get("size")
    workers = groups * (max(size, 1) - 1 if isinstance(size, int) else 0)
    yield _of_template(template.get("leaderTemplate") or template.get("workerTemplate"), groups, labels)
    if workers:
        yield _of_template(template.get("workerTemplate"), workers, labels)


def _roles(obj: Object) -> Iterator[Pods]:
    name = str(below(obj, "metadata", "name"))
    for role in maps(spec_of(obj).get("roles")):
        labels = {SET_NAME: name, SET_ROLE: str(role.get("name")), "app": f"{name}-{role.get('name')}"}
        yield from of_group(mapping(role.get("spec")), labels)


_KINDS = {
    "Deployment": _replicated,
    "StatefulSet": _replicated,
    "ReplicaSet": _replicated,
    "Job": _job,
    "Pod": _pod,
    "LeaderWorkerSet": _group,
    "DisaggregatedSet": _roles,
}
