"""The model volume: what kind it is, where containers mount it, and the environment that goes with it."""

from __future__ import annotations

from msvc_helm.api.model_source import CACHED_HF, MOUNT_PATH, OCI, PVC, ModelSource
from msvc_helm.merge import Array, Object

VOLUME = "model-storage"
TOKEN_KEY = "HF_TOKEN"  # noqa: S105 - the name of a variable and of a Secret's key, not a secret
HOME = "HF_HOME"


def model_volume(source: ModelSource, size: str | None) -> Object:
    """The pod's volume for the model; `size` limits the emptyDir of a Hugging Face download.

    An image volume gets no pull policy here: Kubernetes' own rule applies (Always for `latest`, else IfNotPresent), and
    the pull secrets are those of the pod's ServiceAccount.
    """
    if source.scheme in (PVC, OCI):
        return source_volume(VOLUME, source)
    if source.scheme == CACHED_HF:
        return {"name": VOLUME, "persistentVolumeClaim": {"claimName": source.claim}}
    return {"name": VOLUME, "emptyDir": {"sizeLimit": size} if size else {}}


def source_volume(name: str, source: ModelSource) -> Object:
    """A volume of that name with what is there already: a claim or an image."""
    if source.scheme == PVC:
        return {"name": name, "persistentVolumeClaim": {"claimName": source.claim, "readOnly": True}}
    return {"name": name, "image": {"reference": source.path}}


def model_mount(source: ModelSource) -> Object:
    """The mount of a container with `mountModelVolume`."""
    mount: Object = {"name": VOLUME, "mountPath": MOUNT_PATH}
    if source.read_only:
        mount["readOnly"] = True
    return mount


def model_env(source: ModelSource, secret: str | None) -> Array:
    """The environment of a container with `mountModelVolume`: the token (when there is a Secret) and the cache."""
    if not source.from_hugging_face:
        return []
    home: Object = {"name": HOME, "value": source.mounted_path}
    if not secret:
        return [home]
    return [{"name": TOKEN_KEY, "valueFrom": {"secretKeyRef": {"name": secret, "key": TOKEN_KEY}}}, home]
