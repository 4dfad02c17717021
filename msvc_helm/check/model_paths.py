"""Whether the servers load the model that the ModelService names, wherever its volume is mounted."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.model_source import MOUNT_PATH, STAND_IN
from msvc_helm.check.containers import Container, holds
from msvc_helm.check.engines import engines, of
from msvc_helm.check.finding import WARNING, Found, rule
from msvc_helm.check.location import arg
from msvc_helm.check.served import known, models_of
from msvc_helm.check.view import Pod, View
from msvc_helm.untyped import below, maps


@rule("model-differs", WARNING)
def differs(view: View) -> Iterator[Found]:
    """Servers that load a model other than `modelArtifacts.uri`.

    Why: The server should load the model that the ModelService specifies.

        modelArtifacts:
          uri: hf://Qwen/Qwen3-8B # while the base config has command: [vllm, serve, Qwen/Qwen3-32B]
    """
    source = view.source
    right = source.path if source.from_hugging_face else source.mounted_path
    for pod, container in engines(view):
        models = models_of(container)
        for position, model in models if len(models) == 1 and not container.beside else ():
            if known(model) and not _meant(view, pod, container, model, right):
                message = f'the {of(pod)} pods load "{model}", and spec.modelArtifacts.uri means "{right}"'
                yield Found(message, arg(container, position))


def _meant(view: View, pod: Pod, container: Container, model: str, right: str) -> bool:
    source, model = view.source, model.rstrip("/")
    if model == right.rstrip("/"):
        return True
    if source.from_hugging_face:
        cached = "/models--" in model or model.startswith(f"{MOUNT_PATH}/")  # whose layout is not ours to know
        return cached or source.path.startswith(STAND_IN)
    if model.startswith(f"{right.rstrip('/')}/"):
        return True
    wanted = (source.claim, source.path) if source.claim else (source.path, source.folder)
    return any(
        holder == wanted[0] and f"{path}/".startswith(f"{wanted[1].strip('/')}/".lstrip("/"))
        for holder, path in _places(pod, container, model)
    )


def _places(pod: Pod, container: Container, model: str) -> Iterator[tuple[str, str]]:
    """The claim or the image that a path of the container is in, and the path there."""
    mounts = [m for m in maps(container.spec.get("volumeMounts")) if holds(m, model)]
    if not mounts:
        yield str(container.spec.get("image")), model.strip("/")
    for mount in mounts:
        volume = pod.volume(str(mount.get("name")))
        holder = below(volume, "persistentVolumeClaim", "claimName") or below(volume, "image", "reference")
        rest = model[len(str(mount.get("mountPath") or "/").rstrip("/")) :].strip("/")
        inside = str(mount.get("subPath") or "").strip("/")
        yield str(holder), "/".join(part for part in (inside, rest) if part)
