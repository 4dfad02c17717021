"""What a document is that was given where another kind was expected, and the option that takes it."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from msvc_helm.api.chart_values import CHART_VALUES
from msvc_helm.api.schema import KIND, SPEC
from msvc_helm.goyaml import MappingNode, Node, ScalarNode, SequenceNode
from msvc_helm.read import scalar
from msvc_helm.suggest import suggestion
from msvc_helm.typed import NamedTuple

CONFIG_MAP = "ConfigMap"
MODELS, VALUES, BASES = "-m", "-f", "-b"
SPEC_FIELDS = tuple(SPEC["properties"])
OWN_VALUES = tuple(CHART_VALUES["properties"])


class Seen(NamedTuple):
    """What a document is, in words that follow `found`, and the option of `generate` that takes it (empty: none).

    `is_kind` says that it is an object with a kind.
    """

    what: str
    option: str = ""
    is_kind: bool = False

    def hint(self, *, but: str = "") -> str:
        """How to give it, where that is not the option `but` it was given with."""
        return f"give it with {self.option}" if self.option and self.option != but else ""


def recognise(node: Node | None) -> Seen:
    """What a document's root is most like: an object by its kind, values by their names."""
    if node is None or (isinstance(node, ScalarNode) and node.value is None):
        return Seen("nothing")
    if not isinstance(node, MappingNode):
        return Seen("a list" if isinstance(node, SequenceNode) else "text")
    if "kind" in node.items:
        kind = scalar(node, "kind")
        return Seen(f'kind "{kind}"', {KIND: MODELS, CONFIG_MAP: BASES}.get(kind, ""), is_kind=True)
    if any(key in node.items for key in (*SPEC_FIELDS, *OWN_VALUES)):
        return Seen("values of the chart", VALUES)
    if "data" in node.items:
        return Seen("a map without kind")
    return Seen("a map without kind and data") if node.items else Seen("an empty map")


def near_kind(node: Node | None, wanted: str) -> str:
    """`did you mean "ConfigMap"?` for a kind that is nearly the one wanted."""
    return suggestion(scalar(node, "kind"), (wanted,))
