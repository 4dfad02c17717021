"""What the API server fills in where a manifest says nothing, by the struct it fills it into.

From Kubernetes 1.36's reference and its defaulting, and the `default` of fields in the CRDs of the Gateway API, its
Inference Extension and LeaderWorkerSet. A pod template gets fewer of them than a pod, and one in a CRD fewer still.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msvc_helm.api.route_defaults import ROUTE_DEFAULTS, SERVICE

Row = Mapping[str, Any]
MODE = {"defaultMode": 0o644}
RETAIN = {"whenDeleted": "Retain", "whenScaled": "Retain"}
CPU = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}

BUILT_IN: Mapping[str, Row] = {
    # Workloads
    "DeploymentSpec": {"replicas": 1, "strategy": {}, "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600},
    "DeploymentStrategy": {"type": "RollingUpdate"},
    "RollingUpdateDeployment": {"maxUnavailable": "25%", "maxSurge": "25%"},
    "StatefulSetSpec": {
        "replicas": 1,
        "podManagementPolicy": "OrderedReady",
        "updateStrategy": {},
        "revisionHistoryLimit": 10,
        "persistentVolumeClaimRetentionPolicy": {},
    },
    "RollingUpdateStatefulSetStrategy": {"partition": 0},
    "StatefulSetPersistentVolumeClaimRetentionPolicy": RETAIN,
    "DaemonSetSpec": {"updateStrategy": {}, "revisionHistoryLimit": 10},
    "DaemonSetUpdateStrategy": {"type": "RollingUpdate"},
    "RollingUpdateDaemonSet": {"maxUnavailable": 1, "maxSurge": 0},
    "ReplicaSetSpec": {"replicas": 1},
    "PodFailurePolicyOnPodConditionsPattern": {"status": "True"},
    "CronJobSpec": {
        "concurrencyPolicy": "Allow",
        "suspend": False,
        "successfulJobsHistoryLimit": 3,
        "failedJobsHistoryLimit": 1,
    },
    # Pods
    "PodSpec": {
        "dnsPolicy": "ClusterFirst",
        "restartPolicy": "Always",
        "securityContext": {},
        "terminationGracePeriodSeconds": 30,
        "schedulerName": "default-scheduler",
    },
    "Container": {"terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File"},
    "ContainerPort": {"protocol": "TCP"},
    "Probe": {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3},
    "HTTPGetAction": {"path": "/", "scheme": "HTTP"},
    "GRPCAction": {"service": ""},
    "ObjectFieldSelector": {"apiVersion": "v1"},
    "FileKeySelector": {"optional": False},
    "ConfigMapVolumeSource": MODE,
    "SecretVolumeSource": MODE,
    "DownwardAPIVolumeSource": MODE,
    "ProjectedVolumeSource": MODE,
    "ServiceAccountTokenProjection": {"expirationSeconds": 3600},
    "HostPathVolumeSource": {"type": ""},
    "ISCSIVolumeSource": {"iscsiInterface": "default"},
    "RBDVolumeSource": {"pool": "rbd", "user": "admin", "keyring": "/etc/ceph/keyring"},
    "AzureDiskVolumeSource": {"cachingMode": "ReadWrite", "fsType": "ext4", "readOnly": False, "kind": "Shared"},
    "ScaleIOVolumeSource": {"storageMode": "ThinProvisioned", "fsType": "xfs"},
    # Everything else
    "ServiceSpec": {"type": "ClusterIP", "sessionAffinity": "None"},
    "ServicePort": {"protocol": "TCP"},
    "Secret": {"type": "Opaque"},
    "PersistentVolumeClaimSpec": {"volumeMode": "Filesystem"},
    "PersistentVolumeSpec": {"volumeMode": "Filesystem", "persistentVolumeReclaimPolicy": "Retain"},
    "StorageClass": {"reclaimPolicy": "Delete", "volumeBindingMode": "Immediate"},
    "PriorityClass": {"preemptionPolicy": "PreemptLowerPriority"},
    "RoleRef": {"apiGroup": "rbac.authorization.k8s.io"},
    "NetworkPolicyPort": {"protocol": "TCP"},
    "HorizontalPodAutoscalerSpec": {"minReplicas": 1, "metrics": [CPU]},
    "HorizontalPodAutoscalerBehavior": {"scaleUp": {}, "scaleDown": {}},
    "HPAScalingRules": {"selectPolicy": "Max"},
}

CUSTOM: Mapping[str, Row] = {
    # The Gateway API and its Inference Extension
    **ROUTE_DEFAULTS,
    "InferencePool/v1.InferencePoolSpec": {"appProtocol": "http"},
    "EndpointPickerRef": {**SERVICE, "failureMode": "FailClose"},
    "Extension": {**SERVICE, "failureMode": "FailClose"},
    "PoolObjectReference": {"group": "inference.networking.x-k8s.io", "kind": "InferencePool"},
    # Groups of pods, whose templates get the one default that is in the schema of the CRD
    "LeaderWorkerSetSpec": {"replicas": 1, "startupPolicy": "LeaderCreated"},
    "LeaderWorkerTemplate": {"size": 1, "restartPolicy": "RecreateGroupOnPodRestart"},
    "SubGroupPolicy": {"subGroupPolicyType": "LeaderWorker"},
    "RolloutStrategy": {"type": "RollingUpdate"},
    "RollingUpdateConfiguration": {"maxUnavailable": 1, "maxSurge": 0, "partition": 0},
    "ContainerPort": {"protocol": "TCP"},
}
