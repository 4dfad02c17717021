"""Whether the base config has one workload for each role, and one that can do what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msvc_helm.api.parallelism import TPU, Split, is_accelerator, is_split, split_of
from msvc_helm.api.roles import ROLES
from msvc_helm.api.workloads import KIND_OF, LEADER_WORKER_SET, SET_KEY, key_of, keys_of, numbers_of, templates_of
from msvc_helm.errors import InputError, Problem
from msvc_helm.resources.context import Context
from msvc_helm.typed import Any
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
    section = context.role(role) or {}
    nodes = split_of(section).nodes
    if nodes > 1 and not KIND_OF[key].grouped:
        message = f"{nodes} pods that work together need a group, and {role} is a {KIND_OF[key].kind}"
        hint = f"the base config must have {role}{LEADER_WORKER_SET.suffix} or {SET_KEY} for it"
        yield Problem(message, f"spec.{role}.{'nodes' if 'nodes' in section else 'parallelism'}", hint=hint)
    if role in context.autoscaling and KIND_OF[key].grouped and KIND_OF[key].scales:
        rollout = ((context.base.get(key) or {}).get("spec") or {}).get("rolloutStrategy")
        most = {"replicas": context.autoscaling[role].max_replicas, "rolloutStrategy": rollout}
        for problem in group_name({"metadata": {"name": context.names.deployment(role)}, "spec": most}, ""):
            yield problem._replace(path=f"autoscaling.{role}.maxReplicas")
    if not KIND_OF[key].scales and context.has_role(role) and context.autoscaled(role):
        path = f"autoscaling.{role}" if role in context.autoscaling else "spec.decoupleScaling"
        message = f"no autoscaler can own the replicas of a {KIND_OF[key].kind}: it has no scale subresource"
        yield Problem(message, path, hint=f"give replicas, or make {role} a LeaderWorkerSet of its own")


def check_splits(context: Context, made: Mapping[str, Any]) -> None:
    """Raise InputError where the pods made do not have the accelerators that a role's split needs."""
    problems = [
        problem
        for role in ROLES
        if is_split(context.role(role) or {})
        for problem in _unlike(role, split_of(context.role(role) or {}), made)
    ]
    if problems:
        raise InputError(problems)


def _unlike(role: str, split: Split, made: Mapping[str, Any]) -> Iterator[Problem]:
    key, path = key_of(role, made), f"spec.{role}.parallelism"
    pods = ((numbers_of(role, made) or {}).get("leaderWorkerTemplate") or {}).get("size") or 1
    if split.total % pods:
        yield Problem(f"{split} cannot be split evenly between the {pods} pods of a group", path)
        return
    for template in templates_of(role, key, made.get(key)):
        for name, number in _accelerators(template.value["spec"]).items():
            if number * pods != split.total:
                message = f"{split}, {split.total // pods} for each of {pods} pods, and a pod asks for {number}"
                yield Problem(message, path, hint=f"{name} in the limits of {key} must be {split.total // pods}")


def _accelerators(pod: Mapping[str, Any]) -> dict[str, int]:
    """What a pod's containers ask for. A TPU's chip may be several devices to a server: it does not count."""
    found: dict[str, int] = {}
    for container in pod.get("containers") or []:
        for name, number in ((container.get("resources") or {}).get("limits") or {}).items():
            if is_accelerator(name) and name != TPU and str(number).isdigit():
                found[name] = found.get(name, 0) + int(number)
    return found
