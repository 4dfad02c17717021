"""Monitors of the Prometheus Operator against the pods and Services that they scrape."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.finding import WARNING, Found, in_child, listed, rule
from msvc_helm.check.view import Pod, View
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping, maps, title_of

AUTH = "metrics-endpoint-auth"
_TOKENS = ("authorization", "bearerTokenSecret", "bearerTokenFile", "basicAuth", "oauth2")


def _endpoints(monitor: dict[str, Any]) -> list[dict[str, Any]]:
    return [*maps(below(monitor, "spec", "podMetricsEndpoints")), *maps(below(monitor, "spec", "endpoints"))]


def _monitored(view: View) -> Iterator[tuple[str, dict[str, Any], list[Pod], list[dict[str, Any]]]]:
    """Each monitor with its child's key, the pods that it scrapes, and the Services by which it finds them."""
    for key, monitor in view.of_kind("PodMonitor", "ServiceMonitor"):
        wanted = mapping(below(monitor, "spec", "selector", "matchLabels"))
        if monitor.get("kind") == "PodMonitor":
            yield key, monitor, view.selected(wanted), []
        elif wanted:
            services = [s for _, s in view.of_kind("Service") if wanted.items() <= _labels(s).items()]
            pods = [pod for s in services for pod in view.selected(mapping(below(s, "spec", "selector")))]
            yield key, monitor, pods, services


def _labels(obj: dict[str, Any]) -> dict[str, Any]:
    return mapping(below(obj, "metadata", "labels"))


@rule("monitor-port", WARNING)
def ports(view: View) -> Iterator[Found]:
    """Monitors of a port name that none of their pods or Services has.

    Why: Nothing is scraped, and an autoscaler that uses these metrics does nothing.

        kind: PodMonitor
        spec:
          podMetricsEndpoints: [{port: metrics}] # the container's port is called http
    """
    for key, monitor, pods, services in _monitored(view):
        if services:
            known = {str(port.get("name")) for s in services for port in maps(below(s, "spec", "ports"))}
        else:
            known = {name for pod in pods for c in pod.containers for name in c.declared.values() if name}
        for endpoint in _endpoints(monitor) if pods or services else ():
            port = endpoint.get("port")
            if isinstance(port, str) and port not in known:
                message = f'{title_of(monitor, " ")} scrapes the port "{port}", and there is {listed(sorted(known))}'
                yield Found(message, in_child(key, "spec", str(monitor.get("kind")), f"port: {port}"))


@rule("metrics-auth", WARNING)
def auth(view: View) -> Iterator[Found]:
    """Monitors without the token that the endpoint picker requires.

    Why: The picker answers 401, and nothing is scraped.

        kind: PodMonitor
        spec:
          podMetricsEndpoints: [{port: metrics}] # and the picker has no --metrics-endpoint-auth=false
    """
    pickers = {id(pod): picker for pod, picker in view.picked()}
    for key, monitor, pods, _ in _monitored(view):
        guarded = [pod for pod in pods if id(pod) in pickers and pickers[id(pod)].program.flags.get(AUTH) != "false"]
        bare = [endpoint for endpoint in _endpoints(monitor) if not endpoint.keys() & set(_TOKENS)]
        if guarded and bare:
            message = f"{title_of(monitor, ' ')} scrapes the endpoint picker without a token, which it asks for"
            hint = f"give the picker --{AUTH}=false, or the monitor an authorization"
            yield Found(message, in_child(key, "spec", str(monitor.get("kind")), "port:"), hint)
