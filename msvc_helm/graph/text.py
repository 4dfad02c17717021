"""A graph as a tree of text: each object once with what it refers to, later only its name."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.graph import Graph, Thing

ABOVE, NOT_MADE = "(see above)", "(not made here)"


def as_text(found: Graph) -> str:
    """The tree, with a line for each object and each reference."""
    made = sum(node.made for node in found.nodes)
    layers = " over ".join(found.layers)
    lines = [f"{found.model.title}{layers and f': base config {layers}'}, {made:,} objects"]
    seen: set[Thing] = set()
    roots = found.roots()
    for node in roots:
        lines += _branch(found, node, "", "", node == roots[-1], seen)
    return "\n".join(lines) + "\n"


def _branch(found: Graph, node: Thing, label: str, lead: str, last: bool, seen: set[Thing]) -> Iterator[str]:
    edges = found.out_of(node)
    notes = [] if node.made else [NOT_MADE]
    notes += [ABOVE] if node in seen and edges else []
    words = [label, node.title, *notes]
    yield f"{lead}{'└── ' if last else '├── '}{' '.join(filter(None, words))}"
    if node in seen:
        return
    seen.add(node)
    below = lead + ("    " if last else "│   ")
    for edge in edges:
        yield from _branch(found, edge.end, edge.label, below, edge == edges[-1], seen)
