"""A graph as a Mermaid flowchart, which GitHub and many wikis draw."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.graph import Graph, Thing


def as_mermaid(found: Graph) -> str:
    """The flowchart."""
    return "".join(f"{line}\n" for line in _lines(found))


def _lines(found: Graph) -> Iterator[str]:
    ids = {node: f"n{index}" for index, node in enumerate(found.nodes)}
    yield "flowchart LR"
    yield f"  model[{_text(found.model)}]"
    above = "model"
    for index, layer in enumerate(found.layers):
        yield f'  layer{index}["base config<br/>{_escaped(layer)}"]'
        yield f"  {above} --> layer{index}"
        above = f"layer{index}"
    yield "  subgraph objects"
    yield from (f"    {ids[node]}[{_text(node)}]" for node in found.nodes if node.made)
    yield "  end"
    yield from (f"  {ids[node]}[{_text(node)}]:::outside" for node in found.nodes if not node.made)
    yield f"  {above} ==> objects"
    yield from (f'  {ids[edge.start]} -- "{edge.label}" --> {ids[edge.end]}' for edge in found.edges)
    yield "  classDef outside stroke-dasharray: 4 3"


def _text(node: Thing) -> str:
    return f'"{_escaped(node.kind)}<br/>{_escaped(node.name)}"'


def _escaped(text: str) -> str:
    return "".join(c if c.isalnum() or c in " -._/:" else f"#{ord(c)};" for c in text)
