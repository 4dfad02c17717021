"""Volumes of LoRA adapters, and their mounts beside the model's."""

from __future__ import annotations

from msvc_helm.api.adapters import adapters_of
from msvc_helm.merge import Array, Object
from msvc_helm.resources.volumes import VOLUME, source_volume


def with_adapters(volumes: Array, spec: Object) -> Array:
    """A pod's volumes, and those with the spec's adapters that no server downloads, where none has their name."""
    taken = {each["name"] for each in volumes}
    own = [source_volume(each.volume, each.source) for each in adapters_of(spec) if each.volume not in ("", *taken)]
    return [*volumes, *own]


def mount_adapters(pod: Object, spec: Object) -> None:
    """Mount them in each container that mounts the model. `pod` is changed, its containers are not."""
    mounts = [
        {"name": each.volume, "mountPath": each.mount, "readOnly": True} for each in adapters_of(spec) if each.volume
    ]
    for field in ("initContainers", "containers") if mounts else ():
        if pod.get(field):
            pod[field] = [_with_mounts(each, mounts) for each in pod[field]]


def _with_mounts(container: Object, mounts: Array) -> Object:
    own = container.get("volumeMounts") or []
    if not any(mount.get("name") == VOLUME for mount in own):
        return container
    taken = {mount.get("mountPath") for mount in own}
    return {**container, "volumeMounts": [*own, *(each for each in mounts if each["mountPath"] not in taken)]}
