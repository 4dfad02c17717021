"""A role's workload with variables where the ModelService decides: the model, ports, the Secret, accelerators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msvc_helm.api.model_source import parse_uri
from msvc_helm.api.parallelism import is_accelerator
from msvc_helm.importer.model import FoundModel, devices
from msvc_helm.importer.template import Marked, replaced, whole
from msvc_helm.importer.workloads import FoundWorkload, containers
from msvc_helm.untyped import below, maps

_EDGE = r"(?![\w./:@-])"
_SERVED = re.compile(r"--?(?:served[-_]model[-_]name|alias|model[-_]name)")
_TENSOR = r"--tensor[-_]parallel[-_]size|-tp|--tp(?:[-_]size)?|--num[-_]shard"
_PORT = r"--(?:vllm-|decoder-)?port"
_NUMBER = r"([= ])([0-9]+)(?![\w.])"
_REFERENCE = re.compile(r"\$\(([^()]+)\)")


class Marks:
    """What becomes a variable in the pods of one role; without a role only the model and its Secret."""

    def __init__(self, role: str, workload: FoundWorkload, model: FoundModel) -> None:
        self._role = role.capitalize()
        self._model = model
        self.tensor = tensor_of(workload) if role else None
        self._ports = ports_by_number([workload], model) if role else {}
        self._path = _path_of(model)
        self._paths = re.compile(rf"(?<![\w./@-]){re.escape(model.repository or model.path)}{_EDGE}")
        name = re.escape(model.name)
        self._names = re.compile(rf"({_SERVED.pattern}(?:[= ]\s*['\"]?)){name}{_EDGE}")

    def pod(self, pod: dict[str, Any]) -> dict[str, Any]:
        """A pod template with the variables; the template itself is left as it is."""
        spec = dict(pod.get("spec") or {})
        for field in ("initContainers", "containers"):
            if maps(spec.get(field)):
                spec[field] = [self._container(container) for container in spec[field]]
        return {**pod, "spec": spec}

    def _container(self, container: dict[str, Any]) -> dict[str, Any]:
        out = dict(container)
        followed = set(_followed(container))
        for field in ("command", "args"):
            if isinstance(out.get(field), list):
                out[field] = list(self._words(out[field]))
        if maps(out.get("env")):
            out["env"] = [self._variable(entry, followed) for entry in out["env"]]
        if maps(out.get("ports")):
            out["ports"] = [self._with_port(port, "containerPort") for port in out["ports"]]
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            if isinstance(out.get(probe), dict):
                out[probe] = {key: self._with_port(value, "port") for key, value in out[probe].items()}
        if devices(container) and self._counts(container):
            out["resources"] = {key: self._resources(value) for key, value in out["resources"].items()}
        return out

    def _words(self, words: list[Any]) -> Iterator[Any]:
        before = ""
        for word in words:
            if _SERVED.fullmatch(before) and word == self._model.name:
                yield whole(word, ".ModelName")
            elif re.fullmatch(_PORT, before) and str(word) in self._ports:
                yield self._port(word)
            elif self.tensor and re.fullmatch(_TENSOR, before) and str(word) == str(self.tensor):
                yield whole(word, f".{self._role}TensorParallelism")
            else:
                yield self._text(word)
            before = str(word)

    def _text(self, text: Any) -> Any:
        """A word or a script with its variables."""
        text = replaced(text, self._names, lambda found: (found[1], ".ModelName"))
        if self._path:
            text = replaced(text, self._paths, lambda _: self._path)
        text = replaced(text, _flags(_PORT), self._port_flag)
        return replaced(text, _flags(_TENSOR), self._tensor_flag)

    def _port_flag(self, found: re.Match[str]) -> tuple[str, str] | None:
        name = self._ports.get(found[3])
        return (found[1] + found[2], f'getPort "{name}"') if name else None

    def _tensor_flag(self, found: re.Match[str]) -> tuple[str, str] | None:
        if found[3] != str(self.tensor):
            return None
        return found[1] + found[2], f".{self._role}TensorParallelism"

    def _port(self, value: str | int) -> Any:
        name = self._ports.get(str(value))
        return whole(value, f'getPort "{name}"') if name else value

    def _with_port(self, value: Any, field: str) -> Any:
        if not isinstance(value, dict) or not isinstance(value.get(field), int):
            return value
        return {**value, field: self._port(value[field])}

    def _variable(self, entry: Any, followed: set[str]) -> Any:
        if not isinstance(entry, dict):
            return entry
        if isinstance(entry.get("value"), str):
            value = self._port(entry["value"]) if entry.get("name") in followed else entry["value"]
            if self._path and not isinstance(value, Marked):
                value = replaced(value, self._paths, lambda _: self._path)
            return {**entry, "value": value}
        ref = below(entry, "valueFrom", "secretKeyRef")
        if self._model.secret and isinstance(ref, dict) and ref.get("name") == self._model.secret:
            named = {**ref, "name": whole(self._model.secret, ".AuthSecretName")}
            return {**entry, "valueFrom": {**entry["valueFrom"], "secretKeyRef": named}}
        return entry

    def _counts(self, container: dict[str, Any]) -> bool:
        """Whether the container's accelerators are as many as the model is split over."""
        return self.tensor is not None and set(devices(container).values()) == {str(self.tensor)}

    def _resources(self, part: Any) -> Any:
        if not isinstance(part, dict):
            return part
        action = f".{self._role}AcceleratorCount"
        return {k: whole(v, action) if is_accelerator(k) and str(v) == str(self.tensor) else v for k, v in part.items()}


def _path_of(model: FoundModel) -> tuple[str, str] | None:
    """How a template says the model as command lines name it: literal text and a variable; None where it cannot."""
    if model.repository:
        return "", ".HFModelName"
    source = parse_uri(model.uri)
    if model.path == source.mounted_path:
        return "", ".MountedModelPath"
    before = model.path.removesuffix(source.path)
    return (before, ".ModelPath") if model.path and source.path and before != model.path else None


def tensor_of(workload: FoundWorkload) -> int | None:
    """The degree of tensor parallelism that is all the parallelism there is; None where it is not known, or not all."""
    server = next(iter(workload.servers), None)
    if server is None or not server.tensor:
        return None
    others = [
        server.number(name) for name in ("pipeline-parallel-size", "data-parallel-size", "data-parallel-size-local")
    ]
    external = any("data-parallel" in name and name not in ("data-parallel-size",) for name in server.flags.given)
    return server.tensor if all(other in (None, 1) for other in others) and not external else None


def _flags(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])({pattern}){_NUMBER}")


def ports_by_number(workloads: list[FoundWorkload], model: FoundModel) -> dict[str, str]:
    """The names of ports by their numbers as text; none where ports are in a row, one a rank: they go together."""
    found = {str(number): name for name, number in model.ports.items()}
    rows = any(str(int(number) + 1) in _ports_of(workload) for number in found for workload in workloads)
    return {} if rows else found


def _ports_of(workload: FoundWorkload) -> set[str]:
    ports = (port for pod in workload.pods for c in containers(pod) for port in maps(c.get("ports")))
    return {str(port.get("containerPort")) for port in ports}


def _followed(container: dict[str, Any]) -> Iterator[str]:
    """The variables whose value is a port by the arguments: `--port=$(POD_PORT)`."""
    words = [str(word) for field in ("command", "args") for word in container.get(field) or ()]
    for before, word in zip(["", *words], words, strict=False):
        if re.match(_PORT, word) or re.fullmatch(_PORT, before):
            yield from _REFERENCE.findall(word)
