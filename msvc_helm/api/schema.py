"""The shape of a ModelService, for `check.py`. Made from crd.yaml by scripts/generate_spec.py: do not edit."""

from __future__ import annotations

from msvc_helm.typed import Any, Final

GROUP: Final = "llm-d.ai"
VERSION: Final = "v1alpha1"
KIND: Final = "ModelService"
STRING: dict[str, Any] = {
    "type": "string",
}
INTEGER: dict[str, Any] = {
    "type": "integer",
    "minimum": 1,
    "maximum": 2147483647,
}
QUANTITY: dict[str, Any] = {
    "type": "quantity",
}
BOOLEAN: dict[str, Any] = {
    "type": "boolean",
}
REPLICAS: dict[str, Any] = {
    "type": "integer",
    "nullable": True,
    "minimum": 0,
    "maximum": 2147483647,
}
COMMAND: dict[str, Any] = {
    "type": "array",
    "items": STRING,
}
CONFIG_MAP_KEY_REF: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": STRING,
        "key": STRING,
        "optional": BOOLEAN,
    },
    "required": ["key"],
    "defaults": {
        "name": "",
    },
}
ENV: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "name": STRING,
            "value": STRING,
            "valueFrom": {
                "type": "object",
                "properties": {
                    "configMapKeyRef": CONFIG_MAP_KEY_REF,
                    "secretKeyRef": CONFIG_MAP_KEY_REF,
                    "fieldRef": {
                        "type": "object",
                        "properties": {
                            "apiVersion": STRING,
                            "fieldPath": STRING,
                        },
                        "required": ["fieldPath"],
                        "defaults": {},
                    },
                    "resourceFieldRef": {
                        "type": "object",
                        "properties": {
                            "containerName": STRING,
                            "resource": STRING,
                            "divisor": QUANTITY,
                        },
                        "required": ["resource"],
                        "defaults": {},
                    },
                },
                "required": [],
                "defaults": {},
            },
        },
        "required": ["name"],
        "defaults": {},
    },
    "unique": "name",
}
CONFIG_MAP_REF: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": STRING,
        "optional": BOOLEAN,
    },
    "required": [],
    "defaults": {
        "name": "",
    },
}
ENV_FROM: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "configMapRef": CONFIG_MAP_REF,
            "secretRef": CONFIG_MAP_REF,
            "prefix": STRING,
        },
        "required": [],
        "defaults": {},
    },
}
LIMITS: dict[str, Any] = {
    "type": "map",
    "values": {
        "type": "quantity",
        "nullable": True,
    },
}
RESOURCES: dict[str, Any] = {
    "type": "object",
    "properties": {
        "limits": LIMITS,
        "requests": LIMITS,
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": STRING,
                    "request": STRING,
                },
                "required": ["name"],
                "defaults": {},
            },
            "unique": "name",
        },
    },
    "required": [],
    "defaults": {},
}
VOLUME_MOUNTS: dict[str, Any] = {
    "type": "kubernetes",
    "kind": "Deployment",
    "at": "spec.template.spec.containers.volumeMounts",
}
CONTAINERS: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "name": STRING,
            "image": STRING,
            "command": COMMAND,
            "args": COMMAND,
            "env": ENV,
            "envFrom": ENV_FROM,
            "resources": RESOURCES,
            "volumeMounts": VOLUME_MOUNTS,
            "mountModelVolume": BOOLEAN,
        },
        "required": ["name"],
        "defaults": {},
    },
}
INIT_CONTAINERS: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "name": STRING,
            "image": STRING,
            "command": COMMAND,
            "args": COMMAND,
            "env": ENV,
            "envFrom": ENV_FROM,
            "resources": RESOURCES,
            "volumeMounts": VOLUME_MOUNTS,
            "mountModelVolume": BOOLEAN,
            "restartPolicy": STRING,
            "ports": {
                "type": "kubernetes",
                "kind": "Deployment",
                "at": "spec.template.spec.initContainers.ports",
            },
            "livenessProbe": {
                "type": "kubernetes",
                "kind": "Deployment",
                "at": "spec.template.spec.initContainers.livenessProbe",
            },
            "readinessProbe": {
                "type": "kubernetes",
                "kind": "Deployment",
                "at": "spec.template.spec.initContainers.readinessProbe",
            },
            "startupProbe": {
                "type": "kubernetes",
                "kind": "Deployment",
                "at": "spec.template.spec.initContainers.startupProbe",
            },
        },
        "required": ["name"],
        "defaults": {},
    },
}
LABELS: dict[str, Any] = {
    "type": "map",
    "values": STRING,
}
TOLERATIONS: dict[str, Any] = {
    "type": "kubernetes",
    "kind": "Deployment",
    "at": "spec.template.spec.tolerations",
}
TOPOLOGY_SPREAD_CONSTRAINTS: dict[str, Any] = {
    "type": "kubernetes",
    "kind": "Deployment",
    "at": "spec.template.spec.topologySpreadConstraints",
}
INTEGER_2: dict[str, Any] = {
    "type": "integer",
    "minimum": 0,
    "maximum": 9223372036854775807,
}
SERVICE_ACCOUNT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {
            "type": "string",
            "maxLength": 253,
        },
        "create": BOOLEAN,
        "annotations": LABELS,
        "automount": BOOLEAN,
    },
    "required": [],
    "defaults": {},
}
STRATEGY: dict[str, Any] = {
    "type": "kubernetes",
    "kind": "Deployment",
    "at": "spec.strategy",
}
VOLUMES: dict[str, Any] = {
    "type": "kubernetes",
    "kind": "Deployment",
    "at": "spec.template.spec.volumes",
}
RESOURCE_CLAIMS: dict[str, Any] = {
    "type": "kubernetes",
    "kind": "Deployment",
    "at": "spec.template.spec.resourceClaims",
}
ACCELERATOR_TYPES: dict[str, Any] = {
    "type": "object",
    "properties": {
        "labelKey": STRING,
        "labelValues": {
            "type": "array",
            "minItems": 1,
            "items": STRING,
        },
    },
    "required": ["labelKey", "labelValues"],
    "defaults": {},
}
DECODE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "replicas": REPLICAS,
        "containers": CONTAINERS,
        "initContainers": INIT_CONTAINERS,
        "labels": LABELS,
        "annotations": LABELS,
        "nodeSelector": LABELS,
        "tolerations": TOLERATIONS,
        "priorityClassName": STRING,
        "schedulerName": STRING,
        "topologySpreadConstraints": TOPOLOGY_SPREAD_CONSTRAINTS,
        "terminationGracePeriodSeconds": INTEGER_2,
        "serviceAccount": SERVICE_ACCOUNT,
        "strategy": STRATEGY,
        "volumes": VOLUMES,
        "resourceClaims": RESOURCE_CLAIMS,
        "nodes": INTEGER,
        "parallelism": {
            "type": "object",
            "properties": {
                "tensor": REPLICAS,
                "pipeline": INTEGER,
                "data": INTEGER,
                "dataLocal": INTEGER,
                "expert": BOOLEAN,
            },
            "required": [],
            "defaults": {
                "tensor": 1,
            },
        },
        "acceleratorTypes": ACCELERATOR_TYPES,
        "variants": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": 40,
                        "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
                    },
                    "replicas": REPLICAS,
                    "containers": CONTAINERS,
                    "initContainers": INIT_CONTAINERS,
                    "labels": LABELS,
                    "annotations": LABELS,
                    "nodeSelector": LABELS,
                    "tolerations": TOLERATIONS,
                    "priorityClassName": STRING,
                    "schedulerName": STRING,
                    "topologySpreadConstraints": TOPOLOGY_SPREAD_CONSTRAINTS,
                    "terminationGracePeriodSeconds": INTEGER_2,
                    "strategy": STRATEGY,
                    "volumes": VOLUMES,
                    "resourceClaims": RESOURCE_CLAIMS,
                    "nodes": INTEGER,
                    "parallelism": {
                        "type": "object",
                        "properties": {
                            "tensor": INTEGER,
                            "pipeline": INTEGER,
                            "data": INTEGER,
                            "dataLocal": INTEGER,
                            "expert": BOOLEAN,
                        },
                        "required": [],
                        "defaults": {},
                    },
                    "acceleratorTypes": ACCELERATOR_TYPES,
                },
                "required": ["name"],
                "defaults": {
                    "replicas": 1,
                },
            },
            "unique": "name",
        },
    },
    "required": [],
    "defaults": {
        "replicas": 1,
    },
}
SPEC: dict[str, Any] = {
    "type": "object",
    "properties": {
        "routing": {
            "type": "object",
            "properties": {
                "modelName": {
                    "type": "string",
                    "maxLength": 256,
                },
                "ports": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "name": STRING,
                            "port": INTEGER,
                        },
                        "required": ["name", "port"],
                        "defaults": {},
                    },
                },
                "gatewayRefs": {
                    "type": "array",
                    "maxItems": 32,
                    "items": {
                        "type": "object",
                        "properties": {
                            "group": {
                                "type": "string",
                                "maxLength": 253,
                                "pattern": "^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
                            },
                            "kind": {
                                "type": "string",
                                "minLength": 1,
                                "maxLength": 63,
                                "pattern": "^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$",
                            },
                            "name": {
                                "type": "string",
                                "minLength": 1,
                                "maxLength": 253,
                            },
                            "namespace": {
                                "type": "string",
                                "minLength": 1,
                                "maxLength": 63,
                                "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
                            },
                            "sectionName": {
                                "type": "string",
                                "minLength": 1,
                                "maxLength": 253,
                                "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
                            },
                            "port": {
                                "type": "integer",
                                "minimum": 1,
                                "maximum": 65535,
                            },
                        },
                        "required": ["name"],
                        "defaults": {
                            "group": "gateway.networking.k8s.io",
                            "kind": "Gateway",
                        },
                    },
                },
            },
            "required": ["modelName"],
            "defaults": {},
        },
        "modelArtifacts": {
            "type": "object",
            "properties": {
                "uri": STRING,
                "authSecretName": STRING,
                "size": QUANTITY,
                "adapters": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "name": {
                                "type": "string",
                                "minLength": 1,
                                "maxLength": 256,
                            },
                            "uri": STRING,
                        },
                        "required": ["name", "uri"],
                        "defaults": {},
                    },
                    "unique": "name",
                },
            },
            "required": ["uri"],
            "defaults": {},
        },
        "baseConfigMapRef": {
            "type": "object",
            "properties": {
                "name": STRING,
                "namespace": STRING,
                "apiVersion": STRING,
                "kind": STRING,
                "fieldPath": STRING,
                "resourceVersion": STRING,
                "uid": STRING,
            },
            "required": [],
            "defaults": {},
        },
        "decoupleScaling": BOOLEAN,
        "autoscaling": {
            "type": "plain",
        },
        "decode": DECODE,
        "prefill": DECODE,
        "endpointPicker": {
            "type": "object",
            "properties": {
                "replicas": REPLICAS,
                "containers": CONTAINERS,
                "initContainers": INIT_CONTAINERS,
                "labels": LABELS,
                "annotations": LABELS,
                "nodeSelector": LABELS,
                "tolerations": TOLERATIONS,
                "priorityClassName": STRING,
                "schedulerName": STRING,
                "topologySpreadConstraints": TOPOLOGY_SPREAD_CONSTRAINTS,
                "terminationGracePeriodSeconds": INTEGER_2,
                "serviceAccount": SERVICE_ACCOUNT,
                "strategy": STRATEGY,
                "volumes": VOLUMES,
                "resourceClaims": RESOURCE_CLAIMS,
            },
            "required": [],
            "defaults": {
                "replicas": 1,
            },
        },
    },
    "required": ["modelArtifacts", "routing"],
    "defaults": {},
}
STATUS: dict[str, Any] = {
    "properties": {
        "decodeAvailable": {},
        "decodeReady": {},
        "decodeDeploymentRef": {},
        "decodeServiceAccountRef": {},
        "prefillAvailable": {},
        "prefillReady": {},
        "prefillDeploymentRef": {},
        "prefillServiceAccountRef": {},
        "eppAvailable": {},
        "eppReady": {},
        "eppDeploymentRef": {},
        "eppRoleBinding": {},
        "httpRouteRef": {},
        "inferenceModelRef": {},
        "inferencePoolRef": {},
        "configMapNames": {
            "items": {},
        },
        "conditions": {
            "items": {
                "properties": {
                    "type": {},
                    "status": {},
                    "reason": {},
                    "message": {},
                    "lastTransitionTime": {},
                    "observedGeneration": {},
                },
            },
        },
    },
}
