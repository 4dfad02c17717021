"""KEDA's ScaledObjects: triggers on metrics of this very model."""

from __future__ import annotations

from msvc_helm.api.autoscaling import Autoscaling
from msvc_helm.api.keda import COUNTS, OF_KEDA, OF_PROMETHEUS, OF_TRIGGER, PROMETHEUS
from msvc_helm.api.metrics import PICKER, POOL, SATURATED, SERVER, UNKNOWN, MetricOrigin, origin
from msvc_helm.api.variants import variants_of
from msvc_helm.api.workloads import DEPLOYMENT, Workload
from msvc_helm.errors import Problem
from msvc_helm.merge import Object, merge
from msvc_helm.resources.context import Context
from msvc_helm.typed import Any


def scaled_object_spec(context: Context, role: str, kind: Workload, scaling: Autoscaling) -> Object:
    """The spec of the ScaledObject that owns a role's number of pods."""
    keda = scaling.keda or {}
    other = {} if kind is DEPLOYMENT else {"apiVersion": kind.api_version, "kind": kind.kind}  # KEDA's default
    spec: Object = {
        "scaleTargetRef": {**other, "name": context.names.deployment(role)},
        "minReplicaCount": scaling.min_replicas,
        "maxReplicaCount": scaling.max_replicas,
    }
    spec |= {field: keda[field] for field in (*COUNTS, *OF_KEDA) if keda.get(field) is not None}
    if scaling.behavior:
        behavior = {"horizontalPodAutoscalerConfig": {"behavior": scaling.behavior}}
        spec["advanced"] = merge(behavior, spec.get("advanced", {}))
    address = keda.get("serverAddress") or ""
    spec["triggers"] = [_trigger(context, role, index, address, each) for index, each in enumerate(keda["triggers"])]
    return spec


def _trigger(context: Context, role: str, index: int, address: str, trigger: dict[str, Any]) -> Object:
    out = {"type": PROMETHEUS, **{field: trigger[field] for field in OF_TRIGGER if trigger.get(field) is not None}}
    own = {field: _text(value) for field, value in (trigger.get("metadata") or {}).items()}
    if out["type"] != PROMETHEUS:
        return {**out, "metadata": own}
    metadata: Object = {"serverAddress": address} if address else {}
    if not trigger.get("query"):
        found = origin(trigger["metric"])
        metadata["query"] = query(context, role, trigger["metric"], found)
        if found.share:
            # One pod's share already, or the worst of all: KEDA would divide it by their number once more.
            out.setdefault("metricType", "Value")
        if found is UNKNOWN:
            _warn_of_unknown(context, role, index, trigger["metric"])
    else:
        metadata["query"] = trigger["query"]
    for field in ("threshold", "activationThreshold", *OF_PROMETHEUS):
        if trigger.get(field) is not None:
            metadata[field] = _text(trigger[field])
    return {**out, "metadata": metadata | own}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _warn_of_unknown(context: Context, role: str, index: int, metric: str) -> None:
    path = f"spec.autoscaling.{role}.keda.triggers[{index}].metric"
    message = f'no endpoint picker or model server is known to export "{metric}"; the query selects the {role} pods'
    context.warn(Problem(message, path, hint="for any other exporter write a query", rule="metric-unknown"))


def query(context: Context, role: str, metric: str, found: MetricOrigin) -> str:
    """A PromQL query for a metric of this very model: its pool, its name, or its pods, by who exports the metric."""
    labels = {"namespace": context.namespace} if context.namespace else {}
    pods = {SERVER: context.names.deployment(role), PICKER: context.names.epp_deployment}
    if found.by in pods:
        others = _of_variants(context, role) if found.by == SERVER else ""
        return f"{found.function}({metric}{_selector(labels, f'{pods[found.by]}-.+', others)})"
    is_pool = found.by in (POOL, SATURATED)
    value = context.names.inference_pool if is_pool else context.service.spec["routing"]["modelName"]
    return f"{found.function}({metric}{_selector({**labels, found.by: value})})"


def _of_variants(context: Context, role: str) -> str:
    """The names of pods that begin like a role's own and are its variants'; empty where there are none."""
    variants = [each["name"] for each in variants_of(context.role(role))]
    names = [context.names.of_variant(role, name).deployment(role) for name in variants]
    return f"({'|'.join(names)})-.+" if names else ""


def _selector(labels: dict[str, str], pod: str = "", others: str = "") -> str:
    parts = [f"{name}={_quoted(value)}" for name, value in labels.items()]
    if pod:
        parts.append(f"pod=~{_quoted(pod)}")
    if others:
        parts.append(f"pod!~{_quoted(others)}")
    return "{" + ",".join(parts) + "}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
