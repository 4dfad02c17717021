"""References from one namespace into another."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.finding import ERROR, INFO, Found, Location, rule
from msvc_helm.check.routes import backends
from msvc_helm.check.view import View
from msvc_helm.typed import Any
from msvc_helm.untyped import below, maps

GATEWAY_GROUP = "gateway.networking.k8s.io"


@rule("route-namespace", ERROR)
def backend_elsewhere(view: View) -> Iterator[Found]:
    """Backends of this model that the route refers to in another namespace.

    Why: The object does not exist in that namespace, and no ReferenceGrant allows the route to use one.

        backendRefs:
          - {group: inference.networking.k8s.io, kind: InferencePool, name: qwen3-inference-pool, namespace: other}
    """
    for spot, backend in _abroad(view):
        made = _made(view, backend)
        if made and below(made, "metadata", "namespace") != backend["namespace"]:
            what = f'{_kind(backend)} "{backend.get("name")}"'
            message = f'the route seeks the {what} in the namespace "{backend["namespace"]}", where nothing makes it'
            hint = f"leave out the namespace: it is made in {f'{home!r}' if (home := view.namespace) else 'this one'}"
            yield Found(message, spot, f"{hint}; another one would need a ReferenceGrant that lets the route use it")


def _made(view: View, backend: dict[str, Any]) -> dict[str, Any] | None:
    """What is made here under the backend's name, the one in its namespace first."""
    named = [o for _, o in view.of_kind(_kind(backend)) if below(o, "metadata", "name") == backend.get("name")]
    there = (o for o in named if below(o, "metadata", "namespace") == backend["namespace"])
    return next(there, named[0] if named else None)


@rule("needs-reference-grant", INFO)
def grants(view: View) -> Iterator[Found]:
    """ReferenceGrants for backends in other namespaces.

    Why: Without the grant a route cannot use a backend in another namespace.

        backendRefs:
          - {group: inference.networking.k8s.io, kind: InferencePool, name: shared-pool, namespace: others}
    """
    seen: set[str] = set()
    for spot, backend in _abroad(view):
        kind, name, there = _kind(backend), backend.get("name"), backend["namespace"]
        text = f'{kind} "{name}" in the namespace "{there}"'
        made = _made(view, backend)
        if text not in seen and not (made and below(made, "metadata", "namespace") != there):
            seen.add(text)
            yield Found(f"{text} must exist, and a ReferenceGrant there that lets this route use it", spot)


def _abroad(view: View) -> Iterator[tuple[Location, dict[str, Any]]]:
    """The backends in other namespaces for which no grant is made here."""
    for spot, backend in backends(view):
        there = backend.get("namespace")
        if there and there != view.namespace and isinstance(there, str) and not _granted(view, backend):
            yield spot, backend


def _kind(backend: dict[str, Any]) -> str:
    return str(backend.get("kind") or "Service")


def _granted(view: View, backend: dict[str, Any]) -> bool:
    for _, grant in view.of_kind("ReferenceGrant"):
        if below(grant, "metadata", "namespace") != backend["namespace"]:
            continue
        given = any(
            (entry.get("group"), entry.get("kind")) == (GATEWAY_GROUP, "HTTPRoute")
            and entry.get("namespace") in (view.namespace, None)
            for entry in maps(below(grant, "spec", "from"))
        )
        if given and any(_covers(entry, backend) for entry in maps(below(grant, "spec", "to"))):
            return True
    return False


def _covers(entry: dict[str, Any], backend: dict[str, Any]) -> bool:
    """Whether a grant's entry is for the backend: all of the kind where it names none."""
    same = (entry.get("group") or "", entry.get("kind")) == (backend.get("group") or "", _kind(backend))
    return same and entry.get("name") in (None, "", backend.get("name"))
