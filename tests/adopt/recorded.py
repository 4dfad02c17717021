"""Objects of a real cluster with the real operator's models, and changes of them."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

import yaml

from msvc_helm.adopt.command import AdoptOptions, fleet
from msvc_helm.adopt.findings import blocking
from msvc_helm.adopt.read import Objects
from msvc_helm.adopt.script import Fleet
from tests.conftest import REPO

RECORDED = REPO.parent / "shared" / "adopt"
BEFORE = "before-operator-running"
Object = dict[str, Any]


@cache
def _read(stage: str, name: str) -> list[Object]:
    text = (RECORDED / stage / f"{name}.yaml").read_text(encoding="utf-8")
    return list(yaml.load(text, yaml.CSafeLoader)["items"])


def recorded(name: str, stage: str = BEFORE) -> list[Object]:
    """The objects of a namespace, to be changed at will."""
    return deepcopy(_read(stage, name))


def one(items: list[Object], kind: str, end: str = "") -> Object:
    """The first object of a kind whose name ends so."""
    return next(each for each in items if each["kind"] == kind and each["metadata"]["name"].endswith(end))


def by_hand(name: str) -> list[Object]:
    """The objects of a recorded model as if kubectl had applied them, and no operator."""
    kinds = ("ModelService", "ReplicaSet", "ConfigMap")
    items = [each for each in recorded(name) if each["kind"] not in kinds]
    for each in items:
        del each["metadata"]["ownerReferences"]
        each["metadata"]["managedFields"] = [{"manager": "kubectl-client-side-apply", "operation": "Update"}]
    return items


def seen(items: list[Object], asked: AdoptOptions = AdoptOptions()) -> Fleet:  # noqa: B008 - it is never changed
    return fleet(Objects(items), asked)


def in_the_way(items: list[Object], asked: AdoptOptions = AdoptOptions()) -> str:  # noqa: B008
    """All that stops the models, as one text."""
    found = seen(items, asked)
    lines = [*found.blocked, *(line for model in found.models for line in blocking(model, asked.allowed))]
    return "\n".join(lines)
