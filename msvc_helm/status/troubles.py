"""What is wrong with the pods of a workload, in words: conditions, container states, events."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.merge import Object
from msvc_helm.report import counted
from msvc_helm.status.cluster import LiveObjects
from msvc_helm.status.workloads import RunningWorkload, is_alive
from msvc_helm.untyped import below, mapping, maps, name_of, title_of

_MORE = (" preemption: ", " no new claims ")  # begin what the scheduler says further, which helps nobody
# A container that waits for these does so for a while in any case.
_USUAL = ("ContainerCreating", "PodInitializing")


def troubles(found: RunningWorkload, cluster: LiveObjects) -> list[str]:
    """Each thing that is wrong once, the most of its kind as one."""
    pods = [pod for pod in cluster.parts(found.obj, "Pod") if is_alive(pod)]
    by_text: dict[str, list[str]] = {}
    for pod in pods:
        for text in _of_pod(pod, cluster):
            by_text.setdefault(text, []).append(name_of(pod))
    out = [f"{found.part}: {_pods(names)}: {text}" for text, names in by_text.items()]
    out += [f"{found.part}: {text}" for text in _of_workload(found, pods, cluster)]
    return out or [f"{found.part}: {text}" for text in _unready(found, pods)]


def _pods(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} pods ({names[0]}, …)"


def _of_workload(found: RunningWorkload, pods: list[Object], cluster: LiveObjects) -> Iterator[str]:
    failed = False
    for each in maps(below(found.obj, "status", "conditions")):
        kind, status = each.get("type"), each.get("status")
        if (kind, status) in (("Progressing", "False"), ("ReplicaFailure", "True")):
            failed = failed or kind == "ReplicaFailure"
            yield _said(each)
    if not failed and len(pods) < found.wanted:
        parts = (found.obj, *cluster.parts(found.obj, "ReplicaSet", "StatefulSet", "LeaderWorkerSet"))
        yield from dict.fromkeys(
            f"{title_of(part)} makes no pod: {_last(part, cluster, 'FailedCreate')}"
            for part in parts
            if _last(part, cluster, "FailedCreate")
        )


def _unready(found: RunningWorkload, pods: list[Object]) -> Iterator[str]:
    """What to say where nothing explains why replicas are missing."""
    missing = counted(found.wanted - found.ready, "replica")
    if found.ready < found.wanted and pods:
        yield f"{missing} not ready by its status, though every pod is"
    elif found.ready < found.wanted:
        acted = found.obj.get("status")
        yield f"{missing} not ready, and nothing says why" if acted else "no pod yet: does its controller run?"
    elif found.updated < found.wanted:
        yield f"{counted(found.wanted - found.updated, 'replica')} still to be replaced by the newest version"


def _of_pod(pod: Object, cluster: LiveObjects) -> Iterator[str]:
    conditions = {each.get("type"): each for each in maps(below(pod, "status", "conditions"))}
    scheduled = mapping(conditions.get("PodScheduled"))
    if scheduled.get("status") == "False":
        why = str(scheduled.get("message") or scheduled.get("reason"))
        for more in _MORE:
            why = why.partition(more)[0]
        yield f"not scheduled: {why}"
        return
    if mapping(conditions.get("Ready")).get("status") == "True":
        return
    said = list(_of_containers(pod, cluster))
    yield from said or [_last(pod, cluster) or "not ready yet"]


def _of_containers(pod: Object, cluster: LiveObjects) -> Iterator[str]:
    for field in ("initContainerStatuses", "containerStatuses"):
        for each in maps(below(pod, "status", field)):
            text = _of_container(each) or (_unready_container(each, pod, cluster) if field[0] == "c" else "")
            if text:
                yield f"container {each.get('name')} {text}"


def _of_container(status: Object) -> str:
    """What keeps a container from running; empty where nothing does."""
    waiting = mapping(below(status, "state", "waiting"))
    ended = mapping(below(status, "state", "terminated")) or mapping(below(status, "lastState", "terminated"))
    if waiting.get("reason") == "CrashLoopBackOff" or (below(status, "state", "terminated") and ended.get("exitCode")):
        times = counted(int(status.get("restartCount") or 0), "restart")
        return f"crashes ({ended.get('reason')}, exit code {ended.get('exitCode')}, {times}){_message(ended)}"
    if waiting and waiting.get("reason") not in _USUAL:
        return f"waits ({waiting.get('reason')}){_message(waiting)}"
    return ""


def _message(state: Object) -> str:
    return f": {state['message'].strip()}" if state.get("message") else ""


def _unready_container(status: Object, pod: Object, cluster: LiveObjects) -> str:
    if status.get("ready") or below(status, "state", "running") is None:
        return ""
    probe = _last(pod, cluster, "Unhealthy")
    return f"is not ready{f': {probe}' if probe else ' yet'}"


def _last(obj: Object, cluster: LiveObjects, reason: str = "") -> str:
    """The message of the last warning about an object itself; of several times the number."""
    uid = below(obj, "metadata", "uid")
    about = [each for each in cluster.parts(obj, "Event") if below(each, "involvedObject", "uid") == uid]
    found = [e for e in about if e.get("type") == "Warning" and reason in ("", e.get("reason"))]
    if not found:
        return ""
    last = max(found, key=time_of)
    times = int(last.get("count") or below(last, "series", "count") or 1)
    return f"{str(last.get('message') or last.get('reason')).strip()}{f' ({times} times)' if times > 1 else ''}"


def time_of(event: Object) -> str:
    """When an event was last seen; as text these times sort."""
    return str(below(event, "series", "lastObservedTime") or event.get("lastTimestamp") or event.get("eventTime") or "")


def _said(condition: Object) -> str:
    return str(condition.get("message") or condition.get("reason") or condition.get("type"))
