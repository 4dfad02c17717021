"""The two APIs of the Gateway API Inference Extension: which one a base config was written for, and translation.

v1alpha2 (`inference.networking.x-k8s.io`) is the operator's; v1 (`inference.networking.k8s.io`) is today's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msvc_helm.api.roles import PICKER, WORKLOADS
from msvc_helm.errors import InputError, Problem
from msvc_helm.merge import Array, Object
from msvc_helm.resources.kinds import GIE_GROUPS
from msvc_helm.typed import Any

OLD, NEW = "v1alpha2", "v1"
EPP_PORT = 9002  # of the endpoint picker's ext-proc server, where nothing says otherwise
EPP_PORT_NAMES = ("grpc", "ext-proc", "grpc-ext-proc")
POOL_TYPES = {OLD: "InferencePool", NEW: "InferencePool/v1"}
_NEW_FIELDS = frozenset({"targetPorts", "endpointPickerRef"})
_OLD_FIELDS = frozenset({"targetPortNumber", "extensionRef"})
_CAMEL_FLAG = r"(?s)--?([a-z]+(?:[A-Z][a-z]*)+)(?:=.*)?"

Warn = Callable[[Problem], None]


def written_for(
    api_version: str, spec_fields: frozenset[str], selector_fields: frozenset[str], otherwise: str = ""
) -> str:
    """The API that a base config's pool was written for: by its apiVersion, its fields, `otherwise`, else v1alpha2."""
    group = api_version.partition("/")[0]
    for version, known in GIE_GROUPS.items():
        if group == known:
            return version
    if spec_fields & _NEW_FIELDS or ("matchLabels" in selector_fields and not spec_fields & _OLD_FIELDS):
        return NEW
    return (not spec_fields & _OLD_FIELDS and otherwise) or OLD


def is_new(pool: Object) -> bool:
    """Whether a typed pool of a base config is one of v1."""
    spec = pool.get("spec") or {}
    selector = spec.get("selector") or {}
    return bool(_NEW_FIELDS & spec.keys()) or isinstance(selector.get("matchLabels"), dict)


def to_new(pool: Object, epp_service: Object | None, warn: Warn) -> Object:
    """A pool of v1alpha2 as one of v1; the endpoint picker's port is taken from its Service."""
    spec = dict(pool.get("spec") or {})
    out: Object = {"selector": {"matchLabels": spec.pop("selector", None) or {}}}
    number = spec.pop("targetPortNumber", None)
    if number is not None:
        out["targetPorts"] = [{"number": number}]
    extension = dict(spec.pop("extensionRef", None) or {})
    port = extension.pop("portNumber", None) or epp_port(epp_service, warn)
    out["endpointPickerRef"] = {**extension, "port": {"number": port}}
    return {**pool, "spec": {**spec, **out}}


def to_old(pool: Object) -> Object:
    """A pool of v1 as one of v1alpha2. Raises InputError where that would lose something."""
    spec = dict(pool.get("spec") or {})
    ports = spec.pop("targetPorts", None) or []
    selector = spec.pop("selector", None) or {}
    problems = []
    if len(ports) > 1:
        problems.append(
            Problem(f"v1alpha2 supports only one target port, found {len(ports)}", "inferencePool: spec.targetPorts")
        )
    if spec.pop("appProtocol", "http") != "http":
        problems.append(Problem("v1alpha2 supports only the appProtocol http", "inferencePool: spec.appProtocol"))
    if problems:
        raise InputError(problems)
    out: Object = {"selector": selector.get("matchLabels") or {}}
    if ports:
        out["targetPortNumber"] = ports[0].get("number")
    picker = dict(spec.pop("endpointPickerRef", None) or {})
    port = picker.pop("port", None) or {}
    out["extensionRef"] = {**picker, **({"portNumber": port["number"]} if port.get("number") else {})}
    return {**pool, "spec": {**spec, **out}}


def epp_port(service: Object | None, warn: Warn) -> int:
    """The port of the endpoint picker's Service that speaks ext-proc: by name or number, else its first."""
    every: Array = ((service or {}).get("spec") or {}).get("ports") or []
    ports = [port for port in every if port.get("port")]
    for port in ports:
        if port.get("name") in EPP_PORT_NAMES or port.get("port") == EPP_PORT:
            return port["port"]  # type: ignore[no-any-return] # its type is known
    if ports:
        return ports[0]["port"]  # type: ignore[no-any-return]
    warn(
        Problem(
            f"no eppService specifies the port of the endpoint picker; {EPP_PORT} is assumed",
            "inferencePool",
            rule="picker-port-assumed",
        )
    )
    return EPP_PORT


def reroute(route: Object, target: str) -> Object:
    """A route whose references to InferencePools are of the target's group."""
    spec = route.get("spec") or {}
    rules = [_rule(rule, GIE_GROUPS[target]) for rule in spec.get("rules") or []]
    return {**route, "spec": {**spec, "rules": rules}} if rules else route


def _rule(rule: Object, group: str) -> Object:
    out = dict(rule)
    if rule.get("backendRefs"):
        out["backendRefs"] = [_backend(backend, group) for backend in rule["backendRefs"]]
    if rule.get("filters"):
        out["filters"] = [_filter(entry, group) for entry in rule["filters"]]
    return out


def _filter(entry: Object, group: str) -> Object:
    mirror: Any = entry.get("requestMirror")
    if not mirror or not mirror.get("backendRef"):
        return entry
    return {**entry, "requestMirror": {**mirror, "backendRef": _backend(mirror["backendRef"], group)}}


def _backend(backend: Object, group: str) -> Object:
    others = [known for known in GIE_GROUPS.values() if known != group]
    if backend.get("kind") == "InferencePool" and backend.get("group") in others:
        return {**backend, "group": group}
    return backend


def old_flags(deployment: Object) -> Iterator[Problem]:
    """Flags of the endpoint picker in the style that today's image no longer knows (`-poolName`)."""
    pod = ((deployment.get("spec") or {}).get("template") or {}).get("spec") or {}
    for container in pod.get("containers") or []:
        for arg in container.get("args") or []:
            match = re.fullmatch(_CAMEL_FLAG, arg) if not arg.partition("=")[0].islower() else None
            if match:
                kebab = re.sub("([A-Z])", lambda m: f"-{m[1].lower()}", match[1])
                message = f'the current endpoint picker does not have the flag "{arg.partition("=")[0]}"'
                yield Problem(message, WORKLOADS[PICKER], hint=f'it is called "--{kebab}"')
