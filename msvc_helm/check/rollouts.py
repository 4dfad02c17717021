"""What a rollout needs beside what runs: accelerators to spare, a second mount of a claim."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.workloads import DEPLOYMENT
from msvc_helm.check.accelerators import asked
from msvc_helm.check.finding import WARNING, Found, in_child, in_service, rule
from msvc_helm.check.view import Pod, View
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping, maps, texts

SURGE = "25%"  # of a Deployment that names none
FEW = 3  # pods, of which a Deployment's own strategy takes none away before another is ready: that is what one wants
WITHOUT = "strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}"
SHARED = ("ReadWriteMany", "ReadOnlyMany")


def surge(pod: Pod) -> int:
    """How many pods more than its replicas a rollout makes."""
    if pod.kind != DEPLOYMENT.kind or below(pod.workload, "spec", "strategy", "type") == "Recreate":
        return 0
    most = below(pod.workload, "spec", "strategy", "rollingUpdate", "maxSurge")
    text = str(SURGE if most is None else most)
    if text.endswith("%") and text[:-1].isdigit():
        return -(-replicas(pod) * int(text[:-1]) // 100)
    return int(text) if text.isdigit() else 0


def replicas(pod: Pod) -> int:
    """How many pods a workload has."""
    number = below(pod.workload, "spec", "replicas")
    return number if isinstance(number, int) else 1


@rule("rollout-spare", WARNING)
def spare(view: View) -> Iterator[Found]:
    """Rollouts of four pods or more that ask for accelerators beside those of the pods which run.

    Why: Where none is to spare, new pods wait for old ones, and the rollout may never end.

        decode:
          replicas: 4 # each with a GPU, and strategy is a Deployment's own: one pod more than that
    """
    for pod in view.roles:
        devices = {name: n for container in pod.containers for name, n in asked(container).items() if n}
        more = surge(pod) if devices and replicas(pod) > FEW else 0
        if more:
            needed = ", ".join(f"{more * n} of {name}" for name, n in sorted(devices.items()))
            message = f"a rollout of the {pod.role} pods makes {more} more than run, and asks for {needed} to spare"
            hint = f"where there is none: {WITHOUT} in the ModelService or the base config"
            yield Found(message, _spot(view, pod), hint)


def _spot(view: View, pod: Pod) -> Any:
    own = bool(pod.section) and below(view.service.spec, pod.section, "replicas") is not None
    return in_service(f"spec.{pod.section}.replicas") if own else in_child(pod.key, "spec.strategy", "spec:")


@rule("claim-shared", WARNING)
def claim(view: View) -> Iterator[Found]:
    """Claims that several pods write to and one node can mount, or four pods and more where nothing says who can.

    Why: A ReadWriteOnce claim is mounted by the pods of one node; those of others wait, in a rollout too.

        modelArtifacts: {uri: "pvc+hf://models/cache/acme/chat"}
        decode:
          replicas: 4
    """
    for pod in view.roles:
        count = replicas(pod) * pod.size + (surge(pod) if replicas(pod) * pod.size > 1 else 0)
        for index, volume in enumerate(maps(pod.spec.get("volumes")) if count > 1 else ()):
            source = mapping(volume.get("persistentVolumeClaim"))
            name = source.get("claimName")
            made = view.named("PersistentVolumeClaim", name) if name else None
            modes = texts(below(made, "spec", "accessModes"))
            known = set(modes) & set(SHARED) if modes else not surge(pod) or replicas(pod) <= FEW
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
