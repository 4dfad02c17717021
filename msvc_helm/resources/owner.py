"""What a model owner says of the pods themselves: fields of a section that a pod has under the same name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msvc_helm.api import ModelService
from msvc_helm.api.kubernetes_fields import OWNER, POD_METADATA, POD_SPEC
from msvc_helm.api.paths import parts_of, path_of
from msvc_helm.api.roles import SECTIONS
from msvc_helm.api.variants import FIELD as VARIANTS
from msvc_helm.api.workloads import DEPLOYMENT, Workload, templates
from msvc_helm.errors import InputError, Problem
from msvc_helm.merge import Array, Object

LISTS = ("initContainers", "containers")


def check_owner(service: ModelService, allowed: tuple[str, ...] | None) -> None:
    """Raise InputError for each field of the sections that the base config does not allow. None: it allows all."""
    problems = [
        Problem(f"the base config allows no {field}", path, hint=f"ownerMay lists: {', '.join(allowed) or 'nothing'}")
        for section in (SECTIONS if allowed is not None else ())
        for path, field in _fields(service.spec.get(section) or {}, f"spec.{section}")
        if allowed is not None and field in OWNER and field not in allowed
    ]
    if problems:
        raise InputError(problems)


def _fields(section: Object, path: str) -> Iterator[tuple[str, str]]:
    """The fields of a section, of its containers and of its variants, each with its path."""
    for field, value in section.items():
        yield f"{path}.{field}", field
        for index, container in enumerate(value if field in LISTS else ()):
            yield from ((f"{path}.{field}[{index}].{key}", key) for key in container)
        for index, variant in enumerate(value if field == VARIANTS else ()):
            yield from _fields(variant, f"{path}.{field}[{index}]")


def owner_metadata(section: Object, labels: Mapping[str, str], path: str) -> Object:
    """The metadata of a section's pods: the owner's labels and annotations, and `labels`, which nobody replaces."""
    own = {field: section[field] for field in POD_METADATA if section.get(field)}
    taken = [key for key in own.get("labels", ()) if key in labels and own["labels"][key] != labels[key]]
    if taken:
        hint = "leave it out: selectors find the pods by it"
        where = [path_of((*parts_of(path), "labels", key)) for key in taken]
        raise InputError(
            Problem(f'is "{labels[key]}" here', at, hint=hint) for key, at in zip(taken, where, strict=True)
        )
    return {**own, "labels": {**own.get("labels", {}), **labels}} if labels else own


def owner_pod(section: Object) -> Object:
    """The fields of a section that go into its pods' spec."""
    return {field: section[field] for field in POD_SPEC if section.get(field) not in (None, "", [], {})}


def with_volume(section: Object, volume: Object) -> Array:
    """The volumes of a section's pods: `volume`, unless the owner gives one of its name, and the owner's."""
    own = section.get("volumes") or []
    return [*own] if any(each["name"] == volume["name"] for each in own) else [volume, *own]


def finish_workload(workload: Object, kind: Workload, section: Object, name: str) -> None:
    """What no merge can say: a strategy as a whole, resources that the owner takes away. `workload` is changed."""
    if section.get("strategy"):
        if kind is not DEPLOYMENT:
            message = f"is that of a Deployment, and the base config has a {kind.kind} for {name}"
            raise InputError(Problem(message, f"spec.{name}.strategy", hint="the base config specifies how it rolls"))
        workload["spec"]["strategy"] = section["strategy"]
    for template in templates(workload, kind):
        _take_away(template.value["spec"], section)


def _take_away(pod: Object, section: Object) -> None:
    for field in LISTS:
        names = {each["name"] for each in section.get(field) or () if _takes_away(each)}
        if names and pod.get(field):
            pod[field] = [_without_nulls(each) if each.get("name") in names else each for each in pod[field]]


def _takes_away(container: Object) -> bool:
    """Whether a container of the owner's has null for a resource."""
    resources = container.get("resources") or {}
    return any(None in (resources.get(field) or {}).values() for field in ("limits", "requests"))


def _without_nulls(container: Object) -> Object:
    kept: Object = {}
    for field, value in container["resources"].items():
        if isinstance(value, dict):
            value = {name: amount for name, amount in value.items() if amount is not None}
        if value:
            kept[field] = value
    rest = {key: value for key, value in container.items() if key != "resources"}
    return {**rest, "resources": kept} if kept else rest
