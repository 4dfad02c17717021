"""The rules of the expansion that write values of their own: what each does, where it is described, what it wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from msvc_helm.api.paths import Parts
from msvc_helm.api.roles import ROLES
from msvc_helm.api.workloads import LEADER_WORKER_SET
from msvc_helm.explain.marks import origin_of
from msvc_helm.resources.autoscaling import HORIZONTAL, KEDA
from msvc_helm.resources.volumes import VOLUME


class ExpansionRule(NamedTuple):
    """A rule: in words, and the page and heading that describe it."""

    text: str
    page: str


API_DEFAULT, NAMES, RELEASE, LABELS, LIVE, METADATA = (
    "api-default",
    "names",
    "release-name",
    "labels",
    "live-replicas",
    "helm-metadata",
)
IDENTITY, MODEL_VOLUME, ADAPTERS, ACCELERATORS, GROUPS, RIGHTS, AUTOSCALING, INFERENCE, ROUTE, EXPANSION = (
    "identity",
    "model-volume",
    "adapters",
    "accelerators",
    "groups",
    "picker-rights",
    "autoscaling",
    "inference-extension",
    "route",
    "expansion",
)
_ALWAYS = "docs/base-config.md#what-is-always-set"
_OWNER = "docs/modelservice.md#the-fields-of-prefill-decode-and-endpointpicker"
RULES: Mapping[str, ExpansionRule] = {
    API_DEFAULT: ExpansionRule("the API's default for a field that the ModelService leaves out", _OWNER),
    NAMES: ExpansionRule("made of the ModelService's name, so that objects find each other", _ALWAYS),
    RELEASE: ExpansionRule(
        "the name of the values file, in place of a release's", "docs/modelservice.md#a-minimal-modelservice"
    ),
    LABELS: ExpansionRule("the labels that tie a model's objects together", _ALWAYS),
    IDENTITY: ExpansionRule("what kind of object it is", _ALWAYS),
    LIVE: ExpansionRule("the running number, where an autoscaler owns it", "docs/helm.md"),
    METADATA: ExpansionRule("labels and annotations that Helm expects on a release's objects", "docs/helm.md"),
    MODEL_VOLUME: ExpansionRule(
        "the volume with the model, its mounts and variables", "docs/modelservice.md#where-the-model-comes-from"
    ),
    ADAPTERS: ExpansionRule("the volumes with LoRA adapters, and their mounts", "docs/modelservice.md#lora-adapters"),
    ACCELERATORS: ExpansionRule("acceleratorTypes as a required node affinity", _OWNER),
    GROUPS: ExpansionRule(
        "the size of a group, from nodes and parallelism", "docs/base-config.md#a-model-over-several-nodes"
    ),
    RIGHTS: ExpansionRule("binds the endpoint picker's account to a ClusterRole", _ALWAYS),
    AUTOSCALING: ExpansionRule(
        "the autoscaler's target, and queries for this very model",
        "docs/modelservice.md#autoscaling",
    ),
    INFERENCE: ExpansionRule(
        "written for the target's API of the Inference Extension",
        "docs/base-config.md#the-two-apis-of-the-inference-extension",
    ),
    ROUTE: ExpansionRule("a route's rule where the base config has none", _ALWAYS),
    EXPANSION: ExpansionRule("the expansion itself", _ALWAYS),
}

_OF_KEYS = {
    "eppRoleBinding": RIGHTS,
    "inferencePool": INFERENCE,
    "inferenceModel": INFERENCE,
    "inferenceObjective": INFERENCE,
}
_URI = ("spec", "modelArtifacts", "uri")


class Written(NamedTuple):
    """The rule that wrote a leaf, and the field of the ModelService that it made it of (empty: none)."""

    rule: str
    of: Parts = ()


def written(key: str, path: Parts, value: Any, twin: Any) -> Written | None:
    """The rule that wrote a leaf that no input has, by its place in the child `key`; None where none did.

    `twin` is the object with values that know their origin.
    """
    if path[-1] in ("apiVersion", "kind") and len(path) == 1:
        return Written(IDENTITY)
    if key.endswith((HORIZONTAL, KEDA)):
        return Written(AUTOSCALING, _metric(key, path))
    if key in _OF_KEYS:
        return Written(_OF_KEYS[key])
    if key == "httpRoute":
        return Written(INFERENCE if path[-1] == "group" else ROUTE)
    if path[-2:] == ("leaderWorkerTemplate", "size"):
        role = key.removesuffix(LEADER_WORKER_SET.suffix)
        return Written(GROUPS, ("spec", role, "parallelism") if role in ROLES else ())
    return _of_pods(path, value, twin)


def _metric(key: str, path: Parts) -> Parts:
    """The metric that a query is made of; nothing for any other field of an autoscaler."""
    if path[:2] != ("spec", "triggers") or path[-1] != "query":
        return ()
    return ("spec", "autoscaling", key.removesuffix(KEDA), "keda", "triggers", path[2], "metric")


def _of_pods(path: Parts, value: Any, twin: Any) -> Written | None:
    if "affinity" in path and path[-1] == "operator":
        return Written(ACCELERATORS)
    for field in ("volumes", "volumeMounts", "env"):
        if field in path and path.index(field) + 1 < len(path):
            at = path.index(field) + 2
            return _of_entry(field, path[at:], _value(twin, path[:at]), value)
    return None


def _of_entry(field: str, path: Parts, entry: Any, value: Any) -> Written | None:
    """An entry of a pod's list that the expansion adds, or puts in the place of one of its name."""
    name = entry.get("name") if isinstance(entry, dict) else None
    if name == VOLUME:
        return Written(MODEL_VOLUME, _URI if path[-1:] in (("claimName",), ("reference",)) else ())
    if value in (None, {}, []) and origin_of(name) is not None:
        return None
    if field == "env":
        return Written(MODEL_VOLUME)
    return Written(ADAPTERS, ("spec", "modelArtifacts", "adapters"))


def _value(obj: Any, path: Parts) -> Any:
    for part in path:
        if isinstance(obj, dict):
            obj = obj.get(part)
        elif isinstance(obj, list) and isinstance(part, int) and part < len(obj):
            obj = obj[part]
        else:
            return None
    return obj
