"""What Kubernetes would refuse in an object for a reason that the object itself shows.

Helm applies object by object and stops at the first refusal, half-way; so an expansion that cannot be applied whole
is better refused before anything is applied. The rules are those of the API server's validation (Kubernetes 1.36) as
far as they need nothing but the object; what they let pass may still be refused.
"""

from __future__ import annotations

from collections.abc import Callable

from msvc_helm.errors import Problem
from msvc_helm.refusals.config_map import config_map
from msvc_helm.refusals.deployment import deployment
from msvc_helm.refusals.metadata import metadata
from msvc_helm.refusals.rbac import role_binding
from msvc_helm.refusals.routing import http_route, inference_pool
from msvc_helm.refusals.service import service
from msvc_helm.refusals.structure import structure
from msvc_helm.typed import Any

Object = dict[str, Any]

BY_KIND: dict[str, Callable[[Object], list[Problem]]] = {
    "ConfigMap": config_map,
    "Deployment": deployment,
    "HTTPRoute": http_route,
    "InferencePool": inference_pool,
    "RoleBinding": role_binding,
    "Service": service,
}


def refusals(obj: Object) -> list[Problem]:
    """Why the API server would refuse the object: paths begin with the object's kind and name; none is good."""
    name = (obj.get("metadata") or {}).get("name") or "?"
    prefix = f"{obj['kind']} {name}: "
    found = [*metadata(obj), *structure(obj)]
    rules = BY_KIND.get(obj["kind"])
    if rules is not None:
        found += rules(obj)
    return [Problem(p.message, prefix + p.path, hint=p.hint) for p in dict.fromkeys(found)]
