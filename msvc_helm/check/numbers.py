"""How many pods there are."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.workloads import DEPLOYMENT, DISAGGREGATED_SET, LEADER, entries
from msvc_helm.check.finding import WARNING, Found, in_child, in_service, rule
from msvc_helm.check.view import Pod, View
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping


def spec_of(pod: Pod) -> dict[str, Any]:
    """What says how many replicas there are, and how they are replaced: of a DisaggregatedSet the role's entry."""
    if pod.kind != DISAGGREGATED_SET.kind:
        return mapping(pod.workload.get("spec"))
    return next((mapping(entry.get("spec")) for _, name, entry in entries(pod.workload) if name == pod.role), {})


def replicas(pod: Pod) -> int:
    """How many replicas a workload has, one where nothing is said."""
    number = spec_of(pod).get("replicas")
    return number if isinstance(number, int) else 1


def in_replica(pod: Pod) -> int:
    """How many pods of this template one replica has."""
    if pod.at.endswith(LEADER[-1]):
        return 1
    return pod.size if pod.serves else max(pod.size - 1, 0)


@rule("no-pods", WARNING)
def no_pods(view: View) -> Iterator[Found]:
    """Roles, endpoint pickers and further workloads with a fixed number of pods that is zero.

    Why: No pod answers, or nothing chooses one.

        endpointPicker:
          replicas: 0
    """
    seen: set[str] = set()
    for pod in view.pods:
        if spec_of(pod).get("replicas") != 0 or pod.name in seen:
            continue
        picker = pod in view.picker_pods()
        if not (pod.role or picker or pod.servers()) and scaled(view, pod):
            continue
        seen.add(pod.name)
        own = bool(pod.section) and below(view.service.spec, pod.section, "replicas") == 0
        spot = in_service(f"spec.{pod.section}.replicas") if own else in_child(pod.key, "spec.replicas", "replicas")
        yield Found(f"there are no {'endpoint picker' if picker else pod.role or pod.name} pods: replicas is 0", spot)


def scaled(view: View, pod: Pod) -> bool:
    """Whether an autoscaler here has the number of pods."""
    targets = (mapping(below(obj, "spec", "scaleTargetRef")) for _, obj in view.objects)
    return any((ref.get("kind", DEPLOYMENT.kind), ref.get("name")) == (pod.kind, pod.name) for ref in targets)
