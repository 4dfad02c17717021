"""Policies of Gateways and meshes against the objects that they are for."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.finding import ERROR, Found, in_child, listed, rule
from msvc_helm.check.pools import reached, selector
from msvc_helm.check.probes import PATHS, answers
from msvc_helm.check.view import Pod, View
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping, maps, title_of

# What a policy's target may be, by API group. Of other groups nothing is known.
TARGETS = {
    "": ("Service", "ServiceAccount"),
    "gateway.networking.k8s.io": ("Gateway", "HTTPRoute", "GRPCRoute", "GatewayClass", "BackendTLSPolicy"),
    "inference.networking.k8s.io": ("InferencePool",),
    "inference.networking.x-k8s.io": ("InferencePool", "InferenceObjective", "InferenceModel", "InferencePoolImport"),
}
MADE = ("Service", "HTTPRoute", "GRPCRoute", "InferencePool")  # what the objects of a model have for themselves
_CLUSTER = ".svc"


@rule("policy-target", ERROR)
def target_missing(view: View) -> Iterator[Found]:
    """Policies for missing objects, or with the wrong kind or group.

    Why: A policy without a target has no effect.

        kind: HealthCheckPolicy
        spec:
          targetRef: {group: inference.networking.k8s.io, kind: InferencePool, name: qwen} # no such pool
    """
    for key, obj in view.objects:
        spec = mapping(obj.get("spec"))
        for ref in [mapping(spec.get("targetRef")), *maps(spec.get("targetRefs"))]:
            message = _lost(view, ref) if ref.get("name") else ""
            if message:
                yield Found(
                    f"{title_of(obj, ' ')} {message}", in_child(key, "spec.targetRef", str(obj.get("kind")), "target")
                )


def _lost(view: View, ref: dict[str, Any]) -> str:
    """What is the matter with a reference, in words."""
    group, kind, name = str(ref.get("group") or ""), str(ref.get("kind")), ref["name"]
    kinds = TARGETS.get(group)
    made = [obj for _, obj in view.of_kind(kind) if below(obj, "metadata", "name") == name]
    if kinds and kind not in kinds:
        return f'is for the kind "{kind}", and {group or "the core API"} has {listed(kinds)}'
    if made and all(_group(obj) != group for obj in made):
        return f'is for the {kind} "{name}" of the group "{group}", and it is one of "{_group(made[0])}"'
    if not made and kind in MADE and ref.get("namespace") in (None, "", view.namespace):
        return f'is for the {kind} "{name}", which is not made'
    return ""


def _group(obj: dict[str, Any]) -> str:
    return str(obj.get("apiVersion")).rpartition("/")[0]


@rule("destination-host", ERROR)
def host_missing(view: View) -> Iterator[Found]:
    """DestinationRules for a host in this namespace that is not a Service of the model.

    Why: The rule has no effect, and the Gateway does not use its TLS settings for the endpoint picker.

        kind: DestinationRule
        spec:
          host: qwen3-epp.models.svc.cluster.local # the Service is called {{ .EPPServiceName }}
    """
    for key, obj in view.of_kind("DestinationRule"):
        host = str(below(obj, "spec", "host") or "")
        name, dot, rest = host.partition(".")
        namespace = rest.partition(".")[0]
        if "*" in host or (dot and not f".{rest}.".count(f"{_CLUSTER}.")):
            continue
        here = not dot or not view.namespace or namespace == view.namespace
        if here and not view.named("Service", name):
            there = [below(service, "metadata", "name") for _, service in view.of_kind("Service")]
            message = f'{title_of(obj, " ")} is for the Service "{name}", which is not made (made: {listed(there)})'
            yield Found(message, in_child(key, "spec.host", "DestinationRule", "host:"))


@rule("health-check-port", ERROR)
def health_port(view: View) -> Iterator[Found]:
    """Health checks of a Gateway at a port that the pods of the pool do not open.

    Why: The Gateway considers the pods unhealthy, and sends them no requests.

        kind: HealthCheckPolicy
        spec:
          default: {config: {type: HTTP, httpHealthCheck: {port: 8080}}} # vLLM serves on 8000
    """
    for key, obj, pods, config in _health_checks(view):
        port = config.get("port")
        for pod in pods if isinstance(port, int) else ():
            opened = reached(pod)
            if opened is not None and port not in opened:
                open_ = listed(sorted(opened))
                message = f"{title_of(obj, ' ')} asks port {port}, and the pods of {pod.name} open {open_}"
                yield Found(message, in_child(key, "spec.default.config", "HealthCheckPolicy", "port:"))


@rule("health-check-path", ERROR)
def health_path(view: View) -> Iterator[Found]:
    """Health checks of a Gateway at a path that the model server does not have.

    Why: The server answers 404, and the Gateway considers the pods unhealthy.

        kind: HealthCheckPolicy
        spec:
          default: {config: {type: HTTP, httpHealthCheck: {requestPath: /healthy}}} # vLLM has /health
    """
    for key, obj, pods, config in _health_checks(view):
        path, port = config.get("requestPath") or "/", config.get("port")
        if isinstance(port, int) and any(port not in (reached(pod) or {port}) for pod in pods):
            continue  # nothing answers at all
        for server in [server for pod in pods for server in pod.servers()[:1] if len(pod.servers()) == 1]:
            if isinstance(path, str) and not server.secret and not answers(server, path):
                message = f"{title_of(obj, ' ')} asks for {path}, which {server.program.name} does not have"
                spot = in_child(key, "spec.default.config", "HealthCheckPolicy", "config")
                yield Found(message, spot, f"it has {PATHS[server.program.name][0]}")


def _health_checks(view: View) -> Iterator[tuple[str, dict[str, Any], list[Pod], dict[str, Any]]]:
    """Each health check of a pool: the policy with its child, the pool's pods, and what is asked."""
    for key, obj in view.of_kind("HealthCheckPolicy"):
        ref = mapping(below(obj, "spec", "targetRef"))
        pool = view.named("InferencePool", ref.get("name")) if ref.get("kind") == "InferencePool" else None
        config = mapping(below(obj, "spec", "default", "config"))
        for name in ("httpHealthCheck", "httpsHealthCheck", "http2HealthCheck") if pool else ():
            if isinstance(config.get(name), dict):
                yield key, obj, view.selected(selector(mapping(pool))), config[name]
