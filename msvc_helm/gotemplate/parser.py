"""Tokens to the tree: control structures here, pipelines and operands in the class below it (`pipelines.py`)."""

from __future__ import annotations

from collections.abc import Callable

from . import lexer, nodes
from .go.strconv import quote, unquote
from .lexer import Token
from .pipelines import PipelineParser

_BRANCHES: dict[str, type[nodes.Branch]] = {"if": nodes.If, "with": nodes.With, "range": nodes.Range}


class Tree:
    """A parsed template: `definitions` by name, among them the template itself under `name`."""

    __slots__ = ("definitions", "name", "source")

    def __init__(self, name: str, source: str, definitions: dict[str, nodes.List]) -> None:
        self.name = name
        self.source = source
        self.definitions = definitions

    @property
    def root(self) -> nodes.List:
        """The template itself."""
        return self.definitions[self.name]

    def __str__(self) -> str:
        """The whole template as source: the definitions, then the template itself."""
        others = (
            f"{{{{define {quote(name)}}}}}{body}{{{{end}}}}"
            for name, body in self.definitions.items()
            if name != self.name
        )
        return "".join((*others, str(self.root)))


def parse(source: str, name: str, check: Callable[[str, int], None], *, comments: bool = False) -> Tree:
    """Parse template text.

    `check` is called with every function name and its position, and raises what it wants for those it does not know.
    `comments` keeps comments as nodes. Raises TemplateSyntaxError.
    """
    return _Parser(source, name, check, comments).parse()


