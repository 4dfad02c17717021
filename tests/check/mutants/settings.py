"""Flags, numbers and settings of which one alone is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msvc_helm.pipeline import Expansion
from msvc_helm.untyped import below, mapping, maps
from tests.check.mutants.places import Change, Container, containers, flags, objects, pods

GPU = re.compile(r".*(gpu|tpu|gaudi|xe|i915).*")


def misspelt_flag(made: Expansion) -> Iterator[Change]:
    """A flag with a letter too few."""
    for container in containers(made):
        if not (container.is_server or container.is_sidecar or container.is_picker):
            continue
        for field in ("command", "args"):
            for index, word in enumerate(container.spec.get(field) or []):
                place = (*container.path, field, index)
                if "\n" in word:
                    for found in re.finditer(
                        r"^ *[^# ][^#\n]*\s(--[a-z][a-z-]{6,})|^ *(--[a-z][a-z-]{6,})", word, re.M
                    ):
                        at = found.start(1 if found[1] else 2) + 5
                        yield Change(place, word[:at] + word[at + 1 :])
                elif word.startswith("--") and len(word.partition("=")[0]) > 6:
                    yield Change(place, word[:5] + word[6:])


def _servers(made: Expansion) -> Iterator[Container]:
    return (container for container in containers(made) if container.is_server)


def parallelism(made: Expansion) -> Iterator[Change]:
    """A server that takes another number of accelerators than it asks for."""
    for container in _servers(made):
        for flag in flags(container, "tensor-parallel-size", "data-parallel-size-local", "pipeline-parallel-size"):
            if flag.value.isdigit():
                yield flag(str(int(flag.value) * 2))
        for index, entry in enumerate(maps(container.spec.get("env"))):
            name = str(entry.get("name"))
            if name in ("TP_SIZE", "DP_SIZE_LOCAL") and any(f"${name}" in word for word in container.spec["args"]):
                yield Change((*container.path, "env", index, "value"), str(int(entry["value"]) * 2))


def accelerators(made: Expansion) -> Iterator[Change]:
    """A server that asks for another number of accelerators than it takes."""
    for container in _servers(made):
        limits = mapping(below(container.spec, "resources", "limits"))
        for name, number in limits.items():
            if "/" in name and GPU.fullmatch(name):
                yield Change((*container.path, "resources", "limits", name), str(int(number) * 2))
                requested = (*container.path, "resources", "requests", name)
                if name in mapping(below(container.spec, "resources", "requests")):
                    yield Change(requested, str(int(number) * 2))


def block_size(made: Expansion) -> Iterator[Change]:
    """One of two roles with blocks of another size."""
    servers = list(_servers(made))
    given = [flag for container in servers for flag in flags(container, "block-size")]
    for flag in given if len(given) > 1 else ():
        yield flag(str(int(flag.value) * 2))


def kv_role(made: Expansion) -> Iterator[Change]:
    """A role that is told to do the other's part, or one that there is not."""
    two = len({pod.labels.get("llm-d.ai/role") for pod in pods(made)} & {"prefill", "decode"}) == 2
    for container in _servers(made) if two else ():
        role = container.pod.labels.get("llm-d.ai/role")
        for flag in flags(container, "kv-transfer-config", "kv_transfer_config"):
            wrong = "kv_consumer" if role == "prefill" else "kv_producer"
            for value in (wrong, "kv_bth"):
                text = re.sub(r'("kv_role": *)"\w+"', rf'\1"{value}"', flag.value)
                if text != flag.value:
                    yield flag(text)


def kv_connector(made: Expansion) -> Iterator[Change]:
    """A role with another connector, or one that there is not; settings that are no JSON."""
    two = len({pod.labels.get("llm-d.ai/role") for pod in pods(made)} & {"prefill", "decode"}) == 2
    for container in _servers(made):
        for flag in flags(container, "kv-transfer-config", "kv_transfer_config"):
            names = re.findall(r'"kv_connector": *"(\w+)"', flag.value)
            for name in names if two else ():
                yield flag(flag.value.replace(f'"{name}"', '"P2pNcclConnector"', 1))
            for name in names:
                yield flag(flag.value.replace(f'"{name}"', f'"{name[:-2]}"', 1))
            yield flag(flag.value.replace("{", "", 1))
            yield flag(flag.value.replace('"kv_connector"', '"kv_conector"', 1))


