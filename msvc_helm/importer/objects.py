"""The objects to take over, without what a server wrote into them and without those that others make of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from msvc_helm import types, write
from msvc_helm.api import is_modelservice
from msvc_helm.api.metadata import LAST_APPLIED
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import MappingNode, Node, parse, plain
from msvc_helm.read import Document, kind_of
from msvc_helm.untyped import below, mapping, maps

SERVER_METADATA = ("creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid")
SERVER_ANNOTATIONS = (LAST_APPLIED, "deployment.kubernetes.io/revision", "deprecated.daemonset.template.generation")
OF_VOLUMES = ("pv.kubernetes.io/", "volume.kubernetes.io/", "volume.beta.kubernetes.io/")
CLAIM_IN_USE = "kubernetes.io/pvc-protection"
ADDRESSES = ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "healthCheckNodePort")
MADE_BY_THE_CLUSTER = ("Endpoints", "EndpointSlice", "Event", "ControllerRevision", "Lease", "PodMetrics")
ROOT_CA = "kube-root-ca.crt"
HEADLESS = "None"
CREATED = "creationTimestamp"
ABSENT = object()


@dataclass(frozen=True, slots=True)
class Item:
    """One object: its value as it is to be made again, and where it came from."""

    value: dict[str, Any]
    source: str
    document: int
    line: int

    @property
    def kind(self) -> str:
        """Its kind."""
        return str(self.value["kind"])

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.value["metadata"]["name"])

    @property
    def namespace(self) -> str:
        """Its namespace, empty where it names none."""
        return str(self.value["metadata"].get("namespace") or "")

    @property
    def title(self) -> str:
        """`Kind/name`."""
        return f"{self.kind}/{self.name}"

    def problem(self, message: str, path: str = "", hint: str = "", rule: str = "") -> Problem:
        """A problem with the object's place."""
        path = f"{self.title}{f': {path}' if path else ''}"
        return Problem(message, path, self.line, 0, self.source, self.document, hint, rule=rule)


def read(documents: Iterable[Document], warnings: list[Problem]) -> list[Item]:
    """The objects of all documents, in order. Raises InputError with everything that is no object."""
    problems: list[Problem] = []
    found: list[Item] = []
    for document in documents:
        try:
            found += [_item(node, document) for node in document.parse()]
            problems += document.twice
        except InputError as error:
            problems += error.at(source=document.source, document=document.index).problems
    kept = [item for item in found if _is_wanted(item, warnings)]
    out = [replace(item, value=cleaned(item, warnings)) for item in kept]
    problems += _twice(out)
    if problems:
        raise InputError(problems)
    return list({(item.title, item.namespace, item.value["apiVersion"]): item for item in reversed(out)}.values())[::-1]


def _item(node: Node, document: Document) -> Item:
    value = plain(node)
    place = Problem("", "", node.line, node.column, document.source, document.index)
    if not isinstance(value, dict) or not kind_of(node) or not value.get("apiVersion"):
        raise InputError(place._replace(message="expected an object of Kubernetes, found no kind or no apiVersion"))
    if not below(value, "metadata", "name"):
        raise InputError(place._replace(message="required, and not set", path=f"{kind_of(node)}: metadata.name"))
    if is_modelservice(node):
        raise InputError(place._replace(message="this is a ModelService already", hint="msvc-helm generate takes it"))
    return Item(value, document.source, document.index, node.line)


def _is_wanted(item: Item, warnings: list[Problem]) -> bool:
    """Whether an object is to be made again; a warning says which Secrets are not, and why."""
    if item.kind == "Secret":
        message = "a Secret is not taken over; what refers to it still does by its name"
        warnings.append(item.problem(message, rule="secret-left-out"))
        return False
    owned = any(owner.get("controller") for owner in maps(item.value["metadata"].get("ownerReferences")))
    return not (
        owned
        or item.kind in MADE_BY_THE_CLUSTER
        or (item.kind, item.name) in (("ConfigMap", ROOT_CA), ("ServiceAccount", "default"))
    )


