"""Services against the pods behind them."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.workloads import KINDS
from msvc_helm.check.finding import ERROR, WARNING, Found, in_child, listed, rule
from msvc_helm.check.pool_picker import picker_ref
from msvc_helm.check.view import Pod, View
from msvc_helm.typed import Any, NamedTuple
from msvc_helm.untyped import below, mapping, maps

KNOWN = (*KINDS, "DaemonSet", "ReplicaSet", "Job", "CronJob")  # kinds whose pods have the labels of their templates


def _services(view: View) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Each Service that selects pods, with its key and its selector."""
    for key, obj in view.objects:
        selector = mapping(below(obj, "spec", "selector"))
        if obj.get("kind") == "Service" and obj.get("apiVersion") == "v1" and selector:
            yield key, obj, selector


@rule("service-empty", ERROR)
def service_empty(view: View) -> Iterator[Found]:
    """Services that select no pod.

    Why: A Service without pods refuses every connection.

        decodeService: |
          spec:
            selector: {app: vllm} # no pod has this label
    """
    for key, service, selector in _services(view):
        if not view.selected(selector) and not any(_may_make(obj, selector) for _, obj in view.objects):
            labels = ", ".join(f"{k}={v}" for k, v in selector.items())
            message = f"the Service {below(service, 'metadata', 'name')} selects no pods: none has all of {labels}"
            yield Found(message, in_child(key, "spec.selector", "selector"))


def _may_make(obj: dict[str, Any], selector: dict[str, Any]) -> bool:
    """Whether an object is a pod with these labels, or of a kind that makes pods with labels of its own."""
    kind = obj.get("kind")
    if kind == "Pod":
        return selector.items() <= mapping(below(obj, "metadata", "labels")).items()
    return kind not in KNOWN and _holds_pods(obj.get("spec"))


def _holds_pods(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_holds_pods, value))
    return isinstance(value, dict) and (bool(maps(value.get("containers"))) or any(map(_holds_pods, value.values())))


@rule("service-port-closed", ERROR)
def service_port_closed(view: View) -> Iterator[Found]:
    """Service ports that lead to a closed port.

    Why: A Service must lead to an open port.

        decodeService: |
          spec:
            ports: [{port: 8000, targetPort: web}] # the container's port is called http
    """
    for target in _targets(view):
        if not _idle(view, target):
            yield from _closed(target)


@rule("service-port-idle", WARNING)
def service_port_idle(view: View) -> Iterator[Found]:
    """Unused Service ports that lead to a closed port.

    Why: Connections to that port are refused.

        kind: Service # of the endpoint picker
        spec:
          ports: [{name: grpc, port: 9002}, {name: http, port: 80, targetPort: 8081}] # no container opens 8081
    """
    for target in _targets(view):
        if _idle(view, target):
            yield from _closed(target)


def _closed(target: Target) -> Iterator[Found]:
    known = closed(target.pod, target.port)
    if known:
        message = f"the Service leads to port {target.port} of the pods of {target.pod.name}, which open {known}"
        yield Found(message, in_child(target.key, target.path, "port: ", f"targetPort: {target.port}"))


def _idle(view: View, target: Target) -> bool:
    """Whether a port is one of several of a Service, and nothing here uses it: the model's pods have another."""
    ports = maps(below(target.service, "spec", "ports"))
    if len(ports) < 2 or (target.pod.role and all(closed(target.pod, port) for port in map(_leads, ports))):
        return False
    name = below(target.service, "metadata", "name")
    return (name, target.own.get("port")) not in view.once("calls", lambda view: set(_calls(view)))


def _leads(port: dict[str, Any]) -> Any:
    """The port of the pods that one of a Service leads to."""
    return port.get("targetPort") or port.get("port")


def _calls(view: View) -> Iterator[tuple[Any, Any]]:
    """The Services with their ports that pools and routes call."""
    for _, pool in view.pools():
        _, ref, port = picker_ref(pool)
        yield ref.get("name"), port
    for _, route in view.of_kind("HTTPRoute", "GRPCRoute"):
        for each in maps(below(route, "spec", "rules")):
            yield from ((backend.get("name"), backend.get("port")) for backend in maps(each.get("backendRefs")))


def closed(pod: Pod, target: str | int) -> str:
    """The ports that the pods open, in words, where the target is none of them; empty where it is or may be."""
    running = [c for c in pod.containers if c.runs]
    if isinstance(target, str):
        names = {name for c in running for name in c.declared.values() if name}
        return "" if target in names else listed(sorted(names))
    numbers = {n for c in running for n in c.opens}
    return "" if target in numbers or any(c.secret for c in running) else listed(sorted(numbers))


@rule("service-port-in-sidecar", WARNING)
def service_port_in_sidecar(view: View) -> Iterator[Found]:
    """Service ports that refer to a native sidecar's port by name.

    Why: Kubernetes 1.32 finds no such port.

        decodeService: |
          spec:
            ports: [{port: 8000, targetPort: http}] # a port of the routing sidecar, an init container
    """
    for key, path, port, pod, *_ in _targets(view):
        if not isinstance(port, str):
            continue
        owners = [c for c in pod.containers if c.runs and port in c.declared.values()]
        if owners and all(c.native for c in owners):
            number = next(n for n, name in owners[0].declared.items() if name == port)
            message = f'the port "{port}" is a native sidecar\'s: Kubernetes before 1.33 does not find it by name'
            yield Found(message, in_child(key, path, f"targetPort: {port}"), f"write targetPort: {number}")


class Target(NamedTuple):
    """A port of a Service in one kind of pod behind it: the Service's key, the field, the pods' port, its own entry."""

    key: str
    path: str
    port: str | int
    pod: Pod
    own: dict[str, Any]
    service: dict[str, Any]


def _targets(view: View) -> list[Target]:
    """The target of each Service's port in each kind of pod behind it."""
    found: list[Target] = view.once("targets", lambda view: list(_each_target(view)))
    return found


def _each_target(view: View) -> Iterator[Target]:
    for key, service, selector in _services(view):
        for index, port in enumerate(maps(below(service, "spec", "ports"))):
            target = _leads(port)
            if isinstance(target, str | int):
                for pod in view.selected(selector):
                    yield Target(key, f"spec.ports[{index}]", target, pod, port, service)
