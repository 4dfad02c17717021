"""Probes and containers against the ports that are open."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.containers import Container
from msvc_helm.check.finding import ERROR, WARNING, Found, in_container, listed, rule
from msvc_helm.check.location import arg
from msvc_helm.check.view import View
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping

PROBES = ("startupProbe", "readinessProbe", "livenessProbe")


@rule("probe-port-closed", ERROR)
def probe_port_closed(view: View) -> Iterator[Found]:
    """Probes of closed ports: such pods never become ready, or are killed.

    Why: A probe of a closed port never succeeds.

        readinessProbe:
          httpGet: {path: /health, port: 8080} # vLLM runs with --port=8000
    """
    for pod in view.pods:
        probed = [(c, probe) for c in pod.containers for probe in PROBES if c.spec.get(probe)]
        open_ = {n for c in pod.programs() if c.runs for n in c.listens or c.opens} if probed else set()
        unknown = any(c.secret for c in pod.containers if c.runs)
        for container, probe in probed:
            port = _probed(mapping(container.spec.get(probe)))
            known = "" if port is None else _lost(container, port, open_, sure=not unknown)
            if known:
                message = f'the {probe} of container "{container.name}" asks port {port}; open: {known}'
                yield Found(message, in_container(container, probe, f"{probe}:"))


def _lost(container: Container, port: str | int, opened: set[int], *, sure: bool) -> str:
    """The ports that are open, in words, where the one that is asked is none of them; empty where it is or may be."""
    if isinstance(port, int):
        return listed(sorted(opened)) if sure and port not in opened else ""
    meant = {number for number, name in container.declared.items() if name == port}
    if container.listens and not container.listens & container.declared.keys():
        sure = False  # `port-undeclared` says it
    if not meant:
        return listed(sorted(set(container.declared.values()) - {""}))
    return f"{listed(sorted(opened))}, and not {listed(sorted(meant))}" if sure and not meant & opened else ""


def _probed(probe: dict[str, Any]) -> str | int | None:
    for how in ("httpGet", "tcpSocket", "grpc"):
        port = below(probe, how, "port")
        if isinstance(port, str | int):
            return int(port) if isinstance(port, str) and port.isdigit() else port
    return None


@rule("port-undeclared", WARNING)
def undeclared(view: View) -> Iterator[Found]:
    """Containers that declare ports, but not the one their program serves on.

    Why: A Service or probe that uses the port name reaches the wrong port.

        args: [--port=8200]
        ports: [{name: http, containerPort: 8000}]
    """
    for pod in view.pods:
        for container in pod.containers:
            declared, listening = container.declared, container.listens
            listening = listening and listening.union(*(other.listens or () for other in container.beside))
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
