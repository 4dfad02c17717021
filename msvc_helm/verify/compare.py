"""Two lists of objects compared as the API server would store them.

Left out of the comparison: the order of objects, the five labels that Helm charts put on whatever they make (where
nobody else sets them), fields that are null, empty names in references, and how a quantity is written (`0.5` is
`500m`). Everything else counts: text is not a number.
"""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from msvc_helm.diff.changes import ABSENT, same
from msvc_helm.diff.release import CHARTS_OWN
from msvc_helm.merge import Object
from msvc_helm.types import kind_of, quantity, schema
from msvc_helm.types.structs import ListType, MapType, ScalarType, StructType, Type

# Where the API server keeps an empty `name` as little as it keeps null.
_REFERENCES = frozenset(
    {
        "ConfigMapEnvSource",
        "ConfigMapKeySelector",
        "LocalObjectReference",
        "SecretEnvSource",
        "SecretKeySelector",
    }
)
_SHOWN = 200  # characters of a value


class Deviation(NamedTuple):
    """One field that differs: its object (`Deployment models/qwen-decode`), its path (empty: the whole object)."""

    object: str
    path: str
    wanted: Any
    found: Any

    def __str__(self) -> str:
        """`Deployment models/qwen-decode: spec.replicas: expected 2, found 3`."""
        if not self.path:
            return f"{self.object}: {'missing' if self.found is ABSENT else 'one too many'}"
        return f"{self.object}: {self.path}: expected {shown(self.wanted)}, found {shown(self.found)}"


def shown(value: Any) -> str:
    """A value as a message has it."""
    text = repr(value) if value is ABSENT else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def compare(wanted: Iterable[Object], found: Iterable[Object]) -> list[Deviation]:
    """Every difference, by object and field."""
    left, right = _named(wanted), _named(found)
    out: list[Deviation] = []
    for name in sorted(left.keys() | right.keys()):
        if name not in left or name not in right:
            out.append(Deviation(_title(name), "", left.get(name, ABSENT), right.get(name, ABSENT)))
        else:
            found_there = _without_charts_own(right[name], left[name])
            out += (Deviation(_title(name), *rest) for rest in _differences("", left[name], found_there))
    return out


_Name = tuple[str, str, str, str, int]


def _named(objects: Iterable[Object]) -> dict[_Name, Object]:
    """The objects by apiVersion, kind, namespace, name and how many of that name there were before."""
    out: dict[_Name, Object] = {}
    for obj in objects:
        metadata = obj.get("metadata") or {}
        about = (obj.get("apiVersion"), obj.get("kind"), metadata.get("namespace"), metadata.get("name"))
        who = tuple("" if part is None else str(part) for part in about)
        number = sum(name[:4] == who for name in out)
        out[(*who, number)] = stored(obj)  # type: ignore[index]  # four texts
    return out


def _title(name: _Name) -> str:
    api_version, kind, namespace, own, number = name
    group, slash, _ = api_version.partition("/")
    is_custom = slash and "." in group and not group.endswith(".k8s.io")
    text = f"{kind} {namespace}/{own}" if namespace else f"{kind} {own}"
    return f"{text}{f' of {api_version}' if is_custom else ''}{f' (number {number + 1})' if number else ''}"


def stored(obj: Object) -> Object:
    """The object in the form in which two are compared."""
    kind = kind_of(str(obj.get("apiVersion")), str(obj.get("kind")))
    out: Object = _plain(obj, schema(kind) if kind else None)
    return out


def _without_charts_own(found: Object, wanted: Object) -> Object:
    """What was found without the labels that the chart itself has put there."""
    labels, own = _labels(found), _labels(wanted)
    kept = {key: value for key, value in labels.items() if key not in CHARTS_OWN or key in own}
    if len(kept) == len(labels):
        return found
    metadata = {key: value for key, value in found["metadata"].items() if key != "labels"}
    empty = "labels" in (wanted.get("metadata") or {})  # and what a chart put labels into was as empty
    return {**found, "metadata": {**metadata, **({"labels": kept} if kept or empty else {})}}


def _labels(obj: Object) -> Object:
    metadata = obj.get("metadata")
    labels = metadata.get("labels") if isinstance(metadata, dict) else None
    return labels if isinstance(labels, dict) else {}


def _plain(value: Any, type_: Type | None) -> Any:
    """Without what is not stored, and with each quantity in the one form that the API server prints."""
    if isinstance(value, dict):
        return {key: _plain(item, _below(type_, key)) for key, item in value.items() if _is_kept(type_, key, item)}
    if isinstance(value, list):
        element = type_.element if isinstance(type_, ListType) else None
        return [_plain(item, element) for item in value]
    if isinstance(type_, ScalarType) and type_.name == "quantity":
        return _quantity(value)
    return value


def _is_kept(type_: Type | None, key: str, value: Any) -> bool:
    """Whether the API server keeps a field with this value."""
    if value == "" and key == "name":
        return not (isinstance(type_, StructType) and type_.name in _REFERENCES)
    return value is not None


def _below(type_: Type | None, key: str) -> Type | None:
    if isinstance(type_, MapType):
        return type_.element
    field = type_.field(key) if isinstance(type_, StructType) else None
    return field.type if field else None


def _quantity(value: Any) -> Any:
    try:
        return quantity.canonical(json.dumps(value) if isinstance(value, float) else str(value))
    except ValueError:
        return value


def _differences(path: str, wanted: Any, found: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key in sorted(wanted.keys() | found.keys()):
            below = f"{path}.{key}" if path else key
            yield from _differences(below, wanted.get(key, ABSENT), found.get(key, ABSENT))
    elif isinstance(wanted, list) and isinstance(found, list):
        for index in range(max(len(wanted), len(found))):
            pair = (side[index] if index < len(side) else ABSENT for side in (wanted, found))
            yield from _differences(f"{path}[{index}]", *pair)
    elif not same(wanted, found):
        yield path, wanted, found
