"""Services: their ports."""

from __future__ import annotations

from msvc_helm.errors import Problem
from msvc_helm.refusals.metadata import labels
from msvc_helm.refusals.syntax import A_LABEL, A_PORT_NAME, is_label, is_port, is_port_name
from msvc_helm.typed import Any


def service(obj: dict[str, Any]) -> list[Problem]:
    """What is wrong with a Service."""
    spec = obj.get("spec") or {}
    ports = spec.get("ports") or []
    out = labels(spec.get("selector"), "spec.selector")
    if not ports and spec.get("clusterIP") != "None" and spec.get("type") != "ExternalName":
        out.append(Problem("a port is required", "spec.ports"))
    for index, port in enumerate(ports):
        out += _port(port, ports[:index], f"spec.ports[{index}]", named=len(ports) > 1)
    return out


def _port(port: dict[str, Any], before: list[dict[str, Any]], path: str, *, named: bool) -> list[Problem]:
    out: list[Problem] = []
    name, target = port.get("name"), port.get("targetPort")
    if not name and named:
        out.append(Problem("a name is required where there are several ports", f"{path}.name"))
    if name and not is_label(name):
        out.append(Problem(f'expected {A_LABEL}, found "{name}"', f"{path}.name"))
    if name and name in [p.get("name") for p in before]:
        out.append(Problem(f'two ports are called "{name}"', f"{path}.name"))
    if port.get("port") is not None and not is_port(port["port"]):
        out.append(Problem(f"expected 1 to 65535, found {port['port']}", f"{path}.port"))
    if isinstance(target, str) and not is_port_name(target):
        out.append(Problem(f'expected a number or {A_PORT_NAME}, found "{target}"', f"{path}.targetPort"))
    if isinstance(target, int) and target != 0 and not is_port(target):
        out.append(Problem(f"expected 1 to 65535, found {target}", f"{path}.targetPort"))
    return out
