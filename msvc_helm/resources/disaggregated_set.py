"""The DisaggregatedSet: both roles as groups of pods in one object, which rolls them together."""

from __future__ import annotations

from msvc_helm.api.roles import ROLES
from msvc_helm.api.workloads import LEADER_WORKER_SET, SET_KEY, entries
from msvc_helm.merge import Array, Object, merge
from msvc_helm.resources.context import Context
from msvc_helm.resources.deployment import finished, role_layer
from msvc_helm.resources.kinds import Child
from msvc_helm.resources.replaced import replaced


def disaggregated_set(context: Context, child: Child) -> Object | None:
    """The base's DisaggregatedSet, its prefill and decode with the ModelService's sections over them."""
    if child.key not in context.base:
        return None
    base: Object = context.base[child.key] or {}
    spec: Object = base.get("spec") or {}
    roles: Array = list(spec.get("roles") or [])
    there = {name: index for index, name, _ in entries(base)}
    for role in ROLES:
        if context.has_role(role) and context.workload(role) == child.key:
            index = there.get(role, len(roles))
            roles[index : index + 1] = [_entry(context, role, index, roles[index] if role in there else {})]
    labels = context.names.common_labels()
    layer: Object = {"metadata": {"labels": labels}} if labels else {}
    out = context.build(child.key, context.names.disaggregated_set, layer)
    return {**out, "spec": {**spec, "roles": roles}}


def _entry(context: Context, role: str, index: int, base: Object) -> Object:
    """One role: a LeaderWorkerSet but for its identity. The name is the set's; its labels are those of a workload."""
    at = ("spec", "roles", index)
    layer = role_layer(context, role, LEADER_WORKER_SET, SET_KEY, base, at)
    context.warn_of(SET_KEY, replaced(base, layer, at))
    return finished(context, role, LEADER_WORKER_SET, {"name": role, **merge(base, layer)})
