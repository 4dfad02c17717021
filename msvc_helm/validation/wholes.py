"""The checks of one kind of struct: what its fields have to be to each other."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.errors import Problem
from msvc_helm.suggest import Later, some, suggestion
from msvc_helm.typed import Any, TypeAlias
from msvc_helm.validation.formats import FORMATS, fits
from msvc_helm.validation.messages import shown, told

Object: TypeAlias = dict[str, Any]

CONTAINERS = ("initContainers", "containers")
GRACE = 30  # seconds, where a pod has no terminationGracePeriodSeconds


def selector(spec: Object, path: str) -> Iterator[Problem]:
    """A Deployment or a StatefulSet must select the pods it makes."""
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


def mounts(holder: Object, path: str, template: str) -> Iterator[Problem]:
    """Mounts of volumes, and uses of claims, that the pods of a template do not have. Some get theirs by templates."""
    pod, path = (holder.get(template) or {}).get("spec") or {}, f"{path}.{template}.spec"
    made = holder.get("volumeClaimTemplates") or []
    volumes = [volume.get("name", "") for volume in pod.get("volumes") or []]
    volumes += [(claim.get("metadata") or {}).get("name", "") for claim in made]
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


def sleeps(pod: Object, path: str) -> Iterator[Problem]:
    """Hooks that sleep longer than the pod has to end."""
    found = pod.get("terminationGracePeriodSeconds")
    grace = GRACE if found is None else found
    for field in CONTAINERS:
        for number, container in enumerate(pod.get(field) or []):
            for hook, handler in (container.get("lifecycle") or {}).items():
                sleep = handler.get("sleep") if isinstance(handler, dict) else None
                seconds = (sleep or {}).get("seconds") or 0
                if sleep and not 0 <= seconds <= grace:
                    yield told("sleep", f"{path}.{field}[{number}].lifecycle.{hook}.sleep.seconds", grace, seconds)


def service_ports(spec: Object, path: str) -> Iterator[Problem]:
    """A Service has ports, unless it is headless or an alias; several have names; nodePort needs a type."""
    ports = spec.get("ports") or []
    if not ports and spec.get("clusterIP") != "None" and spec.get("type") != "ExternalName":
        yield told("required", f"{path}.ports")
    for index, item in enumerate(ports):
        if len(ports) > 1 and not item.get("name"):
            yield told("named", f"{path}.ports[{index}].name")
        if item.get("nodePort") and (spec.get("type") or "ClusterIP") == "ClusterIP":
            yield told("other type", f"{path}.ports[{index}].nodePort", "ClusterIP")


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
