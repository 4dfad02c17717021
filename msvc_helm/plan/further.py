"""Rules of single kinds that only a change of running objects asks for, and what an API server takes after all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msvc_helm.diff.stored import spec_of
from msvc_helm.errors import Problem
from msvc_helm.merge import Object
from msvc_helm.untyped import below, maps

SCALES_TO_ZERO = ("Object", "External")
# Paths in a StatefulSet's template that its controller overwrites, so that nobody checks them.
_OVERWRITTEN = ("spec.template.spec.hostname", "spec.template.spec.subdomain")


def further(obj: Object) -> Iterator[Problem]:
    """What is wrong with an object beyond what a render is checked for."""
    check = _CHECKS.get(str(obj.get("kind")))
    if check:
        yield from check(spec_of(obj))


def taken(obj: Object, problem: Problem) -> bool:
    """Whether an API server takes what the check of a render rejects because no pod would come of it."""
    if obj.get("kind") == "StatefulSet" and problem.path in ("metadata.name", *_OVERWRITTEN):
        return True
    return problem.path.endswith((".image", ".image.reference")) and "expected an image" in problem.message


def _deployment(spec: Object) -> Iterator[Problem]:
    deadline, ready = spec.get("progressDeadlineSeconds"), spec.get("minReadySeconds") or 0
    if isinstance(deadline, int) and isinstance(ready, int) and deadline <= ready:
        yield Problem(f"must be more than minReadySeconds, {ready}", "spec.progressDeadlineSeconds")


def _autoscaler(spec: Object) -> Iterator[Problem]:
    types = [metric.get("type") for metric in maps(spec.get("metrics"))]
    if spec.get("minReplicas") == 0 and not any(kind in SCALES_TO_ZERO for kind in types):
        yield Problem("0 needs a metric of the type Object or External", "spec.minReplicas")
    if "/" not in str(below(spec, "scaleTargetRef", "apiVersion") or ""):
        yield Problem("expected an API group and a version, such as apps/v1", "spec.scaleTargetRef.apiVersion")


def _cron_job(spec: Object) -> Iterator[Problem]:
    policies = ("Allow", "Forbid", "Replace")
    if spec.get("concurrencyPolicy") not in policies:
        yield Problem(f"expected {', '.join(policies)}", "spec.concurrencyPolicy")


def _network_policy(spec: Object) -> Iterator[Problem]:
    for field, peers in (("ingress", "from"), ("egress", "to")):
        for number, rule in enumerate(maps(spec.get(field))):
            for index, peer in enumerate(maps(rule.get(peers))):
                if not peer:
                    yield Problem("expected a peer, found nothing", f"spec.{field}[{number}].{peers}[{index}]")


_CHECKS: Mapping[str, Callable[[Object], Iterator[Problem]]] = {
    "CronJob": _cron_job,
    "Deployment": _deployment,
    "HorizontalPodAutoscaler": _autoscaler,
    "NetworkPolicy": _network_policy,
}
