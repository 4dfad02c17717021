"""Further objects that a base config has keys for: those that bear the names and labels which msvc-helm gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msvc_helm.api.names import Names as Usual
from msvc_helm.api.roles import PICKER, SERVICES, WORKLOADS
from msvc_helm.importer.objects import Item
from msvc_helm.importer.workloads import FoundWorkload
from msvc_helm.resources.children import children
from msvc_helm.resources.kinds import GIE_DEFAULT
from msvc_helm.untyped import below, mapping

Path = tuple[str, ...]
LABELS, SELECTOR = ("metadata", "labels"), ("spec", "selector")
POD = ("spec", "template", "spec")
EPP, POOL, ROUTE = WORKLOADS[PICKER], "inferencePool", "httpRoute"


def natives(items: list[Item], roles: Mapping[str, FoundWorkload], usual: Usual) -> dict[str, Item]:
    """The objects by the base config's key."""
    out: dict[str, Item] = {}
    for key, name in _names(roles, usual):
        kind = children(GIE_DEFAULT)[key]
        found = (i for i in items if (i.kind, i.name, i.value["apiVersion"]) == (kind.kind, name, kind.api_version))
        item = next(found, None)
        if item is not None and all(_says(item.value, path, what) for path, what in added(key, usual)):
            out[key] = item
    if EPP not in out:
        out.pop(SERVICES[PICKER], None)
    return out


def _names(roles: Mapping[str, FoundWorkload], usual: Usual) -> Iterator[tuple[str, str]]:
    yield from ((SERVICES[role], usual.service(role)) for role in roles)
    yield EPP, usual.epp_deployment
    yield SERVICES[PICKER], usual.epp_service
    yield POOL, usual.inference_pool
    yield ROUTE, usual.http_route


def added(key: str, usual: Usual) -> list[tuple[Path, Any]]:
    """What such a child gets by itself: where, and what, the entries of a map or a text."""
    picker = usual.epp_labels()
    of_pods = (*POD[:-1], "metadata", "labels")
    table: dict[str, list[tuple[Path, Any]]] = {
        SERVICES["prefill"]: [(SELECTOR, usual.role_labels("prefill"))],
        SERVICES["decode"]: [(SELECTOR, usual.role_labels("decode"))],
        EPP: [
            (LABELS, picker),
            ((*SELECTOR, "matchLabels"), picker),
            (of_pods, picker),
            ((*POD, "serviceAccountName"), usual.epp_service_account),
        ],
        SERVICES[PICKER]: [(LABELS, picker), (SELECTOR, picker)],
        POOL: [
            ((*SELECTOR, "matchLabels"), usual.common_labels()),
            (("spec", "endpointPickerRef", "name"), usual.epp_service),
        ],
        ROUTE: [],
    }
    return table[key]


def bare(key: str, value: dict[str, Any], usual: Usual) -> dict[str, Any]:
    """The object as a base config says it, without what it gets by itself."""
    out = {k: v for k, v in value.items() if k not in ("apiVersion", "kind")}
    out["metadata"] = {k: v for k, v in out["metadata"].items() if k not in ("name", "namespace")}
    for path, what in added(key, usual):
        out = _without(out, path, what)
    return out if out.get("metadata") else {k: v for k, v in out.items() if k != "metadata"}


def _says(value: dict[str, Any], path: Path, what: Any) -> bool:
    found = below(value, *path)
    return what.items() <= mapping(found).items() if isinstance(what, dict) else bool(found == what)


def _without(value: dict[str, Any], path: Path, what: Any) -> dict[str, Any]:
    """A copy without what is at the path; maps that are empty then are gone."""
    head, *rest = path
    if rest:
        inner: Any = _without(value[head], tuple(rest), what)
    else:
        inner = {k: v for k, v in value[head].items() if k not in what} if isinstance(what, dict) else {}
    out = {**value, head: inner}
    return out if inner else {k: v for k, v in out.items() if k != head}
