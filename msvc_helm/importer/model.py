"""What the owner of a ModelService is to say: the model, its name, ports, replicas, and where the weights come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from msvc_helm.api.model_source import parse_uri
from msvc_helm.api.parallelism import is_accelerator
from msvc_helm.errors import InputError, Problem
from msvc_helm.importer.engines import SIMULATOR, Server
from msvc_helm.importer.workloads import DECODE, Workload, containers, sidecar_port
from msvc_helm.untyped import below, maps

PUBLIC, INTERNAL, PREFILL_PORT = "public", "internal", "prefill"
TOKEN = "HF_TOKEN"  # noqa: S105 - a variable's name
HOMES = ("HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
_IN_CACHE = re.compile(r"models--([\w.-]+?)--([\w.-]+)")


@dataclass(frozen=True, slots=True)
class Model:
    """`path` is the model as command lines name it (empty: they do not), `ports` numbers by name."""

    name: str
    uri: str
    path: str
    secret: str = ""
    ports: Mapping[str, int] = field(default_factory=dict)

    @property
    def repository(self) -> str:
        """`org/model` where the model comes from Hugging Face."""
        source = parse_uri(self.uri)
        return source.path if source.from_hugging_face else ""


def model_of(roles: Mapping[str, Workload], others: list[Workload], uri: str, warn: list[Problem]) -> Model:
    """The model of the roles' servers, or of the first other one. Raises InputError where nothing tells what it is."""
    serving = [*roles.values(), *others]
    pairs = [(workload, server) for workload in serving for server in workload.servers]
    workload, server = next(((w, s) for w, s in pairs if s.model), pairs[0] if pairs else (None, None))
    path = server.model if server else ""
    found = uri or (_uri(workload, server) if workload and server else "")
    if not found and server and workload and not path and server.engine.default_model:
        found = f"hf://{server.engine.default_model}"
        message = f"no model is named: {server.engine.name} serves its default, {server.engine.default_model}"
        warn.append(workload.item.problem(message, hint="say which with --uri", rule="model-guessed"))
    if not found and server and workload and server.engine is SIMULATOR and _REPOSITORY.fullmatch(f"any/{path}"):
        found = f"hf://example/{path}"
        message = f"the simulator loads no model: the uri is made up, {found}"
        warn.append(workload.item.problem(message, rule="model-guessed"))
    if not found:
        raise _unknown(workload, path)
    if workload and server and not uri and found.startswith(f"oci://{server.container.get('image')}"):
        message = f"taken to be in the container's own image, at {path}"
        warn.append(workload.item.problem(message, hint="--uri says where the weights come from", rule="model-guessed"))
    source = parse_uri(found)
    served = next((s.served for _, s in pairs if s.served), "")
    name = served or path or source.path
    secret = next(filter(None, (_secret(w) for w in serving)), "")
    return Model(name, found, path, secret if source.from_hugging_face else "", _ports(roles))


def _unknown(workload: Workload | None, path: str) -> InputError:
    hint = "say where the weights come from with --uri hf://ORG/MODEL (or pvc://, oci://)"
    if workload is None:
        return InputError(Problem("no model server is found in these objects", hint=hint))
    what = f'the model "{path}" is at no place that a ModelService can name' if path else "no model is named"
    return InputError(workload.item.problem(what, hint=hint))


def _uri(workload: Workload, server: Server) -> str:
    """Where the model comes from; empty where that cannot be seen."""
    path = server.model
    pod = next((p for p in workload.pods if server.container in containers(p)), {})
    if path.startswith("/"):
        cached = _IN_CACHE.search(path)
        return f"hf://{cached[1]}/{cached[2]}" if cached else _mounted(path, pod, server)
    if "://" in path:
        return path if _is_uri(path) else ""
    repository = path.partition(":")[0].rstrip("/")
    if not _REPOSITORY.fullmatch(repository):
        return ""
    return _kept(repository, pod, server) or f"hf://{repository}"


def _is_uri(text: str) -> bool:
    try:
        parse_uri(text)
    except InputError:
        return False
    return True


def _mounted(path: str, pod: dict[str, Any], server: Server) -> str:
    """The claim or the image that holds a path of the container: the container's own where nothing is mounted there."""
    found = list(_volumes(path, pod, server))
    for volume, rest in found:
        claim = below(volume, "persistentVolumeClaim", "claimName")
        image = below(volume, "image", "reference")
        uri = f"pvc://{claim}/{rest}" if claim else f"oci://{image}/{rest}".rstrip("/") if image else ""
        if uri and _is_uri(uri):
            return uri
    inside = f"oci://{server.container.get('image')}{path}"
    return inside if not found and _is_uri(inside) else ""


def _kept(repository: str, pod: dict[str, Any], server: Server) -> str:
    """The claim that keeps what is downloaded from Hugging Face."""
    for entry in maps(server.container.get("env")):
        if entry.get("name") in HOMES and str(entry.get("value") or "").startswith("/"):
            for volume, rest in _volumes(str(entry["value"]), pod, server):
                claim = below(volume, "persistentVolumeClaim", "claimName")
                uri = "/".join(part for part in (f"pvc+hf://{claim}", rest.strip("/"), repository) if part)
                if claim and _is_uri(uri):
                    return uri
    return ""


def _volumes(path: str, pod: dict[str, Any], server: Server) -> Iterator[tuple[dict[str, Any], str]]:
    """The pod's volume that is mounted at a path or above it, the nearest first, and the rest of the path in it."""
    volumes = {volume.get("name"): volume for volume in maps(below(pod, "spec", "volumes"))}
    mounts = sorted(maps(server.container.get("volumeMounts")), key=lambda m: -len(str(m.get("mountPath"))))
    for mount in mounts:
        at = str(mount.get("mountPath") or "/").rstrip("/")
        if f"{path}/".startswith(f"{at}/") and mount.get("name") in volumes:
            rest = path[len(at) :].strip("/")
            inside = str(mount.get("subPath") or "").strip("/")
            yield volumes[mount["name"]], "/".join(part for part in (inside, rest) if part)


def _secret(workload: Workload) -> str:
    """The Secret whose key HF_TOKEN the servers get."""
    for server in workload.servers:
        for entry in maps(server.container.get("env")):
            ref = below(entry, "valueFrom", "secretKeyRef")
            if entry.get("name") == TOKEN and isinstance(ref, dict) and ref.get("key") == TOKEN:
                return str(ref.get("name") or "")
    return ""


def _ports(roles: Mapping[str, Workload]) -> dict[str, int]:
    """The ports by the name that templates know them by: the one that requests reach, and those behind it."""
    out: dict[str, int] = {}
    main = roles.get(DECODE) or next(iter(roles.values()), None)
    if main is None:
        return out
    wanted = [(PUBLIC, sidecar_port(main))]
    wanted += [(INTERNAL if main is w else PREFILL_PORT, s.port) for w in roles.values() for s in w.servers[:1]]
    wanted.sort(key=lambda pair: (PUBLIC, INTERNAL, PREFILL_PORT).index(pair[0]))
    for name, number in wanted:
        if number and number not in out.values():
            out[PUBLIC if not out else name] = number
    return out


def devices(container: dict[str, Any]) -> dict[str, str]:
    """The accelerators of a container by resource, as text."""
    limits = below(container, "resources", "limits")
    return {name: str(n) for name, n in limits.items() if is_accelerator(name)} if isinstance(limits, dict) else {}
