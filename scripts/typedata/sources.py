"""The list of what is read: which kinds, from which file of which Go module. To add a kind, add a line here."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

KUBERNETES = "k8s.io/kubernetes@v1.36.3"
KUBERNETES_API = "k8s.io/api@v0.36.3"  # the Go structs behind KUBERNETES' OpenAPI
GATEWAY = "sigs.k8s.io/gateway-api@v1.6.3"  # 1.7 needs a newer Go than Kubernetes 1.36 does
GATEWAY_2025 = (
    "sigs.k8s.io/gateway-api@v1.3.0"  # what the operator was built with; has fields that were taken out since
)
GIE_2025 = "sigs.k8s.io/gateway-api-inference-extension@v0.3.0"
GIE = "sigs.k8s.io/gateway-api-inference-extension@v1.5.0"
KEDA = "github.com/kedacore/keda/v2@v2.18.1"
LWS = "sigs.k8s.io/lws@v0.9.0"

OPENAPI_FILE = "api/openapi-spec/swagger.json"

# Kinds that are part of Kubernetes: our key → the name of the definition in its OpenAPI, without "io.k8s.api.".
BUILT_IN = {
    "ClusterRole": "rbac.v1.ClusterRole",
    "ClusterRoleBinding": "rbac.v1.ClusterRoleBinding",
    "ConfigMap": "core.v1.ConfigMap",
    "Deployment": "apps.v1.Deployment",
    "HorizontalPodAutoscaler": "autoscaling.v2.HorizontalPodAutoscaler",
    "NetworkPolicy": "networking.v1.NetworkPolicy",
    "PersistentVolumeClaim": "core.v1.PersistentVolumeClaim",
    "PodDisruptionBudget": "policy.v1.PodDisruptionBudget",
    "Role": "rbac.v1.Role",
    "RoleBinding": "rbac.v1.RoleBinding",
    "Secret": "core.v1.Secret",
    "Service": "core.v1.Service",
    "ServiceAccount": "core.v1.ServiceAccount",
    "StatefulSet": "apps.v1.StatefulSet",
}

# Go types of Kubernetes that a CRD spells out field by field: what is built in knows more of them.
EMBEDDED = {
    "autoscalingv2.HorizontalPodAutoscalerBehavior": "autoscaling.v2.HorizontalPodAutoscalerBehavior",
    "corev1.PersistentVolumeClaim": "core.v1.PersistentVolumeClaim",
    "corev1.PodTemplateSpec": "core.v1.PodTemplateSpec",
}


class Custom(NamedTuple):
    """A kind that a CRD defines. With several (module, file) pairs a field that any of them has is known."""

    crds: tuple[tuple[str, str], ...]
    version: str
    go_packages: tuple[str, ...]  # folders of the Go structs, in the first of the modules


_ROUTES = "config/crd/experimental/gateway.networking.k8s.io_httproutes.yaml"
_BASES = "config/crd/bases/inference.networking"
_LWS = "config/crd/bases/leaderworkerset.x-k8s.io_leaderworkersets.yaml"
_SETS = "config/crd/bases/disaggregatedset.x-k8s.io_disaggregatedsets.yaml"
_GROUPS = "api/leaderworkerset/v1"

CUSTOM = {
    "DisaggregatedSet": Custom(((LWS, _SETS),), "v1", ("api/disaggregatedset/v1", _GROUPS)),
    "HTTPRoute": Custom(((GATEWAY, _ROUTES), (GATEWAY_2025, _ROUTES)), "v1", ("apis/v1",)),
    "InferenceModel": Custom(((GIE_2025, f"{_BASES}.x-k8s.io_inferencemodels.yaml"),), "v1alpha2", ("api/v1alpha2",)),
    "InferencePool": Custom(((GIE_2025, f"{_BASES}.x-k8s.io_inferencepools.yaml"),), "v1alpha2", ("api/v1alpha2",)),
    "InferencePool/v1": Custom(((GIE, f"{_BASES}.k8s.io_inferencepools.yaml"),), "v1", ("api/v1",)),
    "LeaderWorkerSet": Custom(((LWS, _LWS),), "v1", (_GROUPS,)),
    "ScaledObject": Custom(
        ((KEDA, "config/crd/bases/keda.sh_scaledobjects.yaml"),), "v1alpha1", ("apis/keda/v1alpha1",)
    ),
}


@cache
def module(name: str) -> Path:
    """The folder of a Go module (`path@version`), downloaded and checked against the checksum database if need be."""
    done = subprocess.run(["go", "mod", "download", "-json", name], capture_output=True, text=True, check=False)
    found = json.loads(done.stdout or "{}")
    if "Dir" not in found:
        raise SystemExit(f"go mod download {name}: {found.get('Error') or done.stderr.strip()}")
    return Path(found["Dir"])
