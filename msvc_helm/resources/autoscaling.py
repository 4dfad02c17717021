"""HorizontalPodAutoscalers and KEDA's ScaledObjects of the two roles, made with what they scale, under its names."""

from __future__ import annotations

from msvc_helm.api.autoscaling import Autoscaling
from msvc_helm.api.workloads import KIND_OF, Workload
from msvc_helm.merge import Object
from msvc_helm.resources.context import Context
from msvc_helm.resources.kinds import Child

HORIZONTAL, KEDA = "Autoscaler", "ScaledObject"  # what their keys end in, behind the role


def autoscaler(context: Context, child: Child) -> Object | None:
    """The object that owns the role's number of pods, where `child` is of the kind that is asked for."""
    scaling = context.autoscaling.get(child.section)
    if scaling is None or not context.has_role(child.section):
        return None
    if child.key != f"{child.section}{HORIZONTAL if scaling.keda is None else KEDA}":
        return None
    name, kind = context.names.deployment(child.section), KIND_OF[context.workload(child.section)]
    if scaling.keda is None:
        spec = _horizontal(kind, name, scaling)
    else:
        from msvc_helm.resources.keda import scaled_object_spec  # few models have one

        spec = scaled_object_spec(context, child.section, kind, scaling)
    return {**context.identity(child.key, name), "spec": spec}


def _horizontal(kind: Workload, name: str, scaling: Autoscaling) -> Object:
    spec: Object = {
        "scaleTargetRef": {"apiVersion": kind.api_version, "kind": kind.kind, "name": name},
        "minReplicas": scaling.min_replicas,
        "maxReplicas": scaling.max_replicas,
    }
    if scaling.metrics:
        spec["metrics"] = list(scaling.metrics)
    if scaling.behavior:
        spec["behavior"] = scaling.behavior
    return spec
