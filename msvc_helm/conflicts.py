"""ModelServices of one run, and other objects beside them, that want the same thing: an object, a model's name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msvc_helm.api import ModelService, locate
from msvc_helm.api.workloads import LEADER_WORKER_SET
from msvc_helm.errors import Problem
from msvc_helm.goyaml import Node
from msvc_helm.read import kind_of, metadata_of, scalar
from msvc_helm.typed import Any, TypeAlias
from msvc_helm.untyped import below, mapping, maps

MADE_TWICE, MODEL_TWICE = "made-twice", "model-name-twice"  # the rules; what breaks one cannot be applied
REFUSING = (MADE_TWICE, MODEL_TWICE)
NAME = "spec.routing.modelName"
IGNORE = "msvc-helm/ignore"  # annotation of a ModelService: ids of rules, separated by commas
OTHER = "another document of the stream"

Broken: TypeAlias = tuple[str, Problem]
"""The id of a rule that is broken, and how."""

Wanted: TypeAlias = tuple[str, str]
"""An object: its kind with API group and its name, and its namespace."""


def as_warning(rule: str, problem: Problem) -> Problem:
    """The problem as people are told it: with the rule's id, to switch it off by."""
    return problem._replace(message=f"{problem.message} [{rule}]", rule=problem.rule or rule)


class Claims:
    """What one ModelService wants for itself. Small, and can be sent to another process.

    `objects` are those made, and what controllers make of them, each as its kind with API group and its name, and its
    namespace; `models` the model names on Gateways; `off` the rules that the ModelService switches off.
    """

    __slots__ = ("at", "models", "name", "objects", "off", "title")

    def __init__(self, service: ModelService, objects: Iterable[dict[str, Any]], *, fields_at_top: bool = False):
        made = list(objects)
        line, column = locate(service, NAME)
        path = NAME.removeprefix("spec.") if fields_at_top else NAME
        self.at = Problem("", "", line, column, service.source, service.document)
        self.name = self.at._replace(path=path)
        self.title = title(service)
        self.off = ignored(service)
        self.objects = [
            _object(api_version, kind, mapping(obj.get("metadata")))
            for obj in made
            for api_version, kind in _kinds(obj)
        ]
        model = service.spec["routing"]["modelName"]
        routes = [obj for obj in made if obj.get("kind") == "HTTPRoute"]
        self.models = {f'"{model}" on the Gateway {gateway}' for route in routes for gateway, _ in gateways(route)}


def wanted_by(node: Node) -> Iterator[Wanted]:
    """What an object of others takes for itself; nothing where it is no object."""
    metadata = metadata_of(node)
    name, api_version, kind = scalar(metadata, "name"), scalar(node, "apiVersion"), kind_of(node)
    if name and api_version and kind:
        yield _object(api_version, kind, {"name": name, "namespace": scalar(metadata, "namespace")})


def _kinds(obj: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What an object takes for itself: apiVersion and kind, also of what a controller makes of it under its name."""
    own = str(obj.get("apiVersion")), str(obj.get("kind"))
    yield own
    if own == (LEADER_WORKER_SET.api_version, LEADER_WORKER_SET.kind):
        yield "v1", "Service"  # headless: each pod of a group finds its leader by it


def _object(api_version: str, kind: str, metadata: dict[str, Any]) -> Wanted:
    group = api_version.rpartition("/")[0]
    return f"{kind}{group and '.'}{group} {metadata.get('name')}", metadata.get("namespace") or ""


def gateways(route: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The Gateways of a route, as namespace/name, each with the listener that is meant, if one is."""
    own = mapping(route.get("metadata")).get("namespace", "")
    for parent in maps(below(route, "spec", "parentRefs")):
        listener = parent.get("sectionName") or parent.get("port")
        yield (
            f"{parent.get('namespace') or own}/{parent.get('name', '')}",
            f" (listener {listener})" if listener else "",
        )


class Conflicts:
    """Takes the claims of one ModelService after the other, and tells what an earlier one has already.

    An object without a namespace goes to that of the release, which may be any. Each object is told to conflict with
    one other, so that a stream of a thousand of one name has a thousand problems, and not half a million.
    """

    def __init__(self) -> None:
        self._makers: dict[str, dict[str, str] | tuple[str, str]] = {}  # by object: who makes it in which namespace
        self._models: dict[str, str] = {}

    def add(self, claims: Claims) -> Iterator[Broken]:
        """What the ModelService wants, and an earlier one too."""
        yield from self._objects(claims)
        yield from self._model_names(claims, set())

    def passing(self, wanted: Wanted) -> Iterator[Broken]:
        """The same for an object that is nobody's child. Two of those are not this program's business."""
        what, namespace = wanted
        maker = self._maker(what, namespace, OTHER)
        if maker:
            yield MADE_TWICE, Problem(f"{maker} makes {_full(what, namespace)}, and so does {OTHER}")

    def _objects(self, claims: Claims) -> Iterator[Broken]:
        own: set[tuple[str, str]] = set()
        for what, namespace in claims.objects:
            if (what, namespace) in own:
                also = "extraObjects of its base config has it as well: remove it there"
            else:
                maker = self._maker(what, namespace, claims.title)
                if not maker:
                    own.add((what, namespace))
                    continue
                also = f"so does {maker if maker != claims.title else 'another ModelService of this name'}"
            yield (
                MADE_TWICE,
                claims.at._replace(message=f"{claims.title} makes {_full(what, namespace)}, and {also}"),
            )

    def _maker(self, what: str, namespace: str, maker: str) -> str:
        """Who else makes an object, empty for nobody; takes note that `maker` does."""
        found = self._makers.get(what)
        if found is None:
            self._makers[what] = (namespace, maker)
            return ""
        if isinstance(found, tuple):
            found = self._makers[what] = dict([found])
        here = found.get(namespace, "")
        if maker == here == OTHER:
            return ""
        other = here if here and not maker == here == OTHER else _apart(found, namespace, maker)
        if not here or here == OTHER:
            found[namespace] = maker
        return other

    def _model_names(self, claims: Claims, rivals: set[str]) -> Iterator[Broken]:
        """One model name on one Gateway belongs to one ModelService; whom it belongs to is added to `rivals`."""
        for what in sorted(claims.models):
            other = self._models.setdefault(what, claims.title)
            if other != claims.title:
                rivals.add(other)
                if MODEL_TWICE not in claims.off:
                    message = f"{claims.title} and {other} both serve the model name {what}"
                    yield MODEL_TWICE, claims.name._replace(message=message)


def _apart(found: dict[str, str], namespace: str, maker: str) -> str:
    """Who makes an object in a namespace that may be the same, since one of the two is not known."""
    others = [found[""]] if namespace and "" in found else found.values() if not namespace else ()
    return next((other for other in others if not maker == other == OTHER), "")


def _full(what: str, namespace: str) -> str:
    kind, _, name = what.rpartition(" ")
    return f"{kind} {namespace}/{name}"


def ignored(service: ModelService) -> frozenset[str]:
    """The rules that the ModelService's annotation switches off."""
    return frozenset(filter(None, map(str.strip, service.annotations.get(IGNORE, "").split(","))))


def title(service: ModelService) -> str:
    """`ModelService namespace/name`."""
    return f"ModelService {service.namespace}/{service.name}" if service.namespace else f"ModelService {service.name}"
