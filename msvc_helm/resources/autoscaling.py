"""HorizontalPodAutoscalers and KEDA's ScaledObjects of the two roles, made with what they scale, under its names."""

from __future__ import annotations

from msvc_helm.api.autoscaling import Autoscaling
from msvc_helm.api.workloads import DEPLOYMENT, KIND_OF, Workload
from msvc_helm.merge import Object
from msvc_helm.resources.context import Context
from msvc_helm.resources.kinds import Child
from msvc_helm.typed import Any

HORIZONTAL, KEDA = "Autoscaler", "ScaledObject"  # what their keys end in, behind the role
POOL_METRICS = "inference_pool_"  # of the endpoint picker, labelled with the pool
MODEL_METRICS = ("inference_model_", "inference_objective_")  # of the endpoint picker, labelled with the model


def autoscaler(context: Context, child: Child) -> Object | None:
    """The object that owns the role's number of pods, where `child` is of the kind that is asked for."""
    scaling = context.autoscaling.get(child.section)
    if scaling is None or not context.has_role(child.section):
        return None
    if child.key != f"{child.section}{HORIZONTAL if scaling.keda is None else KEDA}":
        return None
    name, kind = context.names.deployment(child.section), KIND_OF[context.workload(child.section)]
    make = _horizontal if scaling.keda is None else _scaled_object
    return {**context.identity(child.key, name), "spec": make(context, kind, name, scaling)}


def _horizontal(_: Context, kind: Workload, name: str, scaling: Autoscaling) -> Object:
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


def _scaled_object(context: Context, kind: Workload, name: str, scaling: Autoscaling) -> Object:
    keda = scaling.keda or {}
    other = {} if kind is DEPLOYMENT else {"apiVersion": kind.api_version, "kind": kind.kind}  # KEDA's default
    spec: Object = {
        "scaleTargetRef": {**other, "name": name},
        "minReplicaCount": scaling.min_replicas,
        "maxReplicaCount": scaling.max_replicas,
    }
    for field in ("pollingInterval", "cooldownPeriod"):
        if keda.get(field) is not None:
            spec[field] = keda[field]
    spec["triggers"] = [_trigger(context, name, keda["serverAddress"], trigger) for trigger in keda["triggers"]]
    return spec


def _trigger(context: Context, deployment: str, address: str, trigger: dict[str, Any]) -> Object:
    metadata = {
        "serverAddress": address,
        "query": trigger.get("query") or query(context, deployment, trigger["metric"]),
        "threshold": str(trigger["threshold"]),
    }
    if trigger.get("activationThreshold") is not None:
        metadata["activationThreshold"] = str(trigger["activationThreshold"])
    if not trigger.get("query") and trigger["metric"].startswith(POOL_METRICS):
        # An average of the pods already, or the worst of them: KEDA would divide it by their number once more.
        return {"type": "prometheus", "metricType": "Value", "metadata": metadata}
    return {"type": "prometheus", "metadata": metadata}


def query(context: Context, deployment: str, metric: str) -> str:
    """A PromQL query for a metric of this very model: its pool, its name, or its pods, by who exports the metric."""
    labels = {"namespace": context.namespace} if context.namespace else {}
    if metric.startswith(POOL_METRICS):
        return f"max({metric}{_selector({**labels, 'name': context.names.inference_pool})})"
    if metric.startswith(MODEL_METRICS):
        return f"sum({metric}{_selector({**labels, 'model_name': context.service.spec['routing']['modelName']})})"
    return f"sum({metric}{_selector(labels, pod=f'{deployment}-.+')})"


def _selector(labels: dict[str, str], pod: str = "") -> str:
    parts = [f"{name}={_quoted(value)}" for name, value in labels.items()]
    if pod:
        parts.append(f"pod=~{_quoted(pod)}")
    return "{" + ",".join(parts) + "}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
