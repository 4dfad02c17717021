"""What Kubernetes demands of the fields of its structs beyond what their schema says: one table, for Python and Helm.

A row is a field, a check and the check's parameters; `refusals/checks.py` and the charts' `_validate.tpl` have a
function for each check. A row without a field is about the struct as a whole. A condition is a map of fields to the
values that make it true: "" is absent or empty, "*" anything else. Source: the API server's validation (Kubernetes
1.36: pkg/apis/*/validation) and the CRDs of the Gateway API and its Inference Extension.
"""

from __future__ import annotations

from msvc_helm.typed import Any, TypeAlias

Row: TypeAlias = tuple[Any, ...]

NAMES = dict.fromkeys(("ClusterRole", "ClusterRoleBinding", "PodDisruptionBudget", "Role", "RoleBinding"), "path part")
"""The format of metadata.name by kind, where it is not a subdomain."""

PORT = ("between", 1, 65535)
WAIT = ("between", 0, None)
PULL = ("choice", "Always", "IfNotPresent", "Never")
PROTOCOL = ("choice", "TCP", "UDP", "SCTP")
MODE = ("between", 0, 0o777)
ID = ("between", 0, 2147483647)
HANDLERS = ("one", 1, "exec", "httpGet", "tcpSocket")
VALUES = (
    ("values", "needs", {"operator": ["In", "NotIn"]}, "required with the operators In and NotIn"),
    ("values", "bars", {"operator": ["Exists", "DoesNotExist"]}, "not allowed with Exists and DoesNotExist"),
    ("key", "form", "label key"),
)  # fmt: skip

