"""The operator, played: its recorded objects made again, with its field manager and owner references to real UIDs."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import yaml

from tests.e2e.kubectl import Kubectl
from tests.e2e.product import REPO

RECORDED = REPO.parent / "shared" / "adopt" / "before-operator-running"
KEPT = ("name", "labels", "annotations")
BY_SERVER = ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")
SCALER = "kube-controller-manager"
Object = dict[str, Any]


def recorded(name: str) -> list[Object]:
    """The objects of a recorded namespace."""
    text = (RECORDED / f"{name}.yaml").read_text(encoding="utf-8")
    return list(yaml.load(text, yaml.CSafeLoader)["items"])


def operate(kubectl: Kubectl, name: str) -> list[str]:
    """Make the models of a recorded namespace in that of `kubectl`, pods running; the names of the models."""
    items = [moved(each, name, kubectl.namespace) for each in recorded(name)]
    models = [each for each in items if each["kind"] == "ModelService"]
    kubectl.run("create", "-f", "-", stdin=_stream([each for each in items if each["kind"] == "ConfigMap"]))
    kubectl.run("create", "-f", "-", stdin=_stream(models))
    uids = {each["metadata"]["name"]: each["metadata"]["uid"] for each in kubectl.items("modelservices")}
    children = []
    for each in items:
        owners = each["metadata"].pop("ownerReferences", [])
        if owners and owners[0]["kind"] == "ModelService":
            owner = owners[0]["name"]
            each["metadata"]["ownerReferences"] = [{**owners[0], "uid": uids[owner]}]
            children.append(each)
    scaled = _scaled(children)
    kubectl.run("create", "--field-manager=manager", "-f", "-", stdin=_stream(children))
    for deployment, number in scaled.items():
        patch = json.dumps({"spec": {"replicas": number}})
        words = ("--subresource=scale", "--type=merge", f"--field-manager={SCALER}", "--patch", patch)
        kubectl.run("patch", f"deployment/{deployment}", *words)
    for each in children:
        if each["kind"] == "Deployment":  # a pod may wait for a volume, which counts no less
            number = scaled.get(each["metadata"]["name"], each["spec"]["replicas"])
            deployment = f"deployment/{each['metadata']['name']}"
            kubectl.run("wait", deployment, f"--for=jsonpath={{.status.replicas}}={number}", "--timeout=60s")
    return [each["metadata"]["name"] for each in models]


def by_hand(kubectl: Kubectl, name: str) -> None:
    """The objects of a recorded namespace as somebody would have applied them who has no operator."""
    items = [moved(each, name, kubectl.namespace) for each in recorded(name)]
    owned = [each for each in items if each["metadata"].pop("ownerReferences", [{}])[0].get("kind") == "ModelService"]
    kubectl.run("apply", "-f", "-", stdin=_stream(owned))


def _scaled(children: list[Object]) -> dict[str, int]:
    """The numbers that an autoscaler has set: the objects get the one from before."""
    out = {}
    for each in children:
        if each["kind"] == "Deployment" and each["spec"]["replicas"] == 5:
            out[each["metadata"]["name"]] = 5
            each["spec"]["replicas"] = 2
    return out


def moved(obj: Object, before: str, namespace: str) -> Object:
    """The object in another namespace, without what a server sets."""
    out = deepcopy(obj)
    out.pop("status", None)
    about = {key: value for key, value in out["metadata"].items() if key in (*KEPT, "ownerReferences")}
    about.get("annotations", {}).pop("deployment.kubernetes.io/revision", None)
    moved = {key: _renamed(value, before, namespace) for key, value in out.items() if key != "metadata"}
    if out["kind"] == "Service":
        headless = moved["spec"].get("clusterIP") == "None"
        for key in BY_SERVER[0 if not headless else 1 :]:
            moved["spec"].pop(key, None)
        for port in moved["spec"].get("ports", []):
            port.pop("nodePort", None)  # one that another test may have still
    return {**moved, "metadata": {**about, "namespace": namespace}}


def _renamed(value: Any, before: str, namespace: str) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(item, before, namespace) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, before, namespace) for item in value]
    return namespace if value == before else value


def _stream(objects: list[Object]) -> str:
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})
