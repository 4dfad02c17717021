"""The routing objects of the Gateway API and its Inference Extension: HTTPRoute, InferencePool, InferenceModel."""

from __future__ import annotations

from msvc_helm.api.roles import FRONT, PICKER, SERVICES
from msvc_helm.errors import InputError, Problem
from msvc_helm.merge import Object
from msvc_helm.resources.context import Context
from msvc_helm.resources.gie import NEW, OLD, is_new, reroute, to_new, to_old
from msvc_helm.resources.kinds import GIE_GROUPS, Child
from msvc_helm.resources.replaced import left_out, replaced

OBJECTIVE = "inferenceObjective"


def http_route(context: Context, child: Child) -> Object | None:
    """The route from the ModelService's Gateways (and the base's) to the model."""
    refs = context.service.spec["routing"].get("gatewayRefs") or []
    if child.key not in context.base and not refs:
        return None
    layer: Object = {"spec": {"parentRefs": list(refs)}} if refs else {"spec": {}}
    base = reroute(context.base.get("httpRoute") or {}, context.options.gie)
    if "httpRoute" not in context.base:
        layer["spec"]["rules"] = [{"backendRefs": [_backend(context)]}]
    return context.build("httpRoute", context.names.http_route, layer, base)


def inference_pool(context: Context, child: Child) -> Object | None:
    """The pool of the pods that serve this model, with the endpoint picker that chooses among them."""
    if child.key not in context.base:
        return None
    base = context.base["inferencePool"] or {}
    labels, picker = context.names.common_labels(), {"name": context.names.epp_service}
    if not context.has_picker and is_new(base):
        # Somebody else's picker, if the pool names one. Of a pool of v1alpha2 the operator replaced the name.
        picker = {"name": ((base.get("spec") or {}).get("endpointPickerRef") or {}).get("name") or picker["name"]}
    specs: dict[str, Object] = {
        OLD: {"selector": labels, "extensionRef": picker},
        NEW: {"selector": {"matchLabels": labels}, "endpointPickerRef": picker},
    }
    spec = specs[context.options.gie]
    context.warn_replaced("inferencePool", {"spec": specs[NEW if is_new(base) else OLD]})
    if context.options.gie == NEW:
        base = base if is_new(base) else to_new(base, context.base.get(SERVICES[PICKER]), context.warn)
        if not base["spec"].get("targetPorts"):
            context.warn(Problem("the base config's inferencePool names no target port", "inferencePool"))
    else:
        base = to_old(base) if is_new(base) else base
        if (base.get("spec") or {}).get("targetPortNumber") is None:
            spec["targetPortNumber"] = 0  # the field is required; zero, as the operator wrote it, shows what is wrong
            context.warn(Problem("the base config's inferencePool names no targetPortNumber", "inferencePool"))
    return context.build("inferencePool", context.names.inference_pool, {"spec": spec}, base)


def inference_model(context: Context, child: Child) -> Object | None:
    """The name clients use, tied to the pool. Its labels are only the common ones, whatever the base says."""
    if child.key not in context.base:
        return None
    if context.options.gie != OLD:
        if not context.options.inference_objective or OBJECTIVE in context.base:
            context.warn(_left_out())
        return None
    layer = {
        "spec": {
            "modelName": context.service.spec["routing"]["modelName"],
            "poolRef": {"name": context.names.inference_pool},
        }
    }
    out = context.build("inferenceModel", context.names.inference_model, layer)
    labels = context.names.common_labels()
    below = ((context.base["inferenceModel"] or {}).get("metadata") or {}).get("labels") or {}
    context.warn_of("inferenceModel", left_out(below, labels, ("metadata", "labels")))
    context.warn_of("inferenceModel", replaced(below, labels, ("metadata", "labels")))
    out["metadata"] = {**out["metadata"], "labels": labels}
    return out


def _left_out() -> Problem:
    message = "InferenceModel has no successor in the v1 API and is omitted"
    hint = "--inference-objective makes an InferenceObjective of its criticality, --gie v1alpha2 keeps it"
    return Problem(message, "inferenceModel", hint=hint, rule="model-left-out")


# Ours: the old words were an order, the new numbers are any order; what is below zero may be shed.
PRIORITIES = {"Critical": 10, "Standard": 0, "Sheddable": -10}


def inference_objective(context: Context, child: Child) -> Object | None:
    """The priority of the model's requests: the base's, or made of its InferenceModel's criticality."""
    asked = context.options.inference_objective and context.options.gie != OLD and "inferenceModel" in context.base
    if child.key not in context.base and not asked:
        return None
    layer: Object = {
        "metadata": {"labels": context.names.common_labels()},
        "spec": {
            "poolRef": {"group": GIE_GROUPS[context.options.gie], "name": context.names.inference_pool},
        },
    }
    if OBJECTIVE not in context.base:
        criticality = ((context.base["inferenceModel"] or {}).get("spec") or {}).get("criticality", "Standard")
        layer["spec"]["priority"] = PRIORITIES.get(criticality, 0)
    return context.build("inferenceObjective", context.names.inference_model, layer)


def _backend(context: Context) -> Object:
    """Where a route without rules of its own goes: the pool, or with no pool the decode Service's first port."""
    if "inferencePool" in context.base:
        group = GIE_GROUPS[context.options.gie]
        return {"group": group, "kind": "InferencePool", "name": context.names.inference_pool}
    service = context.base.get(SERVICES[FRONT]) if context.has_role(FRONT) else None
    ports = ((service or {}).get("spec") or {}).get("ports") or []
    if ports and ports[0].get("port") is not None:
        return {"name": context.names.decode_service, "port": ports[0]["port"]}
    message = "nothing to route to: the base config has no httpRoute, no inferencePool and no decodeService with a port"
    raise InputError(Problem(message, "spec.routing.gatewayRefs"))
