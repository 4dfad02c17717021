"""The checks that rows of `rules.RULES` name; the charts' `_validate.tpl` has the same ones, by the same names."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msvc_helm.errors import Problem
from msvc_helm.names import Later, some, suggestion
from msvc_helm.refusals.formats import FORMATS, fits
from msvc_helm.refusals.messages import shown, told
from msvc_helm.refusals.resources import resources
from msvc_helm.typed import Any, TypeAlias

Object: TypeAlias = dict[str, Any]
Check: TypeAlias = Callable[..., Iterator[Problem]]
"""Called with a field's value (or, in a row without a field, the struct), its path and the row's parameters."""

CONTAINERS = ("initContainers", "containers")


def form(value: Any, path: str, name: str, *, empty: bool = True) -> Iterator[Problem]:
    """A text of a format; empty text is not set, unless it has to be of the format too."""
    if not (empty and value == "") and not fits(value, name):
        yield told("form", path, FORMATS[name][2], shown(value))


def between(value: Any, path: str, low: int, high: int | None) -> Iterator[Problem]:
    """A number within bounds."""
    if isinstance(value, int) and (value < low or (high is not None and value > high)):
        yield told("least", path, low, value) if high is None else told("between", path, low, high, value)


def choice(value: Any, path: str, *allowed: str) -> Iterator[Problem]:
    """A text, or a list of texts, out of a few; empty text is not set."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from choice(item, f"{path}[{index}]", *allowed)
    elif value != "" and value not in allowed:
        hint = Later(suggestion, str(value), allowed)
        yield told("choice", path, ", ".join(allowed), shown(value), hint=hint)


def entries(value: Any, path: str, low: int, high: int) -> Iterator[Problem]:
    """A list of so many entries."""
    if not low <= len(value) <= high:
        yield told("entries", path, low, high, len(value))


def unique(value: list[Object], path: str, key: str) -> Iterator[Problem]:
    """A list in which no two entries have the same value of a field, where they have one."""
    seen = []
    for index, item in enumerate(value):
        found = item.get(key)
        if found and found in seen:
            yield told("same", f"{path}[{index}].{key}", key, shown(found))
        seen.append(found)


def one(value: Object, path: str, least: int, *fields: str) -> Iterator[Problem]:
    """One of a struct's fields at most, and at least `least`; of all of them but the name where none is given."""
    found = [key for key in value if (key in fields if fields else key != "name")]
    if not least <= len(found) <= 1:
        known = ", ".join(fields) if fields else "the sources of a volume"
        yield told("one", path, known, ", ".join(sorted(found)) or "none")


def port(value: Any, path: str, low: int = 1) -> Iterator[Problem]:
    """A port's number or name."""
    if not (low <= value <= 65535 if isinstance(value, int) else fits(value, "port name")):
        yield told("port", path, shown(value))


def share(value: Any, path: str) -> Iterator[Problem]:
    """A number of pods, or a percentage of them."""
    if not (value >= 0 if isinstance(value, int) else fits(value, "percent")):
        yield told("form", path, FORMATS["percent"][2], shown(value))


def labels(value: Object, path: str) -> Iterator[Problem]:
    """Keys and values that are labels."""
    for key, item in value.items():
        if not fits(key, "label key"):
            yield told("form", path, FORMATS["label key"][2], shown(key))
        if not fits(item, "label value"):
            yield told("form", f"{path}.{key}", FORMATS["label value"][2], shown(item))


def notes(value: Object, path: str, most: int) -> Iterator[Problem]:
    """Keys such as labels', in any case, and not too much text."""
    for key in value:
        if not fits(key.lower(), "label key"):
            yield told("form", path, FORMATS["label key"][2], shown(key))
    size = sum(len(key.encode()) + len(str(item).encode()) for key, item in value.items())
    if size > most:
        yield told("size", path, most, size)


