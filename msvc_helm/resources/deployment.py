"""Deployments: prefill, decode and the endpoint picker."""

from __future__ import annotations

from msvc_helm.api.autoscaling import written_replicas
from msvc_helm.api.roles import PICKER, WORKLOADS
from msvc_helm.errors import Problem
from msvc_helm.merge import Array, Object
from msvc_helm.resources.containers import Render, epp_containers, mounts_model, role_containers
from msvc_helm.resources.context import Context
from msvc_helm.resources.volumes import model_volume

REQUIRED_AFFINITY = "requiredDuringSchedulingIgnoredDuringExecution"


def role_deployment(context: Context, role: str, render: Render) -> Object:
    """The Deployment of a role: base under, the ModelService's section over, model volume and accelerator affinity."""
    section = context.role(role) or {}
    pod = role_containers(context, role, render) | _added(context, section)
    layer = _layer(context.names.role_labels(role), section, pod)
    out = _in_order(context.build(WORKLOADS[role], context.names.deployment(role), layer))
    _warn_of_replicas(context, role, layer["spec"].get("replicas"))
    if context.autoscaled(role):
        out["spec"].pop("replicas", None)  # an autoscaler owns the number, and Helm must not fight it
    accelerators = section.get("acceleratorTypes")
    if accelerators:
        spec = out["spec"]["template"]["spec"]
        spec["affinity"] = with_accelerators(spec.get("affinity") or {}, accelerators)
    return out


def _added(context: Context, section: Object) -> Object:
    """What every role's pods get besides their containers, as far as the base config's conventions have it."""
    conventions = context.names.conventions
    out: Object = {}
    if conventions.service_account:
        out["serviceAccountName"] = context.names.pd_service_account
    if conventions.model_volume or mounts_model(section):
        out["volumes"] = [model_volume(context.source, context.service.spec["modelArtifacts"].get("size"))]
    return out


def _warn_of_replicas(context: Context, role: str, number: int | None) -> None:
    """Warn where the API's default replaces the base config's number: the owner has written none."""
    key = WORKLOADS[role]
    base = ((context.base.get(key) or {}).get("spec") or {}).get("replicas")
    if base is None or number in (None, base) or context.autoscaled(role):
        return
    if role not in written_replicas(context.service):
        message = f"{base} is replaced by {number}, the default of a ModelService that gives none"
        hint = f"{role}.replicas: null in the ModelService keeps the base config's"
        context.warn_of(key, [Problem(message, "spec.replicas", hint=hint, rule="value-replaced")])


def epp_deployment(context: Context) -> Object:
    """The endpoint picker's Deployment."""
    section = context.service.spec.get(PICKER) or {}
    pod: Object = {**epp_containers(section), "serviceAccountName": context.names.epp_service_account}
    layer = _layer(context.names.epp_labels(), section, pod)
    return _in_order(context.build(WORKLOADS[PICKER], context.names.epp_deployment, layer))


def with_accelerators(affinity: Object, accelerators: Object) -> Object:
    """`affinity` with the accelerator's node label required as well: ANDed into each term that is there.

    A term without any expression matches no node (Kubernetes) and is left to match none.
    """
    wanted: Object = {
        "key": accelerators["labelKey"],
        "operator": "In",
        "values": list(accelerators["labelValues"]),
    }
    node = affinity.get("nodeAffinity") or {}
    required = node.get(REQUIRED_AFFINITY) or {}
    terms: Array = required.get("nodeSelectorTerms") or []
    out: Array = [
        {**term, "matchExpressions": [*(term.get("matchExpressions") or []), wanted]}
        if term.get("matchExpressions") or term.get("matchFields")
        else term
        for term in terms
    ] or [{"matchExpressions": [wanted]}]
    return {**affinity, "nodeAffinity": {**node, REQUIRED_AFFINITY: {**required, "nodeSelectorTerms": out}}}


def _in_order(deployment: Object) -> Object:
    """The same with what identifies things before the long lists, as people write it."""
    spec = deployment["spec"]
    template = spec["template"]
    ordered = {key: spec[key] for key in ("replicas", "selector") if key in spec}
    return {**deployment, "spec": {**ordered, **spec, "template": {"metadata": template["metadata"], **template}}}


def _layer(labels: dict[str, str], section: Object, pod: Object) -> Object:
    """The section's replicas (zero is a number; none, or null, keeps the base's), the labels and the pod."""
    spec: Object = {} if section.get("replicas") is None else {"replicas": section["replicas"]}
    if not labels:
        return {"spec": {**spec, "template": {"metadata": {}, "spec": pod}}}
    spec |= {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": pod}}
    return {"metadata": {"labels": labels}, "spec": spec}
