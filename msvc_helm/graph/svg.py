"""A graph as a picture: boxes in columns, from what requests reach first to what pods read, and lines between them."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from collections.abc import Iterator, Mapping
from html import escape
from itertools import pairwise

from msvc_helm.api.workloads import KINDS
from msvc_helm.graph import Edge, Graph, Thing
from msvc_helm.typed import NamedTuple

CHARACTER, BOX, GAP, BETWEEN, MARGIN = 7.3, 40, 16, 70, 20  # pixels: of a letter in width, all else as it says
COLUMNS: Mapping[str, int] = {
    **dict.fromkeys(("Gateway", "HorizontalPodAutoscaler", "ScaledObject"), 0),
    **dict.fromkeys(("HTTPRoute", "PodMonitor"), 0),
    **dict.fromkeys(("InferencePool", "InferenceModel", "InferenceObjective"), 1),
    "Service": 2,
    **dict.fromkeys((*KINDS, "Job", "RoleBinding"), 3),
}
READ = 4  # the column of what pods run as, read and mount
STYLE = """\
text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #1f2328 }
.kind { fill: #59636e }
rect { fill: #f6f8fa; stroke: #818b98 }
.work { fill: #ddf4ff; stroke: #0969da }
.model { fill: #fff8c5; stroke: #9a6700 }
.outside { stroke-dasharray: 4 3; fill: none }
.frame { fill: none; stroke: #d1d9e0 }
path { fill: none; stroke: #818b98 }
marker path { fill: #818b98; stroke: none }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .kind { fill: #9198a1 }
  rect { fill: #151b23; stroke: #656c76 }
  .work { fill: #121d2f; stroke: #4493f8 }
  .model { fill: #2e2a1f; stroke: #d29922 }
  .outside, .frame { fill: none }
  .frame { stroke: #3d444d }
}
"""


class Box(NamedTuple):
    """A rectangle with two lines of text."""

    x: float
    y: float
    width: float
    kind: str
    name: str
    style: str = ""

    def svg(self) -> str:
        """Its element."""
        middle = f"{self.x + self.width / 2:g}"
        return (
            f'<rect x="{self.x:g}" y="{self.y:g}" width="{self.width:g}" height="{BOX}" rx="4" class="{self.style}"/>\n'
            f'<text x="{middle}" y="{self.y + 16:g}" text-anchor="middle" class="kind">{escape(self.kind)}</text>\n'
            f'<text x="{middle}" y="{self.y + 32:g}" text-anchor="middle">{escape(self.name)}</text>\n'
        )


def as_svg(found: Graph) -> str:
    """The picture, readable on a light and on a dark page."""
    stack = _stack(found)
    left = stack[0].x + stack[0].width + BETWEEN
    boxes = _boxes(found, left)
    right = max((box.x + box.width for box in boxes.values()), default=left) + MARGIN
    bottom = max(box.y + BOX for box in (*stack, *boxes.values())) + MARGIN
    frame = (left - MARGIN, MARGIN, right - left + MARGIN, bottom - MARGIN)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right + MARGIN:g} {bottom + MARGIN:g}" '
        f'width="{right + MARGIN:g}" height="{bottom + MARGIN:g}" role="img">\n',
        f"<title>{escape(found.model.title)} and the objects that it becomes</title>\n<style>\n{STYLE}</style>\n",
        '<marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0,0 L8,4 L0,8 z"/></marker>\n',
        '<rect x="{:g}" y="{:g}" width="{:g}" height="{:g}" rx="8" class="frame"/>\n'.format(*frame),
        *_chain(stack, frame[0]),
        *(_line(boxes[edge.start], boxes[edge.end], edge) for edge in found.edges),
        *(box.svg() for box in (*stack, *boxes.values())),
        "</svg>\n",
    ]
    return "".join(parts)


def _stack(found: Graph) -> list[Box]:
    """The ModelService with its layers below."""
    texts = [(*found.model[:2], "model"), *(("base config", layer, "model") for layer in found.layers)]
    width = _width([text for each in texts for text in each[:2]])
    return [Box(MARGIN, 2 * MARGIN + i * (BOX + 2 * GAP), width, *each) for i, each in enumerate(texts)]


def _chain(stack: list[Box], to: float) -> Iterator[str]:
    """The lines between layers, and from the ModelService to its objects."""
    for above, under in pairwise(stack):
        x = above.x + above.width / 2
        yield f'<path d="M{x:g},{above.y + BOX:g} L{x:g},{under.y - 1:g}" marker-end="url(#end)"/>\n'
    y = stack[0].y + BOX / 2
    yield f'<path d="M{stack[0].x + stack[0].width:g},{y:g} L{to - 1:g},{y:g}" marker-end="url(#end)"/>\n'


def _boxes(found: Graph, left: float) -> dict[Thing, Box]:
    """A box for each object, column by column; empty columns take no room."""
    columns = [[node for node in found.nodes if COLUMNS.get(node.kind, READ) == n] for n in range(READ + 1)]
    boxes: dict[Thing, Box] = {}
    for column in filter(None, columns):
        width = _width([text for node in column for text in node[:2]])
        for index, node in enumerate(_ordered(column, found, boxes)):
            style = "outside" if not node.made else "work" if node.kind in KINDS else ""
            boxes[node] = Box(left, 2 * MARGIN + index * (BOX + GAP), width, node.kind, node.name, style)
        left += width + BETWEEN
    return boxes


def _ordered(column: list[Thing], found: Graph, boxes: Mapping[Thing, Box]) -> list[Thing]:
    """The objects of a column at the height of those further left that refer to them, so that few lines cross."""

    def height(node: Thing) -> float:
        near = [boxes[e.start].y for e in found.edges if e.end == node and e.start in boxes]
        return sum(near) / len(near) if near else float("inf")

    return sorted(column, key=height)


def _width(texts: list[str]) -> float:
    return max(map(len, texts)) * CHARACTER + 16


def _line(start: Box, end: Box, edge: Edge) -> str:
    """A curve from one box to another: to its left side, or to its right where it is further left or in the column."""
    y1, y2 = start.y + BOX / 2, end.y + BOX / 2
    x1 = start.x + start.width
    if end.x > start.x:
        x2, bend1, bend2 = end.x - 1, x1 + BETWEEN / 2, end.x - BETWEEN / 2
    else:
        x2 = end.x + end.width + 1
        bend1, bend2 = x1 + BETWEEN / 2, x2 + BETWEEN / 2
    title = escape(f"{edge.start.title} {edge.label} {edge.end.title}")
    return (
        f'<path d="M{x1:g},{y1:g} C{bend1:g},{y1:g} {bend2:g},{y2:g} {x2:g},{y2:g}" marker-end="url(#end)">'
        f"<title>{title}</title></path>\n"
    )
