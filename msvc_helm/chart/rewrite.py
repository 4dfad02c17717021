"""What must change in a template's actions for Helm to do what the operator did, and what Helm cannot do."""

from __future__ import annotations

from collections.abc import Sequence

from msvc_helm.chart.edits import Edits
from msvc_helm.chart.flow import DATA, FieldNode, Flow
from msvc_helm.gotemplate import TemplateError, nodes
from msvc_helm.gotemplate.goquote import quote
from msvc_helm.gotemplate.parser import Tree
from msvc_helm.gotemplate.spans import Spans
from msvc_helm.names import suggestion
from msvc_helm.variables import NAMES

GET_PORT = "getPort"
_ONE_WAY = "call this template always with the data or never"
_GIVE_DATA = "call this template with $, or take the port's number outside and pass it"


class Rewriter:
    """Goes through one parsed template; `edits` and `errors` are what it found."""

    def __init__(self, tree: Tree, chart: str) -> None:
        self.chart = chart
        self.tree = tree
        self.spans = Spans(tree.source)
        self.edits = Edits(tree.source)
        self.errors: dict[int, TemplateError] = {}

    def run(self) -> None:
        """Find everything."""
        Flow(self.tree).visit(self)

    def error(self, node: nodes.Node, message: str, hint: str = "", length: int = 0) -> None:
        """Take note of something Helm would not do the same."""
        self.errors[node.position] = TemplateError(
            message,
            name=self.tree.name,
            source=self.tree.source,
            position=node.position,
            length=length or len(str(node)),
            hint=hint,
        )

    def field(self, node: FieldNode, base: int, names: Sequence[str]) -> None:
        """A variable that does not exist is an error to the operator, and to Helm's map just empty."""
        name = names[0]
        if not base & DATA or name in NAMES:
            return
        if base != DATA:
            self.error(node, f"this may be the field {name} of the template's data or of something else", _ONE_WAY)
            return
        line = self.tree.source.count("\n", 0, node.position) + 1
        hint = suggestion(name, NAMES)
        message = f"{self.tree.name}, line {line}: there is no variable .{name}" + (f"; {hint}" if hint else "")
        self.edits.replace(*self.spans.operand(node), f"(fail {quote(message)})")

    def value(self, node: nodes.Node, bits: int) -> None:
        """The operator's data prints, compares and encodes in another way than Helm's."""
        if bits & DATA:
            message = "the template's data as a whole is another thing in Helm"
            self.error(node, message, "use its variables one by one: .ModelName")

    def call(self, name: nodes.Identifier, arguments: list[int], root: int) -> None:
        """Functions that Helm does not have, or has with another meaning."""
        if name.name == GET_PORT:
            self._get_port(name, arguments, root)

    def _get_port(self, name: nodes.Identifier, arguments: list[int], root: int) -> None:
        if len(arguments) != 1:
            self.error(name, f"{GET_PORT} takes one argument, the port's name")
        elif root & ~DATA:
            self.error(name, f"{GET_PORT} needs the template's data, which $ is not here", _GIVE_DATA)
        else:
            end = self.spans.command_end(name.position)
            self.edits.replace(name.position, name.position + len(GET_PORT), "list $.Ports")
            self.edits.insert(end, f' | include "{self.chart}.port" | int64')
