"""What Kubernetes demands of the fields of its structs beyond what their schema says: one table, for Python and Helm.

A row is a field, a check and the check's parameters; `validation/checks.py` and the charts' `_checks.tpl` have a
function for each check. A row without a field is about the struct as a whole. A condition is a map of fields to the
values that make it true: "" is absent or empty, "*" anything else. `walk` itself knows the checks `filled` (the field
says something), `needs` and `bars` (it has to, or must not, if the condition holds), `when` (another check, if the
condition holds) and `rows` (rows for the struct in the field, or for each in its list).

Source: the API server's validation (Kubernetes 1.36: pkg/apis/*/validation) and the CRDs of the Gateway API and its
Inference Extension.
"""

from __future__ import annotations

from msvc_helm.validation.rules import objects, pods, routes, workloads
from msvc_helm.validation.rules.parts import Row

__all__ = ["FREE", "NAMES", "OPTIONAL", "RULES", "Row"]

NAMES = {
    **dict.fromkeys(("ClusterRole", "ClusterRoleBinding", "PodDisruptionBudget", "Role", "RoleBinding"), "path part"),
    **dict.fromkeys(("DisaggregatedSet", "LeaderWorkerSet"), "service name"),
    "Service": "label",
}
"""The format of metadata.name by kind, where it is not a subdomain."""

OPTIONAL = {
    "HTTPHeader": ("value",),
    "PreferredSchedulingTerm": ("preference",),
    "SleepAction": ("seconds",),
    "Sysctl": ("value",),
}
"""By struct, the fields that its schema requires and an API server takes as zero where they are absent."""

FREE = {"MetricIdentifier": ("selector",)}
"""By struct, the fields that an API server does not look into, as the labels of metrics need not be Kubernetes' own."""

RULES: dict[str, tuple[Row, ...]] = {
    **objects.RULES,
    **pods.RULES,
    **routes.RULES,
    **workloads.RULES,
}
