"""How many pods there are."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.finding import WARNING, Found, in_child, in_service, rule
from msvc_helm.check.view import View
from msvc_helm.untyped import below


@rule("no-pods", WARNING)
def no_pods(view: View) -> Iterator[Found]:
    """Roles and endpoint pickers with a fixed number of pods that is zero.

    Why: Nothing answers, or nothing chooses who answers.

        endpointPicker:
          replicas: 0
    """
    seen: set[str] = set()
    for pod in view.pods:
        picker = pod in view.picker_pods()
        if (
            below(pod.workload, "spec", "replicas") != 0
            or not (pod.role or picker or pod.servers())
            or pod.name in seen
        ):
            continue
        seen.add(pod.name)
        own = bool(pod.section) and below(view.service.spec, pod.section, "replicas") == 0
        spot = in_service(f"spec.{pod.section}.replicas") if own else in_child(pod.key, "spec.replicas", "replicas")
        yield Found(f"there are no {'endpoint picker' if picker else pod.role or pod.name} pods: replicas is 0", spot)
