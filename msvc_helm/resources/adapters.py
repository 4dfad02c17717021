"""Volumes of LoRA adapters, and their mounts beside the model's."""

from __future__ import annotations

from msvc_helm.api.adapters import Adapter
from msvc_helm.merge import Array, Object
from msvc_helm.resources.volumes import VOLUME, source_volume


def adapter_volumes(adapters: list[Adapter]) -> Array:
    """The pods' volumes with adapters that no server downloads."""
    return [source_volume(each.volume, each.source) for each in adapters if each.volume]


def mount_adapters(pod: Object, adapters: list[Adapter]) -> None:
    """Mount them in each container that mounts the model. `pod` is changed, its containers are not."""
    mounts = [{"name": each.volume, "mountPath": each.mount, "readOnly": True} for each in adapters if each.volume]
    for field in ("initContainers", "containers") if mounts else ():
        if pod.get(field):
            pod[field] = [_with_mounts(each, mounts) for each in pod[field]]


def _with_mounts(container: Object, mounts: Array) -> Object:
    own = container.get("volumeMounts") or []
    if not any(mount.get("name") == VOLUME for mount in own):
        return container
    taken = {mount.get("mountPath") for mount in own}
    return {**container, "volumeMounts": [*own, *(each for each in mounts if each["mountPath"] not in taken)]}
