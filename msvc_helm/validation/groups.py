"""The checks of groups of pods: what their API server takes, and what then comes to no pod, or to no workers."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.errors import Problem
from msvc_helm.typed import Any, TypeAlias
from msvc_helm.validation.messages import told

Object: TypeAlias = dict[str, Any]

LONGEST = 52  # characters of a StatefulSet's name: its pods get a label of it, a dash and ten digits
REVISION = "-00000000-"  # what a DisaggregatedSet puts between its name and a role's


def set_name(obj: Object, _: str) -> Iterator[Problem]:
    """The name of a StatefulSet."""
    name = str((obj.get("metadata") or {}).get("name") or "")
    if len(name) > LONGEST:
        yield told("set name", "metadata.name", LONGEST, len(name))


def group_name(obj: Object, _: str) -> Iterator[Problem]:
    """The name of a LeaderWorkerSet, of which each group makes a StatefulSet under the name and its index."""
    name = str((obj.get("metadata") or {}).get("name") or "")
    yield from _sum(name, obj.get("spec") or {})


def role_names(obj: Object, _: str) -> Iterator[Problem]:
    """The name of a DisaggregatedSet: each role's LeaderWorkerSet is called by it, a revision and the role."""
    name = str((obj.get("metadata") or {}).get("name") or "")
    for entry in (obj.get("spec") or {}).get("roles") or []:
        yield from _sum(f"{name}{REVISION}{entry.get('name') or ''}", entry.get("spec") or {})


def _sum(name: str, spec: Object) -> Iterator[Problem]:
    last = f"{name}-{highest_index(spec)}"
    if len(last) > LONGEST:
        yield told("group name", "metadata.name", last, len(last), LONGEST)


def highest_index(spec: Object) -> int:
    """The highest index that a group of a LeaderWorkerSet can get, also while it is rolled out."""
    number = spec.get("replicas")
    number = 1 if number is None else number
    rolling = (spec.get("rolloutStrategy") or {}).get("rollingUpdateConfiguration") or {}
    surge = rolling.get("maxSurge") or 0
    if isinstance(surge, str):
        percent = surge.removesuffix("%")
        surge = -(-number * int(percent) // 100) if percent.isdecimal() else 0
    return int(max(number + surge - 1, 0))


def subgroups(template: Object, path: str) -> Iterator[Problem]:
    """The size of subgroups: it divides that of the group, or that of the group without its leader."""
    policy = template.get("subGroupPolicy") or {}
    size, part = template.get("size"), policy.get("subGroupSize")
    size = 1 if size is None else size
    if not isinstance(part, int) or part < 1:
        return
    sizes = [size - 1] if policy.get("subGroupPolicyType") == "LeaderExcluded" else [size, size - 1]
    if part > size or all(each % part for each in sizes):
        yield told("subgroup", f"{path}.subGroupPolicy.subGroupSize", " or ".join(map(str, sizes)), part)


def all_or_none(spec: Object, path: str) -> Iterator[Problem]:
    """The replicas of a DisaggregatedSet's roles: zero in all of them or in none."""
    numbers = [(entry.get("spec") or {}).get("replicas") for entry in spec.get("roles") or []]
    at_zero = [number == 0 for number in numbers]
    for index, is_zero in enumerate(at_zero):
        if is_zero and not all(at_zero):
            yield told("all or none", f"{path}.roles[{index}].spec.replicas")
