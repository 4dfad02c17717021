"""What the owner of a ModelService is to say: the model, its name, ports, replicas, and where the weights come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from msvc_helm.api.model_source import STAND_IN, parse_uri
from msvc_helm.api.parallelism import is_accelerator
from msvc_helm.errors import InputError, Problem
from msvc_helm.importer.engines import Server
from msvc_helm.importer.workloads import DECODE, HINT, FoundWorkload, containers, sidecar_port
from msvc_helm.resources.volumes import TOKEN_KEY
from msvc_helm.untyped import below, maps

PUBLIC, INTERNAL, PREFILL_PORT = "http", "internal", "prefill"  # the first two as in presets
HOMES = ("HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
_NOT_OF_A_NAME = re.compile(r"[^\w.-]+", re.ASCII)
_IN_CACHE = re.compile(r"models--([\w.-]+?)--([\w.-]+)")


@dataclass(frozen=True, slots=True)
class FoundModel:
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


def model_of(
    roles: Mapping[str, FoundWorkload], others: list[FoundWorkload], uri: str, warn: list[Problem]
) -> FoundModel:
    """The model of the roles' servers, or of the first other one. Raises InputError where nothing serves one."""
    serving = [*roles.values(), *others]
    pairs: list[tuple[FoundWorkload, Server | None]] = [(w, server) for w in serving for server in w.servers]
    known = [pair for pair in pairs if pair[1] and pair[1].model] or pairs or [(w, None) for w in serving]
    if not known and not uri:
        hint = f"{HINT}; or say where the weights come from with --uri hf://ORG/MODEL (or pvc://, oci://)"
        raise InputError(Problem("no model server is found in these objects", hint=hint))
    path, found = "", uri
    if known:
        workload, server = known[0]
        path = server.model if server else ""
        found = uri or (_uri(workload, server) if server else "") or _made_up(workload, server, warn)
        if server and not uri and found.startswith(f"oci://{server.container.get('image')}"):
            message = f"the model is taken to be in the container's own image, at {path}"
            warn.append(workload.item.problem(message, hint=URI_HINT, rule="model-guessed"))
    source = parse_uri(found)
    served = next((s.served for _, s in pairs if s and s.served), "")
    secret = next(filter(None, (_secret(w) for w in serving)), "")
    name = served or path or source.path
    return FoundModel(name, found, path, secret if source.from_hugging_face else "", _ports(roles))


URI_HINT = "--uri says where the weights come from"


def _made_up(workload: FoundWorkload, server: Server | None, warn: list[Problem]) -> str:
    """A URI for weights that are at no place which one can name: the objects come out the same with any."""
    path = server.model if server else ""
    if server and not path and server.engine.default_model and "config" not in server.flags:
        found = f"hf://{server.engine.default_model}"
        message = f"no model is named: {server.engine.name} serves its default, {server.engine.default_model}"
    else:
        last = _NOT_OF_A_NAME.sub("-", (path or workload.item.name).rstrip("/").rpartition("/")[2]).strip("-.")
        found = f"hf://{STAND_IN}{last or 'model'}"
        what = f'no uri can name where "{path}" comes from' if path else "no model is named"
        message = f"{what}; {found} is a placeholder that no object depends on"
    warn.append(workload.item.problem(message, hint=URI_HINT, rule="model-guessed"))
    return found


def _uri(workload: FoundWorkload, server: Server) -> str:
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
    volumes = {mount.get("name"): {} for mount in maps(server.container.get("volumeMounts"))} | volumes
    mounts = sorted(maps(server.container.get("volumeMounts")), key=lambda m: -len(str(m.get("mountPath"))))
    for mount in mounts:
        at = str(mount.get("mountPath") or "/").rstrip("/")
        if f"{path}/".startswith(f"{at}/") and mount.get("name") in volumes:
            rest = path[len(at) :].strip("/")
            inside = str(mount.get("subPath") or "").strip("/")
            yield volumes[mount["name"]], "/".join(part for part in (inside, rest) if part)


def _secret(workload: FoundWorkload) -> str:
    """The Secret whose key HF_TOKEN the servers get."""
    for server in workload.servers:
        for entry in maps(server.container.get("env")):
            ref = below(entry, "valueFrom", "secretKeyRef")
            if entry.get("name") == TOKEN_KEY and isinstance(ref, dict) and ref.get("key") == TOKEN_KEY:
                return str(ref.get("name") or "")
    return ""


def _ports(roles: Mapping[str, FoundWorkload]) -> dict[str, int]:
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
