"""Envoy's configuration as the controller of a Gateway would make it of routes and pools.

Every name and port is read from objects of the API server, where it leads to nothing as in the field: a Service
that is not there has no endpoints, and neither has a port that it does not have.
"""

from __future__ import annotations

from typing import Any

from tests.e2e.kubectl import Kubectl

Object = dict[str, Any]
HTTP_OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
EXTENSIONS = "type.googleapis.com/envoy.extensions"
HTTP = f"{EXTENSIONS}.filters.http"
POOLS = "inferencepools.inference.networking.k8s.io"
CHOSEN = "x-gateway-destination-endpoint"  # by which the protocol of the Inference Extension hands over the choice
# Body-based routing: the name of the model, from the body into a header.
MODEL_HEADER = """
function envoy_on_request(request)
  local body = request:body()
  local model = body and string.match(tostring(body:getBytes(0, body:length())), '"model"%s*:%s*"([^"]*)"')
  if model then request:headers():replace("x-gateway-model-name", model) end
end
"""


def configuration(kubectl: Kubectl, name: str, port: int, admin: int) -> Object:
    """Envoy's configuration of the routes that name a Gateway."""
    routes: list[Object] = []
    clusters: list[Object] = [_CHOSEN_POD]
    for route in sorted(kubectl.items("httproutes"), key=lambda each: str(each["metadata"]["name"])):
        if not any(parent["name"] == name for parent in route["spec"]["parentRefs"]):
            continue
        for rule in route["spec"]["rules"]:
            picker, action = _picked(kubectl, rule)
            clusters += picker
            routes += [{"match": _match(match), **action} for match in rule["matches"]]
    routes.sort(key=lambda each: -len(each["match"].get("headers", [])))  # the more specific one first
    assert routes, f"no HTTPRoute of {kubectl.namespace} names the Gateway {name}"
    virtual = {"name": "models", "domains": ["*"], "routes": routes}
    manager = {
        "@type": f"{EXTENSIONS}.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "gateway",
        "route_config": {"virtual_hosts": [virtual]},
        "http_filters": _filters(next((each["name"] for each in clusters[1:]), "nobody")),
    }
    listener = {
        "name": "http",
        "address": _address("127.0.0.1", port),
        "filter_chains": [
            {"filters": [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}
        ],
    }
    return {
        "admin": {"address": _address("127.0.0.1", admin)},
        "static_resources": {"listeners": [listener], "clusters": clusters},
    }


def _match(match: Object) -> Object:
    path = match.get("path", {"type": "PathPrefix", "value": "/"})
    key = {"PathPrefix": "path_separated_prefix", "Exact": "path"}[path["type"]]
    found: Object = {"prefix": "/"} if path == {"type": "PathPrefix", "value": "/"} else {key: path["value"]}
    if headers := match.get("headers"):
        found["headers"] = [{"name": h["name"], "string_match": {"exact": h["value"]}} for h in headers]
    return found


def _picked(kubectl: Kubectl, rule: Object) -> tuple[list[Object], Object]:
    """The cluster of a rule's picker, and what Envoy does with a request; 500 where the rule's pool is not there."""
    (backend,) = rule["backendRefs"]
    assert (backend["group"], backend["kind"]) == ("inference.networking.k8s.io", "InferencePool"), backend
    pool = kubectl.get(POOLS, backend["name"])
    if pool is None:
        return [], {"direct_response": {"status": 500}}
    reference = pool["spec"]["endpointPickerRef"]
    name = f"picker-of-{backend['name']}"
    endpoints = endpoints_of(kubectl, reference["name"], reference["port"]["number"])
    # With bodies in both directions Envoy has no failure mode but closed, whatever the pool asks for.
    overrides = {"grpc_service": {"envoy_grpc": {"cluster_name": name}, "timeout": "10s"}}
    action = {
        "route": {"cluster": _CHOSEN_POD["name"], "timeout": rule.get("timeouts", {}).get("request", "15s")},
        "typed_per_filter_config": {
            "envoy.filters.http.ext_proc": {"@type": f"{HTTP}.ext_proc.v3.ExtProcPerRoute", "overrides": overrides}
        },
    }
    return [_picker(name, endpoints)], action


def endpoints_of(kubectl: Kubectl, service: str, port: int) -> list[tuple[str, int]]:
    """Addresses and ports behind a port of a Service, from the slices that Kubernetes keeps of it."""
    found = kubectl.get("service", service)
    names = [each.get("name", "") for each in found["spec"]["ports"] if each["port"] == port] if found else []
    slices = kubectl.items("endpointslices", selector=f"kubernetes.io/service-name={service}")
    return [
        (address, at["port"])
        for each in slices
        for at in each["ports"] or []
        if at.get("name", "") in names
        for endpoint in each["endpoints"] or []
        if endpoint["conditions"].get("ready")
        for address in endpoint["addresses"]
    ]


def _address(host: str, port: int) -> Object:
    return {"socket_address": {"address": host, "port_value": port}}


_CHOSEN_POD: Object = {
    "name": "chosen-pod",
    "type": "ORIGINAL_DST",
    "lb_policy": "CLUSTER_PROVIDED",
    "connect_timeout": "2s",
    "original_dst_lb_config": {"use_http_header": True, "http_header_name": CHOSEN},
}


def _picker(name: str, endpoints: list[tuple[str, int]]) -> Object:
    """A picker's cluster: gRPC over TLS, its certificate, which it makes itself, not looked at."""
    http2 = {
        "@type": f"type.googleapis.com/{HTTP_OPTIONS}",
        "explicit_http_config": {"http2_protocol_options": {}},
    }
    tls = {"@type": f"{EXTENSIONS}.transport_sockets.tls.v3.UpstreamTlsContext", "common_tls_context": {}}
    ends = [{"endpoint": {"address": _address(host, port)}} for host, port in endpoints]
    return {
        "name": name,
        "type": "STATIC",
        "connect_timeout": "2s",
        "typed_extension_protocol_options": {HTTP_OPTIONS: http2},
        "transport_socket": {"name": "envoy.transport_sockets.tls", "typed_config": tls},
        "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": ends}]},
    }


def _filters(any_picker: str) -> list[Object]:
    """Body-based routing, the picker (each route names its own), the router."""
    both = {f"{way}_{part}_mode": mode for way in ("request", "response") for part, mode in _MODES.items()}
    picker = {
        "@type": f"{HTTP}.ext_proc.v3.ExternalProcessor",
        "grpc_service": {"envoy_grpc": {"cluster_name": any_picker}, "timeout": "10s"},
        "processing_mode": both,
        "message_timeout": "10s",
    }
    lua = {"@type": f"{HTTP}.lua.v3.Lua", "default_source_code": {"inline_string": MODEL_HEADER}}
    return [
        {"name": "envoy.filters.http.lua", "typed_config": lua},
        {"name": "envoy.filters.http.ext_proc", "typed_config": picker},
        {"name": "envoy.filters.http.router", "typed_config": {"@type": f"{HTTP}.router.v3.Router"}},
    ]


_MODES = {"header": "SEND", "body": "FULL_DUPLEX_STREAMED", "trailer": "SEND"}
