"""Objects that are not children of the ModelService, with variables where they name the model or its ports."""

from __future__ import annotations

from typing import Any

from msvc_helm.importer.model import FoundModel
from msvc_helm.importer.objects import Item
from msvc_helm.importer.pods import ports_by_number
from msvc_helm.importer.template import whole
from msvc_helm.importer.workloads import FoundWorkload
from msvc_helm.untyped import below, mapping, maps


def with_ports(item: Item, roles: list[FoundWorkload], model: FoundModel) -> dict[str, Any]:
    """The object; a Service or a pool in front of the roles' pods has their ports by name."""
    numbers = ports_by_number(roles, model)
    spec = item.value.get("spec")
    if not numbers or not isinstance(spec, dict) or not _reaches(item, roles):
        return item.value
    out = dict(spec)
    for field, port in (("ports", "targetPort"), ("targetPorts", "number")):
        if maps(out.get(field)):
            out[field] = [_named(entry, port, numbers) for entry in out[field]]
    return {**item.value, "spec": _named(out, "targetPortNumber", numbers)}


def _reaches(item: Item, roles: list[FoundWorkload]) -> bool:
    """Whether an object is a Service or a pool that selects pods of a role."""
    if item.kind not in ("Service", "InferencePool"):
        return False
    selector = mapping(below(item.value, "spec", "selector"))
    wanted = (mapping(selector.get("matchLabels")) or selector).items()
    return bool(wanted) and any(
        wanted <= mapping(below(pod, "metadata", "labels")).items() for workload in roles for pod in workload.pods
    )


def _named(entry: Any, field: str, numbers: dict[str, str]) -> Any:
    if not isinstance(entry, dict) or not isinstance(entry.get(field), int) or str(entry[field]) not in numbers:
        return entry
    return {**entry, field: whole(entry[field], f'getPort "{numbers[str(entry[field])]}"')}
