"""The shape of the chart's own values. Made from schema/fields.yaml by scripts/generate_spec.py: do not edit."""

from __future__ import annotations

from msvc_helm.typed import Any

STRING: dict[str, Any] = {
    "type": "string",
}
LABELS: dict[str, Any] = {
    "type": "map",
    "values": STRING,
}
ANY: dict[str, Any] = {
    "type": "any",
}
EPP_PULL_SECRETS: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "string",
        "minLength": 1,
    },
}
BOOLEAN: dict[str, Any] = {
    "type": "boolean",
}
CHART_VALUES: dict[str, Any] = {
    "type": "object",
    "properties": {
        "nameOverride": {
            "type": "string",
            "maxLength": 200,
            "pattern": "^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
        },
        "fullnameOverride": {
            "type": "string",
            "maxLength": 253,
            "pattern": "^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
        },
        "labels": LABELS,
        "annotations": LABELS,
        "baseConfig": ANY,
        "baseConfigFile": STRING,
        "preset": ANY,
        "rbac": {
            "type": "object",
            "properties": {
                "eppClusterRole": STRING,
            },
            "required": [],
            "defaults": {},
        },
        "eppPullSecrets": EPP_PULL_SECRETS,
        "pdPullSecrets": EPP_PULL_SECRETS,
        "gie": STRING,
        "inferenceObjective": BOOLEAN,
        "operatorDefaults": BOOLEAN,
        "enabled": ANY,
        "global": ANY,
    },
    "required": [],
    "defaults": {},
}
