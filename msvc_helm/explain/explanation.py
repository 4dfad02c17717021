"""Every leaf of the objects of one request, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from msvc_helm.api.paths import Parts
from msvc_helm.bases import Bases
from msvc_helm.errors import InputError
from msvc_helm.explain.asked import Asked
from msvc_helm.explain.base import TracedBase, origin_in
from msvc_helm.explain.marks import RULE, Origin, origin_of, plain
from msvc_helm.explain.rules import EXPANSION, written
from msvc_helm.explain.watch import Watch
from msvc_helm.goyaml import Node
from msvc_helm.pipeline import expand_request, finished_children
from msvc_helm.request import Request
from msvc_helm.resources.children import APPLY_ORDER


class Leaf(NamedTuple):
    """A scalar, or an empty map or list, of an object, and where it comes from."""

    path: Parts
    value: Any
    source: Origin


class Explained(NamedTuple):
    """An object, the key of its child, and its leaves in the order written."""

    key: str
    obj: dict[str, Any]
    leaves: list[Leaf]

    @property
    def title(self) -> str:
        """`Deployment/acme-decode`."""
        return f"{self.obj['kind']}/{self.obj['metadata']['name']}"

    @property
    def namespace(self) -> str:
        """The object's namespace, empty where it has none."""
        return str(self.obj["metadata"].get("namespace") or "")

    def below(self, path: Parts) -> Explained:
        """The same with the leaves at a path and below it."""
        return self._replace(leaves=[leaf for leaf in self.leaves if leaf.path[: len(path)] == path])


def explain_request(request: Request, node: Node, bases: Bases, *, release: bool = False) -> list[Explained]:
    """The objects of a request, explained. `node` is what it was read from. Raises InputError as the expansion does.

    The objects are those of an ordinary expansion. A second one of the same request, with values that know where they
    come from, only tells the sources.
    """
    made = expand_request(request, bases, _silent)
    if made.refused:
        raise InputError(made.refused)
    base = TracedBase(made.base) if made.base is not None else None
    asked = Asked(request, node, release=release)
    twins = finished_children(asked.request(), made.service, base, _silent, Watch(made.service, asked, base))
    return [
        Explained(key, obj, [_leaf(found, key, at, twin, asked, base) for found in _leaves(obj, twin, ())])
        for key in APPLY_ORDER
        for at, obj, twin in _pairs(made.children.get(key), twins.get(key))
    ]


def _pairs(child: Any, twin: Any) -> Iterator[tuple[Parts, Any, Any]]:
    """Each object of a child with its place in it, and its twin."""
    if isinstance(child, list):
        yield from (((index,), obj, other) for index, (obj, other) in enumerate(zip(child, twin, strict=True)))
    elif child is not None:
        yield (), child, twin


Found = tuple[Parts, Any, Origin | None]


def _leaf(found: Found, key: str, at: Parts, twin: Any, asked: Asked, base: TracedBase | None) -> Leaf:
    """A leaf; one that does not know its origin was written by a rule, or is a null or empty in the base config."""
    path, value, source = found
    if source is None:
        rule = written(key, path, value, twin)
        if rule is None:
            source = origin_in(base, key, (*at, *path)) or Origin(RULE, EXPANSION)
        else:
            source = asked.rule(rule.rule, rule.of)
    return Leaf(path, value, source)


def _leaves(value: Any, twin: Any, path: Parts) -> Iterator[Found]:
    """Each leaf with the origin that its twin has, None where it has none."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _leaves(item, twin.get(key) if isinstance(twin, dict) else None, (*path, key))
    elif isinstance(value, list) and value:
        twins = twin if isinstance(twin, list) else []
        for index, item in enumerate(value):
            yield from _leaves(item, twins[index] if index < len(twins) else None, (*path, index))
    else:
        yield path, value, origin_of(twin) if plain(twin) == value else None


def _silent(_: object) -> None:
    """All has been said of the ordinary expansion."""
