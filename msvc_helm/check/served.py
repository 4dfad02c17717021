"""What the model servers load, and the names that they answer to."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.containers import Container
from msvc_helm.check.programs import SGLANG, TRTLLM, VLLM
from msvc_helm.check.view import Pod, View

NAMES = {SGLANG: ("lora-paths", "lora_name")}
NAMED = ("lora-modules", "name")  # of all others


def servers(view: View) -> Iterator[tuple[Pod, Container]]:
    """Each model server with its pods."""
    return ((pod, container) for pod in view.roles for container in pod.servers())


def models_of(container: Container) -> list[tuple[int, str]]:
    """Every model that the command line names, with the position."""
    flags = container.program.flags
    named = [(position, values[0]) for position, values in flags.given.get("model", []) if values]
    return named or (flags.positionals if container.program.name in (VLLM, TRTLLM) else [])


def known(text: str) -> bool:
    """Whether a word is all there, without a variable that only the cluster knows."""
    return "$" not in text


def served_names(container: Container) -> tuple[list[str], int]:
    """The names a server answers to (none: they cannot be known) and where the command line says so."""
    flags, models = container.program.flags, models_of(container)
    names = flags.values("served-model-name") or [word for _, word in models[-1:]]
    adapters = adapter_names(container)
    if "config" in flags or not names or not all(adapters):
        return [], -1
    position = flags.position("served-model-name")
    return [*names, *adapters], position if position >= 0 else models[-1][0]


def adapter_names(container: Container) -> list[str]:
    """The adapters that a server is told of by name; empty names where they cannot be known."""
    flag, key = NAMES.get(container.program.name, NAMED)
    return [_adapter_name(value, key) for value in container.program.flags.values(flag)]


def _adapter_name(value: str, key: str) -> str:
    """The name in `name=path` or JSON, else the path itself."""
    if not value.startswith("{"):
        return value.partition("=")[0]
    import json  # few adapters are named so

    try:
        found = json.loads(value)
    except ValueError:
        return ""
    return str(found.get(key) or "") if isinstance(found, dict) else ""
