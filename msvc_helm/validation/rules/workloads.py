"""The rows of the objects that hold pods: Deployments, StatefulSets and groups.

Those of groups are what the webhooks of LeaderWorkerSet and DisaggregatedSet refuse, and what makes no pod later.
"""

from __future__ import annotations

from msvc_helm.validation.rules.parts import REQUIRED, WAIT, Row

NONE = ["0", "0%"]

RULES: dict[str, tuple[Row, ...]] = {
    "DeploymentSpec": (
        ("", "selector"),
        ("", "mounts", "template"),
        ("replicas", *WAIT),
        ("minReadySeconds", *WAIT),
        ("progressDeadlineSeconds", *WAIT),
        ("revisionHistoryLimit", *WAIT),
    ),
    "DeploymentStrategy": (
        ("type", "choice", "RollingUpdate", "Recreate"),
        ("rollingUpdate", "bars", {"type": ["Recreate"]}, "not allowed when the strategy is Recreate"),
    ),
    "RollingUpdateDeployment": (
        ("maxSurge", "share"),
        ("maxUnavailable", "share", "share"),
        ("maxUnavailable", "bars", {"maxSurge": NONE, "maxUnavailable": NONE}, "must be more than 0, as maxSurge is 0"),
    ),
    "StatefulSet": (("", "setName"),),
    "StatefulSetSpec": (
        ("", "selector"),
        ("", "mounts", "template"),
        ("replicas", *WAIT),
        ("minReadySeconds", *WAIT),
        ("revisionHistoryLimit", *WAIT),
        ("serviceName", "form", "subdomain"),
        ("podManagementPolicy", "choice", "OrderedReady", "Parallel"),
    ),
    "StatefulSetOrdinals": (("start", *WAIT),),
    "StatefulSetPersistentVolumeClaimRetentionPolicy": (
        ("whenDeleted", "choice", "Delete", "Retain"),
        ("whenScaled", "choice", "Delete", "Retain"),
    ),
    "StatefulSetUpdateStrategy": (
        ("type", "choice", "RollingUpdate", "OnDelete"),
        ("rollingUpdate", "bars", {"type": ["OnDelete"]}, "not allowed when the strategy is OnDelete"),
    ),
    "RollingUpdateStatefulSetStrategy": (
        ("partition", *WAIT),
        ("maxUnavailable", "share", "share"),
        ("maxUnavailable", "bars", {"maxUnavailable": NONE}, "must be more than 0"),
    ),
    "LeaderWorkerSet": (("spec", *REQUIRED), ("", "groupName")),
    "LeaderWorkerSetSpec": (("replicas", *WAIT),),
    "LeaderWorkerTemplate": (
        ("size", "between", 1, None),
        ("", "subgroups"),
        ("", "mounts", "leaderTemplate"),
        ("", "mounts", "workerTemplate"),
    ),
    "SubGroupPolicy": (("subGroupSize", *REQUIRED), ("subGroupSize", "between", 1, None)),
    "RollingUpdateConfiguration": (
        ("partition", *WAIT),
        ("maxSurge", "share", "share"),
        ("maxUnavailable", "share", "share"),
        (
            "maxUnavailable",
            "bars",
            {"maxSurge": ["", *NONE], "maxUnavailable": NONE},
            "must be more than 0, as maxSurge is 0",
        ),
    ),
    "DisaggregatedSet": (("", "roleNames"),),
    "DisaggregatedSet.ObjectMeta": (("labels", "labels"), ("annotations", "annotations", 256 * 1024)),
    "DisaggregatedSetSpec": (("roles", "entries", 2, 10), ("", "allOrNone")),
    "DisaggregatedRoleSpec": (
        ("name", "form", "label"),
        ("spec", *REQUIRED),
        (
            "spec",
            "rows",
            (
                "rolloutStrategy",
                "rows",
                ("rollingUpdateConfiguration", "rows", ("partition", "between", 0, 0)),
            ),
        ),
    ),
}  # fmt: skip
