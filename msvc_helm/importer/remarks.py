"""What must not be taken over, and what is worth saying although it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msvc_helm.errors import InputError, Problem
from msvc_helm.importer.objects import Item
from msvc_helm.importer.workloads import FoundWorkload, containers
from msvc_helm.resources.extra_objects import CLUSTER_WIDE
from msvc_helm.untyped import below, maps

_TOKEN = re.compile(r"hf_[A-Za-z0-9]{16,}")
SCALERS = ("HorizontalPodAutoscaler", "ScaledObject")


def refuse_tokens(found: list[FoundWorkload]) -> None:
    """Raise InputError where a token of Hugging Face is in plain text: a base config is for everyone to read."""
    problems = [problem for workload in found for problem in _tokens(workload)]
    if problems:
        raise InputError(problems)


def _tokens(workload: FoundWorkload) -> Iterator[Problem]:
    for pod in workload.pods:
        for container in containers(pod):
            for place, text in _texts(container):
                if _TOKEN.search(text):
                    hint = "put it into a Secret, and refer to that with valueFrom.secretKeyRef"
                    path = f'container "{container.get("name")}"'
                    yield workload.item.problem(f"a token is in plain text in {place}", path, hint)


def _texts(container: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for entry in maps(container.get("env")):
        yield f'the variable "{entry.get("name")}"', str(entry.get("value") or "")
    for field in ("command", "args"):
        yield f"its {field}", " ".join(map(str, container.get(field) or ()))


def scaled_elsewhere(items: list[Item], roles: Mapping[str, FoundWorkload]) -> Iterator[Problem]:
    """A warning for each role whose number is written although an autoscaler owns it."""
    for role, workload in roles.items():
        number = workload.spec.get("replicas")
        for item in items if number is not None else ():
            target = below(item.value, "spec", "scaleTargetRef") or {}
            kind = target.get("kind", "Deployment")
            if item.kind in SCALERS and (kind, target.get("name")) == (workload.item.kind, workload.item.name):
                message = f"owns the replicas of {workload.item.title}, and {number} are written in the ModelService"
                hint = f"{role}.replicas: null leaves the number to it"
                yield item.problem(message, hint=hint, rule="replicas-owned")


def without_namespace(items: list[Item], namespace: str) -> Iterator[Problem]:
    """A warning for each object that names no namespace, and gets that of the others."""
    for item in items if namespace else ():
        if not item.namespace and item.kind not in CLUSTER_WIDE:
            message = f'names no namespace, and gets that of the roles, "{namespace}"'
            yield item.problem(message, hint="--namespace says which is meant", rule="namespace-guessed")
