"""ModelServices of one run against each other: what each of them alone says may be well."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from msvc_helm.check.finding import below, mapping, maps
from msvc_helm.check.pools import POOL, selector
from msvc_helm.check.view import View
from msvc_helm.clashes import title
from msvc_helm.errors import Problem
from msvc_helm.spec import locate
from msvc_helm.spec.names import MODEL_LABEL
from msvc_helm.typed import Any

MODEL_TWICE, ROUTE_SHADOWED, PODS_SHARED, MADE_TWICE = "model-name-twice", "route-shadowed", "pods-shared", "made-twice"

NAME = "spec.routing.modelName"
ANY = "*"  # stands for no label but the model's


class Claims:
    """What one ModelService wants for itself: model names on Gateways, requests, pods. Small, and can be sent."""

    __slots__ = ("models", "off", "place", "pods", "requests", "title")

    def __init__(self, view: View, off: frozenset[str]) -> None:
        service = view.service
        line, column = locate(service, NAME)
        path = NAME.removeprefix("spec.") if view.of_values else NAME
        self.off = off
        self.title = title(service)
        self.place = Problem("", path, line, column, service.source, service.document)
        routes = [obj for _, obj in view.objects if obj.get("kind") == "HTTPRoute"]
        self.models = {
            f'"{view.model_name}" on the Gateway {gateway}' for r in routes for gateway, _ in _parents(r, view)
        }
        self.requests = {
            f"{requests} on the Gateway {gateway}{listener}"
            for route in routes
            for gateway, listener in _parents(route, view)
            for requests in _requests(route)
        }
        self.pods = dict(_pods(view))


def _parents(route: dict[str, Any], view: View) -> Iterator[tuple[str, str]]:
    """The Gateways of a route, each with the listener that is meant, if one is."""
    for parent in maps(below(route, "spec", "parentRefs")):
        listener = parent.get("sectionName") or parent.get("port")
        gateway = f"{parent.get('namespace') or view.namespace}/{parent.get('name', '')}"
        yield gateway, f" (listener {listener})" if listener else ""


def _requests(route: dict[str, Any]) -> Iterator[str]:
    """Which requests each match of a route takes, in words that are the same for the same requests."""
    hosts = below(route, "spec", "hostnames")
    host = " or ".join(sorted(map(str, hosts))) if isinstance(hosts, list) and hosts else "any host"
    for rule in maps(below(route, "spec", "rules")):
        for match in maps(rule.get("matches")) or [{}]:
            path = mapping(match.get("path"))
            named = [*maps(match.get("headers")), *maps(match.get("queryParams"))]
            words = [str(match.get("method") or ""), f"{path.get('type', 'PathPrefix')} {path.get('value', '/')}"]
            words += sorted(f"{n.get('name')}={n.get('value')}" for n in named)
            yield f"{' '.join(filter(None, words))} of {host}"


def _pods(view: View) -> Iterator[tuple[str, str]]:
    """By namespace and model label, since only there can two meet: what selects pods, and the pods' labels, as text.

    The label itself is left out: the text is the same for most ModelServices, and kept once.
    """
    selectors = {_pairs(selector(view.child(POOL)))} if view.child(POOL) else set[str]()
    for _, obj in view.objects:
        found = mapping(below(obj, "spec", "selector"))
        if obj.get("kind") == "Service" and any(pod.role for pod in view.selected(found)):
            selectors.add(_pairs(found))
    labels = {_pairs(pod.labels) for pod in view.roles}
    for pod in view.roles:
        yield (
            f"{view.namespace} {pod.labels.get(MODEL_LABEL)}",
            f"{' '.join(sorted(selectors))}|{' '.join(sorted(labels))}",
        )


def _pairs(labels: dict[str, Any]) -> str:
    return ",".join(sorted(f"{key}={value}" for key, value in labels.items() if key != MODEL_LABEL)) or ANY


class Comparison:
    """Takes one ModelService after the other, and tells what an earlier one has already."""

    __slots__ = ("_makers", "_models", "_pods", "_requests")

    def __init__(self) -> None:
        self._models: dict[str, str] = {}
        self._requests: dict[str, str] = {}
        self._pods: dict[str, tuple[str, str]] = {}
        self._makers: dict[str, str] = {}

    def add(self, claims: Claims, identities: Iterable[str] = ()) -> Iterator[tuple[str, Problem]]:
        """The ids of the rules that are broken, each with the problem; `identities` are those of the objects made."""
        for rule, message in (*self._routing(claims), *self._shared(claims), *self._made(claims.title, identities)):
            if rule not in claims.off:
                yield rule, claims.place._replace(message=message)

    def _routing(self, claims: Claims) -> Iterator[tuple[str, str]]:
        me, rivals = claims.title, set[str]()
        for what in sorted(claims.models):
            other = self._models.setdefault(what, me)
            if other != me:
                rivals.add(other)
                yield MODEL_TWICE, f"{me} and {other} both serve the model {what}"
        for what in sorted(claims.requests):
            other = self._requests.setdefault(what, me)
            if other != me and other not in rivals:
                yield ROUTE_SHADOWED, f"{me} and {other} both take {what}: the Gateway gives all to the older route"

    def _shared(self, claims: Claims) -> Iterator[tuple[str, str]]:
        me = claims.title
        for what, selecting in claims.pods.items():
            other, theirs = self._pods.setdefault(what, (me, sys.intern(selecting)))
            if other != me and (_meet(selecting, theirs) or _meet(theirs, selecting)):
                yield (
                    PODS_SHARED,
                    f"the pods of {me} and {other} carry the same labels, and what selects one selects both",
                )

    def _made(self, me: str, identities: Iterable[str]) -> Iterator[tuple[str, str]]:
        own: set[str] = set()
        for who in identities:
            if who in own:
                yield (
                    MADE_TWICE,
                    f"{me} makes {who}, and extraObjects of its base config has it as well: remove it there",
                )
            elif who in self._makers:
                yield MADE_TWICE, f"{me} makes {who}, and so does {self._makers[who]}: the last one applied wins"
            own.add(who)
            self._makers.setdefault(who, me)


def _meet(one: str, other: str) -> bool:
    """Whether something of the one selects pods of the other."""
    selectors, labels = one.partition("|")[0].split(), other.partition("|")[2].split()
    return any(set(wanted.split(",")) <= {*pod.split(","), ANY} for wanted in selectors for pod in labels)
