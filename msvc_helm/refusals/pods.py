"""Pods: containers, their names, ports, mounts and environment, and the volumes behind the mounts."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.errors import Problem
from msvc_helm.names import suggestion
from msvc_helm.refusals.resources import resources
from msvc_helm.refusals.syntax import A_LABEL, A_PORT_NAME, is_label, is_port, is_port_name
from msvc_helm.typed import Any

CONTAINERS = ("initContainers", "containers")


def pod_spec(spec: dict[str, Any], path: str) -> list[Problem]:
    """What is wrong with a Deployment's pods."""
    out: list[Problem] = []
    if not spec.get("containers"):
        out.append(Problem("a pod needs a container", f"{path}.containers"))
    if spec.get("restartPolicy") not in (None, "", "Always"):
        found = spec["restartPolicy"]
        out.append(Problem(f'expected Always in a Deployment, found "{found}"', f"{path}.restartPolicy"))
    out += _volumes(spec.get("volumes") or [], f"{path}.volumes")
    seen: set[str] = set()
    for field in CONTAINERS:
        for index, container in enumerate(spec.get(field) or []):
            where = f"{path}.{field}[{index}]"
            name = container.get("name") or ""
            if name in seen:
                out.append(Problem(f'two containers of the pod are called "{name}"', f"{where}.name"))
            seen.add(name)
            out += _container(container, spec, where)
    return out


def _container(container: dict[str, Any], spec: dict[str, Any], path: str) -> list[Problem]:
    out: list[Problem] = []
    name = container.get("name") or ""
    if not is_label(name):
        out.append(Problem(f'expected {A_LABEL}, found "{name}"', f"{path}.name"))
    if not container.get("image"):
        hint = f'neither the base config nor the ModelService gives container "{name}" an image'
        out.append(Problem("an image is required", f"{path}.image", hint=hint))
    elif container["image"] != container["image"].strip():
        out.append(Problem("must not begin or end with white space", f"{path}.image"))
    out += _ports(container.get("ports") or [], f"{path}.ports")
    out += _env(container.get("env") or [], f"{path}.env")
    out += _mounts(container.get("volumeMounts") or [], spec.get("volumes") or [], f"{path}.volumeMounts")
    return out + resources(container.get("resources") or {}, spec.get("resourceClaims") or [], f"{path}.resources")


def _ports(ports: list[dict[str, Any]], path: str) -> list[Problem]:
    out: list[Problem] = []
    for index, port in enumerate(ports):
        where, name, number = f"{path}[{index}]", port.get("name"), port.get("containerPort")
        if number is not None and not is_port(number):
            out.append(Problem(f"expected 1 to 65535, found {number}", f"{where}.containerPort"))
        if name and not is_port_name(name):
            out.append(Problem(f'expected {A_PORT_NAME}, found "{name}"', f"{where}.name"))
        if name and name in [p.get("name") for p in ports[:index]]:
            out.append(Problem(f'two ports of the container are called "{name}"', f"{where}.name"))
    return out


def _env(env: list[dict[str, Any]], path: str) -> list[Problem]:
    out: list[Problem] = []
    for index, entry in enumerate(env):
        where, source = f"{path}[{index}]", entry.get("valueFrom")
        if not entry.get("name"):
            out.append(Problem("a name is required", f"{where}.name"))
        if source is None:
            continue
        if entry.get("value"):
            out.append(Problem("not allowed beside value", f"{where}.valueFrom"))
        if len(source) != 1:
            found = ", ".join(source) or "none"
            out.append(Problem(f"expected one source, found {found}", f"{where}.valueFrom"))
    return out


def _mounts(mounts: list[dict[str, Any]], volumes: list[dict[str, Any]], path: str) -> list[Problem]:
    out: list[Problem] = []
    known = [v.get("name", "") for v in volumes]
    for index, mount in enumerate(mounts):
        where, name, at = f"{path}[{index}]", mount.get("name", ""), mount.get("mountPath", "")
        if name not in known:
            listed = ", ".join(known) or "none"
            hint = suggestion(name, known)
            out.append(Problem(f'the pod has no volume "{name}" (known: {listed})', f"{where}.name", hint=hint))
        if not at:
            out.append(Problem("a path is required", f"{where}.mountPath"))
        if at in [m.get("mountPath") for m in mounts[:index]]:
            out.append(Problem(f'two mounts of the container are at "{at}"', f"{where}.mountPath"))
    return out


def _volumes(volumes: list[dict[str, Any]], path: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, volume in enumerate(volumes):
        where, name = f"{path}[{index}]", volume.get("name") or ""
        if not is_label(name):
            yield Problem(f'expected {A_LABEL}, found "{name}"', f"{where}.name")
        if name in seen:
            yield Problem(f'two volumes of the pod are called "{name}"', f"{where}.name")
        seen.add(name)
        sources = [key for key in volume if key != "name"]
        if len(sources) > 1:
            yield Problem(f"expected one source, found {', '.join(sources)}", where)
