"""The base config and the ModelService of imported objects, as documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msvc_helm import write
from msvc_helm.api import API_VERSION
from msvc_helm.api.conventions import KEY as CONVENTIONS
from msvc_helm.api.names import Names as Usual
from msvc_helm.api.paths import Parts
from msvc_helm.api.schema import KIND
from msvc_helm.api.workloads import DISAGGREGATED_SET, KINDS, SET_KEY, entries, templates
from msvc_helm.importer import conventions
from msvc_helm.importer.model import FoundModel
from msvc_helm.importer.names import FoundNames
from msvc_helm.importer.natives import bare
from msvc_helm.importer.objects import Item
from msvc_helm.importer.others import with_ports
from msvc_helm.importer.pods import Marks
from msvc_helm.importer.template import text_of
from msvc_helm.importer.workloads import FoundWorkload
from msvc_helm.resources.extra_objects import CLUSTER_WIDE
from msvc_helm.resources.kinds import EXTRA
from msvc_helm.untyped import mapping

CONFIG_MAPS = "configMaps"
API_OF_MAPS = ("v1", "ConfigMap")


@dataclass(frozen=True, slots=True)
class Deployed:
    """What was found: the roles' workloads, the model, other workloads, and what the ModelService is called."""

    items: list[Item]
    roles: Mapping[str, FoundWorkload]
    model: FoundModel
    others: list[FoundWorkload]
    name: str
    namespace: str


def key_of(role: str, workload: FoundWorkload) -> str:
    """The base config's key for a role's workload; empty where it has none for the kind."""
    kind = KINDS.get(workload.item.kind)
    if kind is DISAGGREGATED_SET:
        return SET_KEY if workload.entry == role else ""
    return f"{role}{kind.suffix}" if kind and kind.api_version == workload.item.value["apiVersion"] else ""


def model_service(deployed: Deployed) -> str:
    """The document of the ModelService."""
    model = deployed.model
    routing: dict[str, Any] = {"modelName": model.name}
    if model.ports:
        routing["ports"] = [{"name": name, "port": number} for name, number in model.ports.items()]
    artifacts = {"uri": model.uri} | ({"authSecretName": model.secret} if model.secret else {})
    size = conventions.size(deployed.roles, model)
    artifacts |= {"size": size} if size else {}
    spec = {"baseConfigMapRef": {"name": base_name(deployed)}, "routing": routing, "modelArtifacts": artifacts}
    spec |= {role: _section(role, workload, model) for role, workload in deployed.roles.items()}
    return write.dump({"apiVersion": API_VERSION, "kind": KIND, "metadata": _metadata(deployed), "spec": spec})


def base_name(deployed: Deployed) -> str:
    """The name of the base config's ConfigMap."""
    return f"{deployed.name}-base"


def _metadata(deployed: Deployed, name: str = "") -> dict[str, Any]:
    metadata = {"name": name or deployed.name}
    return {**metadata, "namespace": deployed.namespace} if deployed.namespace else metadata


def _section(role: str, workload: FoundWorkload, model: FoundModel) -> dict[str, Any]:
    """A role's section: `null` replicas where the workload says none, since the API would say one."""
    out: dict[str, Any] = {"replicas": workload.spec.get("replicas")}
    tensor = Marks(role, workload, model).tensor
    return {**out, "parallelism": {"tensor": tensor}} if tensor and tensor > 1 else out


def base_config(deployed: Deployed, over: tuple[str, ...] = (), *, validation: bool = True) -> str:
    """The document of the base config, as a difference to the shipped layers `over` where there are any.

    Without `validation` it makes objects that Kubernetes would refuse.
    """
    variables = {w.item.name: f".{r.capitalize()}DeploymentName" for r, w in deployed.roles.items() if not w.entry}
    names = FoundNames(deployed.name, (item.name for item in deployed.items), variables)
    values = _values(deployed, names, validation=validation)
    if over:
        from msvc_helm.importer.over import over_layers  # rarely asked for

        data = over_layers(values, over, model_service(deployed), names)
    else:
        data = {key: text_of(value) for key, value in values.items()}
    metadata = _metadata(deployed, base_name(deployed))
    return write.dump({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data})


