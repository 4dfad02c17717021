"""What the model servers serve against what the ModelService says."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.model_source import MOUNT_PATH
from msvc_helm.check.containers import Container
from msvc_helm.check.finding import ERROR, WARNING, Found, Location, in_container, in_service, rule
from msvc_helm.check.location import arg
from msvc_helm.check.programs import ENGINES, SIMULATOR, VLLM, version
from msvc_helm.check.served import known, models_of, served_names, servers
from msvc_helm.check.view import View
from msvc_helm.resources.volumes import VOLUME
from msvc_helm.untyped import below, maps

TOKENS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
CACHES = ("HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")
MODEL_FIRST = (0, 17)  # the vLLM that began to insist on `vllm serve MODEL …` with --served-model-name


@rule("served-model-name", ERROR)
def name_differs(view: View) -> Iterator[Found]:
    """Servers that serve the model under another name than clients use.

    Why: vLLM answers 404 for an unknown model name.

        routing:
          modelName: qwen3 # while vLLM runs without --served-model-name, and answers to Qwen/Qwen3-8B
    """
    if any(obj.get("kind") == "InferenceModelRewrite" for _, obj in view.objects):
        return
    targets = maps(below(view.child("inferenceModel"), "spec", "targetModels"))
    wanted = [str(t["name"]) for t in targets if t.get("name")] or [view.model_name]
    for pod, container in servers(view):
        if container.program.name not in (VLLM, SIMULATOR):
            continue  # the others answer to any name
        names, position = served_names(container)
        missing = [name for name in wanted if name not in names]
        others = {name for other in container.beside for name in served_names(other)[0]}
        if names and others.isdisjoint(missing) and missing and all(map(known, names)):
            message = f'the {pod.role} pods answer to "{names[0]}", and clients ask for "{missing[0]}"'
            hint = "vLLM answers any other name with 404: add --served-model-name={{ .ModelName }}"
            yield Found(message, arg(container, position), hint)


@rule("model-count", ERROR)
def model_count(view: View) -> Iterator[Found]:
    """`vllm serve` without a model, or with several: one would be ignored, or all rejected.

    Why: vLLM serves exactly one model.

        command: [vllm, serve, Qwen/Qwen3-8B]
        args: [Qwen/Qwen3-32B]
    """
    for _, container in servers(view):
        flags = container.program.flags
        if container.program.name not in ENGINES or "config" in flags or not container.program.words:
            continue
        if "model" not in flags and not flags.positionals:
            swallowed = [v for name in ("served-model-name", "lora-modules") for v in flags.values(name)[1:]]
            hint = f'"{swallowed[-1]}" was taken for a value of the flag before it' if swallowed else ""
            message = f'container "{container.name}" starts {container.program.name} without a model'
            yield Found(message, in_container(container, "args", "args:"), hint)
        elif len(flags.positionals) > 1 and container.program.name == VLLM:
            (_, first), (position, second) = flags.positionals[:2]
            message = f'container "{container.name}" gives vLLM two models, "{first}" and "{second}"'
            yield Found(message, arg(container, position), "the ModelService's arguments come before the base's")


@rule("model-unnamed", WARNING)
def model_unnamed(view: View) -> Iterator[Found]:
    """Servers of vLLM without any arguments, which load a small default model.

    Why: Without arguments a server serves its default model.

        name: vllm
        command: [vllm, serve] # and no args
    """
    for pod, container in servers(view):
        if container.program.name == VLLM and not container.program.words:
            message = f'nothing tells vLLM in container "{container.name}" of the {pod.role} pods which model to serve'
            yield Found(message, in_container(container, "image", "image:"), "give it args: [{{ .HFModelName }}, …]")


@rule("model-not-first", ERROR)
def model_not_first(view: View) -> Iterator[Found]:
    """A model after the flags, which `vllm serve` rejects together with --served-model-name.

    Why: vLLM 0.17 and later require the model before the flags.

        command: [vllm, serve]
        args:
          - --max-model-len=4096 # the ModelService's
          - Qwen/Qwen3-8B # the base config's
          - --served-model-name=qwen3
    """
    for _, container in servers(view):
        program, release = container.program, version(container.tag)
        if not program.serve or not container.image.startswith("vllm-openai") or (release and release < MODEL_FIRST):
            continue
        first = program.words[0][1] if program.words else ""
        flags = program.flags
        if first.startswith("-") and "served-model-name" in flags and "model" not in flags and "config" not in flags:
            message = (
                "vLLM requires its model before all flags, and does not start: the ModelService's arguments came first"
            )
            spot = in_container(container, "args[0]", "args:")
            yield Found(message, spot, "put the model into the base config's command: [vllm, serve, MODEL]")


@rule("model-volume-missing", ERROR)
def volume_missing(view: View) -> Iterator[Found]:
    """Containers that name the model's path and do not mount it.

    Why: A path that is not mounted does not exist.

        name: vllm # without mountModelVolume: true
        command: [vllm, serve, /model-cache/qwen3]
    """
    for pod in view.roles:
        for container in pod.containers:
            place = _names_path(container)
            if place and not _mounted(container):
                message = f'container "{container.name}" reads {MOUNT_PATH} and mounts nothing there'
                yield Found(message, place, "set mountModelVolume: true on it in the ModelService")


def _mounted(container: Container) -> bool:
    mounts = maps(container.spec.get("volumeMounts"))
    return container.mount_at(MOUNT_PATH) is not None or any(
        str(mount.get("mountPath")).startswith(MOUNT_PATH) for mount in mounts
    )


def _names_path(container: Container) -> Location | None:
    for position, word in enumerate([*container.command, *container.args]):
        if MOUNT_PATH in word:
            return arg(container, position)
    for name, entry in container.env.items():
        if MOUNT_PATH in str(entry.get("value") or ""):
            return in_container(container, "env", name)
    return None


@rule("model-cache-unused", WARNING)
def cache_unused(view: View) -> Iterator[Found]:
    """Downloads into the container's file system instead of the volume for the model.

    Why: A download outside the volume fills the node's disk.

        name: vllm # without mountModelVolume: true, though the model comes from hf://Qwen/Qwen3-8B
        command: [vllm, serve, Qwen/Qwen3-8B]
    """
    if not view.source.from_hugging_face:
        return
    for pod, container in servers(view):
        loaded = [word for _, word in models_of(container)]
        elsewhere = any(name in container.env for name in CACHES) or "download-dir" in container.program.flags
        if container.program.name in ENGINES and view.source.path in loaded and not elsewhere:
            if _mounted(container) or not pod.volume(VOLUME):
                continue
            message = f'the {pod.role} pods download "{view.source.path}" into the container, not into the model volume'
            spot = in_service(container.owner_path) if container.owner_path else in_container(container)
            yield Found(message, spot, "set mountModelVolume: true on the container")


@rule("model-token-missing", ERROR)
def token_missing(view: View) -> Iterator[Found]:
    """A token that is passed to no server: the download of a gated model fails.

    Why: A gated model is not given without a token.

        modelArtifacts:
          uri: hf://meta-llama/Llama-3.3-70B-Instruct
          authSecretName: hf-token # and no container with mountModelVolume: true
    """
    secret = view.service.spec["modelArtifacts"].get("authSecretName")
    if not secret or not view.source.from_hugging_face:
        return
    for pod, container in servers(view):
        given = any(name in container.env for name in TOKENS) or container.spec.get("envFrom")
        if container.program.name != SIMULATOR and not given:
            path = container.owner_path or "spec.modelArtifacts.authSecretName"
            message = f'the {pod.role} pods get no {TOKENS[0]} from the Secret "{secret}"'
            yield Found(message, in_service(path), "set mountModelVolume: true on the container")
