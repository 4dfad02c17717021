"""Further objects that point at pods, Services or Deployments by label or name."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.workloads import SECTION_OF
from msvc_helm.check.finding import ERROR, WARNING, Found, in_child, in_service, rule
from msvc_helm.check.numbers import in_replica, replicas, scaled
from msvc_helm.check.view import View
from msvc_helm.resources.kinds import EXTRA
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping, title_of

_POD_SELECTORS = {
    "PodDisruptionBudget": ("spec", "selector"),
    "PodMonitor": ("spec", "selector"),
    "NetworkPolicy": ("spec", "podSelector"),
}
_WORKLOADS = ("Deployment", "StatefulSet", "LeaderWorkerSet")


@rule("selects-nothing", WARNING)
def selects_nothing(view: View) -> Iterator[Found]:
    """Budgets, monitors and policies that select no pod or Service.

    Why: A budget, monitor or policy without a target has no effect.

        kind: PodDisruptionBudget
        spec:
          selector: {matchLabels: {app: vllm}} # no pod has this label
    """
    services = [mapping(below(o, "metadata", "labels")) for _, o in view.objects if o.get("kind") == "Service"]
    for key, obj in view.objects:
        kind = str(obj.get("kind"))
        if kind in _POD_SELECTORS:
            labels, what = [pod.labels for pod in view.pods], "pods"
        elif kind == "ServiceMonitor":
            labels, what = services, "Services"
        else:
            continue
        wanted = mapping(below(obj, *_POD_SELECTORS.get(kind, ("spec", "selector")), "matchLabels"))
        if wanted and not any(wanted.items() <= own.items() for own in labels) and _here(view, obj):
            message = f"{title_of(obj, ' ')} selects none of the {what} that are made"
            yield Found(message, in_child(key, "spec", kind, "elector"))


@rule("own-pods", ERROR)
def own_pods(view: View) -> Iterator[Found]:
    """ReplicaSets and DaemonSets that do not select the pods which they make.

    Why: The API server refuses them.

        kind: DaemonSet
        spec:
          selector: {matchLabels: {app: warm}}
          template: {metadata: {labels: {app: warmer}}}
    """
    for pod in view.pods:
        wanted = mapping(below(pod.workload, "spec", "selector", "matchLabels"))
        if pod.kind in ("ReplicaSet", "DaemonSet") and not wanted.items() <= pod.labels.items():
            message = f"{title_of(pod.workload, ' ')} does not select its own pods"
            yield Found(message, in_child(pod.key, "spec.selector", f"kind: {pod.kind}", "elector"))


@rule("budget-blocks", WARNING)
def budget_blocks(view: View) -> Iterator[Found]:
    """Budgets that let no pod be evicted.

    Why: A node with such a pod is never drained, and an upgrade of the cluster waits.

        kind: PodDisruptionBudget
        spec: {minAvailable: 1, selector: …} # of one pod
    """
    for key, obj in view.of_kind("PodDisruptionBudget"):
        spec = mapping(obj.get("spec"))
        pods = view.selected(mapping(below(spec, "selector", "matchLabels")))
        total = sum(replicas(pod) * in_replica(pod) for pod in pods)
        least, most = spec.get("minAvailable"), spec.get("maxUnavailable")
        fixed = not any(scaled(view, pod) for pod in pods)
        every = least == "100%" or (fixed and isinstance(least, int) and least >= total)
        if total and _here(view, obj) and (most in (0, "0%") or (every and most is None)):
            message = f"{title_of(obj, ' ')} lets none of its {total} pods be evicted"
            yield Found(
                message, in_child(key, "spec", "PodDisruptionBudget", "Unavailable" if least is None else "minAvai")
            )


def _here(view: View, obj: dict[str, Any]) -> bool:
    return below(obj, "metadata", "namespace") in (None, view.namespace)


@rule("scale-target", ERROR)
def target_missing(view: View) -> Iterator[Found]:
    """Autoscalers of missing Deployments.

    Why: An autoscaler without its Deployment scales nothing.

        kind: HorizontalPodAutoscaler
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: vllm-decode} # not {{ .DecodeDeploymentName }}
    """
    for key, obj in view.objects:
        ref = mapping(below(obj, "spec", "scaleTargetRef"))
        kind = ref.get("kind") or "Deployment"
        if ref.get("name") and kind in _WORKLOADS and not view.named(kind, ref["name"]):
            message = f'{title_of(obj, " ")} scales the {kind} "{ref["name"]}", which is not made'
            yield Found(message, in_child(key, "spec.scaleTargetRef", str(obj.get("kind")), "scaleTargetRef"))


@rule("scaled-twice", ERROR)
def scaled_twice(view: View) -> Iterator[Found]:
    """Deployments with an autoscaler and fixed replicas, or with two autoscalers: they override each other.

    Why: Only one of them can own the number of pods.

        decode:
          replicas: 2 # while extraObjects has a HorizontalPodAutoscaler for it, and decoupleScaling is not set
    """
    first: dict[tuple[str, str], str] = {}
    for made_of, obj in sorted(view.objects, key=lambda found: found[0] == EXTRA):
        ref = mapping(below(obj, "spec", "scaleTargetRef"))
        if not ref.get("name"):
            continue
        who = str(ref.get("kind") or "Deployment"), str(ref["name"])
        if who in first:
            place = in_child(made_of, "spec.scaleTargetRef", str(obj.get("kind")), "scaleTargetRef")
            yield Found(f"{title_of(obj, ' ')} scales {who[1]}, and so does {first[who]}", place, "keep one of them")
        elif made_of == EXTRA and not view.service.spec.get("decoupleScaling"):
            yield from _fixed(view, obj, who)  # the expansion leaves the number to autoscalers of its own
        first.setdefault(who, title_of(obj, " "))


def _fixed(view: View, autoscaler: dict[str, Any], who: tuple[str, str]) -> Iterator[Found]:
    for key, target in view.objects:
        same = (target.get("kind"), below(target, "metadata", "name")) == who
        if same and below(target, "spec", "replicas") is not None:
            role = SECTION_OF.get(key, "")
            own = below(view.service.spec, role, "replicas") is not None
            spot = in_service(f"spec.{role}.replicas") if own else in_child(key, "spec.replicas", "replicas")
            message = f"{title_of(autoscaler, ' ')} owns the replicas of {who[1]}, which sets them too"
            yield Found(message, spot, "set decoupleScaling: true")