class _Parser(PipelineParser):
    """One template text; one `_method` for each construct."""

    def __init__(self, source: str, name: str, check: Callable[[str, int], None], comments: bool) -> None:
        super().__init__(source, name, check, comments=comments)
        self.definitions: dict[str, nodes.List] = {}
        self.range_depth = 0

    def parse(self) -> Tree:
        """Grammar: (text | comment | action | define)* EOF."""
        body: list[nodes.Node] = []
        while self.peek().kind != lexer.EOF:
            if self.peek().kind == lexer.LEFT and self._defines():
                self._define()
                continue
            start = self.peek()
            node = self._text_or_action()
            if isinstance(node, Token):
                raise self.error(f"unexpected {{{{{node.text}}}}}", start)
            body.append(node)
        self._add(self.name, nodes.List(0, tuple(body)), self.peek())
        return Tree(self.name, self.source, self.definitions)

    def _defines(self) -> bool:
        following = self.tokens[self.at + 1]
        if following.kind == lexer.SPACE:
            following = self.tokens[self.at + 2]
        return following.kind == lexer.KEYWORD and following.text == "define"

    def _add(self, name: str, body: nodes.List, token: Token) -> None:
        """Keep a definition; an empty one gives way to any other."""
        known = self.definitions.get(name)
        if known is None or known.is_empty():
            self.definitions[name] = body
        elif not body.is_empty():
            raise self.error(f"template: multiple definition of template {quote(name)}", token)

    def _define(self) -> None:
        """Grammar: {{define "name"}} list {{end}}; the delimiter is next."""
        start = self.next()
        self.next_token()
        context = "define clause"
        token = self.next_token()
        name = self._template_name(token, context)
        self.expect(lexer.RIGHT, context)
        self._add(name, self._definition(context, start), token)

    def _definition(self, context: str, start: Token) -> nodes.List:
        """The body of a definition, which sees no variables and no loop from around it."""
        outer = self.variables, self.range_depth
        self.variables, self.range_depth = ["$"], 0
        body, closer = self._list(start)
        if closer.text != "end":
            raise self.error(f"unexpected {{{{{closer.text}}}}} in {context}", closer)
        self.variables, self.range_depth = outer
        return body

    def _list(self, start: Token) -> tuple[nodes.List, Token]:
        """Grammar: (text | comment | action)* up to {{end}} or {{else}}, whose keyword is returned."""
        self.deeper(start)
        body: list[nodes.Node] = []
        position = self.peek().position
        while self.peek_token().kind != lexer.EOF:
            node = self._text_or_action()
            if isinstance(node, Token):
                self.nesting -= 1
                return nodes.List(position, tuple(body)), node
            body.append(node)
        raise self.error("unexpected EOF", start, hint="the block that starts here has no {{end}}")

    def _text_or_action(self) -> nodes.Node | Token:
        """One node, or the keyword of an {{end}} or {{else}}."""
        token = self.next_token()
        if token.kind == lexer.TEXT:
            return nodes.Text(token.position, token.text)
        if token.kind == lexer.LEFT:
            return self._action(token)
        if token.kind == lexer.COMMENT:
            return nodes.Comment(token.position, token.text)
        raise self.unexpected(token, "input")

    def _action(self, start: Token) -> nodes.Node | Token:
        """Grammar: control | pipeline; the left delimiter is past."""
        token = self.peek_token()
        control = self._CONTROLS.get(token.text) if token.kind == lexer.KEYWORD else None
        if control is not None:
            self.next()
            return control(self, token, start)
        position = token.position
        return nodes.Action(position, self.pipeline("command", lexer.RIGHT))

    def _end(self, keyword: Token, _start: Token) -> Token:
        """Grammar: {{end}}."""
        self.expect(lexer.RIGHT, "end")
        return keyword

    def _else(self, keyword: Token, _start: Token) -> Token:
        """Grammar: {{else}}, or the first half of {{else if ...}} and {{else with ...}}."""
        if not self._at_keyword("if", "with"):
            self.expect(lexer.RIGHT, "else")
        return keyword

    def _at_keyword(self, *words: str) -> bool:
        token = self.peek_token()
        return token.kind == lexer.KEYWORD and token.text in words

    def _break(self, keyword: Token, _start: Token) -> nodes.Node:
        """Grammar: {{break}} | {{continue}}."""
        token = self.next_token()
        if token.kind != lexer.RIGHT:
            raise self.unexpected(token, f"{{{{{keyword.text}}}}}")
        if self.range_depth == 0:
            raise self.error(f"{{{{{keyword.text}}}}} outside {{{{range}}}}", keyword)
        return nodes.Break(keyword.position) if keyword.text == "break" else nodes.Continue(keyword.position)

    def _branch(self, keyword: Token, start: Token) -> nodes.Node:
        """Grammar: {{if pipeline}} list ({{else if pipeline}} list)* ({{else}} list)? {{end}}; so with, range."""
        make = _BRANCHES[keyword.text]
        visible = len(self.variables)
        arms: list[tuple[int, nodes.Pipe, nodes.List]] = []
        orelse: nodes.List | None = None
        while True:
            pipe = self.pipeline(keyword.text, lexer.RIGHT)
            self.range_depth += keyword.text == "range"
            body, closer = self._list(start)
            self.range_depth -= keyword.text == "range"
            arms.append((pipe.position, pipe, body))
            if closer.text == "end":
                break
            if keyword.text != "range" and self._at_keyword(keyword.text):
                self.next_token()
                continue
            orelse, closer = self._list(start)
            if closer.text != "end":
                raise self.error("expected end; found {{else}}", closer)
            break
        del self.variables[visible:]
        return _fold(make, arms, orelse)

    def _template(self, _keyword: Token, _start: Token) -> nodes.Node:
        """Grammar: {{template "name" pipeline?}}."""
        context = "template clause"
        token = self.next_token()
        name = self._template_name(token, context)
        if self.peek_token().kind == lexer.RIGHT:
            self.next_token()
            return nodes.TemplateCall(token.position, name, None)
        return nodes.TemplateCall(token.position, name, self.pipeline(context, lexer.RIGHT))

    def _block(self, _keyword: Token, start: Token) -> nodes.Node:
        """Grammar: {{block "name" pipeline}} list {{end}}."""
        context = "block clause"
        token = self.next_token()
        name = self._template_name(token, context)
        pipe = self.pipeline(context, lexer.RIGHT)
        self._add(name, self._definition(context, start), token)
        return nodes.TemplateCall(token.position, name, pipe)

    def _template_name(self, token: Token, context: str) -> str:
        if token.kind not in (lexer.STRING, lexer.RAW):
            raise self.unexpected(token, context)
        name = unquote(token.text)
        if name is None:
            raise self.error("invalid syntax", token)
        return name

    _CONTROLS: dict[str, Callable[[_Parser, Token, Token], nodes.Node | Token]] = {  # noqa: RUF012  # never changed
        "block": _block,
        "break": _break,
        "continue": _break,
        "else": _else,
        "end": _end,
        "if": _branch,
        "range": _branch,
        "template": _template,
        "with": _branch,
    }


def _fold(
    make: type[nodes.Branch], arms: list[tuple[int, nodes.Pipe, nodes.List]], orelse: nodes.List | None
) -> nodes.Branch:
    """An if-else-if chain as Go has it: each further arm alone in the else of the one before."""
    position, pipe, body = arms[-1]
    branch = make(position, pipe, body, orelse)
    for position, pipe, body in reversed(arms[:-1]):
        branch = make(position, pipe, body, nodes.List(branch.position, (branch,)))
    return branch
