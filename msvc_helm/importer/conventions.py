"""Which of msvc-helm's conventions the imported objects follow: what it adds must be there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msvc_helm.api.conventions import FIELDS, Conventions
from msvc_helm.api.model_source import HF, parse_uri
from msvc_helm.api.names import Names as Usual
from msvc_helm.api.roles import PICKER, SERVICES
from msvc_helm.api.workloads import KINDS, SET_KEY
from msvc_helm.api.workloads import Workload as Kind
from msvc_helm.importer.model import FoundModel
from msvc_helm.importer.names import FoundNames
from msvc_helm.importer.natives import EPP, natives
from msvc_helm.importer.objects import Item
from msvc_helm.importer.workloads import FoundWorkload
from msvc_helm.resources.volumes import VOLUME, model_volume
from msvc_helm.untyped import below, mapping, maps

ACCOUNT = "serviceAccountName"


@dataclass(frozen=True, slots=True)
class FoundConventions:
    """The conventions, and the names and labels that they mean."""

    said: Conventions
    usual: Usual
    volume: dict[str, Any]
    natives: Mapping[str, Item]

    def makes(self, item: Item) -> bool:
        """Whether an object comes by itself."""
        picker = EPP in self.natives and _is_account(item, self.usual.epp_service_account)
        return picker or (self.said.service_account and _is_account(item, self.usual.pd_service_account))

    def bare(self, pod: dict[str, Any]) -> dict[str, Any]:
        """A pod template without what it gets by itself."""
        spec = dict(pod.get("spec") or {})
        if self.said.service_account:
            spec.pop(ACCOUNT, None)
        if self.said.model_volume and maps(spec.get("volumes"))[-1:] == [self.volume]:
            spec["volumes"] = spec["volumes"][:-1]
            if not spec["volumes"]:
                spec.pop("volumes")
        return {**pod, "spec": spec}

    def plain(self, value: dict[str, Any]) -> dict[str, Any]:
        """A further object without the labels that it gets by itself."""
        labels = self.usual.common_labels() if self.said.labels else {}
        own = mapping(value["metadata"].get("labels"))
        kept = {key: label for key, label in own.items() if labels.get(key) != label}
        if len(kept) == len(own):
            return value
        metadata = {k: v for k, v in value["metadata"].items() if k != "labels"}
        return {**value, "metadata": {**metadata, "labels": kept} if kept else metadata}

    def unlabelled(self, value: dict[str, Any], role: str, kind: Kind) -> dict[str, Any]:
        """A workload without the labels that it gets by itself."""
        return _without(value, self.usual.role_labels(role), kind) if self.said.labels else value


def of(
    items: list[Item], roles: Mapping[str, FoundWorkload], model: FoundModel, usual: Usual, *, validation: bool
) -> FoundConventions:
    """What the objects have of the conventions."""
    volume = _volume(roles, model)
    names = {role: w.item.name for role, w in roles.items() if not w.entry and w.item.name != usual.deployment(role)}
    sets = {w.item.name for w in roles.values() if w.entry} - {usual.disaggregated_set}
    names |= dict.fromkeys([SET_KEY], min(sets)) if sets else {}
    known = natives(items, roles, usual)
    if EPP in known and not any(_is_account(item, usual.epp_service_account) for item in items):
        known = {key: item for key, item in known.items() if key not in (EPP, SERVICES[PICKER])}
    labels = _all_labelled(items, roles, usual, known)
    pods = [pod for workload in roles.values() for pod in workload.pods]
    account = any(_is_account(item, usual.pd_service_account) for item in items) and all(
        below(pod, "spec", ACCOUNT) == usual.pd_service_account for pod in pods
    )
    mounted = all(volume in maps(below(pod, "spec", "volumes")) for pod in pods)
    return FoundConventions(
        Conventions(names, labels, account or not roles, mounted, validation), usual, volume, known if labels else {}
    )


def _all_labelled(
    items: list[Item], roles: Mapping[str, FoundWorkload], usual: Usual, known: Mapping[str, Item]
) -> bool:
    """Whether all objects have the labels that they would get."""
    apart = [*known.values(), *(workload.item for workload in roles.values())]
    accounts = (usual.pd_service_account, *([usual.epp_service_account] if EPP in known else []))
    others = [item for item in items if item.kind != "ConfigMap" and not any(item is each for each in apart)]
    return all(_labelled(workload, usual.role_labels(role)) for role, workload in roles.items()) and all(
        usual.common_labels().keys() <= mapping(item.value["metadata"].get("labels")).keys()
        for item in others
        if not any(_is_account(item, name) for name in accounts)
    )


def size(roles: Mapping[str, FoundWorkload], model: FoundModel) -> str:
    """The limit of the volume that the model is downloaded into; empty where there is none."""
    return str(below(_volume(roles, model), "emptyDir", "sizeLimit") or "")


def _volume(roles: Mapping[str, FoundWorkload], model: FoundModel) -> dict[str, Any]:
    """The model volume as it is added, with the size that the pods' has."""
    source = parse_uri(model.uri)
    volumes = (v for w in roles.values() for pod in w.pods for v in maps(below(pod, "spec", "volumes")))
    limits = (below(volume, "emptyDir", "sizeLimit") for volume in volumes if volume.get("name") == VOLUME)
    limit = next(filter(None, limits), None) if source.scheme == HF else None
    return model_volume(source, str(limit) if limit else None)


def said(found: FoundConventions, names: FoundNames) -> dict[str, Any]:
    """What the base config's key says; nothing where the objects follow every convention."""
    out: dict[str, Any] = {}
    if found.said.names:
        out["names"] = {role: names.of(name) for role, name in found.said.names.items()}
    return out | {field: False for field, attribute in FIELDS.items() if not getattr(found.said, attribute)}


def _is_account(item: Item, name: str) -> bool:
    """Whether an object is the ServiceAccount of that name, and says nothing besides."""
    metadata = item.value["metadata"].keys() - {"name", "namespace"}
    return (item.kind, item.name) == ("ServiceAccount", name) and not metadata and len(item.value) == 3


def _labelled(workload: FoundWorkload, labels: Mapping[str, str]) -> bool:
    value = workload.item.value
    if workload.entry:
        return False  # an object of two roles: its labels are left as they are
    if KINDS[workload.item.kind].selects and not _within(labels, below(value, "spec", "selector", "matchLabels")):
        return False
    places = (below(value, "metadata", "labels"), *(below(pod, "metadata", "labels") for pod in workload.pods))
    return all(_within(labels, place) for place in places)


def _within(labels: Mapping[str, str], place: Any) -> bool:
    return labels.items() <= mapping(place).items()


def _without(value: dict[str, Any], labels: Mapping[str, str], kind: Kind) -> dict[str, Any]:
    """A workload without these labels on it, in its selector and on its pods."""
    out = value
    above: tuple[tuple[str, ...], ...] = (("metadata",), *((*path, "metadata") for path in kind.templates))
    for path in (*((*each, "labels") for each in above), ("spec", "selector", "matchLabels")):
        if isinstance(below(out, *path), dict):
            out = _cut(out, path, {k: v for k, v in below(out, *path).items() if k not in labels})
    return out


def _cut(value: dict[str, Any], path: tuple[str, ...], inner: dict[str, Any]) -> dict[str, Any]:
    """A copy with `inner` at the path; maps that are empty then are gone."""
    head, *rest = path
    below_it = _cut(value[head], tuple(rest), inner) if rest else inner
    out = {**value, head: below_it}
    return out if below_it else {k: v for k, v in out.items() if k != head}
