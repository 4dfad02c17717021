"""What the operator and the API server left in a model's objects, written so that taking them over changes nothing.

The operator wrote an empty `affinity`. What the server fills into a list that is replaced as a whole belongs to whoever
wrote the list: to write it without is another value, and a conflict where there need be none.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

from msvc_helm.api.roles import PICKER, ROLES, WORKLOADS
from msvc_helm.api.route_defaults import ROUTE_DEFAULTS
from msvc_helm.api.workloads import DEPLOYMENT, templates
from msvc_helm.merge import Object
from msvc_helm.typed import Any
from msvc_helm.types import ListType, StructType, Type, schema

ROUTE = "httpRoute"
FIELD_REF = "fieldRef"
FIELD_REF_VERSION = "v1"


def filled(made: Mapping[str, Any]) -> dict[str, Any]:
    """The children with this in their Deployments and their route."""
    touched = {ROUTE, *WORKLOADS.values()}
    out = {key: deepcopy(child) if key in touched else child for key, child in made.items()}
    for role in (*ROLES, PICKER):
        for template in templates(out.get(WORKLOADS[role]) or {}, DEPLOYMENT):
            pod = template.value.get("spec") or {}
            if role != PICKER:
                pod.setdefault("affinity", {})
            _field_refs(pod)
    if out.get(ROUTE):
        _route(out[ROUTE].get("spec"), schema("HTTPRoute").at("spec"))
    return out


def route_tree(type_: Type | None = None) -> Object:
    """The defaults of a route's spec by place: `set` at this one, `below` those of its fields. Lists have no level."""
    found = schema("HTTPRoute").at("spec") if type_ is None else type_
    while isinstance(found, ListType):
        found = found.element
    if not isinstance(found, StructType):
        return {}
    below = {name: tree for name, field in found.fields.items() if (tree := route_tree(field.type))}
    here = ROUTE_DEFAULTS.get(found.name, {})
    return {**({"set": here} if here else {}), **({"below": below} if below else {})}


def _field_refs(value: Any) -> None:
    for item in value if isinstance(value, list) else ():
        _field_refs(item)
    for key, item in value.items() if isinstance(value, dict) else ():
        if key == FIELD_REF and isinstance(item, dict):
            item.setdefault("apiVersion", FIELD_REF_VERSION)
        else:
            _field_refs(item)


def _route(value: Any, type_: Type) -> None:
    if isinstance(type_, ListType):
        for item in value if isinstance(value, list) else ():
            _route(item, type_.element)
    elif isinstance(type_, StructType) and isinstance(value, dict):
        for key, default in ROUTE_DEFAULTS.get(type_.name, {}).items():
            value.setdefault(key, deepcopy(default))
        for key, item in value.items():
            if key in type_.fields:
                _route(item, type_.fields[key].type)
