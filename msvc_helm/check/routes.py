"""The HTTPRoute against what it routes to and from."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.roles import PICKER, ROLES, SERVICES, WORKLOADS
from msvc_helm.check.adapters import MODEL_HEADER
from msvc_helm.check.finding import ERROR, WARNING, Found, Location, in_child, listed, rule
from msvc_helm.check.served import served_names, servers
from msvc_helm.check.view import View
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping, maps

_ANSWERS = ("requestRedirect", "extensionRef")  # filters that make a backend unnecessary


def _routes(view: View) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((key, obj) for key, obj in view.objects if obj.get("kind") == "HTTPRoute")


def backends(view: View) -> Iterator[tuple[Location, dict[str, Any]]]:
    """Every backend of this namespace that a route of this ModelService names, mirrors too."""
    for key, route in _routes(view):
        for r, each in enumerate(maps(below(route, "spec", "rules"))):
            for b, backend in enumerate(maps(each.get("backendRefs"))):
                yield _spot(key, f"spec.rules[{r}].backendRefs[{b}]", backend), backend
            for f, entry in enumerate(maps(each.get("filters"))):
                mirror = mapping(below(entry, "requestMirror", "backendRef"))
                if mirror:
                    yield _spot(key, f"spec.rules[{r}].filters[{f}].requestMirror.backendRef", mirror), mirror


def _spot(key: str, path: str, backend: dict[str, Any]) -> Location:
    return in_child(key, path, "kind: InferencePool" if backend.get("kind") == "InferencePool" else "backendRef")


def _elsewhere(view: View, backend: dict[str, Any]) -> bool:
    return backend.get("namespace") not in (None, "", view.namespace)


@rule("route-backend-missing", ERROR)
def backend_missing(view: View) -> Iterator[Found]:
    """Backends that do not exist.

    Why: A route without a backend returns errors.

        backendRefs:
          - {group: inference.networking.k8s.io, kind: InferencePool, name: qwen-pool} # not {{ .InferencePoolName }}
    """
    for spot, backend in backends(view):
        kind, name = backend.get("kind") or "Service", backend.get("name")
        if kind in ("Service", "InferencePool") and not _elsewhere(view, backend) and not view.named(kind, name):
            there = [below(o, "metadata", "name") for _, o in view.objects if o.get("kind") == kind]
            message = f'the route leads to the {kind} "{name}", which is not made (made: {listed(there)})'
            yield Found(message, spot)


@rule("route-backend-group", ERROR)
def backend_group(view: View) -> Iterator[Found]:
    """Pools that the route refers to by the wrong API group.

    Why: The two APIs of pools have different groups.

        backendRefs:
          - {group: inference.example.com, kind: InferencePool, name: qwen3-inference-pool}
    """
    for spot, backend in backends(view):
        pool = view.named("InferencePool", backend.get("name")) if backend.get("kind") == "InferencePool" else None
        group = str((pool or {}).get("apiVersion")).partition("/")[0]
        if pool and not _elsewhere(view, backend) and backend.get("group", "") != group:
            message = f'the route names the pool by the group "{backend.get("group", "")}", and it is one of "{group}"'
            yield Found(message, spot)


@rule("route-backend-port", ERROR)
def backend_port(view: View) -> Iterator[Found]:
    """Services that do not have the port in the route.

    Why: A Service answers on its own ports only.

        backendRefs:
          - {name: qwen3-service-decode, port: 80} # the Service has the port 8000
    """
    for spot, backend in backends(view):
        if (backend.get("kind") or "Service") != "Service" or _elsewhere(view, backend):
            continue
        service = view.named("Service", backend.get("name"))
        ports = [p.get("port") for p in maps(below(service, "spec", "ports"))]
        if service and backend.get("port") not in ports:
            message = (
                f"the route leads to port {backend.get('port')} of {backend.get('name')}, which has {listed(ports)}"
            )
            yield Found(message, spot)


@rule("route-without-gateway", WARNING)
def without_gateway(view: View) -> Iterator[Found]:
    """Routes that no Gateway serves.

    Why: A route without a Gateway serves nothing.

        routing: # neither gatewayRefs here nor parentRefs in the base config's httpRoute
          modelName: qwen3
    """
    for key, route in _routes(view):
        if not maps(below(route, "spec", "parentRefs")):
            hint = "name one in spec.routing.gatewayRefs, or in the base config"
            yield Found(
                "the route is attached to no Gateway and serves nothing", in_child(key, "spec.parentRefs"), hint
            )


@rule("route-without-backend", WARNING)
def without_backend(view: View) -> Iterator[Found]:
    """Rules without a backend.

    Why: A rule without a backend returns errors.

        rules:
          - matches: [{path: {type: PathPrefix, value: /v1}}] # and no backendRefs
    """
    for key, route in _routes(view):
        rules = maps(below(route, "spec", "rules"))
        if not rules:
            yield Found("the route has no rules, and leads nowhere", in_child(key, "spec.rules", "spec"))
        for r, each in enumerate(rules):
            answered = any(answer in entry for entry in maps(each.get("filters")) for answer in _ANSWERS)
            if not maps(each.get("backendRefs")) and not answered:
                yield Found("the rule has no backend: its requests fail", in_child(key, f"spec.rules[{r}]", "rules"))


@rule("route-past-picker", WARNING)
def past_picker(view: View) -> Iterator[Found]:
    """Routes to the role's Service although there is a pool with an endpoint picker.

    Why: A Service ignores caches and queues.

        backendRefs:
          - {name: qwen3-service-decode, port: 8000} # though there is an InferencePool
    """
    if "inferencePool" not in view.children or WORKLOADS[PICKER] not in view.children:
        return
    services = {below(view.child(SERVICES[role]), "metadata", "name") for role in ROLES} - {None}
    for spot, backend in backends(view):
        if (
            "Mirror" not in spot.path
            and backend.get("kind", "Service") == "Service"
            and backend.get("name") in services
        ):
            message = f"the route leads to the Service {backend['name']}, past the pool and its endpoint picker"
            yield Found(message, spot, "lead it to the InferencePool")


def _served(view: View) -> set[str]:
    """The names that the model's requests may have: its own and those of its adapters."""
    adapters = view.service.spec["modelArtifacts"].get("adapters") or ()
    names = [name for _, container in servers(view) for name in served_names(container)[0]]
    return {view.model_name, *(adapter["name"] for adapter in adapters), *names}


@rule("route-model-header", ERROR)
def model_header(view: View) -> Iterator[Found]:
    """Routes for the requests of another model.

    Why: The header contains the model name of the request.

        headers:
          - {name: X-Gateway-Model-Name, value: qwen2} # routing.modelName is qwen3
    """
    served = _served(view)
    for key, route in _routes(view):
        for r, each in enumerate(maps(below(route, "spec", "rules"))):
            for m, match in enumerate(maps(each.get("matches"))):
                for header in maps(match.get("headers")):
                    exact = header.get("type", "Exact") == "Exact"
                    if str(header.get("name")).lower() != MODEL_HEADER or not exact:
                        continue
                    if header.get("value") not in served:
                        message = (
                            f'the route takes requests for the model "{header.get("value")}",'
                            f' and spec.routing.modelName is "{view.model_name}"'
                        )
                        path = f"spec.rules[{r}].matches[{m}].headers"
                        yield Found(message, in_child(key, path, "headers", "value"))
