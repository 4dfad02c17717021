"""The workloads of prefill, decode and the endpoint picker: Deployments, and what a role may have in their place."""

from __future__ import annotations

from collections.abc import Mapping

from msvc_helm.api.autoscaling import written_replicas
from msvc_helm.api.parallelism import split_of
from msvc_helm.api.paths import Parts, path_of
from msvc_helm.api.roles import PICKER
from msvc_helm.api.workloads import DEPLOYMENT, KIND_OF, SIZE, Workload, templates
from msvc_helm.errors import Problem
from msvc_helm.merge import Array, Object
from msvc_helm.resources.accounts import account_fields
from msvc_helm.resources.containers import epp_containers, mounts_model, of_template, role_containers, warn_of_mounts
from msvc_helm.resources.context import Context
from msvc_helm.resources.gie import OLD, old_flags
from msvc_helm.resources.kinds import Child
from msvc_helm.resources.owner import finish_workload, owner_metadata, owner_pod, with_volume
from msvc_helm.resources.volumes import model_volume
from msvc_helm.typed import Any

REQUIRED_AFFINITY = "requiredDuringSchedulingIgnoredDuringExecution"


def role_workload(context: Context, child: Child) -> Object | None:
    """The workload of a role: base under, the ModelService's section over, model volume and accelerator affinity."""
    role = child.section
    if not context.has_role(role) or context.workload(role) != child.key:
        return None
    kind = KIND_OF[child.key]
    layer = role_layer(context, role, kind, child.key, context.base.get(child.key) or {})
    return finished(context, role, kind, context.build(child.key, context.names.deployment(role), layer))


def role_layer(context: Context, role: str, kind: Workload, key: str, base: Object, at: Parts = ()) -> Object:
    """What the ModelService's section sets in a workload. `base` is what the base config has, `at` a place in `key`."""
    section = context.role(role) or {}
    _warn_of_replicas(context, role, key, base, (*at, "spec", "replicas"))
    containers = role_containers(context, role)
    below = {template.path: template.value for template in templates(base, kind)}
    for path, template in below.items():
        warn_of_mounts(context, role, key, template, (*at, *path))
    pods: dict[Parts, Object] = {
        path: {
            **of_template(containers, below.get(path) or {}, tuple(below.values())),
            **owner_pod(section),
            **_added(context, role, section),
        }
        for path in kind.templates
        if path in below or path == kind.templates[-1]
    }
    layer = _layer(context.names.role_labels(role), section, kind, pods, role)
    size = split_of(section).size
    return _with(layer, SIZE, size) if size and kind.grouped else layer


def _added(context: Context, role: str, section: Object) -> Object:
    """What every role's pods get besides their containers, as far as the base config's conventions have it."""
    conventions = context.names.conventions
    out = account_fields(context.accounts[role])
    if conventions.model_volume or mounts_model(section):
        volume = model_volume(context.source, context.service.spec["modelArtifacts"].get("size"))
        out["volumes"] = with_volume(section, volume)
    if context.service.spec["modelArtifacts"].get("adapters"):
        from msvc_helm.resources.adapters import with_adapters  # few models have any

        out["volumes"] = with_adapters(out.get("volumes") or section.get("volumes") or [], context.service.spec)
    return out


def finished(context: Context, role: str, kind: Workload, out: Object) -> Object:
    """A role's workload, or its entry in a DisaggregatedSet, with what no merge can say."""
    if context.autoscaled(role):
        out["spec"].pop("replicas", None)  # an autoscaler owns the number, and Helm must not fight it
    finish_workload(out, kind, context.role(role) or {}, role)
    if context.service.spec["modelArtifacts"].get("adapters"):
        from msvc_helm.resources.adapters import mount_adapters  # few models have any

        for template in templates(out, kind):
            mount_adapters(template.value["spec"], context.service.spec)
    accelerators = (context.role(role) or {}).get("acceleratorTypes") or {}
    for template in templates(out, kind) if accelerators else ():
        spec = template.value["spec"]
        spec["affinity"] = with_accelerators(spec.get("affinity") or {}, accelerators)
    return _in_order(kind, out)


def _warn_of_replicas(context: Context, role: str, key: str, base: Object, at: Parts) -> None:
    """Warn where the API's default replaces the base config's number: the owner has written none."""
    before, number = (base.get("spec") or {}).get("replicas"), (context.role(role) or {}).get("replicas")
    if before is None or number in (None, before) or context.autoscaled(role):
        return
    if role not in written_replicas(context.service):
        message = f"{before} is replaced by {number}, the default of a ModelService that gives none"
        hint = f"{role}.replicas: null in the ModelService keeps the base config's"
        context.warn_of(key, [Problem(message, path_of(at), hint=hint, rule="value-replaced")])


def epp_deployment(context: Context, child: Child) -> Object | None:
    """The endpoint picker's Deployment, where the base config has one."""
    if child.key not in context.base:
        return None
    section = context.service.spec.get(PICKER) or {}
    account = account_fields(context.accounts[PICKER])
    pod: Object = {**epp_containers(section), **owner_pod(section), **account}
    layer = _layer(context.names.epp_labels(), section, DEPLOYMENT, {DEPLOYMENT.templates[0]: pod}, PICKER)
    out = _in_order(DEPLOYMENT, context.build(child.key, context.names.epp_deployment, layer))
    finish_workload(out, DEPLOYMENT, section, PICKER)
    if context.options.gie != OLD:
        for problem in old_flags(out):
            context.warn(problem)
    return out


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


def _in_order(kind: Workload, workload: Object) -> Object:
    """The same with what identifies things before the long lists, as people write it."""
    spec = workload["spec"]
    out = {**workload, "spec": {key: spec[key] for key in ("replicas", "selector") if key in spec} | spec}
    for template in templates(out, kind):
        out = _with(out, template.path, {"metadata": template.value["metadata"], **template.value})
    return out


def _with(obj: Object, path: Parts, value: Any) -> Object:
    """The object with another value at a path of fields."""
    field, *rest = map(str, path)
    return {**obj, field: _with(obj.get(field) or {}, tuple(rest), value) if rest else value}


def _layer(labels: dict[str, str], section: Object, kind: Workload, pods: Mapping[Parts, Object], name: str) -> Object:
    """The section's replicas (zero is a number; none, or null, keeps the base's), the labels and the pods."""
    spec: Object = {} if section.get("replicas") is None else {"replicas": section["replicas"]}
    if kind.selects and labels:
        spec["selector"] = {"matchLabels": labels}
    metadata: Object = {"metadata": {"labels": labels}} if labels else {}
    out: Object = {**metadata, "spec": spec}
    about = owner_metadata(section, labels, f"spec.{name}")
    for path, pod in pods.items():
        out = _with(out, path, {"metadata": about, "spec": pod})
    return out
