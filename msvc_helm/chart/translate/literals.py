"""What a template's literal text may not hold, because Helm or its YAML library would change it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msvc_helm.baseconfig import NO_VALUE
from msvc_helm.chart.translate.scalars import CONTROL, VALUE, lossy
from msvc_helm.gotemplate import TemplateError, lexer, nodes
from msvc_helm.gotemplate.lexer import Token, tokenize
from msvc_helm.gotemplate.parser import Tree

# What Helm's YAML library writes so that it reads differently, or not at all.
NOT_CARRIED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffd-\uffff]")
_INVISIBLE = "an invisible character that Helm's YAML cannot carry"
_CONTROLS = frozenset(("break", "continue", "define", "else", "end", "if", "range", "with"))


def errors(tree: Tree) -> Iterator[TemplateError]:
    """Everything that is wrong with the literal text, and with strings in actions."""
    source = tree.source

    def error(position: int, message: str, hint: str = "", length: int = 1) -> TemplateError:
        return TemplateError(message, name=tree.name, source=source, position=position, length=length, hint=hint)

    batches = [batch for batch in tokenize(source) if batch]
    for token in (batch[0] for batch in batches if batch[0].kind == lexer.TEXT):
        for match in NOT_CARRIED.finditer(token.text):
            yield error(token.position + match.start(), _INVISIBLE, f"U+{ord(match[0]):04X}")
        for match in re.finditer(NO_VALUE, token.text):
            hint = "write another text"
            yield error(token.position + match.start(), f"Helm takes {NO_VALUE} out of all it renders", hint, 10)
    for body in tree.definitions.values():
        for node in body.walk():
            if isinstance(node, nodes.String) and (found := NOT_CARRIED.search(node.text)):
                yield error(node.position, _INVISIBLE, f"U+{ord(found[0]):04X}", len(node.quoted))
    for position, scalar, message, hint in lossy(_masked(source, batches)):
        yield error(position, message, hint, len(scalar))


def _masked(source: str, batches: list[list[Token]]) -> str:
    """The source with its actions, comments and trimmed space masked, each character for itself; lines stay."""
    masked = [char if char == "\n" else CONTROL for char in source]
    for batch in batches:
        first, last = batch[0], batch[-1]
        if first.kind == lexer.TEXT:
            masked[first.position : first.position + len(first.text)] = first.text
        elif first.kind == lexer.LEFT and _prints(batch):
            for at in range(first.position, last.position + 2):
                masked[at] = VALUE if source[at] != "\n" else "\n"
    return "".join(masked)


def _prints(action: list[Token]) -> bool:
    """Whether an action gives text: it is neither a control nor a declaration."""
    words = [token for token in action[1:] if token.kind != lexer.SPACE]
    if words[0].kind == lexer.KEYWORD:
        return words[0].text not in _CONTROLS
    declares = words[0].kind == lexer.VARIABLE and words[1].kind in (lexer.DECLARE, lexer.ASSIGN)
    return not declares
