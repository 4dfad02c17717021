"""The documents whose verdicts Kubernetes' own code gave: a whole ModelService with one value changed, and texts."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from msvc_helm.api.paths import Parts, parts_of

CASES = Path(__file__).parent / "cases"
CONTAINER: dict[str, Any] = {
    "name": "vllm",
    "image": "vllm/vllm-openai:v0.8.5",
    "command": ["vllm"],
    "args": ["serve"],
    "env": [
        {"name": "A", "value": "1"},
        {"name": "B", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k", "optional": True}}},
        {"name": "C", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k", "optional": True}}},
        {"name": "D", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "status.podIP"}}},
        {"name": "E", "valueFrom": {"resourceFieldRef": {"containerName": "c", "resource": "r", "divisor": "1Mi"}}},
    ],
    "envFrom": [
        {"prefix": "P_", "configMapRef": {"name": "c", "optional": False}},
        {"secretRef": {"name": "s", "optional": False}},
    ],
    "resources": {
        "limits": {"nvidia.com/gpu": 1},
        "requests": {"cpu": "500m"},
        "claims": [{"name": "gpu", "request": "r"}],
    },
    "mountModelVolume": True,
}
WHOLE: dict[str, Any] = {
    "apiVersion": "llm-d.ai/v1alpha1",
    "kind": "ModelService",
    "metadata": {
        "name": "whole",
        "namespace": "models",
        "generateName": "whole-",
        "labels": {"app": "a"},
        "annotations": {"note": "a"},
        "finalizers": ["example.com/f"],
        "ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "p", "uid": "u", "controller": True}],
        "managedFields": [
            {
                "manager": "m", "operation": "Update", "apiVersion": "v1", "time": "2025-05-01T10:00:00Z",
                "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": {}}, "subresource": "status",
            }
        ],
        "creationTimestamp": "2025-05-01T10:00:00Z",
        "deletionTimestamp": "2025-05-01T10:00:00+02:00",
        "uid": "u",
        "generation": 1,
        "selfLink": "/x",
        "deletionGracePeriodSeconds": 1,
    },
    "spec": {
        "baseConfigMapRef": {
            "name": "b", "namespace": "n", "apiVersion": "v1", "kind": "ConfigMap", "fieldPath": "f",
            "resourceVersion": "1", "uid": "u",
        },
        "routing": {
            "modelName": "facebook/opt-125m",
            "ports": [{"name": "http", "port": 8000}],
            "gatewayRefs": [
                {"group": "g.k8s.io", "kind": "Gateway", "name": "gw", "namespace": "n", "sectionName": "s", "port": 80}
            ],
        },
        "modelArtifacts": {"uri": "hf://facebook/opt-125m", "authSecretName": "hf", "size": "20Gi"},
        "decoupleScaling": False,
        "decode": {
            "replicas": 2,
            "containers": [CONTAINER],
            "initContainers": [{"name": "init"}],
            "parallelism": {"tensor": 4},
            "acceleratorTypes": {"labelKey": "gpu", "labelValues": ["H100"]},
        },
        "prefill": {"replicas": 1, "containers": [{"name": "vllm"}], "parallelism": {}},
        "endpointPicker": {"replicas": 1, "containers": [{"name": "epp"}], "initContainers": []},
    },
}  # fmt: skip
VALUES = [
    "null", '""', "a", '"1"', "0", "1", "-1", "2147483648", "1e1", "1.5", "1e20", "true", "yes", "0x1F", "1_000",
    "2024-01-01", "[]", "[null]", "[a]", "[[]]", "[{}]", "{}", "{a: b}", "{name: a}",
]  # fmt: skip
HOLE = "@value@"


def put(path: Parts, text: str | None) -> str:
    """The whole document, in YAML, with the field at `path` written as `text`, or left out when that is None."""
    if text is None:
        return json.dumps(_edited(path, left_out=True))
    return _with_hole(path).replace(f'"{HOLE}"', text, 1)


@cache
def _with_hole(path: Parts) -> str:
    """The whole document with a hole at `path`."""
    return json.dumps(_edited(path, left_out=False))


def _edited(path: Parts, *, left_out: bool) -> dict[str, Any]:
    document = copy.deepcopy(WHOLE)
    holder: Any = document
    for part in path[:-1]:
        holder = holder[part]
    if not left_out:
        holder[path[-1]] = HOLE
    elif path:
        del holder[path[-1]]
    return document


def every_path(value: object = WHOLE, above: Parts = ()) -> Iterator[Parts]:
    """The path of every field and list item of the whole document."""
    if above:
        yield above
    below: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in below:
        yield from every_path(child, (*above, key))


def matrix(path: Parts) -> list[str]:
    """The documents in which a field of the whole document is left out or has one of `VALUES`."""
    return [put(path, text) for text in [None, *VALUES]]


def fields() -> dict[str, str]:
    """The documents of fields.yaml, by `path = text`."""
    # CBaseLoader: every scalar is the text it is written as, and nothing is constructed.
    table: dict[str, list[str]] = yaml.load((CASES / "fields.yaml").read_text(), yaml.CBaseLoader)  # noqa: S506
    return {f"{path} = {text}": put(parts_of(path), text) for path, texts in table.items() for text in texts}


def texts() -> dict[str, str]:
    """The documents of documents.yaml, by name."""
    table: dict[str, str] = yaml.safe_load((CASES / "documents.yaml").read_text())
    return table
