"""Fields that Kubernetes refuses to change in an object that exists, and the check that none would be.

Helm applies objects one after the other: a Deployment that is refused comes after the Service and the pool have moved,
and the model is cut off. So each command that knows the live objects refuses before anything is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msvc_helm.api.names import MODEL_LABEL
from msvc_helm.api.workloads import LEADER_WORKER_SET
from msvc_helm.errors import InputError, Problem
from msvc_helm.merge import Object
from msvc_helm.resources.kinds import OLD_INFERENCE_API, RBAC_API
from msvc_helm.typed import Any

SUBGROUPS = "spec.leaderWorkerTemplate.subGroupPolicy.subGroupSize"  # nor may they come or go
# By apiVersion and kind, from Kubernetes' validation of updates (pkg/apis/*/validation) and the CRDs' rules. The data
# of a ConfigMap or Secret counts only where `immutable` is true, a clusterIP not to or from type ExternalName.
IMMUTABLE: Mapping[str, tuple[str, ...]] = {
    "apps/v1/Deployment": ("spec.selector",),
    "apps/v1/DaemonSet": ("spec.selector",),
    "apps/v1/ReplicaSet": ("spec.selector",),
    "apps/v1/StatefulSet": (
        "spec.selector",
        "spec.serviceName",
        "spec.podManagementPolicy",
        "spec.volumeClaimTemplates",
    ),
    f"{LEADER_WORKER_SET.api_version}/{LEADER_WORKER_SET.kind}": (SUBGROUPS,),
    "batch/v1/Job": ("spec.selector", "spec.completionMode", "spec.template"),
    "v1/Service": ("spec.clusterIP",),
    "v1/PersistentVolumeClaim": (
        "spec.accessModes",
        "spec.storageClassName",
        "spec.selector",
        "spec.volumeMode",
        "spec.volumeName",
        "spec.dataSource",
        "spec.dataSourceRef",
    ),
    "v1/ConfigMap": ("immutable", "data", "binaryData"),
    "v1/Secret": ("type", "immutable", "data"),
    f"{RBAC_API}/v1/RoleBinding": ("roleRef",),
    f"{RBAC_API}/v1/ClusterRoleBinding": ("roleRef",),
    "scheduling.k8s.io/v1/PriorityClass": ("value", "preemptionPolicy"),
    "storage.k8s.io/v1/StorageClass": ("provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"),
    "node.k8s.io/v1/RuntimeClass": ("handler",),
    "resource.k8s.io/v1/ResourceClaim": ("spec",),
    "resource.k8s.io/v1/ResourceClaimTemplate": ("spec",),
    f"{OLD_INFERENCE_API}/InferenceModel": ("spec.modelName",),
}
# Fields of a PersistentVolumeClaim that may be set as long as they are not.
SET_ONCE = ("spec.storageClassName", "spec.volumeName")
HINT = "delete the object first, or install under another release name"
MODEL_HINT = "install the other model as a separate release, then uninstall this one"


def refuse_changes(live: Iterable[Object], made: Iterable[Object]) -> None:
    """Raise InputError where an object of `made` would change an immutable field of the same object in `live`."""
    known = {_identity(obj): obj for obj in live}
    pairs = [(known[_identity(obj)], obj) for obj in made if _identity(obj) in known]
    problems = [*_renamed(pairs)] or [problem for now, new in pairs for problem in changes(now, new)]
    if problems:
        raise InputError(problems)


def changes(now: Object, new: Object) -> Iterator[Problem]:
    """A problem for each immutable field of the live object `now` that `new` would change."""
    for path in IMMUTABLE.get(f"{now['apiVersion']}/{now['kind']}", ()):
        was, wanted = _at(now, path), _at(new, path)
        if _applies(path, now, new) and not _kept(path, was, wanted):
            message = f"immutable: the cluster has {_shown(was)}, and this release would set {_shown(wanted)}"
            yield Problem(message, f"{new['kind']} {new['metadata']['name']}: {path}", hint=HINT)


def _renamed(pairs: Iterable[tuple[Object, Object]]) -> Iterator[Problem]:
    """The one problem behind all others where the live objects serve another model."""
    for now, new in pairs:
        was, wanted = _model(now), _model(new)
        if was and wanted and was != wanted:
            served = f'{new["kind"]} {new["metadata"]["name"]} in the cluster serves "{was}", not "{wanted}"'
            message = f"modelName is immutable: {served} (label {MODEL_LABEL})"
            yield Problem(message, "spec.routing.modelName", hint=MODEL_HINT)
            return


def _model(obj: Object) -> Any:
    """The label of the model that an object selects, or carries itself."""
    found = (_at(obj, path) for path in ("spec.selector.matchLabels", "spec.selector", "metadata.labels"))
    return next((labels[MODEL_LABEL] for labels in found if isinstance(labels, dict) and MODEL_LABEL in labels), None)


def _applies(path: str, now: Object, new: Object) -> bool:
    """Whether a field that is immutable only in some objects is so in this one."""
    if path == "spec.clusterIP":
        return "ExternalName" not in (_at(now, "spec.type"), _at(new, "spec.type"))
    if path in SET_ONCE:
        return bool(_at(now, path))
    return now.get("immutable") is True if path in ("immutable", "data", "binaryData") else True


def _kept(path: str, was: Any, wanted: Any) -> bool:
    """Whether the wanted value leaves the live one as it is. What is not written keeps what the server filled in."""
    if path == "spec.clusterIP" and not wanted:
        return bool(was != "None")  # the server would keep a headless Service headless, silently
    if path in ("immutable", SUBGROUPS) or (path in ("data", "binaryData") and not wanted):
        return bool((was or None) == (wanted or None))
    exact = path.endswith("elector") or path in ("data", "binaryData")
    return not wanted or (_within(wanted, was) and (not exact or _within(was, wanted)))


def _within(value: Any, other: Any) -> bool:
    """Whether `other` says all that `value` says; empty values say nothing."""
    if isinstance(value, dict) and isinstance(other, dict):
        return all(_within(below, other.get(key)) for key, below in value.items())
    if isinstance(value, list) and isinstance(other, list):
        return len(value) == len(other) and all(map(_within, value, other))
    return bool(value == other or (not value and not other))


def _identity(obj: Object) -> tuple[Any, ...]:
    metadata = obj.get("metadata") or {}
    return obj.get("apiVersion"), obj.get("kind"), metadata.get("namespace"), metadata.get("name")


def _at(obj: Object, path: str) -> Any:
    value: Any = obj
    for field in path.split("."):
        value = value.get(field) if isinstance(value, dict) else None
    return value


def _shown(value: Any) -> str:
    import json  # only for a problem

    return json.dumps(value, ensure_ascii=False, sort_keys=True)
