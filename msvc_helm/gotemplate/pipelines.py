"""Parsing what is inside an action: pipelines, commands, operands; and the token handling below them."""

from __future__ import annotations

from collections.abc import Callable

from . import lexer, nodes
from .errors import TemplateSyntaxError
from .go.strconv import quote, unquote
from .lexer import Token
from .literals import parse_number, parse_rune

MAX_NESTING = 64  # of blocks and parentheses together; keeps Python's stack shallow (parentheses take 7 frames each)
_OPERANDS = frozenset(
    (
        lexer.BOOL,
        lexer.RUNE,
        lexer.COMPLEX,
        lexer.DOT,
        lexer.FIELD,
        lexer.IDENTIFIER,
        lexer.NUMBER,
        lexer.NIL,
        lexer.RAW,
        lexer.STRING,
        lexer.VARIABLE,
        lexer.LPAREN,
    )
)
_LAST = (lexer.EOF, lexer.ERROR)
_CONSTANTS = (nodes.Bool, nodes.Dot, nodes.Nil, nodes.NumberLiteral, nodes.String)


class PipelineParser:
    """The token stream with a place in it, and the grammar below the actions. Spaces are tokens, as in Go.

    Only the tokens of the text or action at hand are kept, and nothing steps back over the start of an action.
    """

    def __init__(self, source: str, name: str, check: Callable[[str, int], None], *, comments: bool) -> None:
        self.source = source
        self.name = name
        self.check = check
        self.batches = lexer.tokenize(source, comments=comments)
        self.tokens: list[Token] = []
        self.at = 0
        self.count = 0
        self.nesting = 0
        self.variables = ["$"]  # those in scope, innermost last

    def peek(self) -> Token:
        """The next token, be it a space."""
        while self.at >= len(self.tokens):
            self.tokens = next(self.batches)
            self.at = 0
            self.count += len(self.tokens)
            if self.count > lexer.MAX_TOKENS:
                raise self.error(lexer.TOO_LONG, self.tokens[0])
        return self.tokens[self.at]

    def next(self) -> Token:
        """Take the next token; the last one (EOF or an error) stays."""
        token = self.peek()
        if token.kind not in _LAST:
            self.at += 1
        return token

    def peek_token(self) -> Token:
        """The next token that is not a space."""
        while self.peek().kind == lexer.SPACE:
            self.at += 1
        return self.tokens[self.at]

    def next_token(self) -> Token:
        """Take the next token that is not a space."""
        self.peek_token()
        return self.next()

    def expect(self, kind: str, context: str) -> Token:
        """Take the next token, which must be of this kind."""
        token = self.next_token()
        if token.kind != kind:
            raise self.unexpected(token, context)
        return token

    def error(self, message: str, token: Token, hint: str = "") -> TemplateSyntaxError:
        """What is wrong, at a token."""
        length = 1 if token.kind == lexer.ERROR else len(token.text)
        return TemplateSyntaxError(
            message, name=self.name, source=self.source, position=token.position, length=length, hint=hint
        )

    def unexpected(self, token: Token, context: str) -> TemplateSyntaxError:
        """What is wrong with a token that cannot be here, or that is none."""
        return self.error(token.text if token.kind == lexer.ERROR else f"unexpected {token} in {context}", token)

    def deeper(self, token: Token) -> None:
        """Enter a block or parenthesis."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.error(f"nested more than {MAX_NESTING} levels deep", token)

    def pipeline(self, context: str, end: str) -> nodes.Pipe:
        """Grammar: declarations? command ("|" command)*, up to and with the token `end`."""
        start = self.peek_token()
        variables, assign = self._declarations(context)
        commands: list[nodes.Command] = []
        while True:
            token = self.peek_token()
            if token.kind == end:
                self.next()
                break
            if token.kind not in _OPERANDS:
                raise self.unexpected(token, context)
            commands.append(self._command())
        if not commands:
            raise self.error(f"missing value for {context}", token)
        for stage, command in enumerate(commands[1:], 2):
            if isinstance(command.operands[0], _CONSTANTS):
                raise self._error_at(f"non executable command in pipeline stage {stage}", command.operands[0])
        return nodes.Pipe(start.position, tuple(variables), assign, tuple(commands))

    def _error_at(self, message: str, node: nodes.Node) -> TemplateSyntaxError:
        return TemplateSyntaxError(
            message, name=self.name, source=self.source, position=node.position, length=len(str(node))
        )

    def _declarations(self, context: str) -> tuple[list[nodes.Variable], bool]:
        """Grammar: (variable ("," variable)? (":=" | "="))?."""
        variables: list[nodes.Variable] = []
        while self.peek_token().kind == lexer.VARIABLE:
            before = self.at
            name = self.next()
            token = self.peek_token()
            comma = token.kind == lexer.CHAR and token.text == ","
            if not comma and token.kind not in (lexer.ASSIGN, lexer.DECLARE):
                self.at = before  # it is an operand
                break
            self.next()
            variables.append(nodes.Variable(name.position, name.text))
            self.variables.append(name.text)
            if not comma:
                return variables, token.kind == lexer.ASSIGN
            if context != "range" or len(variables) > 1:
                raise self.error(f"too many declarations in {context}", name)
            if self.peek_token().kind not in (lexer.VARIABLE, lexer.RIGHT, lexer.RPAREN):
                raise self.error("range can only initialize variables", self.peek())
        return variables, False

    def _command(self) -> nodes.Command:
        """Grammar: operand (space operand)*, up to the end of the pipeline or past a "|"."""
        start = self.peek_token()
        operands: list[nodes.Node] = []
        while True:
            operand = self._operand()
            if operand is not None:
                operands.append(operand)
            token = self.next()
            if token.kind == lexer.SPACE:
                continue
            if token.kind in (lexer.RIGHT, lexer.RPAREN):
                self.at -= 1
            elif token.kind != lexer.PIPE:
                raise self.unexpected(token, "operand")
            break
        if not operands:
            raise self.error("empty command", start)
        return nodes.Command(start.position, tuple(operands))

    def _operand(self) -> nodes.Node | None:
        """Grammar: term field*; None when the next token starts no operand."""
        start = self.peek_token()
        node = self._term()
        if node is None or self.peek().kind != lexer.FIELD:
            return node
        fields: list[str] = []
        while self.peek().kind == lexer.FIELD:
            fields.append(self.next().text[1:])
        if isinstance(node, nodes.Field):
            return nodes.Field(node.position, (*node.fields, *fields))
        if isinstance(node, nodes.Variable):
            return nodes.Variable(node.position, node.name, (*node.fields, *fields))
        if isinstance(node, _CONSTANTS):
            raise self.error(f"unexpected . after term {quote(str(node))}", start)
        return nodes.Chain(node.position, node, tuple(fields))

    def _term(self) -> nodes.Node | None:
        """Grammar: constant | function | . | .Field | $variable | "(" pipeline ")"; None when it is none of them."""
        token = self.peek_token()
        parse = self._TERMS.get(token.kind)
        if parse is None:
            return None
        self.next()
        return parse(self, token)

    def _identifier(self, token: Token) -> nodes.Node:
        self.check(token.text, token.position)
        return nodes.Identifier(token.position, token.text)

    def _variable(self, token: Token) -> nodes.Node:
        if token.text not in self.variables:
            raise self.error(f"undefined variable {quote(token.text)}", token)
        return nodes.Variable(token.position, token.text)

    def _number(self, token: Token) -> nodes.Node:
        try:
            number = parse_rune(token.text) if token.kind == lexer.RUNE else parse_number(token.text)
        except ValueError as error:
            raise self.error(str(error), token) from error
        return nodes.NumberLiteral(token.position, token.text, number)

    def _string(self, token: Token) -> nodes.Node:
        text = unquote(token.text)
        if text is None:
            raise self.error("invalid syntax", token, hint="the string holds an escape that Go does not know")
        return nodes.String(token.position, token.text, text)

    def _parenthesis(self, token: Token) -> nodes.Node:
        self.deeper(token)
        pipe = self.pipeline("parenthesized pipeline", lexer.RPAREN)
        self.nesting -= 1
        return pipe

    _TERMS: dict[str, Callable[[PipelineParser, Token], nodes.Node]] = {  # noqa: RUF012  # never changed
        lexer.IDENTIFIER: _identifier,
        lexer.DOT: lambda _, token: nodes.Dot(token.position),
        lexer.NIL: lambda _, token: nodes.Nil(token.position),
        lexer.VARIABLE: _variable,
        lexer.FIELD: lambda _, token: nodes.Field(token.position, (token.text[1:],)),
        lexer.BOOL: lambda _, token: nodes.Bool(token.position, token.text == "true"),
        lexer.RUNE: _number,
        lexer.COMPLEX: _number,
        lexer.NUMBER: _number,
        lexer.LPAREN: _parenthesis,
        lexer.STRING: _string,
        lexer.RAW: _string,
    }
