"""More objects that the tests of `plan` change."""

from __future__ import annotations

from typing import Any

from tests.diff.objects import DEPLOYMENT

Object = dict[str, Any]

TEMPLATE = DEPLOYMENT["spec"]["template"]  # type: ignore[index]
SET = {
    "apiVersion": "apps/v1",
    "kind": "StatefulSet",
    "metadata": {"name": "cache"},
    "spec": {
        "serviceName": "cache",
        "replicas": 3,
        "selector": {"matchLabels": {"app": "decode"}},
        "template": TEMPLATE,
        "volumeClaimTemplates": [
            {
                "metadata": {"name": "data"},
                "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "10Gi"}}},
            }
        ],
    },
}
DAEMONS = {
    "apiVersion": "apps/v1",
    "kind": "DaemonSet",
    "metadata": {"name": "agent"},
    "spec": {"selector": {"matchLabels": {"app": "decode"}}, "template": TEMPLATE},
}
GROUP = {
    "apiVersion": "leaderworkerset.x-k8s.io/v1",
    "kind": "LeaderWorkerSet",
    "metadata": {"name": "wide"},
    "spec": {
        "replicas": 2,
        "leaderWorkerTemplate": {
            "size": 4,
            "workerTemplate": {
                "metadata": {"labels": {"app": "wide"}},
                "spec": {
                    "containers": [{"name": "vllm", "image": "vllm:v1", "resources": {"limits": {"amd.com/gpu": 8}}}]
                },
            },
        },
    },
}
WORKERS = ("spec", "leaderWorkerTemplate", "workerTemplate", "spec", "containers", 0)
SETTINGS = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"a": "1"}}
CLAIM = {
    "apiVersion": "v1",
    "kind": "PersistentVolumeClaim",
    "metadata": {"name": "models"},
    "spec": {"accessModes": ["ReadWriteMany"], "resources": {"requests": {"storage": "100Gi"}}},
}
BINDING = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "RoleBinding",
    "metadata": {"name": "reader"},
    "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader"},
    "subjects": [{"kind": "ServiceAccount", "name": "default"}],
}
SCALER = {
    "apiVersion": "autoscaling/v2",
    "kind": "HorizontalPodAutoscaler",
    "metadata": {"name": "decode"},
    "spec": {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "decode"},
        "minReplicas": 2,
        "maxReplicas": 8,
    },
}
POOL = {
    "apiVersion": "inference.networking.k8s.io/v1",
    "kind": "InferencePool",
    "metadata": {"name": "front"},
    "spec": {
        "selector": {"matchLabels": {"app": "decode"}},
        "targetPorts": [{"number": 8000}],
        "endpointPickerRef": {"name": "picker", "port": {"number": 9002}},
    },
}
BUDGET = {
    "apiVersion": "policy/v1",
    "kind": "PodDisruptionBudget",
    "metadata": {"name": "decode"},
    "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "decode"}}},
}
CRON = {
    "apiVersion": "batch/v1",
    "kind": "CronJob",
    "metadata": {"name": "nightly"},
    "spec": {
        "schedule": "0 3 * * *",
        "jobTemplate": {
            "spec": {"template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "w", "image": "w:1"}]}}}
        },
    },
}
