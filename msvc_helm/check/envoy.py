"""An Envoy in the endpoint picker's pod: whether it and the others there find each other."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.epp_config import read
from msvc_helm.check.finding import ERROR, Found, in_child, listed, rule
from msvc_helm.check.view import Pod, View
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping, maps

LOCAL = ("127.0.0.1", "localhost", "::1")


@rule("envoy-port", ERROR)
def ports(view: View) -> Iterator[Found]:
    """Configurations of the Envoy next to the endpoint picker with ports that the pod does not open.

    Why: Envoy calls the picker at that port, and clients call Envoy at the port of its Service.

        socket_address: {address: 127.0.0.1, port_value: 9000} # the endpoint picker serves on 9002
    """
    for pod in view.picker_pods():
        for key, name, text in _configs(view, pod):
            config = mapping(read(text))
            listening = set(_ports(below(config, "static_resources", "listeners")))
            own = {*listening, *_ports(config.get("admin"))}
            opened = {port for c in pod.containers if c.runs for port in c.listens or c.opens}
            for port in _called(config):
                if port not in own | opened:
                    message = f"Envoy calls port {port} of its own pod, which opens {listed(sorted(own | opened))}"
                    yield Found(message, in_child(key, f"data[{name}]", f"port_value: {port}"))
            for port in sorted(_declared(pod) - own) if listening else ():
                message = f"the container of Envoy declares port {port}, and Envoy listens on {listed(sorted(own))}"
                yield Found(message, in_child(key, f"data[{name}]", "listeners"))


def _configs(view: View, pod: Pod) -> Iterator[tuple[str, str, str]]:
    """The configurations of Envoys that a pod mounts: the child's key, the file's name, the text."""
    mounted = {below(volume, "configMap", "name") for volume in maps(pod.spec.get("volumes"))}
    for key, config_map in view.of_kind("ConfigMap"):
        if below(config_map, "metadata", "name") in mounted:
            for name, text in mapping(config_map.get("data")).items():
                if "static_resources" in str(text):
                    yield key, name, str(text)


def _ports(value: Any) -> Iterator[int]:
    """Every port below a value."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        if key == "port_value" and isinstance(inner, int):
            yield inner
        yield from _ports(inner)
    for inner in value if isinstance(value, list) else ():
        yield from _ports(inner)


def _called(config: dict[str, Any]) -> list[int]:
    """The ports of its own pod that Envoy calls."""
    out: set[int] = set()
    for cluster in maps(below(config, "static_resources", "clusters")):
        for group in maps(below(cluster, "load_assignment", "endpoints")):
            for each in maps(group.get("lb_endpoints")):
                address = mapping(below(each, "endpoint", "address", "socket_address"))
                if address.get("address") in LOCAL:
                    out.update(_ports(address))
    return sorted(out)


def _declared(pod: Pod) -> set[int]:
    return {port for c in pod.containers if c.runs and "envoy" in c.image for port in c.declared}
