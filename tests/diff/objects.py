"""Objects that the tests of `diff` and `plan` change, and the changes that a cluster has seen."""

from __future__ import annotations

import io
import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from msvc_helm.diff.manifests import Manifest, manifests
from msvc_helm.read import documents
from tests.conftest import SHARED

ARGS = ["serve", "--port=8000", "--seed=1"]
ENV = [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
OTHERS = [{"name": "log", "image": "log:1"}, {"name": "x", "image": "x:1"}]
CONTAINER = {
    "name": "vllm",
    "image": "vllm:v1",
    "args": ARGS,
    "env": ENV,
    "ports": [{"name": "http", "containerPort": 8000}],
    "readinessProbe": {"httpGet": {"port": "http"}},
    "resources": {"requests": {"cpu": "2"}, "limits": {"memory": "64Gi", "nvidia.com/gpu": "1"}},
}
DEPLOYMENT = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "decode"},
    "spec": {
        "replicas": 2,
        "selector": {"matchLabels": {"app": "decode"}},
        "template": {
            "metadata": {"labels": {"app": "decode"}},
            "spec": {
                "containers": [CONTAINER, OTHERS[0]],
                "volumes": [{"name": "settings", "configMap": {"name": "settings"}}],
            },
        },
    },
}
SERVICE = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "front"},
    "spec": {"selector": {"app": "front"}, "ports": [{"name": "http", "port": 80}]},
}
SECRET = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "token"},
    "stringData": {"KEY": "one"},
}
ROUTE = {
    "apiVersion": "gateway.networking.k8s.io/v1",
    "kind": "HTTPRoute",
    "metadata": {"name": "route"},
    "spec": {"parentRefs": [{"name": "gw"}], "rules": [{"backendRefs": [{"name": "front", "port": 80}]}]},
}
JOB = {
    "apiVersion": "batch/v1",
    "kind": "Job",
    "metadata": {"name": "warm"},
    "spec": {"template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "w", "image": "w:1"}]}}},
}
OTHER = {
    "apiVersion": "keda.sh/v1alpha1",
    "kind": "ScaledObject",
    "metadata": {"name": "decode"},
    "spec": {"minReplicaCount": 1, "triggers": [{"type": "cpu"}]},
}
POD = ("spec", "template", "spec")
FIRST = (*POD, "containers", 0)
OTHER_PATH = (*POD, "containers", 1)
REMOVED = object()
Step = str | int


def edited(obj: dict[str, Any], *edits: tuple[tuple[Step, ...], Any]) -> dict[str, Any]:
    """A copy with values at paths set, or removed."""
    out = deepcopy(obj)
    for path, value in edits:
        at: Any = out
        for step in path[:-1]:
            at = at.setdefault(step, {}) if isinstance(at, dict) else at[step]
        if value is REMOVED:
            del at[path[-1]]
        elif isinstance(at, list) and path[-1] == len(at):
            at.append(deepcopy(value))
        else:
            at[path[-1]] = deepcopy(value)
    return out


def read(*objects: Any) -> list[Manifest]:
    text = yaml.dump_all(objects, Dumper=yaml.CSafeDumper, sort_keys=False)
    return manifests(documents(io.BytesIO(text.encode()), "test.yaml"))


def corpus() -> list[Any]:
    """The changes of the reference data, where that is here."""
    file = SHARED / "plan" / "cases.json"
    found: list[Any] = json.loads(file.read_text()) if file.is_file() else []
    return found


def sides(case: dict[str, Any], folder: Path) -> tuple[list[Manifest], list[Manifest]]:
    """The objects before and after one of those changes."""
    base = _base(folder / f"base-{case['base']}.yaml")
    new = [obj for obj, _ in base]
    for edit in case["edits"]:
        new = _edit(new, edit)
    known = {id(obj): manifest for obj, manifest in base}
    return [manifest for _, manifest in base], [known.get(id(obj)) or read(obj)[0] for obj in new]


@cache
def _base(file: Path) -> list[tuple[dict[str, Any], Manifest]]:
    """The objects of a file, read once for all changes of them."""
    found = list(yaml.load_all(file.read_text(), Loader=yaml.CSafeLoader))
    return list(zip(found, read(*found), strict=True))


def _edit(objects: list[Any], edit: dict[str, Any]) -> list[Any]:
    if edit["op"] == "create":
        return [*objects, edit["value"]]
    found = next(obj for obj in objects if edit["object"] == f"{obj['kind']}/{obj['metadata']['name']}")
    others = [obj for obj in objects if obj is not found]
    if edit["op"] == "delete":
        return others
    path = tuple(edit["path"])
    value = edit.get("value", REMOVED)
    if edit["op"] == "swap":
        for step in path:
            value = found[step] if value is REMOVED else value[step]
        value = value[::-1]
    return [edited(obj, (path, value)) if obj is found else obj for obj in objects]
