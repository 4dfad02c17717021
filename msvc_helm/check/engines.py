"""Pods that hold a model, whatever their role is called."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.names import ROLE_LABEL
from msvc_helm.check.containers import Container
from msvc_helm.check.programs import ENGINES
from msvc_helm.check.view import Pod, View


def labelled(view: View) -> list[Pod]:
    """The pods of both roles, and of any other that their labels name."""
    return [pod for pod in view.pods if pod.role or pod.labels.get(ROLE_LABEL)]


def engines(view: View) -> Iterator[tuple[Pod, Container]]:
    """What loads a model, with its pods."""
    return ((pod, container) for pod in labelled(view) for container in pod.running(*ENGINES))


def of(pod: Pod) -> str:
    """The role of pods in words."""
    return pod.role or str(pod.labels.get(ROLE_LABEL) or pod.name)