RULES: dict[str, tuple[Row, ...]] = {
    "ObjectMeta": (("labels", "labels"), ("annotations", "annotations", 256 * 1024)),
    # Deployments
    "DeploymentSpec": (
        ("", "selector"),
        ("replicas", *WAIT),
        ("minReadySeconds", *WAIT),
        ("progressDeadlineSeconds", *WAIT),
        ("revisionHistoryLimit", *WAIT),
    ),
    "DeploymentStrategy": (
        ("type", "choice", "RollingUpdate", "Recreate"),
        ("rollingUpdate", "bars", {"type": ["Recreate"]}, "not allowed when the strategy is Recreate"),
    ),
    "RollingUpdateDeployment": (("maxSurge", "share"), ("maxUnavailable", "share")),
    "LabelSelector": (("matchLabels", "labels"),),
    "LabelSelectorRequirement": (("operator", "choice", "In", "NotIn", "Exists", "DoesNotExist"), *VALUES),
    # Pods
    "PodSpec": (
        ("containers", "filled", "required but not set: neither the base config nor the ModelService has a container"),
        ("", "containers"),
        ("", "mounts"),
        ("restartPolicy", "choice", "Always"),
        ("activeDeadlineSeconds", "bars", {}, "not allowed in a Deployment"),
        ("dnsPolicy", "choice", "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
        ("serviceAccountName", "form", "subdomain"),
        ("priorityClassName", "form", "subdomain"),
        ("runtimeClassName", "form", "subdomain"),
        ("nodeName", "form", "subdomain"),
        ("hostname", "form", "label"),
        ("subdomain", "form", "label"),
        ("nodeSelector", "labels"),
    ),
    "Container": (
        ("name", "filled"),
        ("name", "form", "label"),
        (
            "image",
            "filled",
            'required but not set: neither the base config nor the ModelService gives container "%s" an image',
        ),
        ("image", "form", "image"),
        ("imagePullPolicy", *PULL),
        ("terminationMessagePolicy", "choice", "File", "FallbackToLogsOnError"),
        ("ports", "unique", "name"),
    ),
    "ContainerPort": (
        ("containerPort", *PORT),
        ("hostPort", "between", 0, 65535),
        ("name", "form", "port name"),
        ("protocol", *PROTOCOL),
    ),
    "EnvVar": (
        ("name", "filled"),
        ("name", "form", "variable"),
        ("valueFrom", "bars", {"value": ["*"]}, "not allowed next to value"),
    ),
    "EnvVarSource": (("", "one", 1, "configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef"),),
    "EnvFromSource": (("", "one", 1, "configMapRef", "secretRef"),),
    "ConfigMapKeySelector": (("key", "form", "data key"),),
    "SecretKeySelector": (("key", "form", "data key"),),
    "VolumeMount": (
        ("mountPath", "filled"),
        ("mountPropagation", "choice", "None", "HostToContainer", "Bidirectional"),
        ("subPathExpr", "bars", {"subPath": ["*"]}, "not allowed next to subPath"),
    ),
    "Volume": (("name", "filled"), ("name", "form", "label"), ("", "one", 0)),
    "PersistentVolumeClaimVolumeSource": (("claimName", "filled"),),
    "ImageVolumeSource": (("reference", "form", "image"), ("pullPolicy", *PULL)),
    "HostPathVolumeSource": (("path", "filled"),),
    "ConfigMapVolumeSource": (("name", "filled"), ("defaultMode", *MODE)),
    "SecretVolumeSource": (("secretName", "filled"), ("defaultMode", *MODE)),
    "ProjectedVolumeSource": (("defaultMode", *MODE),),
    "KeyToPath": (("key", "filled"), ("path", "filled"), ("mode", *MODE)),
    "ResourceRequirements": (("", "resources"),),
    "Probe": (
        ("", *HANDLERS, "grpc"),
        ("initialDelaySeconds", *WAIT),
        ("timeoutSeconds", *WAIT),
        ("periodSeconds", *WAIT),
        ("successThreshold", *WAIT),
        ("failureThreshold", *WAIT),
        ("terminationGracePeriodSeconds", "between", 1, None),
    ),
    "LifecycleHandler": (("", *HANDLERS, "sleep"),),
    "ExecAction": (("command", "filled"),),
    "HTTPGetAction": (("port", "port"), ("scheme", "choice", "HTTP", "HTTPS")),
    "TCPSocketAction": (("port", "port"),),
    "GRPCAction": (("port", *PORT),),
    "Toleration": (
        ("key", "form", "label key"),
        ("operator", "needs", {"key": [""]}, "Exists is required where there is no key"),
        ("effect", "choice", "NoSchedule", "PreferNoSchedule", "NoExecute"),
        ("value", "bars", {"operator": ["Exists"]}, "not allowed when the operator is Exists"),
        ("tolerationSeconds", "bars", {"effect": ["", "NoSchedule", "PreferNoSchedule"]}, "needs the effect NoExecute"),
    ),
    "NodeSelector": (("nodeSelectorTerms", "filled"),),
    "NodeSelectorRequirement": (("operator", "choice", "In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"), *VALUES),
    "PreferredSchedulingTerm": (("weight", "between", 1, 100),),
    "WeightedPodAffinityTerm": (("weight", "between", 1, 100),),
    "PodAffinityTerm": (("topologyKey", "filled"), ("topologyKey", "form", "label key")),
    "TopologySpreadConstraint": (
        ("maxSkew", "between", 1, None),
        ("topologyKey", "filled"),
        ("whenUnsatisfiable", "choice", "DoNotSchedule", "ScheduleAnyway"),
    ),
    # Services
    "ServiceSpec": (
        ("selector", "labels"),
        ("", "servicePorts"),
        ("ports", "unique", "name"),
        ("type", "choice", "ClusterIP", "NodePort", "LoadBalancer", "ExternalName"),
        ("sessionAffinity", "choice", "None", "ClientIP"),
        ("externalName", "needs", {"type": ["ExternalName"]}, "required when the type is ExternalName"),
    ),
    "ServicePort": (
        ("name", "form", "label"),
        ("port", *PORT),
        ("protocol", *PROTOCOL),
        ("targetPort", "port", 0),
    ),
    # Configuration and storage
    "ConfigMap": (("", "data", 1024 * 1024),),
    "Secret": (("", "data", 1024 * 1024),),
    "PersistentVolumeClaimSpec": (
        ("accessModes", "filled"),
        ("accessModes", "choice", "ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"),
        ("resources", "filled"),
        ("volumeMode", "choice", "Filesystem", "Block"),
    ),
    # Who may do what
    "PolicyRule": (("verbs", "filled"),),
    "RoleRef": (("name", "filled"), ("kind", "choice", "Role", "ClusterRole")),
    "Subject": (("name", "filled"), ("kind", "choice", "ServiceAccount", "User", "Group")),
    # Scaling and disruption
    "HorizontalPodAutoscalerSpec": (("minReplicas", "between", 0, None), ("maxReplicas", "between", 1, None)),
    "MetricSpec": (
        ("type", "choice", "ContainerResource", "External", "Object", "Pods", "Resource"),
        ("resource", "needs", {"type": ["Resource"]}, "required when the type is Resource"),
        ("pods", "needs", {"type": ["Pods"]}, "required when the type is Pods"),
        ("object", "needs", {"type": ["Object"]}, "required when the type is Object"),
        ("external", "needs", {"type": ["External"]}, "required when the type is External"),
        ("containerResource", "needs", {"type": ["ContainerResource"]}, "required when the type is ContainerResource"),
    ),
    "MetricTarget": (
        ("type", "choice", "Utilization", "Value", "AverageValue"),
        ("averageUtilization", "between", 1, None),
    ),
    "HPAScalingRules": (("stabilizationWindowSeconds", "between", 0, 3600),),
    "HPAScalingPolicy": (
        ("type", "choice", "Pods", "Percent"),
        ("value", "between", 1, None),
        ("periodSeconds", "between", 1, 1800),
    ),
    "PodDisruptionBudgetSpec": (
        ("minAvailable", "share"),
        ("maxUnavailable", "share"),
        ("maxUnavailable", "bars", {"minAvailable": ["*"]}, "not allowed next to minAvailable"),
    ),
    # Routing
    "HTTPRouteSpec": (("rules", "entries", 1, 16), ("parentRefs", "entries", 0, 32), ("hostnames", "entries", 0, 16)),
    "HTTPRouteRule": (
        ("backendRefs", "entries", 0, 16),
        ("filters", "entries", 0, 16),
        ("matches", "entries", 0, 64),
    ),
    "ParentReference": (("port", *PORT),),
    "HTTPBackendRef": (
        ("port", *PORT),
        ("port", "needs", {"kind": ["", "Service"], "group": [""]}, "required for a Service"),
        ("weight", "between", 0, 1000000),
    ),
    "InferencePoolSpec": (("selector", "labels"), ("targetPortNumber", *PORT)),
    "InferencePool/v1.InferencePoolSpec": (("targetPorts", "entries", 1, 8),),
    "InferencePool/v1.LabelSelector": (("matchLabels", "labels"),),
    "EndpointPickerRef": (("port", "needs", {"kind": ["", "Service"]}, "required for a Service"),),
    "Extension": (("portNumber", *PORT),),
    "Port": (("number", *PORT),),
}  # fmt: skip
