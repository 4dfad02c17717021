"""Whether the base config has one workload for each role, and one that can do what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msvc_helm.api.autoscaling import Autoscaling
from msvc_helm.api.parallelism import TPU, is_accelerator, is_split, split_of
from msvc_helm.api.roles import ROLES
from msvc_helm.api.variants import FIELD as VARIANTS
from msvc_helm.api.variants import variants_of
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
    yield from needs_group(context, role, f"spec.{role}")
    yield from _of_variants(context, role)
    if role in context.autoscaling and KIND_OF[key].grouped and KIND_OF[key].scales:
        rollout = ((context.base.get(key) or {}).get("spec") or {}).get("rolloutStrategy")
        most = {"replicas": context.autoscaling[role].max_replicas, "rolloutStrategy": rollout}
        for problem in group_name({"metadata": {"name": context.names.deployment(role)}, "spec": most}, ""):
            yield problem._replace(path=f"spec.autoscaling.{role}.maxReplicas")
    if not KIND_OF[key].scales and context.has_role(role) and context.autoscaled(role):
        path = f"spec.autoscaling.{role}" if role in context.autoscaling else "spec.decoupleScaling"
        message = f"no autoscaler can own the replicas of a {KIND_OF[key].kind}: it has no scale subresource"
        yield Problem(message, path, hint=f"give replicas, or make {role} a LeaderWorkerSet of its own")


def needs_group(context: Context, role: str, at: str) -> Iterator[Problem]:
    """Several pods for a replica of what has one pod for each; `at` is the field of the section."""
    kind, section = KIND_OF[context.workload(role)], context.role(role) or {}
    nodes = split_of(section).nodes
    if nodes > 1 and not kind.grouped:
        message = f"{nodes} pods that work together need a group, and {role} is a {kind.kind}"
        hint = f"the base config must have {role}{LEADER_WORKER_SET.suffix} or {SET_KEY} for it"
        yield Problem(message, f"{at}.{'nodes' if 'nodes' in section else 'parallelism'}", hint=hint)


def _of_variants(context: Context, role: str) -> Iterator[Problem]:
    """What a role with variants cannot have."""
    if not variants_of(context.role(role)):
        return
    key, path = context.workload(role), f"spec.{role}.{VARIANTS}"
    if key == SET_KEY:
        message = f"the roles of a {KIND_OF[key].kind} have no variants"
        yield Problem(message, path, hint=f"make {role} a LeaderWorkerSet of its own")
    if not context.names.conventions.labels:
        message = "variants are told apart by labels, which the base config leaves out"
        yield Problem(message, path, hint="labels: true in its conventions")
    scaling = context.autoscaling.get(role)
    if scaling is not None and KIND_OF[key].selects and _mixes(scaling):
        message = f"an autoscaler of {context.names.deployment(role)} would count the variants' pods as its own"
        hint = "give it metrics of the types External or Object only, or KEDA's"
        yield Problem(message, f"spec.autoscaling.{role}", hint=hint)


def _mixes(scaling: Autoscaling) -> bool:
    """Whether metrics are of pods, as the selector finds them. Without any it is the pods' CPU."""
    if scaling.keda is not None:
        return any(trigger.get("type") in ("cpu", "memory") for trigger in scaling.keda["triggers"])
    return not scaling.metrics or any(metric.get("type") not in ("External", "Object") for metric in scaling.metrics)


def check_splits(context: Context, made: Mapping[str, Any]) -> None:
    """Raise InputError where the pods made do not have the accelerators that a role's split needs."""
    problems = [problem for role in ROLES for problem in unlike(context, role, made, f"spec.{role}")]
    if problems:
        raise InputError(problems)


def unlike(context: Context, role: str, made: Mapping[str, Any], at: str) -> Iterator[Problem]:
    """What a role's split, said at the field `at`, needs and its pods among the children `made` do not ask for."""
    section = context.role(role) or {}
    if not is_split(section):
        return
    key, path, split = key_of(role, made), f"{at}.parallelism", split_of(section)
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