def selector(spec: Object, path: str) -> Iterator[Problem]:
    """A Deployment must select the pods it makes."""
    wanted, expressions = (spec.get("selector") or {}).get, f"{path}.selector.matchExpressions"
    pods = ((spec.get("template") or {}).get("metadata") or {}).get("labels") or {}
    if not wanted("matchLabels") and not wanted("matchExpressions"):
        yield told("selector", f"{path}.selector")
    for key, value in (wanted("matchLabels") or {}).items():
        if pods.get(key) != value:
            found = shown(pods[key]) if key in pods else "none"
            yield told("label", f"{path}.selector.matchLabels.{key}", value, found)
    for index, expression in enumerate(wanted("matchExpressions") or []):
        if not _matches(expression, pods):
            yield told("own pods", f"{expressions}[{index}]")


def _matches(expression: Object, pods: Object) -> bool:
    key, values = expression.get("key", ""), expression.get("values") or []
    operator = expression.get("operator")
    if operator in ("In", "NotIn"):
        return bool((pods.get(key) in values) == (operator == "In"))
    return operator in ("Exists", "DoesNotExist") and (key in pods) == (operator == "Exists")


def containers(pod: Object, path: str) -> Iterator[Problem]:
    """Names that an init container and a container share; within a list its keys tell."""
    before = {item.get("name") for item in pod.get("initContainers") or []}
    for index, item in enumerate(pod.get("containers") or []):
        if item.get("name") and item["name"] in before:
            yield told("container", f"{path}.containers[{index}].name", item["name"])


def mounts(pod: Object, path: str) -> Iterator[Problem]:
    """Mounts of volumes, and uses of claims, that the pod does not have."""
    volumes = [volume.get("name", "") for volume in pod.get("volumes") or []]
    claims = [claim.get("name", "") for claim in pod.get("resourceClaims") or []]
    for field in CONTAINERS:
        for number, container in enumerate(pod.get(field) or []):
            where = f"{path}.{field}[{number}]"
            for index, mount in enumerate(container.get("volumeMounts") or []):
                name = mount.get("name", "")
                if name not in volumes:
                    hint = Later(suggestion, name, volumes)
                    known = some(volumes)
                    yield told("volume", f"{where}.volumeMounts[{index}].name", name, known, hint=hint)
            for index, claim in enumerate((container.get("resources") or {}).get("claims") or []):
                if claim.get("name", "") not in claims:
                    yield told("claim", f"{where}.resources.claims[{index}].name", claim.get("name", ""))


def service_ports(spec: Object, path: str) -> Iterator[Problem]:
    """A Service has ports, unless it is headless or an alias; where there are several, they have names."""
    ports = spec.get("ports") or []
    if not ports and spec.get("clusterIP") != "None" and spec.get("type") != "ExternalName":
        yield told("required", f"{path}.ports")
    for index, item in enumerate(ports):
        if len(ports) > 1 and not item.get("name"):
            yield told("named", f"{path}.ports[{index}].name")


def data(obj: Object, _: str, most: int) -> Iterator[Problem]:
    """The keys of a ConfigMap or Secret, and its size."""
    values, binary = obj.get("data") or {}, obj.get("binaryData") or {}
    for field in ("data", "binaryData", "stringData"):
        for key in obj.get(field) or {}:
            if not fits(key, "data key"):
                yield told("form", field, FORMATS["data key"][2], shown(key))
    for key in binary:
        if key in values:
            yield told("both", "binaryData", key)
    size = sum(len(str(value).encode()) for value in (*values.values(), *binary.values()))
    if size > most:
        yield told("size", "data", most, size)


CHECKS: dict[str, Check] = {
    "form": form,
    "between": between,
    "choice": choice,
    "entries": entries,
    "unique": unique,
    "one": one,
    "port": port,
    "share": share,
    "labels": labels,
    "annotations": notes,
    "selector": selector,
    "containers": containers,
    "mounts": mounts,
    "resources": resources,
    "servicePorts": service_ports,
    "data": data,
}
