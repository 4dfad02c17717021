"""What a rollout needs beside what runs: accelerators to spare, a second mount of a claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msvc_helm.api.workloads import DEPLOYMENT, DISAGGREGATED_SET, LEADER_WORKER_SET
from msvc_helm.check.accelerators import asked
from msvc_helm.check.finding import INFO, WARNING, Found, in_child, in_service, rule
from msvc_helm.check.numbers import in_replica, replicas, spec_of
from msvc_helm.check.view import Pod, View
from msvc_helm.typed import Any
from msvc_helm.types import shares
from msvc_helm.untyped import below, mapping, maps, texts

FEW = 3  # pods, of which a Deployment's own strategy takes none away before another is ready
OWN = {"maxSurge": "25%", "maxUnavailable": "25%"}  # of a Deployment that names none
WITHOUT = "strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}"
SHARED = ("ReadWriteMany", "ReadOnlyMany")


def surge_and_gap(pod: Pod) -> tuple[int, int]:
    """How many replicas a rollout makes beside those that run, and how many it takes away before others are ready."""
    spec, total = spec_of(pod), replicas(pod)
    if pod.kind == DEPLOYMENT.kind:
        strategy = mapping(spec.get("strategy"))
        rolling = {**OWN, **_given(strategy.get("rollingUpdate"))}
        return (0, total) if strategy.get("type") == "Recreate" else shares.surge_and_gap(rolling, total)
    rolling = _given(below(spec, "rolloutStrategy", "rollingUpdateConfiguration"))
    if pod.kind == LEADER_WORKER_SET.kind:
        return shares.surge_and_gap({"maxUnavailable": 1, **rolling}, total)
    if pod.kind == DISAGGREGATED_SET.kind:
        return shares.surge_of_role(rolling, total), shares.share(rolling.get("maxUnavailable"), total, up=False)
    return 0, 0


def _given(rolling: Any) -> dict[str, Any]:
    return {key: value for key, value in mapping(rolling).items() if value is not None}


@rule("rollout-spare", WARNING)
def spare(view: View) -> Iterator[Found]:
    """Rollouts of four or more replicas that need spare accelerators.

    Why: Without spare accelerators new pods stay pending, and the rollout may wait forever.

        decode:
          replicas: 4 # each with a GPU, and strategy is a Deployment's own: one pod more than that
    """
    return _spare(view, many=True)


@rule("needs-accelerators", INFO)
def needed(view: View) -> Iterator[Found]:
    """Spare accelerators that a rollout of up to three replicas needs.

    Why: A strategy that keeps all old pods until new ones are ready waits for spare accelerators.

        decode:
          replicas: 1 # with a GPU, and strategy is a Deployment's own: the new pod comes before the old one goes
    """
    return _spare(view, many=False)


def _spare(view: View, *, many: bool) -> Iterator[Found]:
    for pod, devices in _workloads(view):
        surge, gap = surge_and_gap(pod) if devices and (replicas(pod) > FEW) is many else (0, 0)
        if not surge:
            continue
        free = " and ".join(f"{surge * n} free {name}" for name, n in sorted(devices.items()))
        more = f"{surge} {'pod' if pod.size == 1 else 'group'}{'' if surge == 1 else 's'}"
        how = f"{more} more than run" if gap else f"{more} before it stops an old one"
        end = "new pods are pending until old ones stop" if gap else "it never ends"
        message = f"a rollout of the {pod.role} pods starts {how}: without {free} {end}"
        yield Found(message, _spot(view, pod), f"where there is none: {WITHOUT} in the ModelService or the base config")


def _workloads(view: View) -> Iterator[tuple[Pod, Counter[str]]]:
    """Every workload of a role, by its first pods, and the accelerators of one replica."""
    found: dict[tuple[int, str], tuple[Pod, Counter[str]]] = {}
    for pod in view.roles:
        _, devices = found.setdefault((id(pod.workload), pod.role), (pod, Counter()))
        for container in pod.containers:
            for name, number in asked(container).items():
                devices[name] += number * in_replica(pod)
    yield from found.values()


def _spot(view: View, pod: Pod) -> Any:
    own = bool(pod.section) and below(view.service.spec, pod.section, "replicas") is not None
    return in_service(f"spec.{pod.section}.replicas") if own else in_child(pod.key, "spec.strategy", "spec:")


@rule("claim-shared", WARNING)
def claim(view: View) -> Iterator[Found]:
    """Claims for several pods that only one node can mount, or for four or more pods if the access mode is unknown.

    Why: Only pods of one node can mount a ReadWriteOnce claim; pods on other nodes wait, also during a rollout.

        modelArtifacts: {uri: "pvc+hf://models/cache/acme/chat"}
        decode:
          replicas: 4
    """
    for pod in view.roles:
        surge, _ = surge_and_gap(pod)
        count = replicas(pod) * in_replica(pod)
        count += surge * in_replica(pod) if count > 1 else 0
        for index, volume in enumerate(maps(pod.spec.get("volumes")) if count > 1 else ()):
            source = mapping(volume.get("persistentVolumeClaim"))
            name = source.get("claimName")
            made = view.named("PersistentVolumeClaim", name) if name else None
            modes = texts(below(made, "spec", "accessModes"))
            known = set(modes) & set(SHARED) if modes else not surge or replicas(pod) <= FEW
            if not name or source.get("readOnly") or not _written(pod, volume) or known:
                continue
            what = f"is {', '.join(modes)}" if modes else "must be ReadWriteMany"
            message = (
                f'{count} {pod.role} pods, those of a rollout among them, write to the claim "{name}", which {what}'
            )
            at = f"{pod.at}.spec.volumes[{index}]"
            spot = in_service("spec.modelArtifacts.uri") if name == view.source.claim else in_child(pod.key, at, name)
            yield Found(message, spot)


def _written(pod: Pod, volume: dict[str, Any]) -> bool:
    mounts = (mount for container in pod.containers for mount in maps(container.spec.get("volumeMounts")))
    return any(mount.get("name") == volume.get("name") and not mount.get("readOnly") for mount in mounts)
