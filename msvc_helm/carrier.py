"""The carrier document: how the chart hands a ModelService, its base config and the cluster's facts to msvc-post."""

from __future__ import annotations

from msvc_helm.api.roles import ROLES
from msvc_helm.baseconfig import BaseConfig
from msvc_helm.configmap import from_config_map, from_document
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import MappingNode, Node, ScalarNode, SequenceNode, parse, plain
from msvc_helm.options import from_values
from msvc_helm.read import scalar
from msvc_helm.request import Request
from msvc_helm.resources.context import Options
from msvc_helm.resources.kinds import GIE_GROUPS
from msvc_helm.typed import Any
from msvc_helm.untyped import mapping, maps, strings

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


def is_carrier(node: Node) -> bool:
    """Whether the document is one of the chart's carriers; raises InputError for those of another chart version."""
    if scalar(node, "kind") != KIND:
        return False
    found = scalar(node, "apiVersion")
    if found.startswith(GROUP) and found != API_VERSION:
        hint = "install the msvc-helm that belongs to the chart"
        raise InputError(Problem(f"expected {API_VERSION}, found {found}", "apiVersion", node.line, hint=hint))
    return found == API_VERSION


def unpack(node: Node, options: Options, *, source: str, document: int) -> Request:
    """What the carrier asks for; options given to msvc-post itself apply where the carrier has none."""
    service = node.items.get("modelService") if isinstance(node, MappingNode) else None
    if not isinstance(node, MappingNode) or service is None:
        problem = Problem("a carrier without modelService; was it edited by hand?", "modelService", node.line)
        raise InputError(problem.at(source=source, document=document))
    about = {key: plain(value) for key, value in node.items.items() if key not in ("modelService", "baseConfig")}
    child = mapping(about.get("childMetadata"))
    live = mapping(about.get("liveReplicas"))
    known, warnings = _options(mapping(about.get("options")), options, mapping(about.get("capabilities")))
    carried = node.items.get("baseConfig")
    return Request(
        service,
        known,
        source,
        document,
        base=_base(carried, source, document),
        ways=BASE_WAYS,
        labels=strings(child.get("labels")),
        annotations=strings(child.get("annotations")),
        live_replicas={role: n for role, n in live.items() if role in ROLES and isinstance(n, int)},
        autoscaling=about.get("autoscaling"),
        live_objects=tuple(maps(about.get("liveObjects"))),
        warnings=tuple(warnings),
        under=tuple(base for each in _items(carried, "under") if (base := _base(each, source, document))),
        layers=_layers(carried, source, document),
    )


def _items(node: Node | None, key: str) -> list[Node]:
    found = node.items.get(key) if isinstance(node, MappingNode) else None
    return found.items if isinstance(found, SequenceNode) else []


def _layers(node: Node | None, source: str, document: int) -> dict[str, BaseConfig]:
    """The layers that came along, by the names that base configs extend them by."""
    found = node.items.get("layers") if isinstance(node, MappingNode) else None
    entries = found.items.items() if isinstance(found, MappingNode) else ()
    return {name: base for name, each in entries if (base := _base(each, source, document))}


def _base(node: Node | None, source: str, document: int) -> BaseConfig | None:
    """A base config that travels along: templates under `data`, or a whole ConfigMap as text; None for neither."""
    if not isinstance(node, MappingNode) or not ("data" in node.items or "configMap" in node.items):
        return None
    name = scalar(node, "source") or source
    text = node.items.get("configMap")
    if isinstance(text, ScalarNode) and isinstance(text.value, str):
        try:
            return from_config_map(parse(text.value, alone=True), text.value.encode(), source=name)
        except InputError as error:
            raise error.at(source=name) from error
    if "data" not in node.items:
        return None
    return from_document(node, source=name, document=document)


def served(apis: object) -> str:
    """The Inference Extension that a cluster serves, the newer of two; nothing when it serves none or is not known."""
    known = apis if isinstance(apis, list) else []
    return next((version for version, group in GIE_GROUPS.items() if f"{group}/{version}" in known), "")


def _options(carried: dict[str, Any], given: Options, cluster: dict[str, Any]) -> tuple[Options, list[Problem]]:
    options, warnings = from_values(
        lambda path: carried.get(path.rpartition(".")[2]), given, served(cluster.get("apiVersions"))
    )
    return options._replace(kube_version=str(cluster.get("kubeVersion") or given.kube_version)), warnings
