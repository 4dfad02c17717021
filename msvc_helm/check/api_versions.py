"""The APIs that objects are of, by their kind."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.finding import ERROR, Found, in_child, listed, rule
from msvc_helm.check.view import View

_APPS, _CORE, _RBAC = ("apps/v1",), ("v1",), ("rbac.authorization.k8s.io/v1",)
_GATEWAY = "gateway.networking.k8s.io"
_ISTIO = tuple(f"networking.istio.io/{version}" for version in ("v1", "v1beta1", "v1alpha3"))
# What is served today, and was by the releases of the last three years.
SERVED: dict[str, tuple[str, ...]] = {
    "ConfigMap": _CORE,
    "Secret": _CORE,
    "Service": _CORE,
    "ServiceAccount": _CORE,
    "PersistentVolumeClaim": _CORE,
    "Pod": _CORE,
    "Deployment": _APPS,
    "StatefulSet": _APPS,
    "ReplicaSet": _APPS,
    "DaemonSet": _APPS,
    "Role": _RBAC,
    "RoleBinding": _RBAC,
    "ClusterRole": _RBAC,
    "ClusterRoleBinding": _RBAC,
    "Job": ("batch/v1",),
    "CronJob": ("batch/v1",),
    "NetworkPolicy": ("networking.k8s.io/v1",),
    "PodDisruptionBudget": ("policy/v1",),
    "HorizontalPodAutoscaler": ("autoscaling/v2", "autoscaling/v1"),
    "ResourceClaim": ("resource.k8s.io/v1", "resource.k8s.io/v1beta2", "resource.k8s.io/v1beta1"),
    "ResourceClaimTemplate": ("resource.k8s.io/v1", "resource.k8s.io/v1beta2", "resource.k8s.io/v1beta1"),
    "Gateway": (f"{_GATEWAY}/v1", f"{_GATEWAY}/v1beta1"),
    "HTTPRoute": (f"{_GATEWAY}/v1", f"{_GATEWAY}/v1beta1"),
    "GRPCRoute": (f"{_GATEWAY}/v1",),
    "ReferenceGrant": (f"{_GATEWAY}/v1", f"{_GATEWAY}/v1beta1"),
    "InferencePool": ("inference.networking.k8s.io/v1", "inference.networking.x-k8s.io/v1alpha2"),
    "InferenceModel": ("inference.networking.x-k8s.io/v1alpha2",),
    "InferenceObjective": ("llm-d.ai/v1alpha2", "inference.networking.x-k8s.io/v1alpha2"),
    "InferenceModelRewrite": ("llm-d.ai/v1alpha2", "inference.networking.x-k8s.io/v1alpha2"),
    "LeaderWorkerSet": ("leaderworkerset.x-k8s.io/v1",),
    "DisaggregatedSet": ("disaggregatedset.x-k8s.io/v1",),
    "ComputeDomain": ("resource.nvidia.com/v1beta1",),
    "ScaledObject": ("keda.sh/v1alpha1",),
    "PodMonitor": ("monitoring.coreos.com/v1",),
    "ServiceMonitor": ("monitoring.coreos.com/v1",),
    "DestinationRule": _ISTIO,
    "VirtualService": _ISTIO,
    "GCPBackendPolicy": ("networking.gke.io/v1",),
    "HealthCheckPolicy": ("networking.gke.io/v1",),
}


@rule("api-version", ERROR)
def api_version(view: View) -> Iterator[Found]:
    """Objects with an unknown API version.

    Why: The API server rejects versions that it does not serve, and Helm stops there.

        apiVersion: rbac.authorization.k8s.io/v1beta1 # v1 since Kubernetes 1.22
        kind: Role
    """
    for key, obj in view.objects:
        kind, version = str(obj.get("kind")), str(obj.get("apiVersion"))
        served = SERVED.get(kind, (version,))
        groups = {each.rpartition("/")[0] for each in served}
        if version not in served and version.rpartition("/")[0] in groups:
            message = f"there is no {kind} of {version} (there is {listed(served)})"
            yield Found(message, in_child(key, "apiVersion", f"apiVersion: {version}"))
