"""The models of a cluster, each with all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from msvc_helm.api.names import MODEL_LABEL
from msvc_helm.api.roles import ROLES
from msvc_helm.merge import Object
from msvc_helm.status.cluster import LiveObjects
from msvc_helm.status.routing import Standing, pool_state, route_state, scaler_state, scales
from msvc_helm.status.troubles import troubles
from msvc_helm.status.workloads import PICKER, RunningWorkload, is_workload, labels_of, part_of, workload
from msvc_helm.untyped import below, mapping, maps, name_of, namespace_of

RELEASES = ("meta.helm.sh/release-name", "helm.toolkit.fluxcd.io/name", "app.kubernetes.io/instance")
CHART = "helm.sh/chart"


class ServedModel(NamedTuple):
    """One model. `label` is its name in labels, `base` the base config that its ModelService names, if one is there.

    `changed` is when its workloads last changed, as the cluster writes times; empty where it does not say.
    """

    namespace: str
    name: str
    label: str
    release: str
    chart: str
    base: str
    changed: str
    workloads: list[RunningWorkload]
    pools: list[Standing]
    routes: list[Standing]
    scalers: list[Standing]
    troubles: list[str]

    @property
    def is_ready(self) -> bool:
        """Whether nothing is wrong, and all that is wanted is there."""
        return not self.troubles and all(each.is_ready for each in self.workloads)

    def is_called(self, name: str) -> bool:
        """Whether somebody may mean it by a name: its own, its release's, or that in its labels."""
        return name in (self.name, self.release, self.label)


def models(cluster: LiveObjects) -> list[ServedModel]:
    """The models, by namespace and name."""
    groups: dict[tuple[str, str], list[Object]] = {}
    for obj in cluster.objects:
        if is_workload(obj) and part_of(obj):
            groups.setdefault((namespace_of(obj), _name(obj)), []).append(obj)
    return [_model(namespace, name, found, cluster) for (namespace, name), found in sorted(groups.items())]


def _name(obj: Object) -> str:
    """The name of the model that a workload is of: what its own begins with, else the release's, else the label's."""
    own, part = name_of(obj), part_of(obj)
    if part == PICKER:
        return own.removesuffix("-epp")
    role = part.partition(" ")[0]
    for end in (f"-{part.replace(' ', '-')}", f"-{role}"):
        if own.endswith(end):
            return own.removesuffix(end)
    return own if role not in ROLES else _release(obj) or str(labels_of(obj).get(MODEL_LABEL) or own)


def _release(obj: Object) -> str:
    metadata = mapping(obj.get("metadata"))
    known = {**mapping(metadata.get("labels")), **mapping(metadata.get("annotations"))}
    return next((str(known[key]) for key in RELEASES if known.get(key)), "")


def _model(namespace: str, name: str, found: list[Object], cluster: LiveObjects) -> ServedModel:
    order = {role: number for number, role in enumerate(("roles", *ROLES, PICKER))}
    made = sorted((workload(obj, cluster) for obj in found), key=lambda w: (order.get(w.part.split()[0], 9), w.part))
    labels = next((labels for obj in found if MODEL_LABEL in (labels := labels_of(obj))), {})
    near = [obj for obj in cluster.objects if namespace_of(obj) == namespace]
    pools = [obj for obj in near if obj.get("kind") == "InferencePool" and _is_of(obj, name, labels)]
    routes = [obj for obj in near if obj.get("kind") == "HTTPRoute" and _leads(obj, name, pools)]
    scalers = [obj for obj in near if "scaleTargetRef" in mapping(obj.get("spec"))]
    own = [scaler_state(obj) for obj in scalers if any(scales(obj, each) for each in found)]
    states = ([pool_state(obj, cluster) for obj in pools], [route_state(obj, cluster) for obj in routes], own)
    wrong = [text for each in made for text in troubles(each, cluster)]
    wrong += [text for each in states for state in each for text in state.troubles]
    charts = (str(below(obj, "metadata", "labels", CHART) or "") for obj in found)
    label, release = str(labels.get(MODEL_LABEL) or ""), next(filter(None, map(_release, found)), "")
    base = _base(cluster, namespace, name)
    changed = max((time for obj in found for time in _times(obj)), default="")
    return ServedModel(
        namespace, name, label, release, next(filter(None, charts), ""), base, changed, made, *states, troubles=wrong
    )


def _is_of(pool: Object, name: str, labels: dict[str, Any]) -> bool:
    """Whether a pool is a model's: by its name, or as it selects the model's pods."""
    selector = mapping(below(pool, "spec", "selector"))
    wanted = mapping(selector.get("matchLabels")) or selector
    return name_of(pool) == f"{name}-inference-pool" or (bool(wanted) and wanted.items() <= labels.items())


def _leads(route: Object, name: str, pools: Iterable[Object]) -> bool:
    """Whether a route is a model's: by its name, or as it leads to one of its pools."""
    names = {name_of(pool) for pool in pools}
    return name_of(route) == f"{name}-http-route" or any(
        backend.get("kind") == "InferencePool" and backend.get("name") in names
        for rule in maps(below(route, "spec", "rules"))
        for backend in maps(rule.get("backendRefs"))
    )


def _base(cluster: LiveObjects, namespace: str, name: str) -> str:
    service = cluster.find("ModelService", namespace, name)
    return str(below(service, "spec", "baseConfigMapRef", "name") or "")


def _times(obj: Object) -> Iterator[str]:
    """When an object was made, and when its rollout last moved."""
    yield str(below(obj, "metadata", "creationTimestamp") or "")
    for each in maps(below(obj, "status", "conditions")):
        if each.get("type") == "Progressing" and each.get("lastUpdateTime"):
            yield str(each["lastUpdateTime"])


def titles(found: Iterable[ServedModel]) -> list[str]:
    """The models by namespace and name."""
    return [f"{model.namespace}/{model.name}" for model in found]
