"""What must change in a template's actions for Helm to do what the operator did, and what Helm cannot do."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from msvc_helm.chart.translate.dataflow import DATA, PART, RETYPED, Call, FieldNode, Flow
from msvc_helm.chart.translate.edits import Edits
from msvc_helm.chart.translate.functions import BY_TYPE, CHANGING, ENDINGS, GET_PORT, REFUSED, RENAMED
from msvc_helm.gotemplate import TemplateError, nodes
from msvc_helm.gotemplate.go.strconv import quote
from msvc_helm.gotemplate.parser import Tree
from msvc_helm.gotemplate.spans import Spans
from msvc_helm.suggest import suggestion

_RETYPED = "a port's number is an int32 here and an int64 there; int (getPort ...) is the same in both"
_ONE_WAY = "call this template always with the data or never"
_GIVE_DATA = "call this template with $, or take the port's number outside and pass it"
_SHOWS_TYPE = re.compile("%[^%A-Za-z]*[T#]")  # in a form of printf, between flags, widths and [1]


class TemplateRewriter:
    """Goes through one parsed template; `edits`, `errors` and `warnings` are what it found."""

    def __init__(self, tree: Tree, chart: str, names: Collection[str]) -> None:
        self.chart = chart
        self.names = names
        self.tree = tree
        self.spans = Spans(tree.source)
        self.edits = Edits(tree.source)
        self.errors: dict[int, TemplateError] = {}
        self.warnings: list[TemplateError] = []

    def run(self) -> None:
        """Find everything."""
        Flow(self.tree).visit(self)

    def error(self, node: nodes.Node, message: str, hint: str = "", length: int = 0) -> None:
        """Take note of something Helm would not do the same."""
        self.errors[node.position] = self._at(node, message, hint, length)

    def _at(self, node: nodes.Node, message: str, hint: str, length: int = 0) -> TemplateError:
        return TemplateError(
            message,
            name=self.tree.name,
            source=self.tree.source,
            position=node.position,
            length=length or len(str(node)),
            hint=hint,
        )

    def field(self, node: FieldNode, base: int, names: Sequence[str]) -> None:
        """A variable that does not exist is an error to the operator, and to Helm's map just empty.

        Of other maps what is not there is empty in both, but Helm (missingkey=zero) stops at a field of that.
        """
        name = names[0]
        if not base & DATA or name in self.names:
            ends = self.spans.fields(node)[base == DATA : -1]
            self.edits.insert(self.spans.operand(node)[0], "(" * len(ends))
            for end in ends:
                self.edits.insert(end, ")")
            return
        if base != DATA:
            self.error(node, f"this may be the field {name} of the template's data or of something else", _ONE_WAY)
            return
        line = self.tree.source.count("\n", 0, node.position) + 1
        hint = suggestion(name, self.names)
        message = f"{self.tree.name}, line {line}: there is no variable .{name}" + (f"; {hint}" if hint else "")
        self.edits.replace(*self.spans.operand(node), f"(fail {quote(message)})")
        self.warnings.append(self._at(node, f"there is no variable .{name}: Helm fails where it comes to this", hint))

    def value(self, node: nodes.Node, bits: int) -> None:
        """The operator's data prints, compares and encodes in another way than Helm's."""
        if bits & DATA:
            message = "the template's data as a whole is another thing in Helm"
            self.error(node, message, "use its variables one by one: .ModelName")

    def call(self, call: Call) -> None:
        """Functions that Helm does not have, or has with another meaning."""
        name = call.name.name
        if name == GET_PORT:
            self._get_port(call)
        elif name in REFUSED:
            reason, hint = REFUSED[name]
            self.error(call.name, f"{name} cannot be carried over: {reason}", hint)
        elif name in CHANGING and call.arguments and call.arguments[0] & PART:
            self.error(
                call.name, f"{name} would change the data of all other templates, too", "change a deepCopy of it"
            )
        elif name == "keys" and len(call.arguments) > 1:
            self.error(call.name, "keys of several maps come in any order in Helm", "take the keys of each, and concat")
        elif self._looks_at_type(call):
            self.error(call.name, f"{name} looks at the Go type of a value that has another one in Helm", _RETYPED)
        elif call.arguments:
            self._rewrite(call.name)

    def _looks_at_type(self, call: Call) -> bool:
        """Whether it makes a difference to this call what type a value has that Helm has as another one."""
        looks_inside = call.name.name in ("deepEqual", "printf")
        if not any(bits & (RETYPED | PART * looks_inside) for bits in call.arguments):
            return False
        if call.name.name != "printf" or not call.operands:
            return call.name.name in BY_TYPE
        form = call.operands[0]
        return not isinstance(form, nodes.String) or bool(_SHOWS_TYPE.search(form.text))

    def _rewrite(self, name: nodes.Identifier) -> None:
        if name.name in RENAMED:
            self.edits.replace(name.position, name.position + len(name.name), RENAMED[name.name])
        ending = ENDINGS.get(name.name)
        if ending:
            end = self.spans.command_end(name.position)
            if not self.tree.source[end:].lstrip().removeprefix("|").lstrip().startswith("sortAlpha"):
                self.edits.insert(end, ending)

    def _get_port(self, call: Call) -> None:
        name = call.name
        if len(call.arguments) != 1:
            self.error(name, f"{GET_PORT} takes one argument, the port's name")
        elif call.root & ~DATA:
            self.error(name, f"{GET_PORT} needs the template's data, which $ is not here", _GIVE_DATA)
        else:
            end = self.spans.command_end(name.position)
            self.edits.replace(name.position, name.position + len(GET_PORT), "list $.Ports")
            self.edits.insert(end, f' | include "{self.chart}.port" | int64')
