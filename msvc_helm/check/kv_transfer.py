"""How the vLLMs of both roles move KV caches, from their command lines."""

from __future__ import annotations

from msvc_helm.check.containers import Container
from msvc_helm.check.finding import Location, in_container
from msvc_helm.check.location import arg
from msvc_helm.check.programs import SGLANG, VLLM
from msvc_helm.check.view import Pod, View
from msvc_helm.patterns import later
from msvc_helm.typed import Any

CONFIG = "kv-transfer-config"
_VARIABLE = later(r"\$(\([^()]*\)|\{[^{}]*\}|\w+)")


MODE, BACKEND, DEFAULT = "disaggregation-mode", "disaggregation-transfer-backend", "mooncake"  # SGLang's
_ROLES = {"prefill": "kv_producer", "decode": "kv_consumer"}


class Transfer:
    """How one server moves KV caches: its connectors by name (empty: none), its role, whether it can be read.

    What vLLM calls a connector SGLang calls a transfer backend, and it has its role from its mode.

    `config` are the settings as they are given.
    """

    __slots__ = ("config", "container", "names", "pod", "readable", "role")

    def __init__(self, pod: Pod, container: Container) -> None:
        self.pod = pod
        self.container = container
        self.readable = True
        self.config: dict[str, Any] = {}
        if container.program.name == SGLANG:
            self._of_sglang()
            return
        config = self.config = self._config()
        inner = (config.get("kv_connector_extra_config") or {}).get("connectors") or []
        named = [config.get("kv_connector"), *(c.get("kv_connector") for c in inner if isinstance(c, dict))]
        self.names = {name for name in named if isinstance(name, str) and "$" not in name} - {"MultiConnector"}
        self.role = str(config.get("kv_role") or "")

    @property
    def spot(self) -> Location:
        """Where the command line says so, else the command line."""
        return self.flag(MODE if self.container.program.name == SGLANG else CONFIG)

    def flag(self, name: str) -> Location:
        """Where the command line has a flag, else the command line."""
        position = self.container.program.flags.position(name)
        return arg(self.container, position) if position >= 0 else in_container(self.container, "args", "args:")

    def _of_sglang(self) -> None:
        flags = self.container.program.flags
        mode, backend = flags.get(MODE, "null"), flags.get(BACKEND, DEFAULT)
        self.readable = "config" not in flags and "$" not in mode + backend
        self.names = {f"SGLang's {backend}"} if self.readable and mode != "null" else set()
        self.role = _ROLES.get(mode, "")

    def _config(self) -> dict[str, Any]:
        found = settings(self.container)
        self.readable = found is not None
        return found or {}


def settings(container: Container) -> dict[str, Any] | None:
    """What vLLM's --kv-transfer-config says; None where it cannot be read."""
    flags = container.program.flags
    out: dict[str, Any] = {
        name.partition(".")[2]: values[-1][1][0]
        for name, values in flags.given.items()
        if name.startswith(f"{CONFIG}.") and values[-1][1]
    }
    text = flags.get(CONFIG)
    if not text:
        return None if "config" in flags or CONFIG in flags else out
    value = _map_of_texts(text) or _json(text)
    return None if value is None else {**value, **out}


def only_known_later(text: str) -> bool:
    """Whether settings may be JSON once a running pod has filled in its variables."""
    return "$" in text and ('":' not in text or _json(_VARIABLE.sub("0", text)) is not None)


def _map_of_texts(text: str) -> dict[str, Any]:
    """A JSON map of plain texts, which the settings nearly always are; empty for anything else."""
    out: dict[str, Any] = {}
    for pair in text[1:-1].split(",") if text[:1] == "{" and text[-1:] == "}" and "\\" not in text else ():
        key, _, value = (part.strip() for part in pair.partition(":"))
        for part in (key, value):
            if len(part) < 2 or part[0] != '"' or part[-1] != '"' or '"' in part[1:-1]:
                return {}
        out[key[1:-1]] = value[1:-1]
    return out


def _json(text: str) -> dict[str, Any] | None:
    import json  # costs milliseconds

    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def transfers(view: View) -> list[Transfer]:
    """Every vLLM or SGLang of both roles; none when there is only one role, or when something else serves."""
    found: list[Transfer] = view.once("transfers", _transfers)
    return found


def _transfers(view: View) -> list[Transfer]:
    if len({pod.role for pod in view.roles}) < 2:
        return []
    pairs = [(pod, container) for pod in view.roles for container in pod.running(VLLM, SGLANG)]
    return [Transfer(*pair) for pair in pairs] if len({pod.role for pod, _ in pairs}) == 2 else []
