"""Caches beyond the accelerator's memory against the container's memory and mounts."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.containers import Container
from msvc_helm.check.finding import ERROR, WARNING, Found, in_container, rule
from msvc_helm.check.kv_transfer import CONFIG, settings
from msvc_helm.check.location import arg
from msvc_helm.check.programs import VLLM
from msvc_helm.check.view import View
from msvc_helm.typed import Any
from msvc_helm.types.quantity import nano
from msvc_helm.untyped import below, mapping, maps

_EXTRA = "kv_connector_extra_config"
_LMCACHE = "LMCACHE_MAX_LOCAL_CPU_SIZE"  # in GB
_PATHS = ("root_dir", "shared_storage_path", "storage_path")


@rule("tier-memory", ERROR)
def memory_short(view: View) -> Iterator[Found]:
    """A cache in the host's memory that is larger than the container may have.

    Why: The cache is taken when the server starts, and a container over its limit is killed.

        args: ['--kv-transfer-config={"kv_connector":"OffloadingConnector","kv_role":"kv_both",
          "kv_connector_extra_config":{"cpu_bytes_to_use":107374182400}}']
        resources: {limits: {memory: 32Gi}}
    """
    for pod in view.roles:
        for container in pod.running(VLLM):
            size = _cache(container)
            limit = below(container.spec, "resources", "limits", "memory") if size else None
            most = _bytes(limit)
            if most is None or size < most:
                continue
            message = f"vLLM in the {pod.role} pods keeps {_shown(size)} of cache in memory, and may have {limit}"
            yield Found(message, in_container(container, "resources.limits.memory", "memory:"))


@rule("tier-unmounted", WARNING)
def unmounted(view: View) -> Iterator[Found]:
    """A cache in files whose directory no volume holds.

    Why: Without a volume the files fill the node's disk, and are lost with the container.

        args: ['--kv-transfer-config={"kv_connector":"OffloadingConnector","kv_role":"kv_both",
          "kv_connector_extra_config":{"secondary_tiers":[{"type":"fs","root_dir":"/mnt/kv"}]}}']
        volumeMounts: [{name: kv, mountPath: /mnt/kv-cache}]
    """
    for pod in view.roles:
        for container in pod.running(VLLM):
            for path in _directories(container):
                if "$" not in path and path.startswith("/") and container.mount_at(path) is None:
                    message = f"vLLM in the {pod.role} pods keeps caches in {path}, where nothing is mounted"
                    mounts = [str(mount.get("mountPath")) for mount in maps(container.spec.get("volumeMounts"))]
                    hint = f"mounted are {', '.join(mounts)}" if mounts else ""
                    yield Found(message, arg(container, container.program.flags.position(CONFIG)), hint)


def _extras(container: Container) -> Iterator[dict[str, Any]]:
    """The settings of each connector of a vLLM's own."""
    config = settings(container) or {}
    yield mapping(config.get(_EXTRA))
    for inner in maps(below(config, _EXTRA, "connectors")):
        yield mapping(inner.get(_EXTRA))


def _cache(container: Container) -> int:
    """The bytes of host memory that vLLM takes for caches, as far as its settings show."""
    sizes = [extra.get("cpu_bytes_to_use") for extra in _extras(container)]
    total = sum(size for size in sizes if isinstance(size, int))
    gigabytes = str(mapping(container.env.get(_LMCACHE)).get("value") or "")
    offloaded = container.program.flags.get("kv-offloading-size")
    for text, unit in ((gigabytes, 10**9), (offloaded, 2**30)):
        total += int(float(text) * unit) if text.replace(".", "", 1).isdigit() else 0
    return total


def _directories(container: Container) -> Iterator[str]:
    for extra in _extras(container):
        for tier in (extra, *maps(extra.get("secondary_tiers"))):
            for key in _PATHS:
                if isinstance(tier.get(key), str):
                    yield str(tier[key])


def _bytes(quantity: object) -> int | None:
    try:
        return nano(str(quantity)) // 10**9 if quantity else None
    except ValueError:
        return None


def _shown(size: int) -> str:
    return f"{size / 2**30:.0f}Gi"
