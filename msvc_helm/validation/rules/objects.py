"""The rows of Services, autoscalers and all other objects but workloads and routes."""

from __future__ import annotations

from msvc_helm.validation.rules.parts import PORT, PROTOCOL, REQUIRED, VALUES, Row

RBAC = ("choice", "rbac.authorization.k8s.io")
OF_BALANCER = ("bars", {"type": ["", "ClusterIP", "ExternalName", "NodePort"]}, "needs the type LoadBalancer")
NO_ALIAS = ("bars", {"type": ["ExternalName"]}, "not allowed when the type is ExternalName")
SIZE = (
    "rows",
    ("requests", *REQUIRED),
    ("requests", "rows", ("storage", *REQUIRED), ("storage", "form", "positive")),
)
OF_USE = ("rows", ("", "one", 1, "averageUtilization", "averageValue"))
METRIC = ("rows", ("name", *REQUIRED), ("name", "form", "path part"))

RULES: dict[str, tuple[Row, ...]] = {
    "ObjectMeta": (("labels", "labels"), ("annotations", "annotations", 256 * 1024)),
    "LabelSelector": (("matchLabels", "labels"),),
    "LabelSelectorRequirement": (
        ("operator", "filled"),
        ("operator", "choice", "In", "NotIn", "Exists", "DoesNotExist"),
        *VALUES,
    ),
    # Services
    "ServiceSpec": (
        ("selector", "labels"),
        ("", "servicePorts"),
        ("ports", "unique", "name"),
        ("type", "choice", "ClusterIP", "NodePort", "LoadBalancer", "ExternalName"),
        ("clusterIP", "form", "cluster ip"),
        (
            "clusterIP",
            "bars",
            {"clusterIP": ["None"], "type": ["NodePort", "LoadBalancer"]},
            "None needs the type ClusterIP",
        ),
        ("clusterIP", *NO_ALIAS),
        ("externalIPs", "form", "ip"),
        ("externalTrafficPolicy", "choice", "Cluster", "Local"),
        (
            "externalTrafficPolicy",
            "bars",
            {"type": ["", "ClusterIP", "ExternalName"], "externalIPs": [""]},
            "needs the type NodePort or LoadBalancer",
        ),
        ("internalTrafficPolicy", "choice", "Cluster", "Local"),
        ("ipFamilyPolicy", "choice", "SingleStack", "PreferDualStack", "RequireDualStack"),
        ("ipFamilies", "choice", "IPv4", "IPv6"),
        ("ipFamilies", "entries", 0, 2),
        ("ipFamilyPolicy", *NO_ALIAS),
        ("ipFamilies", *NO_ALIAS),
        ("trafficDistribution", "choice", "PreferClose", "PreferSameZone", "PreferSameNode"),
        ("loadBalancerSourceRanges", "form", "cidr"),
        ("loadBalancerSourceRanges", *OF_BALANCER),
        ("loadBalancerClass", "form", "label key"),
        ("loadBalancerClass", *OF_BALANCER),
        ("healthCheckNodePort", *OF_BALANCER),
        ("allocateLoadBalancerNodePorts", *OF_BALANCER),
        ("sessionAffinity", "choice", "None", "ClientIP"),
        ("externalName", "needs", {"type": ["ExternalName"]}, "required when the type is ExternalName"),
        ("externalName", "when", {"type": ["ExternalName"]}, "form", "alias"),
    ),
    "ClientIPConfig": (("timeoutSeconds", "between", 1, 86400),),
    "ServicePort": (
        ("name", "form", "label"),
        ("port", *PORT),
        ("protocol", *PROTOCOL),
        ("targetPort", "when", {"targetPort": ["*"]}, "port", 0),
        ("appProtocol", "form", "label key"),
    ),
    "NetworkPolicySpec": (("policyTypes", "entries", 0, 2), ("policyTypes", "choice", "Ingress", "Egress")),
    "NetworkPolicyPort": (
        ("port", "port"),
        ("protocol", *PROTOCOL),
        ("endPort", *PORT),
        ("endPort", "bars", {"port": [""]}, "not allowed without port"),
    ),
    "IPBlock": (("cidr", "filled"), ("cidr", "form", "cidr"), ("except", "form", "cidr")),
    # Configuration and storage
    "ConfigMap": (("", "data", 1024 * 1024),),
    "Secret": (("", "data", 1024 * 1024),),
    "PersistentVolumeClaimSpec": (
        ("accessModes", "filled"),
        ("accessModes", "choice", "ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"),
        ("resources", "filled"),
        ("resources", *SIZE),
        ("storageClassName", "form", "subdomain"),
        ("volumeMode", "choice", "Filesystem", "Block"),
    ),
    # Who may do what
    "PolicyRule": (
        ("verbs", "filled"),
        ("apiGroups", "needs", {"nonResourceURLs": [""]}, "required but not set"),
        ("resources", "needs", {"nonResourceURLs": [""]}, "required but not set"),
    ),
    "RoleRef": (
        ("apiGroup", *RBAC),
        ("name", "filled"),
        ("name", "form", "path part"),
        ("kind", "filled"),
        ("kind", "choice", "Role", "ClusterRole"),
    ),
    "Subject": (
        ("name", "filled"),
        ("kind", "filled"),
        ("kind", "choice", "ServiceAccount", "User", "Group"),
        ("name", "when", {"kind": ["ServiceAccount"]}, "form", "subdomain"),
        ("apiGroup", "bars", {"kind": ["ServiceAccount"]}, "not allowed for a ServiceAccount"),
        ("apiGroup", "when", {"kind": ["User", "Group"]}, *RBAC),
    ),
    # Scaling and disruption
    "HorizontalPodAutoscalerSpec": (
        ("minReplicas", "between", 0, None),
        ("maxReplicas", "between", 1, None),
        ("", "order", "minReplicas", "maxReplicas"),
    ),
    "CrossVersionObjectReference": (
        ("name", "filled"),
        ("name", "form", "path part"),
        ("kind", "filled"),
        ("kind", "form", "path part"),
        ("apiVersion", "form", "api version"),
    ),
    "MetricSpec": (
        ("type", "filled"),
        ("type", "choice", "ContainerResource", "External", "Object", "Pods", "Resource"),
        (
            "",
            "union",
            {
                "Resource": "resource",
                "Pods": "pods",
                "Object": "object",
                "External": "external",
                "ContainerResource": "containerResource",
            },
        ),
    ),
    "MetricTarget": (
        ("type", "filled"),
        ("type", "choice", "Utilization", "Value", "AverageValue"),
        ("averageUtilization", "between", 1, None),
        ("value", "form", "positive"),
        ("averageValue", "form", "positive"),
    ),
    "ResourceMetricSource": (("name", "filled"), ("target", *OF_USE)),
    "ContainerResourceMetricSource": (
        ("name", "filled"),
        ("name", "form", "resource"),
        ("container", "filled"),
        ("container", "form", "label"),
        ("target", *OF_USE),
    ),
    "PodsMetricSource": (("metric", *METRIC), ("target", "rows", ("averageValue", *REQUIRED))),
    "ExternalMetricSource": (("metric", *METRIC), ("target", "rows", ("", "one", 1, "averageValue", "value"))),
    "ObjectMetricSource": (
        ("metric", *METRIC),
        ("target", "rows", ("value", "needs", {"averageValue": [""]}, "required without averageValue")),
    ),
    "HPAScalingRules": (
        ("stabilizationWindowSeconds", "between", 0, 3600),
        ("selectPolicy", "choice", "Max", "Min", "Disabled"),
        ("policies", "entries", 1, 100),
        ("tolerance", "form", "not negative"),
    ),
    "HPAScalingPolicy": (
        ("type", "filled"),
        ("type", "choice", "Pods", "Percent"),
        ("value", "between", 1, None),
        ("periodSeconds", "between", 1, 1800),
    ),
    "PodDisruptionBudgetSpec": (
        ("minAvailable", "share", "share"),
        ("maxUnavailable", "share", "share"),
        ("maxUnavailable", "bars", {"minAvailable": ["*"]}, "not allowed next to minAvailable"),
        ("unhealthyPodEvictionPolicy", "choice", "IfHealthyBudget", "AlwaysAllow"),
    ),
}  # fmt: skip
