"""What the API server fills into an HTTPRoute, by the struct it belongs to: `default` in the Gateway API's CRD."""

from __future__ import annotations

from collections.abc import Mapping

from msvc_helm.typed import Any

SERVICE = {"group": "", "kind": "Service"}
ROOT = {"type": "PathPrefix", "value": "/"}
ROUTE_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "HTTPRouteSpec": {"rules": [{"matches": [{"path": ROOT}]}]},
    "HTTPRouteRule": {"matches": [{"path": ROOT}]},
    "HTTPRouteMatch": {"path": ROOT},
    "HTTPPathMatch": ROOT,
    "HTTPHeaderMatch": {"type": "Exact"},
    "HTTPQueryParamMatch": {"type": "Exact"},
    "ParentReference": {"group": "gateway.networking.k8s.io", "kind": "Gateway"},
    "HTTPBackendRef": {**SERVICE, "weight": 1},
    "BackendObjectReference": SERVICE,
    "HTTPRequestRedirectFilter": {"statusCode": 302},
    "HTTPCORSFilter": {"maxAge": 5},
    "Fraction": {"denominator": 100},
    "SessionPersistence": {"type": "Cookie"},
    "CookieConfig": {"lifetimeType": "Session"},
}
