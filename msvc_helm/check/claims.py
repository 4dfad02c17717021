"""Devices that pods get by claims (dynamic resource allocation) against what the model server takes."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.accelerators import wanted
from msvc_helm.check.containers import Container
from msvc_helm.check.engines import engines, of
from msvc_helm.check.finding import ERROR, Found, in_child, rule
from msvc_helm.check.view import Pod, View
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping, maps

GROUP = "resource.k8s.io/"


@rule("claim-count", ERROR)
def count_differs(view: View) -> Iterator[Found]:
    """Claims for fewer devices than the model server takes, or for more.

    Why: A server fails with too few devices, and leaves any others idle.

        extraObjects: |
          - kind: ResourceClaimTemplate
            spec: {spec: {devices: {requests: [{name: gpu, exactly: {count: 1}}]}}} # while vLLM has -tp=2
    """
    for pod, container in engines(view):
        number, claimed = wanted(container), list(_claimed(view, pod, container))
        counts = [count for _, count in claimed]
        if number is None or not claimed or None in counts:
            continue
        total = sum(count or 0 for count in counts)
        if number in (total, total * pod.size):
            continue
        key, template = claimed[0][0]
        message = (
            f"{container.program.name} in the {of(pod)} pods uses {number} devices, and the claims of container"
            f' "{container.name}" are for {total}'
        )
        name = str(below(template, "metadata", "name"))
        yield Found(message, in_child(key, "spec.spec.devices.requests", f"name: {name}", "requests:"))


def _claimed(view: View, pod: Pod, container: Container) -> Iterator[tuple[tuple[str, dict[str, Any]], int | None]]:
    """Each request for devices that a container has: the template with its child, and the count (None: unknown)."""
    sources = {str(each.get("name")): each for each in maps(pod.spec.get("resourceClaims"))}
    for claim in maps(below(container.spec, "resources", "claims")):
        wanted_name = mapping(sources.get(str(claim.get("name")))).get("resourceClaimTemplateName")
        for key, template in view.objects:
            if not _is_template(template) or below(template, "metadata", "name") != wanted_name:
                continue
            for request in maps(below(template, "spec", "spec", "devices", "requests")):
                if claim.get("request") in (None, request.get("name")):
                    yield (key, template), _count(request)


def _is_template(value: dict[str, Any]) -> bool:
    return value.get("kind") == "ResourceClaimTemplate" and str(value.get("apiVersion")).startswith(GROUP)


def _count(request: dict[str, Any]) -> int | None:
    """How many devices a request is for: of the API's v1 in `exactly`, before in itself; None when nobody knows."""
    exactly = mapping(request.get("exactly")) or request
    if "firstAvailable" in request or exactly.get("allocationMode") == "All":
        return None
    count = exactly.get("count", 1)
    return count if isinstance(count, int) else None
