"""GPUs: how many vLLM wants, how many the pod asks for, and what goes with several."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.parallelism import TPU, is_accelerator
from msvc_helm.api.paths import path_of
from msvc_helm.check.containers import Container
from msvc_helm.check.engines import engines, of
from msvc_helm.check.finding import ERROR, INFO, WARNING, Found, Location, in_container, in_service, rule
from msvc_helm.check.location import arg
from msvc_helm.check.programs import ENGINES
from msvc_helm.check.vendors import CPU, GOOGLE, NEURON, NVIDIA, of_resource, vendor
from msvc_helm.check.view import Pod, View
from msvc_helm.untyped import below, mapping

# Extended resources that are something else: networks, and what Kubernetes has itself.
_NO_ACCELERATORS = ("rdma/", "hugepages", "kubernetes.io/", "vpc.amazonaws.com/", "networking.gke.io", "openshift.io/")
SIZES = ("tensor-parallel-size", "pipeline-parallel-size", "data-parallel-size-local", "data-parallel-size")


def asked(container: Container) -> dict[str, int]:
    """The accelerators a container asks for, by resource."""
    limits = {
        **mapping(below(container.spec, "resources", "requests")),
        **mapping(below(container.spec, "resources", "limits")),
    }
    return {
        name: int(str(n))
        for name, n in limits.items()
        if is_accelerator(name) and str(n).isascii() and str(n).isdigit() and int(str(n))
    }


def wanted(container: Container) -> int | None:
    """How many accelerators vLLM takes in one pod; None when its command line does not tell."""
    flags = container.program.flags
    if {"config", "nnodes", "omni"} & flags.given.keys() or of_several(container):
        return None  # a file, other pods, the stages of a model, or the environment of each server say so
    tensor = flags.number("tensor-parallel-size", 1)
    pipeline = flags.number("pipeline-parallel-size", 1)
    ranks = flags.number("data-parallel-size-local", None) if "data-parallel-size-local" in flags else None
    if "data-parallel-size-local" not in flags:
        alone = "data-parallel-rank" in flags or any("external-lb" in flag for flag in flags.given)
        alone = alone or "enable-dp-attention" in flags  # SGLang's ranks then share what tensor parallelism has
        ranks = 1 if alone else flags.number("data-parallel-size", 1)
    return tensor * pipeline * ranks if tensor and pipeline and ranks else None


def of_several(container: Container) -> bool:
    """Whether a container's script starts several model servers at once, which share its accelerators."""
    return any(other.program.name in ENGINES for other in container.beside)


@rule("gpu-count", ERROR)
def count_differs(view: View) -> Iterator[Found]:
    """Too few GPUs for vLLM to start, or some that stay idle.

    Why: vLLM fails with too few GPUs, and leaves any others idle.

        args: [--tensor-parallel-size=4]
        resources:
          limits: {nvidia.com/gpu: 2}
    """
    for pod, container in engines(view):
        number, gpus = wanted(container), asked(container)
        if len(_vendors(gpus)) > 1 or any(map(_uncounted, gpus)) or _others(container):
            continue  # told by other rules
        total, devices = sum(gpus.values()), _devices(pod, gpus)
        # The pods of a group may share the work, or each have all of it, unless ranks are said to be of one pod.
        shared = 1 if (container.program.flags.number("data-parallel-size-local", 1) or 1) > 1 else pod.size
        if number is None or number in {total * each for each in (1, devices, shared, devices * shared)}:
            continue
        if not total and (number == 1 or not _needs_gpu(pod, container) or vendor(pod, container) != NVIDIA):
            continue
        if not container.program.words:
            continue  # told by another rule
        name = next(iter(gpus), "")
        flags = container.program.flags
        said = " ".join(f"--{flag}={flags.get(flag)}" for flag in SIZES if flag in flags)
        why = f" ({said})" if said else ", since no --tensor-parallel-size says otherwise"
        message = (
            f"{container.program.name} in the {of(pod)} pods uses {number} of {name or 'a GPU'}{why}, and the"
            f" container asks for {total}"
        )
        spot = _resource(container, name) if name else in_container(container, "resources", "resources:")
        yield Found(message, spot, _order(container, "tensor-parallel-size"))


def _devices(pod: Pod, gpus: dict[str, int]) -> int:
    """How many devices one accelerator is to vLLM: a chip of TPU v7 has two cores.

    https://cloud.google.com/tpu/docs/tpu7x
    """
    kind = str(below(pod.spec, "nodeSelector", "cloud.google.com/gke-tpu-accelerator"))
    return 2 if TPU in gpus and kind.startswith("tpu7") else 1


def _order(container: Container, flag: str) -> str:
    """A reminder where the flag is given twice: the one that counts may not be the one looked at."""
    times = len(container.program.flags.given.get(flag, ()))
    return f"--{flag} is given {times} times, and the last one counts" if times > 1 else ""


def _resource(container: Container, name: str) -> Location:
    where = "limits" if name in mapping(below(container.spec, "resources", "limits")) else "requests"
    return in_container(container, path_of(("resources", where, name)), f"{name}:")


