"""What stands around a model's workloads: pools, routes and autoscalers, and whether they are accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from msvc_helm.merge import Object
from msvc_helm.status.cluster import LiveObjects
from msvc_helm.untyped import below, mapping, maps, name_of, namespace_of, title_of

ACCEPTED, NOT_ACCEPTED, UNANSWERED, UNUSED = "accepted", "not accepted", "no answer", "no Gateway"


class Standing(NamedTuple):
    """An object, its state in a word or two, more about it, and what is wrong."""

    obj: Object
    word: str
    more: str = ""
    troubles: tuple[str, ...] = ()


def pool_state(pool: Object, cluster: LiveObjects) -> Standing:
    """Whether the Gateways that use a pool take it, and whether its endpoint picker is there."""
    status = mapping(pool.get("status"))
    parents = maps(status.get("parents")) or maps(status.get("parent"))
    word, more, wrong = _answers(parents)
    spec = mapping(pool.get("spec"))
    picker = below(spec.get("endpointPickerRef") or spec.get("extensionRef"), "name")
    if picker and cluster.find("Service", namespace_of(pool), str(picker)) is None:
        wrong.append(f"its endpoint picker Service/{picker} does not exist")
    return Standing(pool, word, more, tuple(f"{title_of(pool)}: {text}" for text in wrong))


def route_state(route: Object, cluster: LiveObjects) -> Standing:
    """Whether the Gateways that a route names take it."""
    named = maps(below(route, "spec", "parentRefs"))
    word, more, wrong = _answers(maps(below(route, "status", "parents")))
    if not named:
        return Standing(route, UNUSED)
    if word == UNUSED:
        word = UNANSWERED
        wrong += (_unanswered(ref, route, cluster) for ref in named)
    return Standing(route, word, more, tuple(f"{title_of(route)}: {text}" for text in wrong))


def _unanswered(ref: Object, route: Object, cluster: LiveObjects) -> str:
    namespace = str(ref.get("namespace") or namespace_of(route))
    read = any(namespace_of(obj) == namespace for obj in cluster.objects)
    if read and cluster.find("Gateway", namespace, str(ref.get("name"))) is None:
        return f"Gateway {namespace}/{ref.get('name')} does not exist"
    return f"no controller has answered for Gateway {namespace}/{ref.get('name')}"


def _answers(parents: list[Object]) -> tuple[str, str, list[str]]:
    """The verdict of all parents together, who they are, and what they say against it."""
    if not parents:
        return UNUSED, "", []
    names, wrong = [], []
    for parent in parents:
        name = str(below(parent, "parentRef", "name"))
        names.append(name)
        for each in maps(parent.get("conditions")):
            if each.get("type") in ("Accepted", "ResolvedRefs") and each.get("status") == "False":
                wrong.append(f"{name}: {each.get('message') or each.get('reason')}")
    return NOT_ACCEPTED if wrong else ACCEPTED, f"by {', '.join(dict.fromkeys(names))}", wrong


def scaler_state(scaler: Object) -> Standing:
    """The bounds of an autoscaler, where it is between them, and what keeps it from working."""
    spec, status = mapping(scaler.get("spec")), mapping(scaler.get("status"))
    least = spec.get("minReplicas", spec.get("minReplicaCount", 1))
    most = spec.get("maxReplicas", spec.get("maxReplicaCount", "?"))
    current, wanted = status.get("currentReplicas"), status.get("desiredReplicas")
    now = f"{current} now, " if current is not None else ""
    more = f", wants {wanted}" if wanted not in (None, current, 0) else ""
    wrong = tuple(f"{title_of(scaler)}: {text}" for text in _broken(status))
    return Standing(scaler, f"{now}{least} to {most}{more}", "", wrong)


def _broken(status: Object) -> Iterator[str]:
    for each in maps(status.get("conditions")):
        fails = each.get("type") in ("AbleToScale", "ScalingActive", "Ready") and each.get("status") == "False"
        # An HPA of a workload without replicas is off, and that is as it should be.
        if fails and each.get("reason") != "ScalingDisabled":
            yield str(each.get("message") or each.get("reason"))


def scales(scaler: Object, workload: Object) -> bool:
    """Whether an autoscaler, which no other one made, owns the workload's number."""
    target: dict[str, Any] = mapping(below(scaler, "spec", "scaleTargetRef"))
    made = any(owner.get("kind") == "ScaledObject" for owner in maps(below(scaler, "metadata", "ownerReferences")))
    same = target.get("kind", "Deployment") == workload.get("kind") and target.get("name") == name_of(workload)
    return same and not made and namespace_of(scaler) == namespace_of(workload)
