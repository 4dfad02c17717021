"""What matters in a deployment as a flat table, path by path: two deployments that serve the same have the same one.

Not in it, since they are conventions: names, labels and annotations, accounts, probes, security contexts but for
added capabilities.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import yaml

from tests.samples.command import consumed, flags, variables, words

Object = dict[str, Any]
Facts = dict[str, str]

# What the field calls a container, and what the presets call it.
CONTAINERS = {"modelserver": "vllm", "envoy-proxy": "envoy"}
WORKLOADS = {"Deployment", "LeaderWorkerSet", "DisaggregatedSet"}
# Objects beside the usual ones, that are compared whole.
WHOLE = {"DestinationRule", "HealthCheckPolicy", "GCPBackendPolicy", "ResourceClaimTemplate"}
SCHEDULING = ("nodeSelector", "tolerations", "affinity", "topologySpreadConstraints", "priorityClassName")
SUFFIXES: dict[str, Decimal | int] = {"": 1, "m": Decimal("0.001"), "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12,
            "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}  # fmt: skip


def quantity(value: Any) -> str:
    """The number that a quantity is."""
    number, suffix = re.fullmatch(r"([0-9.]+)([A-Za-z]*)", str(value)).groups()  # type: ignore[union-attr]
    return f"{(Decimal(number) * SUFFIXES[suffix]).normalize():f}"


def role(workload: Object, pod: Object) -> str:
    """Which part a workload plays."""
    found = pod["metadata"]["labels"].get("llm-d.ai/role")
    return str(found) if found else "epp" if "epp" in workload["metadata"]["name"] else workload["metadata"]["name"]


def _image(text: str) -> tuple[str, str]:
    name, _, tag = text.rpartition(":")
    registry = name.split("/")[0]
    return (name if "." in registry else f"docker.io/{name}"), tag


def _resources(of: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    limits = of.get("limits") or {}
    requests = limits | (of.get("requests") or {})
    for kind, each in (("limits", limits), ("requests", requests)):
        for name, value in each.items():
            if quantity(value) != "0":
                yield f"{kind}/{name}", quantity(value)
    if of.get("claims"):
        yield "claims", str(len(of["claims"]))


def _container(of: Object, size: int) -> Iterator[tuple[str, str]]:
    if of.get("image"):
        yield from zip(("image", "tag"), _image(of["image"]), strict=True)
    yield from ((f"flags/{name}", value) for name, value in flags(words(of, size)).items())
    read = consumed(of)
    yield from ((f"env/{name}", value) for name, value in variables({"env": [
        entry for entry in of.get("env") or [] if entry["name"] not in read
    ]}, size).items() if not name.startswith("LWS_"))  # fmt: skip
    yield from _resources(of.get("resources") or {})
    if ports := sorted(port["containerPort"] for port in of.get("ports") or []):
        yield "ports", json.dumps(ports)
    if added := ((of.get("securityContext") or {}).get("capabilities") or {}).get("add"):
        yield "capabilities", json.dumps(sorted(added))


def workloads(objects: Iterable[Object]) -> Iterator[tuple[Object, Object]]:
    """The workloads with their pod templates, each role of a DisaggregatedSet as one."""
    for of in objects:
        if of["kind"] in WORKLOADS:
            for each in of["spec"].get("roles") or [of]:
                spec = each["spec"]
                yield {**of, "spec": spec}, spec.get("template") or spec["leaderWorkerTemplate"]["workerTemplate"]


def _mounts(container: Object, pod: Object) -> Iterator[tuple[str, str]]:
    """What is mounted where in a server."""
    volumes = {volume["name"]: volume for volume in pod.get("volumes") or []}
    for mount in container.get("volumeMounts") or []:
        volume = volumes[mount["name"]]
        disk, claim = volume.get("emptyDir"), volume.get("persistentVolumeClaim")
        if claim:
            what = f"claim {claim['claimName']}"
        elif disk is not None:
            what = " ".join(
                ("memory" if disk.get("medium") == "Memory" else "disk", *filter(None, [disk.get("sizeLimit")]))
            )
        else:
            what = next(kind for kind in volume if kind != "name")
        yield f"mounts{mount['mountPath']}", what


def _workload(of: Object, pod: Object) -> Iterator[tuple[str, str]]:
    size = (of["spec"].get("leaderWorkerTemplate") or {}).get("size", 1)
    spec, here = pod["spec"], role(of, pod)
    yield f"{here}/kind", of["kind"]
    yield f"{here}/size", str(size)
    yield f"{here}/replicas", str(of["spec"].get("replicas", 1))
    for field in SCHEDULING:
        if spec.get(field):
            yield f"{here}/{field}", json.dumps(spec[field], sort_keys=True)
    for container in [*(spec.get("initContainers") or []), *spec["containers"]]:
        name = CONTAINERS.get(container["name"], container["name"])
        yield from ((f"{here}/{name}/{path}", value) for path, value in _container(container, size))
        if name == "vllm":
            yield from ((f"{here}/{name}/{path}", value) for path, value in _mounts(container, spec))


def _pool(of: Object, pods: Mapping[str, Object]) -> Iterator[tuple[str, str]]:
    spec = of["spec"]
    wanted = spec["selector"]["matchLabels"].items()
    yield "pool/ports", json.dumps([port["number"] for port in spec["targetPorts"]])
    yield "pool/failureMode", spec["endpointPickerRef"]["failureMode"]
    yield "pool/picker", json.dumps(spec["endpointPickerRef"]["port"])
    yield "pool/serves", json.dumps(sorted(name for name, labels in pods.items() if wanted <= labels.items()))


def _route(of: Object) -> Iterator[tuple[str, str]]:
    yield "route/gateways", json.dumps([ref["name"] for ref in of["spec"]["parentRefs"]])
    for rule in of["spec"]["rules"]:
        yield "route/matches", json.dumps(rule["matches"], sort_keys=True)
        yield "route/backends", json.dumps([ref["kind"] for ref in rule["backendRefs"]])
        yield "route/timeouts", json.dumps(rule.get("timeouts"))


def _picker(objects: Iterable[Object], file: str) -> Iterator[tuple[str, str]]:
    """What the endpoint picker chooses by: what is in each profile with its weight, and what decides on prefill."""
    for of in objects:
        text = (of.get("data") or {}).get(file.rpartition("/")[2]) if of["kind"] == "ConfigMap" else None
        config = yaml.safe_load(text) if text else {}
        for profile in config.get("schedulingProfiles") or []:
            for each in profile["plugins"]:
                if each["pluginRef"] != "max-score-picker":  # which is the default
                    yield f"epp/profiles/{profile['name']}/{each['pluginRef']}", f"{each.get('weight', 1):g}"
        for plugin in config.get("plugins") or []:
            said = plugin.get("parameters") or {}
            if decider := said.get("deciderPluginName") or (said.get("deciders") or {}).get("prefill"):
                yield "epp/decider", decider


def pod_labels(objects: Iterable[Object]) -> dict[str, Object]:
    """The labels of each role's pods."""
    found = {role(of, pod): pod["metadata"]["labels"] for of, pod in workloads(objects)}
    return {name: labels for name, labels in found.items() if name != "epp"}


def _same_names(objects: list[Object], text: str) -> str:
    for of in objects:
        if of["kind"] in {"InferencePool", "Service"}:
            text = re.sub(rf'"{of["metadata"]["name"]}(?=["\.])', f'"<{of["kind"]}>', text)
    return text


def facts(objects: list[Object]) -> Facts:
    """The table of a deployment's objects."""
    found = [fact for of, pod in workloads(objects) for fact in _workload(of, pod)]
    for of in objects:
        kind = of["kind"]
        if kind == "InferencePool":
            found += _pool(of, pod_labels(objects))
        elif kind == "HTTPRoute":
            found += _route(of)
        elif kind in WHOLE:
            found.append((kind, _same_names(objects, json.dumps(of["spec"], sort_keys=True))))
    found += _picker(objects, dict(found).get("epp/epp/flags/--config-file", ""))
    return dict(found)
