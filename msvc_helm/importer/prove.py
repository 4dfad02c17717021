"""The proof of an import: what the result expands to is compared with the objects that came in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msvc_helm.api.paths import Parts, path_of
from msvc_helm.bases import Bases, Candidate
from msvc_helm.errors import InputError, Problem
from msvc_helm.expand import objects
from msvc_helm.importer.objects import Item, typed
from msvc_helm.pipeline import Expansion, expand_request, of_modelservice
from msvc_helm.read import Document
from msvc_helm.resources.context import Options
from msvc_helm.resources.extra_objects import CLUSTER_WIDE
from msvc_helm.write import as_json

Object = dict[str, Any]
SHOWN = 80  # characters of a value


def prove(service: str, base: str, items: list[Item], namespace: str) -> list[Problem]:
    """Expand both documents and compare; what Kubernetes would refuse in the objects.

    Raises InputError with every difference, by object and field.
    """
    expansion = _expanded(service, base)
    made = {_key(obj): obj for obj in objects(expansion.children, tuple(expansion.children))}
    problems: list[Problem] = []
    for item in items:
        found: list[Problem] = []
        wanted = _placed(typed(item, found), namespace)
        problems += [item.problem(p.message, p.path, str(p.hint)) for p in found]
        again = made.pop(_key(wanted), None)
        if again is None:
            problems.append(item.problem("is not made again"))
        else:
            problems += [item.problem(message, path_of(parts)) for parts, message in differences(wanted, again)]
    problems += [
        Problem("would be made, and is not among the objects", f"{o['kind']}/{o['metadata']['name']}")
        for o in made.values()
    ]
    if problems:
        raise InputError(problems)
    return expansion.refused


def _expanded(service: str, base: str) -> Expansion:
    """What both documents make."""
    document, config = (Document(name, 1, 1, text.encode()) for name, text in ((SERVICE, service), (BASE, base)))
    bases = Bases((Candidate(config.parse()[0], config),))
    return expand_request(of_modelservice(document.parse()[0], document, Options()), bases, lambda _: None)


SERVICE, BASE = "modelservice.yaml", "baseconfig.yaml"


def _placed(value: Object, namespace: str) -> Object:
    """The object in the namespace that it gets."""
    if not namespace or value["kind"] in CLUSTER_WIDE or value["metadata"].get("namespace"):
        return value
    return {**value, "metadata": {**value["metadata"], "namespace": namespace}}


def _key(obj: Object) -> tuple[str, ...]:
    metadata = obj["metadata"]
    return str(obj["apiVersion"]), str(obj["kind"]), str(metadata.get("namespace") or ""), str(metadata["name"])


def differences(before: Any, after: Any, at: Parts = ()) -> Iterator[tuple[Parts, str]]:
    """Each field that differs, with what is wrong; null is as good as nothing."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            if key == "metadata" and not before.get(key) and not after.get(key):
                continue  # a pod template's, which may be empty or left out
            yield from differences(before.get(key), after.get(key), (*at, key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, pair in enumerate(zip(before, after, strict=True)):
            yield from differences(*pair, (*at, index))
    elif before != after or isinstance(before, bool) != isinstance(after, bool):
        yield at, f"cannot be taken over: {_shown(before)} would become {_shown(after)}"


def _shown(value: Any) -> str:
    text = "nothing" if value is None else as_json(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
