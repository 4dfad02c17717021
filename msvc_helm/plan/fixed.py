"""Fields that cannot change once an object exists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msvc_helm.diff.applied import Pair
from msvc_helm.diff.changes import ABSENT, Change, changes, equal
from msvc_helm.diff.manifests import Path
from msvc_helm.diff.stored import spec_of
from msvc_helm.immutable import IMMUTABLE, SET_ONCE
from msvc_helm.merge import Object
from msvc_helm.types import quantity
from msvc_helm.types.structs import ListType, MapType, StructType, Type, struct
from msvc_helm.untyped import below, mapping

Reason = tuple[Change, str]
WHY = "cannot be changed once the object exists"
STORAGE = ("spec", "resources", "requests", "storage")
# What the check before an upgrade does not look at, since no release of a model has it.
MORE: Mapping[str, tuple[str, ...]] = {
    "Job": ("spec.podFailurePolicy", "spec.backoffLimitPerIndex", "spec.managedBy", "spec.successPolicy"),
    "PersistentVolume": ("spec.volumeMode",),
}
# Of a Job that is suspended, a template's fields by which its pods are placed.
_PLACING = (
    ("metadata", "labels"),
    ("metadata", "annotations"),
    ("spec", "nodeSelector"),
    ("spec", "tolerations"),
    ("spec", "schedulingGates"),
    ("spec", "affinity", "nodeAffinity"),
)
# Of a Pod, what may change: an image, how long it may run or end, and tolerations.
_OF_PODS = ("image", "activeDeadlineSeconds", "terminationGracePeriodSeconds", "tolerations")


def fixed(pair: Pair) -> Iterator[Reason]:
    """Each change of such a field, and why it is refused."""
    kind = str(pair.after.get("kind"))
    key = f"{pair.after.get('apiVersion')}/{kind}"
    for text in (*IMMUTABLE.get(key, ()), *MORE.get(kind, ())):
        path = tuple(text.split("."))
        if _applies(text, pair):
            yield from ((change, WHY) for change in _changes(pair, path))
    if kind in _OWN:
        yield from _OWN[kind](pair)


def _applies(path: str, pair: Pair) -> bool:
    """Whether a field that is fixed only in some objects is so in this one."""
    if path in ("immutable", "data", "binaryData"):
        return pair.before.get("immutable") is True
    if path == "spec.clusterIP":
        types = [spec_of(obj).get("type") for obj in pair[:2]]
        return "ExternalName" not in types and bool(spec_of(pair.after).get("clusterIP"))
    if path == "spec.template":
        return not spec_of(pair.before).get("suspend")
    return path not in SET_ONCE or bool(below(pair.before, *path.split(".")))


def _changes(pair: Pair, path: Path) -> Iterator[Change]:
    """The changes at a path that count: a quantity in another unit does not."""
    before, after = (_at(obj, path) for obj in pair[:2])
    type_ = type_at(pair.type, path)
    if before is ABSENT and after is ABSENT:
        return
    if ABSENT in (before, after):
        yield Change(path, before, after)
    elif not equal(before, after, type_):
        yield from changes(before, after, type_, path)


def type_at(found: Type | None, path: Path) -> Type | None:
    """The type at a path, None where the schema does not say."""
    for step in path:
        if isinstance(found, (ListType, MapType)):
            found = found.element
        elif isinstance(found, StructType) and step in found.fields:
            found = found.fields[str(step)].type
        else:
            return None
    return found


def _at(obj: Object, path: Path) -> Any:
    found = below(obj, *map(str, path))
    return ABSENT if found is None else found


def _job(pair: Pair) -> Iterator[Reason]:
    before, after = spec_of(pair.before), spec_of(pair.after)
    if before.get("suspend"):
        old, new = ({**obj, "spec": _without(spec_of(obj), _PLACING)} for obj in pair[:2])
        found = _changes(Pair(old, new, pair.type), ("spec", "template"))
        yield from ((change, "of a suspended Job only where its pods may run can be changed") for change in found)
    if before.get("completions") == after.get("completions"):
        return
    if after.get("completionMode") != "Indexed" or after.get("completions") != after.get("parallelism"):
        path = ("spec", "completions")
        yield Change(path, _at(pair.before, path), _at(pair.after, path)), WHY


def _without(spec: Object, paths: tuple[Path, ...]) -> Object:
    template = mapping(spec.get("template"))
    for path in paths:
        template = _less(template, path)
    return {**spec, "template": template}


def _less(value: Object, path: Path) -> Object:
    key = str(path[0])
    if len(path) == 1:
        return {k: v for k, v in value.items() if k != key}
    left = _less(mapping(value.get(key)), path[1:])
    rest = {k: v for k, v in value.items() if k != key}
    return {**rest, key: left} if left else rest


def _claim(pair: Pair) -> Iterator[Reason]:
    for change in _changes(pair, STORAGE[:2]):
        if change.path != STORAGE:
            yield change, WHY
    before, after = (below(obj, *STORAGE) for obj in pair[:2])
    try:
        smaller = quantity.nano(str(after)) < quantity.nano(str(before))
    except ValueError:
        return
    if smaller:
        yield Change(STORAGE, before, after), "a claim cannot shrink"


def _pod(pair: Pair) -> Iterator[Reason]:
    for change in changes(spec_of(pair.before), spec_of(pair.after), struct("PodSpec"), ("spec",)):
        if not any(step in _OF_PODS for step in change.path):
            yield change, "of a running Pod only images, deadlines and tolerations can be changed"


def _volume(pair: Pair) -> Iterator[Reason]:
    sources = {name for name, field in struct("PersistentVolumeSpec").fields.items() if field.promoted}
    for name in sorted(sources):
        yield from ((change, WHY) for change in _changes(pair, ("spec", name)))


def _service(pair: Pair) -> Iterator[Reason]:
    path = ("spec", "loadBalancerClass")
    kinds = [spec_of(obj).get("type") for obj in pair[:2]]
    if kinds == ["LoadBalancer", "LoadBalancer"]:
        yield from ((change, WHY) for change in _changes(pair, path))


_OWN: Mapping[str, Callable[[Pair], Iterator[Reason]]] = {
    "Job": _job,
    "PersistentVolume": _volume,
    "PersistentVolumeClaim": _claim,
    "Pod": _pod,
    "Service": _service,
}
