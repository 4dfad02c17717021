"""Groups of pods against how the model is split over them."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.accelerators import asked, wanted
from msvc_helm.check.containers import Container
from msvc_helm.check.engines import engines, of
from msvc_helm.check.finding import ERROR, Found, in_child, rule
from msvc_helm.check.location import arg
from msvc_helm.check.view import Pod, View

NODES, RANKS, LOCAL = "nnodes", "data-parallel-size", "data-parallel-size-local"


@rule("group-size", ERROR)
def differs(view: View) -> Iterator[Found]:
    """Groups with more or fewer pods than the model server expects by --nnodes or its numbers of ranks.

    Why: The server waits for ranks without a pod, and pods without a rank do nothing.

        leaderWorkerTemplate:
          size: 2 # while SGLang has --nnodes=4
    """
    for pod, container in engines(view):
        if pod.size < 2:
            continue  # nodes and ranks may be of several workloads
        for flag, pods, why in _told(container):
            if pods != pod.size:
                message = (
                    f"{container.program.name} in the {of(pod)} pods is split over {pods} pods ({why}), and the group"
                    f" has {pod.size}"
                )
                yield Found(message, arg(container, container.program.flags.position(flag)))


def _told(container: Container) -> Iterator[tuple[str, int, str]]:
    """How many pods the command line speaks of: the flag, the number, and why."""
    flags = container.program.flags
    nodes = flags.number(NODES, None)
    if nodes:
        yield NODES, nodes, f"--{NODES}={nodes}"
    ranks, local = flags.number(RANKS, None), flags.number(LOCAL, None)
    if ranks and local and ranks % local == 0 and flags.get("data-parallel-backend") != "ray":
        yield RANKS, ranks // local, f"--{RANKS}={ranks} by --{LOCAL}={local}"


@rule("group-idle", ERROR)
def idle(view: View) -> Iterator[Found]:
    """Workers that offer accelerators through Ray to a leader whose model server uses only its own.

    Why: The workers hold accelerators, and do nothing.

        leaderWorkerTemplate:
          size: 2 # both with 8 GPUs, while vLLM in the leader has --tensor-parallel-size=8 and nothing else
    """
    leaders = [(pod, container) for pod, container in engines(view) if pod.serves and pod.size > 1]
    for worker in view.roles:
        devices = sum(sum(asked(container).values()) for container in worker.containers)
        leader = next(((p, c) for p, c in leaders if not worker.serves and _same_group(p, worker)), None)
        if leader is None or not devices or not any(map(_joins_ray, worker.containers)):
            continue  # they may serve something themselves
        number, own = wanted(leader[1]), sum(asked(leader[1]).values())
        if own and number == own and RANKS not in leader[1].program.flags:
            message = (
                f"{leader[1].program.name} in the leader of the {of(worker)} pods uses {number} accelerators, which it"
                f" has by itself, and each worker holds {devices} more"
            )
            hint = "--pipeline-parallel-size or --tensor-parallel-size of the whole group uses them"
            spot = in_child(worker.key, f"{worker.at}.spec.containers[0].resources", "workerTemplate")
            yield Found(message, spot, hint)


def _joins_ray(container: Container) -> bool:
    """Whether a container lends its accelerators to another one: it starts Ray, or does so by vLLM's own script."""
    text = " ".join((*container.command, *container.args))
    return "ray start" in text or "multi-node-serving.sh" in text


def _same_group(leader: Pod, worker: Pod) -> bool:
    return leader.workload is worker.workload and leader.role == worker.role
