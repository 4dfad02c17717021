"""The kinds of objects that hold a role's pods, a row each, and where in such an object its pods are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msvc_helm.api.paths import Parts
from msvc_helm.api.roles import PICKER, ROLES, SERVICES, WORKLOADS
from msvc_helm.api.variants import KEYS as VARIANTS
from msvc_helm.typed import Any, Final, NamedTuple

LEADER: Final = ("spec", "leaderWorkerTemplate", "leaderTemplate")
WORKER: Final = ("spec", "leaderWorkerTemplate", "workerTemplate")
SIZE: Final = ("spec", "leaderWorkerTemplate", "size")


class Workload(NamedTuple):
    """A kind that holds pods. `suffix` ends its keys in base configs (`decodeDeployment`); `templates` are the places
    of its pod templates, the last one required, the first that of the pods which requests reach; `selects` is whether
    it has a selector, `scales` whether an autoscaler can own its number, `grouped` whether a replica is several pods.
    """

    suffix: str
    api_version: str
    kind: str
    templates: tuple[tuple[str, ...], ...] = (("spec", "template"),)
    selects: bool = True
    scales: bool = True
    grouped: bool = False


DEPLOYMENT: Final = Workload("Deployment", "apps/v1", "Deployment")
LEADER_WORKER_SET: Final = Workload(
    "LeaderWorkerSet",
    "leaderworkerset.x-k8s.io/v1",
    "LeaderWorkerSet",
    (LEADER, WORKER),
    selects=False,
    grouped=True,
)
STATEFUL_SET: Final = Workload("StatefulSet", "apps/v1", "StatefulSet")
DISAGGREGATED_SET: Final = Workload(
    "disaggregatedSet",
    "disaggregatedset.x-k8s.io/v1",
    "DisaggregatedSet",
    LEADER_WORKER_SET.templates,
    selects=False,
    scales=False,
    grouped=True,
)
"""A LeaderWorkerSet for each role, in one object: the templates are below each of its `roles`."""

OF_A_ROLE: Final = (DEPLOYMENT, LEADER_WORKER_SET, STATEFUL_SET)
SET_KEY: Final = DISAGGREGATED_SET.suffix

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    **{role: tuple(f"{role}{kind.suffix}" for kind in OF_A_ROLE) for role in ROLES},
    PICKER: (WORKLOADS[PICKER],),
}
"""By section, the keys of the children that hold only its pods; of several in one base config none counts."""

KIND_OF: Final[Mapping[str, Workload]] = {
    **{f"{role}{kind.suffix}": kind for kind in OF_A_ROLE for role in ROLES},
    WORKLOADS[PICKER]: DEPLOYMENT,
    SET_KEY: DISAGGREGATED_SET,
}
"""By key of a base config, the kind of workload."""

SECTION_OF: Final[Mapping[str, str]] = {
    **{key: section for section, keys in KEYS.items() for key in (*keys, SERVICES[section])},
    **VARIANTS,
}
"""The section by the key of a child that holds only its pods, or is their Service."""

KINDS: Final = {kind.kind: kind for kind in (*OF_A_ROLE, DISAGGREGATED_SET)}
"""By the kind of the object, the kind of workload."""


class PodTemplate(NamedTuple):
    """A pod template: where it is in its object, and what it says. `role` is the entry of a DisaggregatedSet."""

    path: Parts
    value: Any
    role: str = ""


def keys_of(section: str, children: Mapping[str, Any]) -> list[str]:
    """The keys of those of the children that hold a section's pods, in the table's order."""
    found = [key for key in KEYS[section] if key in children]
    return [*found, SET_KEY] if any(name == section for _, name, _ in entries(children.get(SET_KEY))) else found


def key_of(section: str, children: Mapping[str, Any]) -> str:
    """The key of the child that holds a section's pods: a Deployment's where there is none yet."""
    if WORKLOADS[section] in children:
        return WORKLOADS[section]
    found = keys_of(section, children) or ([SET_KEY] if section in ROLES and SET_KEY in children else [])
    return found[0] if found else WORKLOADS[section]


def entries(obj: Any) -> Iterator[tuple[int, str, Any]]:
    """The roles of a DisaggregatedSet: place, name and what is said of each."""
    spec = obj.get("spec") if isinstance(obj, dict) else None
    roles = spec.get("roles") if isinstance(spec, dict) else None
    for index, entry in enumerate(roles if isinstance(roles, list) else ()):
        if isinstance(entry, dict):
            yield index, str(entry.get("name") or ""), entry


def templates(obj: Any, kind: Workload | None = None) -> Iterator[PodTemplate]:
    """The pod templates that are in an object, by its own kind where none is given."""
    kind = kind or KINDS.get(str(obj.get("kind")) if isinstance(obj, dict) else "", DEPLOYMENT)
    if kind is DISAGGREGATED_SET:
        for index, role, entry in entries(obj):
            for found in templates(entry, LEADER_WORKER_SET):
                yield PodTemplate(("spec", "roles", index, *found.path), found.value, role)
        return
    for path in kind.templates:
        value: Any = obj
        for field in path:
            value = value.get(field) if isinstance(value, dict) else None
        if value is not None:
            yield PodTemplate(path, value)


def templates_of(section: str, key: str, obj: Any) -> list[PodTemplate]:
    """The pod templates of one section in the child `key`, by the kind that the key stands for."""
    return [found for found in templates(obj, KIND_OF[key]) if key != SET_KEY or found.role == section]


def pods_of(section: str, children: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The specs of a section's pods, one for each template of its workload."""
    key = key_of(section, children)
    found = templates_of(section, key, children.get(key))
    return [template.value["spec"] for template in found if template.value.get("spec")]


def numbers_of(section: str, children: Mapping[str, Any]) -> dict[str, Any] | None:
    """The part of a section's workload that has its `replicas`; None where there is no such workload."""
    key = key_of(section, children)
    if key != SET_KEY:
        found: dict[str, Any] | None = (children.get(key) or {}).get("spec")
        return found
    return next((entry.get("spec") for _, name, entry in entries(children.get(key)) if name == section), None)
