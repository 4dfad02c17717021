"""ModelServices of one run against each other: each of them may be right by itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from msvc_helm.api.names import MODEL_LABEL
from msvc_helm.check.finding import ERROR, WARNING, Rule
from msvc_helm.check.pools import selector
from msvc_helm.check.view import View
from msvc_helm.conflicts import MADE_TWICE, MODEL_TWICE, Broken, Claims, Conflicts, gateways
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping, maps

MODEL_NAME_TWICE = Rule(
    MODEL_TWICE,
    ERROR,
    """Two ModelServices with one model name on one Gateway.

    Why: Which of two answers for one model name is chance.

        routing: # of two ModelServices
          modelName: qwen3
          gatewayRefs: [{name: inference-gateway}]
    """,
)
ROUTE_SHADOWED = Rule(
    "route-shadowed",
    WARNING,
    """Two ModelServices whose routes take the same requests of one Gateway.

    Why: Of two routes for the same requests the older one gets them all.

        rules: # of two ModelServices of different models, on one Gateway, without a header that tells them apart
          - matches: [{path: {type: PathPrefix, value: /v1}}]
    """,
)
PODS_SHARED = Rule(
    "pods-shared",
    ERROR,
    """Two ModelServices of one namespace with pods of the same labels, unless one pool of one model is to have both.

    Why: A pool with the pods of two ModelServices answers for the wrong one.

        routing: # of two ModelServices in one namespace, whose pods get the same label llm-d.ai/model
          modelName: qwen3
    """,
)
OBJECT_MADE_TWICE = Rule(
    MADE_TWICE,
    ERROR,
    """Two objects with the same kind, namespace and name.

    Why: Of two objects of one name the last applied wins. This rule has no off switch.

        configMaps: | # of two ModelServices in one namespace
          - metadata: {name: epp-config} # better {{ .EPPDeploymentName }}-config
    """,
)
ANY = "*"  # stands for no label but the model's


class Wants(Claims):
    """What one ModelService claims, with the requests and the pods that it wants for itself."""

    __slots__ = ("model", "pods", "pooled", "requests")

    def __init__(self, view: View) -> None:
        super().__init__(view.service, (obj for _, obj in view.objects), fields_at_top=view.of_values)
        self.requests = {
            f"{requests} on the Gateway {gateway}{listener}"
            for _, route in view.objects
            if route.get("kind") == "HTTPRoute"
            for gateway, listener in gateways(route)
            for requests in _requests(route)
        }
        self.pods = dict(_pods(view))
        self.model = view.model_name
        self.pooled = bool(view.pools())


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
    selectors = {_pairs(selector(pool)) for _, pool in view.pools()}
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


class Comparison(Conflicts):
    """Takes one ModelService after the other, and tells what an earlier one has already."""

    def __init__(self) -> None:
        super().__init__()
        self._requests: dict[str, str] = {}
        self._pods: dict[str, tuple[str, str, str, bool]] = {}

    def add(self, claims: Claims) -> Iterator[Broken]:
        """What the ModelService wants, and an earlier one too."""
        yield from self._objects(claims)
        rivals = set[str]()
        yield from self._model_names(claims, rivals)
        if isinstance(claims, Wants):
            for rule, message in (*self._shadowed(claims, rivals), *self._shared(claims)):
                if rule not in claims.off:
                    yield rule, claims.name._replace(message=message)

    def _shadowed(self, claims: Wants, rivals: set[str]) -> Iterator[tuple[str, str]]:
        me = claims.title
        for what in sorted(claims.requests):
            other = self._requests.setdefault(what, me)
            if other != me and other not in rivals:
                yield ROUTE_SHADOWED.id, f"{me} and {other} both take {what}: the Gateway gives all to the older route"

    def _shared(self, claims: Wants) -> Iterator[tuple[str, str]]:
        me = claims.title
        for what, selecting in claims.pods.items():
            first = self._pods.setdefault(what, (me, sys.intern(selecting), claims.model, claims.pooled))
            other, theirs, model, pooled = first
            if other != me and (_meet(selecting, theirs) or _meet(theirs, selecting)):
                if model == claims.model and pooled != claims.pooled:  # groups of pods in one pool, on purpose
                    self._pods[what] = (*first[:3], True)
                    continue
                yield (
                    PODS_SHARED.id,
                    f"the pods of {me} and {other} carry the same labels, and what selects one selects both",
                )


def _meet(one: str, other: str) -> bool:
    """Whether something of the one selects pods of the other."""
    selectors, labels = one.partition("|")[0].split(), other.partition("|")[2].split()
    return any(set(wanted.split(",")) <= {*pod.split(","), ANY} for wanted in selectors for pod in labels)
