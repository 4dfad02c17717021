"""Services, probes and containers against the ports that are open."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.containers import Container
from msvc_helm.check.finding import ERROR, WARNING, Found, in_child, in_container, listed, rule
from msvc_helm.check.location import arg
from msvc_helm.check.view import Pod, View
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping, maps

PROBES = ("startupProbe", "readinessProbe", "livenessProbe")


def _services(view: View) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Each Service that selects pods, with its key and its selector."""
    for key, obj in view.objects:
        selector = mapping(below(obj, "spec", "selector"))
        if obj.get("kind") == "Service" and obj.get("apiVersion") == "v1" and selector:
            yield key, obj, selector


@rule("service-empty", ERROR)
def service_empty(view: View) -> Iterator[Found]:
    """Services that no pod is behind.

    Why: A Service without pods refuses every connection.

        decodeService: |
          spec:
            selector: {app: vllm} # no pod has this label
    """
    for key, service, selector in _services(view):
        if not view.selected(selector):
            labels = ", ".join(f"{k}={v}" for k, v in selector.items())
            message = f"the Service {below(service, 'metadata', 'name')} selects no pods: none has all of {labels}"
            yield Found(message, in_child(key, "spec.selector", "selector"))


@rule("service-port-closed", ERROR)
def service_port_closed(view: View) -> Iterator[Found]:
    """Ports of Services that lead to a port nobody opens.

    Why: A Service must lead to an open port.

        decodeService: |
          spec:
            ports: [{port: 8000, targetPort: web}] # the container's port is called http
    """
    for key, path, target, pod in _targets(view):
        running = [c for c in pod.containers if c.runs]
        if isinstance(target, str):
            names = {name for c in running for name in c.declared.values() if name}
            missing = target not in names
            known = listed(sorted(names))
        else:
            numbers = {n for c in running for n in c.opens}
            missing = target not in numbers and not any(c.secret for c in running)
            known = listed(sorted(numbers))
        if missing:
            message = f"the Service leads to port {target} of the pods of {pod.name}, which open {known}"
            yield Found(message, in_child(key, path, "port: ", f"targetPort: {target}"))


@rule("service-port-in-sidecar", WARNING)
def service_port_in_sidecar(view: View) -> Iterator[Found]:
    """Ports of Services that name a native sidecar's port.

    Why: Kubernetes 1.32 finds no such port.

        decodeService: |
          spec:
            ports: [{port: 8000, targetPort: http}] # a port of the routing sidecar, an init container
    """
    for key, path, target, pod in _targets(view):
        if not isinstance(target, str):
            continue
        owners = [c for c in pod.containers if c.runs and target in c.declared.values()]
        if owners and all(c.native for c in owners):
            number = next(n for n, name in owners[0].declared.items() if name == target)
            message = f'the port "{target}" is a native sidecar\'s: Kubernetes before 1.33 does not find it by name'
            yield Found(message, in_child(key, path, f"targetPort: {target}"), f"write targetPort: {number}")


Target = tuple[str, str, str | int, Pod]


def _targets(view: View) -> list[Target]:
    """The target of each Service's port in each kind of pod behind it: the Service's key, the field, port and pods."""
    found: list[Target] = view.once("targets", lambda view: list(_each_target(view)))
    return found


def _each_target(view: View) -> Iterator[Target]:
    for key, service, selector in _services(view):
        for index, port in enumerate(maps(below(service, "spec", "ports"))):
            target = port.get("targetPort") or port.get("port")
            if isinstance(target, str | int):
                for pod in view.selected(selector):
                    yield key, f"spec.ports[{index}]", target, pod


@rule("probe-port-closed", ERROR)
def probe_port_closed(view: View) -> Iterator[Found]:
    """Probes of ports that nobody opens: such pods never become ready, or are killed.

    Why: A probe of a closed port never succeeds.

        readinessProbe:
          httpGet: {path: /health, port: 8080} # vLLM runs with --port=8000
    """
    for pod in view.pods:
        probed = [(c, probe) for c in pod.containers for probe in PROBES if c.spec.get(probe)]
        open_ = {n for c in pod.containers if c.runs for n in c.opens} if probed else set()
        unknown = any(c.secret for c in pod.containers if c.runs)
        for container, probe in probed:
            names = set(container.declared.values())
            port = _probed(mapping(container.spec.get(probe)))
            lost = port not in names if isinstance(port, str) else port not in open_ and not unknown
            if port is not None and lost:
                known = listed(sorted(names - {""}) if isinstance(port, str) else sorted(open_))
                message = f'the {probe} of container "{container.name}" asks port {port}; open: {known}'
                yield Found(message, in_container(container, probe, f"{probe}:"))


def _probed(probe: dict[str, Any]) -> str | int | None:
    for how in ("httpGet", "tcpSocket", "grpc"):
        port = below(probe, how, "port")
        if isinstance(port, str | int):
            return int(port) if isinstance(port, str) and port.isdigit() else port
    return None


@rule("port-undeclared", WARNING)
def undeclared(view: View) -> Iterator[Found]:
    """Containers that declare ports, but not the one their program serves on.

    Why: A port's name must mean the port that is served.

        args: [--port=8200]
        ports: [{name: http, containerPort: 8000}]
    """
    for pod in view.pods:
        for container in pod.containers:
            declared, listening = container.declared, container.listens
            if declared and listening and not listening & declared.keys():
                message = (
                    f'container "{container.name}" serves on port {listed(sorted(listening))}'
                    f" and declares {listed(declared)}: who finds it by a port's name gets the wrong one"
                )
                yield Found(message, _port_flag(container))


@rule("port-taken", ERROR)
def taken_twice(view: View) -> Iterator[Found]:
    """Two containers of a pod that serve on one port: the second does not start.

    Why: The containers of a pod share its ports.

        initContainers:
          - name: routing-proxy
            args: [--port=8000]
        containers:
          - name: vllm
            args: [--port=8000]
    """
    for pod in view.pods:
        taken: dict[int, Container] = {}
        for container in pod.containers:
            for port in sorted(container.listens or ()) if container.runs else ():
                other = taken.setdefault(port, container)
                if other is not container:
                    message = f'containers "{other.name}" and "{container.name}" of one pod both serve on port {port}'
                    yield Found(message, _port_flag(container))


def _port_flag(container: Container) -> Any:
    position = container.program.flags.position("port")
    return arg(container, position) if position >= 0 else in_container(container, "args", "args:")
