"""What objects refer to, and how pods read ConfigMaps and Secrets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msvc_helm.diff.changes import Change
from msvc_helm.diff.manifests import Manifest
from msvc_helm.diff.stored import spec_of
from msvc_helm.merge import Object
from msvc_helm.plan.pods import pods
from msvc_helm.untyped import below, mapping, maps

Refers = Callable[[Object], Iterator[tuple[str, str]]]


def references(obj: Object) -> Iterator[tuple[str, str]]:
    """The kinds and names of the objects, in the same namespace, that an object refers to."""
    find = _REFERS.get(str(obj.get("kind")), _of_pods)
    yield from find(obj)


def _of_route(obj: Object) -> Iterator[tuple[str, str]]:
    for rule in maps(spec_of(obj).get("rules")):
        for ref in maps(rule.get("backendRefs")):
            yield str(ref.get("kind") or "Service"), str(ref.get("name"))


def _of_scaler(obj: Object) -> Iterator[tuple[str, str]]:
    target = mapping(spec_of(obj).get("scaleTargetRef"))
    yield str(target.get("kind") or "Deployment"), str(target.get("name"))


def _of_pool(obj: Object) -> Iterator[tuple[str, str]]:
    for field in ("endpointPickerRef", "extensionRef"):
        ref = mapping(spec_of(obj).get(field))
        if ref:
            yield str(ref.get("kind") or "Service"), str(ref.get("name"))


def _of_binding(obj: Object) -> Iterator[tuple[str, str]]:
    yield str(below(obj, "roleRef", "kind")), str(below(obj, "roleRef", "name"))
    for subject in maps(obj.get("subjects")):
        if subject.get("kind") == "ServiceAccount":
            yield "ServiceAccount", str(subject.get("name"))


def _of_pods(obj: Object) -> Iterator[tuple[str, str]]:
    for each in pods(obj):
        yield "ServiceAccount", str(each.spec.get("serviceAccountName"))
        for volume in maps(each.spec.get("volumes")):
            yield "ConfigMap", str(below(volume, "configMap", "name"))
            yield "Secret", str(below(volume, "secret", "secretName"))
            yield "PersistentVolumeClaim", str(below(volume, "persistentVolumeClaim", "claimName"))
        for container in _containers(each.spec):
            for kind, name, _ in _variables(container):
                yield kind, name


_REFERS: dict[str, Refers] = {
    "HTTPRoute": _of_route,
    "HorizontalPodAutoscaler": _of_scaler,
    "ScaledObject": _of_scaler,
    "InferencePool": _of_pool,
    "RoleBinding": _of_binding,
}


def _containers(spec: Object) -> list[Object]:
    return [*maps(spec.get("initContainers")), *maps(spec.get("containers"))]


def _variables(container: Object) -> Iterator[tuple[str, str, str]]:
    """The kind, name and key (empty: all of them) of what variables are read from."""
    for source in maps(container.get("envFrom")):
        yield "ConfigMap", str(below(source, "configMapRef", "name")), ""
        yield "Secret", str(below(source, "secretRef", "name")), ""
    for variable in maps(container.get("env")):
        for kind, field in (("ConfigMap", "configMapKeyRef"), ("Secret", "secretKeyRef")):
            ref = mapping(below(variable, "valueFrom", field))
            yield kind, str(ref.get("name")), str(ref.get("key"))


def reads(spec: Object, manifest: Manifest, causes: Iterable[Change]) -> Iterator[str]:
    """The ways in which a pod reads a ConfigMap or Secret that changes, as sentences."""
    kind, name = manifest.kind, manifest.name
    changed = {change.path[1] for change in causes if len(change.path) > 1}
    for container in _containers(spec):
        for its_kind, its_name, key in _variables(container):
            if (its_kind, its_name) == (kind, name) and (not key or not changed or key in changed):
                yield "variables keep the old values until the pods restart"
    volumes = {str(volume.get("name")) for volume in maps(spec.get("volumes")) if _holds(volume, kind, name)}
    for container in _containers(spec):
        for mount in maps(container.get("volumeMounts")):
            if mount.get("name") in volumes:
                by_path = mount.get("subPath") or mount.get("subPathExpr")
                yield (
                    "files mounted by subPath keep the old content until the pods restart"
                    if by_path
                    else "mounted files follow in about a minute; a program that reads them once needs a restart"
                )


def _holds(volume: Object, kind: str, name: str) -> bool:
    direct: Any = below(volume, "configMap", "name") if kind == "ConfigMap" else below(volume, "secret", "secretName")
    field = "configMap" if kind == "ConfigMap" else "secret"
    projected = [below(source, field, "name") for source in maps(below(volume, "projected", "sources"))]
    return name in (direct, *projected)
