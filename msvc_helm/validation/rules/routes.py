"""The rows of routes and the pools they lead to."""

from __future__ import annotations

from msvc_helm.validation.rules.parts import PORT, REQUIRED, Row

TO_SERVICE = ("port", "needs", {"kind": ["", "Service"], "group": [""]}, "required for a Service")
HEADERS = ("rows", ("name", *REQUIRED), ("name", "form", "header"), ("value", *REQUIRED))
FILTERS = {
    "RequestHeaderModifier": "requestHeaderModifier",
    "ResponseHeaderModifier": "responseHeaderModifier",
    "RequestMirror": "requestMirror",
    "RequestRedirect": "requestRedirect",
    "URLRewrite": "urlRewrite",
    "ExtensionRef": "extensionRef",
    "CORS": "cors",
    "ExternalAuth": "externalAuth",
}
MATCH = (("name", "filled"), ("name", "form", "header"), ("value", "filled"))

RULES: dict[str, tuple[Row, ...]] = {
    "HTTPRouteSpec": (
        ("rules", "entries", 1, 16),
        ("parentRefs", "entries", 0, 32),
        ("parentRefs", "unlike", "group", "kind", "namespace", "name", "sectionName", "port"),
        ("hostnames", "entries", 0, 16),
        ("hostnames", "form", "hostname"),
    ),
    "HTTPRouteRule": (
        ("name", "form", "subdomain"),
        ("backendRefs", "entries", 0, 16),
        ("filters", "entries", 0, 16),
        ("matches", "entries", 0, 64),
        (
            "filters",
            "when",
            {"backendRefs": ["*"]},
            *("rows", ("requestRedirect", "bars", {}, "not allowed next to backendRefs")),
        ),
    ),
    "HTTPPathMatch": (("value", "when", {"type": ["", "Exact", "PathPrefix"]}, "form", "route path"),),
    "HTTPHeaderMatch": MATCH,
    "HTTPQueryParamMatch": MATCH,
    "HTTPRouteFilter": (("", "union", FILTERS),),
    "HTTPHeaderFilter": (("set", *HEADERS), ("add", *HEADERS)),
    "HTTPURLRewriteFilter": (("hostname", "form", "subdomain"),),
    "HTTPRequestRedirectFilter": (
        ("hostname", "form", "subdomain"),
        ("port", *PORT),
        ("statusCode", "between", 301, 308),
    ),
    "HTTPRequestMirrorFilter": (("", "one", 0, "percent", "fraction"), ("percent", "between", 0, 100)),
    "HTTPPathModifier": (
        ("", "union", {"ReplaceFullPath": "replaceFullPath", "ReplacePrefixMatch": "replacePrefixMatch"}),
    ),
    "HTTPRouteTimeouts": (
        ("request", "form", "duration"),
        ("backendRequest", "form", "duration"),
        ("", "order", "backendRequest", "request"),
    ),
    "ParentReference": (
        ("name", "filled"),
        ("namespace", "form", "label"),
        ("sectionName", "form", "subdomain"),
        ("port", *PORT),
    ),
    "HTTPBackendRef": (
        ("name", "filled"),
        ("namespace", "form", "label"),
        ("port", *PORT),
        TO_SERVICE,
        ("weight", "between", 0, 1000000),
    ),
    "BackendObjectReference": (("name", "filled"), ("namespace", "form", "label"), ("port", *PORT), TO_SERVICE),
    "InferencePoolSpec": (("selector", "labels"), ("targetPortNumber", *PORT)),
    "InferencePool/v1.InferencePoolSpec": (("targetPorts", "entries", 1, 8), ("targetPorts", "unlike", "number")),
    "InferencePool/v1.LabelSelector": (("matchLabels", "filled"), ("matchLabels", "labels")),
    "EndpointPickerRef": (("name", "filled"), ("port", "needs", {"kind": ["", "Service"]}, "required for a Service"),),
    "Extension": (("name", "filled"), ("portNumber", *PORT)),
    "PoolObjectReference": (("name", "filled"),),
    "Port": (("number", *PORT),),
}  # fmt: skip