def sidecar_connector(made: Expansion) -> Iterator[Change]:
    """A sidecar that moves caches in another way than the servers."""
    for container in containers(made):
        for flag in flags(container, "kv-connector", "connector") if container.is_sidecar else ():
            yield flag("mooncake")
            yield flag(f"{flag.value}x")


def ranks(made: Expansion) -> Iterator[Change]:
    """A sidecar for another number of ranks than the server has."""
    for container in containers(made):
        for flag in flags(container, "data-parallel-size") if container.is_sidecar else ():
            yield flag(str(int(flag.value) // 2))


def address(made: Expansion) -> Iterator[Change]:
    """An address that other pods are told and cannot call."""
    for container in _servers(made):
        for index, entry in enumerate(maps(container.spec.get("env"))):
            place = (*container.path, "env", index)
            if str(entry.get("name")).endswith("SIDE_CHANNEL_HOST"):
                yield Change((*place, "valueFrom", "fieldRef", "fieldPath"), "metadata.name")
                yield Change(place, {"name": entry["name"], "value": "0.0.0.0"})  # noqa: S104 - the fault


def address_missing(made: Expansion) -> Iterator[Change]:
    """NIXL under a misspelt variable."""
    two = len({pod.labels.get("llm-d.ai/role") for pod in pods(made)} & {"prefill", "decode"}) == 2
    for container in _servers(made) if two else ():
        for index, entry in enumerate(maps(container.spec.get("env"))):
            if entry.get("name") == "VLLM_NIXL_SIDE_CHANNEL_HOST":
                yield Change((*container.path, "env", index, "name"), "VLLM_NIXL_SIDECHANNEL_HOST")


def model(made: Expansion) -> Iterator[Change]:
    """A server of another model than clients ask for."""
    name = str(made.service.spec["routing"]["modelName"])
    for container in _servers(made):
        for field in ("command", "args"):
            for index, word in enumerate(container.spec.get(field) or []):
                if re.search(rf"(^|\s){re.escape(name)}(\s|$)", word):
                    yield Change((*container.path, field, index), word.replace(name, f"{name}-x", 1))


def shared_memory(made: Expansion) -> Iterator[Change]:
    """Shared memory of 64 MiB for several accelerators that talk through it."""
    for pod in pods(made):
        words = [str(word) for each in pod.spec["containers"] for word in each.get("args") or []]
        several = any(re.search(r"--tensor-parallel-size=([2-9]|1\d)", word) for word in words)
        tpu = "google.com/tpu" in str(pod.spec)
        mounts = [mount for each in pod.spec["containers"] for mount in maps(each.get("volumeMounts"))]
        shm = {mount["name"] for mount in mounts if mount["mountPath"] == "/dev/shm"}  # noqa: S108 - in a container
        for index, volume in enumerate(maps(pod.spec.get("volumes"))):
            if below(volume, "emptyDir", "medium") == "Memory" and volume["name"] in shm and several and not tpu:
                yield Change((*pod.path, "volumes", index, "emptyDir", "medium"), "")


def no_replicas(made: Expansion) -> Iterator[Change]:
    """A role, or a picker, with no pod."""
    for pod in pods(made):
        if below(pod.of.value, "spec", "replicas"):
            yield Change((*pod.of.path, "spec", "replicas"), 0)


def api_version(made: Expansion) -> Iterator[Change]:
    """An object of an API that does not have it."""
    for each in objects(made):
        group, slash, version = str(each.value["apiVersion"]).rpartition("/")
        if each.value["kind"] != "ConfigMap":
            yield Change((*each.path, "apiVersion"), f"{group}{slash}{version}beta9")


def command(made: Expansion) -> Iterator[Change]:
    """A program that is not started as it is called."""
    for container in _servers(made):
        for index, word in enumerate(container.spec.get("command") or []):
            if word in ("vllm", "serve"):
                yield Change((*container.path, "command", index), word[:-1])