def _twice(items: list[Item]) -> Iterator[Problem]:
    seen: dict[tuple[str, str, str, str], Item] = {}
    for item in items:
        key = (str(item.value["apiVersion"]).rpartition("/")[0], item.kind, item.namespace, item.name)
        if key in seen and seen[key].value != item.value:
            yield item.problem(f"given twice with different content, also in {seen[key].source}")
        seen.setdefault(key, item)


def cleaned(item: Item, warnings: list[Problem]) -> dict[str, Any]:
    """An object without status and without what only a server writes; a warning where that may have been wanted."""
    value = item.value
    from_server = any(value["metadata"].get(field) for field in ("uid", "resourceVersion"))
    out = {key: _pods(part) if key == "spec" else part for key, part in value.items() if key != "status"}
    out["metadata"] = _metadata(value["metadata"])
    if out["kind"] == "Service" and from_server:
        out["spec"] = _service(item, _said(value["metadata"]), warnings)
    if out["kind"] == "ServiceAccount" and from_server:
        out.pop("secrets", None)
    if out["kind"] == "PersistentVolumeClaim" and from_server:
        out["spec"] = {k: v for k, v in mapping(out.get("spec")).items() if k != "volumeName"}
    return out


def _pods(value: Any) -> Any:
    """A workload's spec without the empty time of creation that Go prints in pod templates."""
    if isinstance(value, list):
        return [_pods(item) for item in value]
    if not isinstance(value, dict):
        return value
    out = {key: _pods(item) for key, item in value.items()}
    if isinstance(out.get("metadata"), dict) and out["metadata"].get(CREATED, ABSENT) is None:
        del out["metadata"][CREATED]
    return out


def _metadata(metadata: dict[str, Any]) -> dict[str, Any]:
    out = {key: part for key, part in metadata.items() if key not in SERVER_METADATA}
    annotations = mapping(out.get("annotations"))
    kept = {k: v for k, v in annotations.items() if k not in SERVER_ANNOTATIONS and not k.startswith(OF_VOLUMES)}
    if out.get("finalizers") == [CLAIM_IN_USE]:
        del out["finalizers"]
    if len(kept) < len(annotations):
        out["annotations"] = kept
        return out if kept else {key: part for key, part in out.items() if key != "annotations"}
    return out


def _said(metadata: dict[str, Any]) -> str:
    """What somebody once applied, as text; empty where nothing tells."""
    return str(mapping(metadata.get("annotations")).get(LAST_APPLIED) or "")


def _service(item: Item, said: str, warnings: list[Problem]) -> dict[str, Any]:
    """A Service without the addresses and node ports that the cluster chose."""
    spec = mapping(item.value.get("spec"))
    out = {k: v for k, v in spec.items() if k not in ADDRESSES or f'"{k}"' in said}
    if spec.get("clusterIP") == HEADLESS:
        out["clusterIP"] = HEADLESS
    chosen = [str(p["nodePort"]) for p in maps(spec.get("ports")) if "nodePort" in p and not _wanted(p, said)]
    if chosen:
        message = f"node ports that were not requested are omitted: {', '.join(chosen)}"
        warnings.append(item.problem(message, "spec.ports", rule="node-port-left-out"))
    ports = [{k: v for k, v in p.items() if k != "nodePort" or _wanted(p, said)} for p in maps(spec.get("ports"))]
    return {**out, "ports": ports} if ports else out


def _wanted(port: dict[str, Any], said: str) -> bool:
    return f'"nodePort":{port["nodePort"]}' in said.replace(" ", "")


def typed(item: Item, warn: list[Problem]) -> dict[str, Any]:
    """An object in the form in which an expansion prints it: quantities and numbers alike, no nulls.

    Raises InputError where a field is of another type than Kubernetes has it.
    """
    node = parse(write.dump(item.value))
    if not isinstance(node, MappingNode):
        raise TypeError(item.title)
    try:
        if types.kinds().get(item.kind) == item.value["apiVersion"]:
            return types.coerce(node, item.kind, warn.append)
    except InputError as error:
        raise InputError(item.problem(p.message, p.path, str(p.hint)) for p in error.problems) from error
    return {key: plain(value) for key, value in node.items.items()}
