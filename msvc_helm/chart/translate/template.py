"""One template of a base config as a named template of a Helm chart: the text stays, but where Helm differs."""

from __future__ import annotations

from collections.abc import Callable, Collection

from msvc_helm.chart.translate import literals
from msvc_helm.chart.translate.functions import GET_PORT
from msvc_helm.chart.translate.rewrite import TemplateRewriter
from msvc_helm.errors import InputError, Problem
from msvc_helm.gotemplate import Template, TemplateError, nodes
from msvc_helm.gotemplate.go.strconv import quote
from msvc_helm.gotemplate.spans import BlockSpan
from msvc_helm.variables import NAMES

Warn = Callable[[Problem], object]
_BLANK = (" ", "\t", "\r", "\n")  # what a trim marker takes away


def template_name(chart: str, key: str) -> str:
    """The name of the template that a key becomes."""
    return f"{chart}.base.{key}"


def carry(key: str, text: str, *, chart: str, names: Collection[str] = NAMES, warn: Warn | None = None) -> str:
    """The text of a .tpl file that defines `template_name(chart, key)`: what `include` gives is what the key gave.

    The data is a map with a key for every one of `names`: text, int, `Ports` a map of int64 by name,
    `GatewayRefs` a list of maps. The chart's `CHART.port` (`templates/_arguments.tpl`) finds ports. Raises InputError
    with every problem, each with its line and column in `text`: where the template is wrong, and where Helm would not
    do the same. What can only fail is told to `warn`.
    """
    try:
        template = Template(text, name=key, functions={GET_PORT: None})
    except TemplateError as error:
        raise InputError(problem(error)) from error
    rewriter = TemplateRewriter(template.tree, chart, names)
    rewriter.run()
    errors = [*rewriter.errors.values(), *literals.errors(template.tree)]
    if errors:
        raise InputError(map(problem, sorted(errors, key=lambda error: (error.line, error.column))))
    if warn:
        for warning in rewriter.warnings:
            warn(problem(warning))
    return _File(rewriter, template_name(chart, key)).text()


def problem(error: TemplateError) -> Problem:
    """A template's error as everything else shows them."""
    excerpt = f"{error.source_line}\n{error.marker}"
    return Problem(error.message, error.name, error.line, error.column, hint=error.hint, excerpt=excerpt)


class _File:
    """The file: what the key defines, lifted out since Helm's definitions are all of one level, then the key itself."""

    def __init__(self, rewriter: TemplateRewriter, name: str) -> None:
        self.tree = rewriter.tree
        self.spans = rewriter.spans
        self.edits = rewriter.edits
        self.name = name
        # Of several definitions of one name the parser kept one.
        self.names = {body.position: name for name, body in self.tree.definitions.items()}

    def text(self) -> str:
        """The whole of it."""
        for body in self.tree.definitions.values():
            for node in body.walk():
                if isinstance(node, nodes.TemplateCall):
                    stop = node.position + len(self.spans.token(node.position).text)
                    self.edits.replace(node.position, stop, quote(self._renamed(node.name)))
        blocks = self.spans.blocks()
        for block in blocks:  # the inner ones first
            self.edits.replace(block.start, block.stop, self._instead(block))
        lifted = [self._lifted(block) for block in blocks if block.first in self.names]
        return "".join((*lifted, self._main()))

    def _renamed(self, name: str) -> str:
        """The name in the chart of a template that this one defines; a key has no `/`."""
        return self.name if name == self.tree.name else f"{self.name}/{name}"

    def _instead(self, block: BlockSpan) -> str:
        """What stays where a definition stood."""
        before, _, _, after = block.trims
        left, right = "{{-" if before else "{{", "-}}" if after else "}}"
        name = self.spans.token(block.name).text
        if block.keyword == "block":
            return f"{left} template {self.edits.text(block.name, block.close).rstrip()} {right}"
        comment = "/* a definition stood here */" if "*/" in name else f"/* {name} is defined above */"
        return f"{left}{' ' * before}{comment}{' ' * after}{right}"

    def _lifted(self, block: BlockSpan) -> str:
        _, first, last, _ = block.trims
        head = f"{{{{ define {quote(self._renamed(self.names[block.first]))} {'-' * first}}}}}"
        return f"{head}{self.edits.text(block.inner, block.outer)}{{{{{'-' * last} end }}}}\n\n"

    def _main(self) -> str:
        """The key's own text, which starts on a line of its own where that adds nothing to it."""
        if self.tree.root.position:  # its whole text is a definition of its own name
            return ""
        text = self.edits.text()
        if text.endswith("{"):  # which would be one with the delimiter that follows
            text = f'{text[:-1]}{{{{ "{{" }}}}'
        head = f"{{{{ define {quote(self.name)} "
        starts = bool(text) and text[0] not in _BLANK
        return f"{head}{'-}}' + chr(10) if starts else '}}'}{text}{{{{ end }}}}\n"