def _needs_gpu(pod: Pod, container: Container) -> bool:
    """Whether a container with vLLM gets its accelerator from `resources` alone, and needs one."""
    claims = below(container.spec, "resources", "claims") or pod.spec.get("resourceClaims")
    return not claims and vendor(pod, container) != CPU


@rule("accelerators-mixed", ERROR)
def mixed(view: View) -> Iterator[Found]:
    """Accelerators of two vendors for one container: no node has both, so the pod is never scheduled.

    Why: A node has accelerators of one vendor.

        resources:
          limits: {nvidia.com/gpu: 2, amd.com/gpu: 2} # nvidia.com/gpu: null takes the base config's away
    """
    for pod in view.roles:
        for container in pod.containers:
            gpus = asked(container)
            if len(_vendors(gpus)) > 1:
                names = " and ".join(gpus)
                message = f'container "{container.name}" of the {of(pod)} pods asks for {names}, and no node has both'
                hint = f"{next(iter(gpus))}: null takes away what the base config asks for"
                yield Found(message, _resource(container, next(iter(gpus))), hint)


@rule("accelerator-unknown", INFO)
def unknown(view: View) -> Iterator[Found]:
    """Accelerators of which it is not known how many devices each is to the model server.

    Why: What is not known of an accelerator is not checked, and no rule for others is applied to it.

        resources:
          limits: {example.com/accelerator: 4}
    """
    for pod, container in engines(view):
        for name in [*filter(_uncounted, asked(container)), *_others(container)]:
            message = f"not checked: the number of {name} of the {of(pod)} pods, whose devices are not known"
            yield Found(message, _resource(container, name))


def _vendors(gpus: dict[str, int]) -> set[str]:
    return {of_resource(name) or name for name in gpus}


def _uncounted(name: str) -> bool:
    """Whether it is not known how many devices one of a resource is; of AWS Neuron it depends on the machine.

    What any vendor calls a GPU is one.
    """
    known = of_resource(name)
    return known == NEURON or (not known and name.rpartition("/")[2] != "gpu")


def _others(container: Container) -> list[str]:
    """Resources that may be accelerators which nobody here knows: extended ones, where none is known."""
    resources = mapping(container.spec.get("resources"))
    names = {name: None for part in ("limits", "requests") for name in mapping(resources.get(part))}
    if any(map(is_accelerator, names)):
        return []
    return [name for name in names if "/" in name and not name.startswith(_NO_ACCELERATORS)]


@rule("gpu-missing", WARNING)
def none_asked(view: View) -> Iterator[Found]:
    """Pods that run vLLM and ask for no accelerator: they may land where there is none, and fail there.

    Why: A pod that asks for no GPU may land where there is none.

        name: vllm
        resources:
          limits: {memory: 96Gi}
    """
    for pod, container in engines(view):
        resources = mapping(container.spec.get("resources"))
        asks = any(is_accelerator(name) for part in resources.values() for name in mapping(part))
        few = wanted(container) in (1, None) or vendor(pod, container) != NVIDIA
        if not asks and few and not _others(container) and _needs_gpu(pod, container):
            message = (
                f'container "{container.name}" of the {of(pod)} pods runs {container.program.name} and asks for no GPU'
            )
            yield Found(message, in_container(container, "resources", "resources:"))


@rule("parallelism-unused", WARNING)
def parallelism_unused(view: View) -> Iterator[Found]:
    """`parallelism.tensor` that no command line uses.

    Why: vLLM only reads its flags.

        decode:
          parallelism: {tensor: 4} # and no --tensor-parallel-size={{ .DecodeTensorParallel }} in the base config
    """
    for pod, container in engines(view):
        said = below(view.service.spec, pod.role, "parallelism", "tensor")
        tensor = container.program.flags.number("tensor-parallel-size", 1)
        if (
            isinstance(said, int)
            and said > 0
            and tensor is not None
            and said != tensor
            and "config" not in container.program.flags
        ):
            message = f"the {of(pod)} pods run with --tensor-parallel-size={tensor}, and the ModelService says {said}"
            yield Found(
                message,
                in_service(f"spec.{pod.role}.parallelism.tensor"),
                "only templates read it: set the flag",
            )


@rule("shared-memory", WARNING)
def shared_memory(view: View) -> Iterator[Found]:
    """Several GPUs that communicate through 64 MiB of shared memory, which is not enough.

    Why: Tensor parallelism communicates through /dev/shm.

        args: [--tensor-parallel-size=4]
        volumeMounts: [] # nothing at /dev/shm
    """
    for pod, container in engines(view):
        number = 0 if vendor(pod, container) in (GOOGLE, NEURON) else wanted(container)  # these talk past it
        mount = container.mount_at("/dev/shm")  # noqa: S108 - a path in a container
        medium = below(pod.volume(str((mount or {}).get("name"))), "emptyDir", "medium")
        if number and number > 1 and medium != "Memory" and not pod.spec.get("hostIPC"):
            message = (
                f'container "{container.name}" of the {of(pod)} pods uses {number} GPUs and 64 MiB of shared memory'
            )
            hint = "mount an emptyDir with medium: Memory at /dev/shm"
            flags = container.program.flags
            position = max(flags.position("tensor-parallel-size"), 0)
            yield Found(message, arg(container, position) if position else in_container(container), hint)
