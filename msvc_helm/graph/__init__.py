"""What a ModelService becomes, as a graph: its base config in layers, the objects, and how they refer to each other."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from collections.abc import Iterator

from msvc_helm.api.schema import KIND
from msvc_helm.check.view import View
from msvc_helm.expand import objects
from msvc_helm.graph.references import Reference, references
from msvc_helm.pipeline import Expansion
from msvc_helm.resources.children import APPLY_ORDER
from msvc_helm.typed import NamedTuple
from msvc_helm.untyped import below


class Thing(NamedTuple):
    """An object. `made` says whether it is among what the ModelService becomes, or must be there already."""

    kind: str
    name: str
    made: bool = True

    @property
    def title(self) -> str:
        """`Kind/name`."""
        return f"{self.kind}/{self.name}"


class Edge(NamedTuple):
    """One object refers to another: `Service/a` "sends requests to" `Deployment/b`."""

    start: Thing
    label: str
    end: Thing


class Graph(NamedTuple):
    """A ModelService, the layers of its base config (the uppermost first), its objects and what they refer to."""

    model: Thing
    layers: tuple[str, ...]
    nodes: tuple[Thing, ...]
    edges: tuple[Edge, ...]

    def out_of(self, node: Thing) -> list[Edge]:
        """The references of an object."""
        return [edge for edge in self.edges if edge.start == node]

    def roots(self) -> list[Thing]:
        """The objects that nothing refers to; of objects in a ring the first."""
        ends = {edge.end for edge in self.edges}
        found = [node for node in self.nodes if node not in ends]
        seen = set(self._reached(found))
        for node in self.nodes:
            if node not in seen:
                found.append(node)
                seen |= set(self._reached([node]))
        return found

    def _reached(self, starts: list[Thing]) -> Iterator[Thing]:
        todo, seen = list(starts), set(starts)
        while todo:
            node = todo.pop()
            yield node
            new = {edge.end for edge in self.out_of(node)} - seen
            seen |= new
            todo += new


def graph(made: Expansion) -> Graph:
    """The graph of one expansion."""
    ordered = [
        Thing(str(o.get("kind")), str(below(o, "metadata", "name"))) for o in objects(made.children, APPLY_ORDER)
    ]
    known = {(node.kind, node.name): node for node in ordered}
    view = View(made.service, made.base, made.children)
    edges = dict.fromkeys(_edge(known, found) for found in references(view))
    others = dict.fromkeys(node for edge in edges for node in (edge.start, edge.end) if not node.made)
    layers = tuple(str(layer.name or layer.source) for layer in reversed(made.base.layers)) if made.base else ()
    return Graph(Thing(KIND, made.service.name), layers, (*others, *ordered), tuple(edges))


def _edge(known: dict[tuple[str, str], Thing], found: Reference) -> Edge:
    start, end = (known.get(each) or Thing(*each, made=False) for each in (found.start, found.end))
    return Edge(start, found.label, end)
