"""Two ModelServices of one stream that get in each other's way."""

from __future__ import annotations

from msvc_helm.errors import Problem
from msvc_helm.formats import identity
from msvc_helm.goyaml import Mapping, Node
from msvc_helm.read import Document, kind_of, scalar
from msvc_helm.spec import ModelService
from msvc_helm.typed import Any

OTHER = "another document of the stream"


class Clashes:
    """Takes note of every object of a stream and of the model names on each Gateway; `problems` are the clashes.

    An object without a namespace goes to that of the release, which may be any. Each object is told to clash with one
    other, so that a stream of a thousand of one name has a thousand problems, and not half a million.
    """

    __slots__ = ("_makers", "_models", "problems")

    def __init__(self) -> None:
        self._makers: dict[str, dict[str, dict[str, None]]] = {}  # by kind and name: by namespace, each maker once
        self._models: dict[str, str] = {}
        self.problems: list[Problem] = []

    def passing(self, node: Node) -> None:
        """An object that passes through. Two of those are not this program's business."""
        metadata = node.items.get("metadata") if isinstance(node, Mapping) else None
        name, api_version = scalar(metadata, "name"), scalar(node, "apiVersion")
        if name and api_version and kind_of(node):
            place = {"name": name, "namespace": scalar(metadata, "namespace")}
            self._note({"apiVersion": api_version, "kind": kind_of(node), "metadata": place}, OTHER, Problem(""))

    def made(self, service: ModelService, objects: list[dict[str, Any]], document: Document) -> None:
        """The objects of one ModelService."""
        maker = title(service)
        at = Problem("", source=document.source, document=document.index)
        for obj in objects:
            self._note(obj, maker, at)
            if obj["kind"] == "HTTPRoute":
                self._route(service, obj, maker, at)

    def _note(self, obj: dict[str, Any], maker: str, at: Problem) -> None:
        namespace = obj["metadata"].get("namespace") or ""
        nowhere = {**obj, "metadata": {"name": obj["metadata"].get("name")}}
        found = self._makers.setdefault(identity(nowhere), {})
        if maker == OTHER and OTHER in found.get(namespace, ()):
            return
        beside = next((other for other in found.get(namespace, ()) if not maker == other == OTHER), None)
        apart = found.values() if not namespace else [found.get("", {})]
        other = beside or next((other for makers in apart for other in makers if other != maker), None)
        if other is not None:
            self._twice(identity(obj), maker, other, at)
        found.setdefault(namespace, {})[maker] = None

    def _route(self, service: ModelService, route: dict[str, Any], maker: str, at: Problem) -> None:
        """One model name on one Gateway belongs to one ModelService: which one answers would be chance."""
        model = service.spec["routing"]["modelName"]
        own_namespace = route["metadata"].get("namespace", "")
        for parent in (route.get("spec") or {}).get("parentRefs") or []:
            gateway = f"{parent.get('namespace') or own_namespace}/{parent.get('name', '')}"
            other = self._models.setdefault(f"{gateway} {model}", maker)
            if other != maker:
                message = f'{maker} and {other} both serve the model name "{model}" on the Gateway {gateway}'
                self.problems.append(Problem(message, "spec.routing.modelName", 0, 0, at.source, at.document))

    def _twice(self, who: str, one: str, other: str, at: Problem) -> None:
        if one == OTHER:
            one, other = other, one
        message = f"{one} makes {who}, and so does {other if other != one else 'the same ModelService'}"
        self.problems.append(Problem(message, source=at.source, document=at.document))


def title(service: ModelService) -> str:
    """`ModelService namespace/name`."""
    return f"ModelService {service.namespace}/{service.name}" if service.namespace else f"ModelService {service.name}"