def _values(deployed: Deployed, names: FoundNames, *, validation: bool) -> dict[str, Any]:
    """What the base config's keys say, with variables where the ModelService decides."""
    usual = Usual(deployed.name, deployed.model.name, lambda _: None)
    found = conventions.of(deployed.items, deployed.roles, deployed.model, usual, validation=validation)
    values: dict[str, Any] = {}
    if said := conventions.said(found, names):
        values[CONVENTIONS] = said
    children = found.natives.values()
    others = [i for i in deployed.items if not _is_role(i, deployed) and not found.makes(i) and i not in children]
    if maps := [item for item in others if (item.value["apiVersion"], item.kind) == API_OF_MAPS]:
        values[CONFIG_MAPS] = [_config_map(item, deployed, names) for item in maps]
    for role, workload in deployed.roles.items():
        values[key_of(role, workload)] = _workload(workload.item, role, deployed, found, names)
    for key, item in found.natives.items():
        values[key] = names.marked(bare(key, _other(item, deployed), usual))
    if extra := [item for item in others if item not in maps]:
        values[EXTRA] = [names.marked(found.plain(_other(item, deployed))) for item in extra]
    return values


def _is_role(item: Item, deployed: Deployed) -> bool:
    return any(workload.item is item for workload in deployed.roles.values())


def _placed(value: dict[str, Any], deployed: Deployed) -> dict[str, Any]:
    """An object without the namespace that it gets by itself."""
    metadata = dict(value["metadata"])
    if metadata.get("namespace") == deployed.namespace and value["kind"] not in CLUSTER_WIDE:
        metadata.pop("namespace")
    return {**value, "metadata": metadata}


def _other(item: Item, deployed: Deployed) -> dict[str, Any]:
    """A further object, with variables for what it has of the model."""
    value = with_ports(item, list(deployed.roles.values()), deployed.model)
    for workload in deployed.others:
        if (
            workload.item is item
            and item.kind in KINDS
            and any(s.model == deployed.model.path for s in workload.servers)
        ):
            marks = Marks("", workload, deployed.model)
            for path, pod, _ in templates(value, KINDS[item.kind]):
                value = _put(value, path, marks.pod(pod))
    return _placed(value, deployed)


def _config_map(item: Item, deployed: Deployed, names: FoundNames) -> dict[str, Any]:
    value = {k: v for k, v in _placed(item.value, deployed).items() if k not in ("apiVersion", "kind")}
    return {**value, "metadata": names.marked(value["metadata"], "metadata")}


def _workload(
    item: Item, role: str, deployed: Deployed, found: conventions.FoundConventions, names: FoundNames
) -> dict[str, Any]:
    """The base config's layer of a workload: all but what the ModelService or the conventions say."""
    value = {k: v for k, v in item.value.items() if k not in ("apiVersion", "kind")}
    value["metadata"] = {k: v for k, v in value["metadata"].items() if k not in ("name", "namespace")}
    for path in _numbers(item, deployed):
        value = _put(value, path, {k: v for k, v in _at(value, path).items() if k != "replicas"})
    for path, pod, section in templates(value, KINDS[item.kind]):
        workload = deployed.roles.get(section or role)
        if workload is not None and workload.item is item:
            marks = Marks(section or role, workload, deployed.model)
            value = _put(value, path, names.marked(marks.pod(found.bare(pod)), *map(str, path)))
    value = found.unlabelled(value, role, KINDS[item.kind])
    return value if value.get("metadata") else {k: v for k, v in value.items() if k != "metadata"}


def _numbers(item: Item, deployed: Deployed) -> list[Parts]:
    """Where the replicas are that the ModelService says."""
    if item.kind != DISAGGREGATED_SET.kind:
        return [("spec",)]
    known = [(index, entry) for index, name, entry in entries(item.value) if name in deployed.roles]
    return [("spec", "roles", index, "spec") for index, entry in known if "spec" in entry]


def _at(value: Any, path: Parts) -> dict[str, Any]:
    for part in path:
        value = value[part]
    return mapping(value)


def _put(value: Any, path: Parts, inner: Any) -> Any:
    """A copy of the value with `inner` at the path."""
    if not path:
        return inner
    head, *rest = path
    if isinstance(value, list):
        return [_put(item, tuple(rest), inner) if at == head else item for at, item in enumerate(value)]
    return {**value, head: _put(value[head], tuple(rest), inner)}
