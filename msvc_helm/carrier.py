"""The carrier document: how the chart hands a ModelService, its base config and the cluster's facts to msvc-post."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from collections.abc import Callable, Mapping

from msvc_helm.baseconfig import BaseConfig
from msvc_helm.configmap import from_config_map, from_document
from msvc_helm.errors import InputError, Problem
from msvc_helm.expand import expand, objects
from msvc_helm.goyaml import Mapping as MappingNode
from msvc_helm.goyaml import Node, Scalar, parse, plain
from msvc_helm.immutable import refuse_changes
from msvc_helm.merge import Object
from msvc_helm.read import scalar
from msvc_helm.resources.children import GIE_GROUPS, gie_version
from msvc_helm.resources.context import ROLES, Options
from msvc_helm.spec import ModelService
from msvc_helm.spec.autoscaling import load_autoscaling
from msvc_helm.typed import Any, NamedTuple

# No cluster serves this: when --post-renderer is forgotten Helm refuses before it touches anything, and its message
# ("no matches for kind … in version …") says what is missing.
GROUP = "missing-post-renderer-msvc-post/"
API_VERSION = GROUP + "v1"
KIND = "ModelServiceCarrier"


# How a base config is given to the chart.
BASE_WAYS = (
    "give one in the values (preset, baseConfig, baseConfigMapRef) or with --set-file baseConfigFile=FILE, "
    "which every helm upgrade needs again"
)
NOTHING: Mapping[str, Any] = {}


class Carried(NamedTuple):
    """What one carrier holds. `base` is None when the chart had none or left it to be found by reference.

    `live_replicas` are the running numbers of roles that an autoscaler owns, `live_objects` what the release has in the
    cluster, `labels` and `annotations` are for the children's metadata.
    """

    service: Node
    base: BaseConfig | None
    options: Options
    labels: Mapping[str, str] = NOTHING
    annotations: Mapping[str, str] = NOTHING
    live_replicas: Mapping[str, int] = NOTHING
    autoscaling: object = None
    live_objects: tuple[Object, ...] = ()

    def children(self, service: ModelService, base: BaseConfig | None, warn: Callable[[Problem], None]) -> Object:
        """The children of what is carried, by key.

        Raises InputError as the expansion does, and where a field would change that is immutable in the cluster.
        """
        scaling = load_autoscaling(self.autoscaling, written_replicas(service))
        out = expand(service, base, self.options, warn, scaling)
        for role in scaling:
            if f"{role}Deployment" not in out:
                raise InputError(Problem(f"there is no {role} to scale", f"autoscaling.{role}"))
        _keep_live_replicas(out, self.live_replicas)
        if self.live_objects:
            refuse_changes(self.live_objects, objects(out, tuple(out)))
        return out

    def decorate(self, obj: Object) -> None:
        """Add metadata that the object does not set itself; never to a selector or a pod template."""
        metadata = obj["metadata"]
        for field, extra in (("labels", self.labels), ("annotations", self.annotations)):
            if extra:
                metadata[field] = {**extra, **(metadata.get(field) or {})}


def is_carrier(node: Node) -> bool:
    """Whether the document is one of the chart's carriers; raises InputError for those of another chart version."""
    if scalar(node, "kind") != KIND:
        return False
    found = scalar(node, "apiVersion")
    if found.startswith(GROUP) and found != API_VERSION:
        hint = "install the msvc-helm that belongs to the chart"
        raise InputError(Problem(f"expected {API_VERSION}, found {found}", "apiVersion", node.line, hint=hint))
    return found == API_VERSION


def unpack(node: Node, options: Options, *, source: str, document: int) -> Carried:
    """What the carrier holds; options given to msvc-post itself stand where the carrier has none."""
    service = node.items.get("modelService") if isinstance(node, MappingNode) else None
    if not isinstance(node, MappingNode) or service is None:
        problem = Problem("a carrier without modelService; was it edited by hand?", "modelService", node.line)
        raise InputError(problem.at(source=source, document=document))
    about = {key: plain(value) for key, value in node.items.items() if key not in ("modelService", "baseConfig")}
    child = _map(about.get("childMetadata"))
    return Carried(
        service,
        _base(node.items.get("baseConfig"), source, document),
        _options(_map(about.get("options")), options, _map(about.get("capabilities"))),
        _strings(child.get("labels")),
        _strings(child.get("annotations")),
        {role: n for role, n in _map(about.get("liveReplicas")).items() if role in ROLES and isinstance(n, int)},
        about.get("autoscaling"),
        tuple(entry for entry in _list(about.get("liveObjects")) if isinstance(entry, dict)),
    )


def written_replicas(service: ModelService) -> dict[str, int]:
    """The number of pods that the ModelService itself writes, by role; defaults are nobody's wish."""
    spec = service.root.items.get("spec") if isinstance(service.root, MappingNode) else None
    out: dict[str, int] = {}
    for role in ROLES:
        section = spec.items.get(role) if isinstance(spec, MappingNode) else None
        if (
            isinstance(section, MappingNode)
            and "replicas" in section.items
            and service.spec[role].get("replicas") is not None
        ):
            out[role] = service.spec[role]["replicas"]
    return out


def _keep_live_replicas(children: Object, live: Mapping[str, int]) -> None:
    """Where an autoscaler owns the number and the Deployment runs, its live count is written.

    Leaving it out would make Helm 3 fall back to one replica when an earlier revision had written a number.
    """
    for role in ROLES:
        spec = (children.get(f"{role}Deployment") or {}).get("spec")
        if role in live and spec is not None and "replicas" not in spec:
            spec["replicas"] = live[role]


def _base(node: Node | None, source: str, document: int) -> BaseConfig | None:
    """The base config that travels along: templates under `data`, or a whole ConfigMap as text."""
    if not isinstance(node, MappingNode):
        return None
    name = scalar(node, "source") or source
    text = node.items.get("configMap")
    if isinstance(text, Scalar) and isinstance(text.value, str):
        try:
            return from_config_map(parse(text.value), text.value.encode(), source=name)
        except InputError as error:
            raise error.at(source=name) from error
    if "data" not in node.items:
        return None
    return from_document(node, source=name, document=document)


def served(apis: object) -> str:
    """The Inference Extension that a cluster serves, the newer of two; nothing when it serves none or is not known."""
    known = apis if isinstance(apis, list) else []
    return next((version for version, group in GIE_GROUPS.items() if f"{group}/{version}" in known), "")


def _options(carried: dict[str, Any], given: Options, cluster: dict[str, Any]) -> Options:
    return given._replace(
        epp_cluster_role=carried.get("eppClusterRole") or given.epp_cluster_role,
        epp_pull_secrets=tuple(carried.get("eppPullSecrets") or given.epp_pull_secrets),
        pd_pull_secrets=tuple(carried.get("pdPullSecrets") or given.pd_pull_secrets),
        inference_objective=carried.get("inferenceObjective") is True or given.inference_objective,
        kube_version=str(cluster.get("kubeVersion") or given.kube_version),
        gie=gie_version(str(carried.get("gie")), served(cluster.get("apiVersions")) or given.gie),
    )


def _map(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _strings(value: object) -> dict[str, str]:
    return {str(k): str(v) for k, v in _map(value).items() if v is not None}
