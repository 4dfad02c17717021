"""Whether the base config has one workload for each role, and one that can do what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.roles import ROLES
from msvc_helm.api.workloads import KIND_OF, keys_of
from msvc_helm.errors import InputError, Problem
from msvc_helm.resources.context import Context
from msvc_helm.validation.groups import group_name


def check_workloads(context: Context) -> None:
    """Raise InputError where a role has two workloads, or an autoscaler for one that has no number of its own."""
    problems = [problem for role in ROLES for problem in _wrong(context, role)]
    if problems:
        raise InputError(problems)


def _wrong(context: Context, role: str) -> Iterator[Problem]:
    keys = keys_of(role, context.base)
    for key in keys[1:]:
        yield Problem(f"{role} has {keys[0]} as well: a role has one workload", key, hint="keep one of the two keys")
    key = context.workload(role)
    if role in context.autoscaling and KIND_OF[key].grouped and KIND_OF[key].scales:
        rollout = ((context.base.get(key) or {}).get("spec") or {}).get("rolloutStrategy")
        most = {"replicas": context.autoscaling[role].max_replicas, "rolloutStrategy": rollout}
        for problem in group_name({"metadata": {"name": context.names.deployment(role)}, "spec": most}, ""):
            yield problem._replace(path=f"autoscaling.{role}.maxReplicas")
    if not KIND_OF[key].scales and context.has_role(role) and context.autoscaled(role):
        path = f"autoscaling.{role}" if role in context.autoscaling else "spec.decoupleScaling"
        message = f"no autoscaler can own the replicas of a {KIND_OF[key].kind}: it has no scale subresource"
        yield Problem(message, path, hint=f"give replicas, or make {role} a LeaderWorkerSet of its own")
