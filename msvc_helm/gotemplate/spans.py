"""Where the pieces of a template are in its source: for tools that change a template's text and keep the rest of it.

Nothing here is needed to render a template; the tokens are read again when a tool asks.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import lexer, nodes
from .lexer import Token, tokenize

_OPENERS = ("block", "define", "if", "range", "with")


class BlockSpan:
    """A `{{define}}` or `{{block}}` with its `{{end}}`, by positions in the source.

    `start` and `stop` surround all of it, `inner` and `outer` its body as written (before its edges are trimmed).
    `name` is where its name stands, `close` where the first action's closing delimiter does, `first`
    the first token of the body, which is the `position` of the body's node. `trims` says whether the text before it, at
    its body's start, at its body's end, and after it is trimmed.
    """

    __slots__ = ("close", "first", "inner", "keyword", "name", "outer", "start", "stop", "trims")

    def __init__(self, source: str, keyword: str, opening: list[Token], first: int) -> None:
        self.keyword = keyword
        self.start = opening[0].position
        words = [token for token in opening if token.kind != lexer.SPACE]
        self.name = words[2].position
        self.close = _closing(source, words[-1])
        self.inner = words[-1].position + 2
        self.first = first
        self.trims = [_trims_left(source, self.start), self.close < self.inner - 2]
        self.outer = self.stop = 0

    def end(self, source: str, closing: list[Token]) -> None:
        """Take note of the action that ends it."""
        self.outer = closing[0].position
        self.stop = closing[-1].position + 2
        self.trims += [_trims_left(source, self.outer), _closing(source, closing[-1]) < closing[-1].position]


def _trims_left(source: str, left: int) -> bool:
    """Whether the opening delimiter at `left` trims the text before it."""
    return source.startswith("{{-", left) and source[left + 3 : left + 4] in (" ", "\t", "\r", "\n")


def _closing(source: str, right: Token) -> int:
    """Where the closing delimiter starts, its trim marker counted in."""
    return right.position - source.startswith("-}}", right.position - 1)


class Spans:
    """The places in one source, which must be one that parses."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._batches = [batch for batch in tokenize(source) if batch]
        self._tokens = [token for batch in self._batches for token in batch]
        self._index = {token.position: index for index, token in enumerate(self._tokens)}

    def token(self, position: int) -> Token:
        """The token that starts at a position."""
        return self._tokens[self._index[position]]

    def command_end(self, position: int) -> int:
        """Where the command that starts at `position` ends, the space after it not counted in."""
        depth, end = 0, position
        for token in self._tokens[self._index[position] :]:
            if depth == 0 and token.kind in (lexer.PIPE, lexer.RPAREN, lexer.RIGHT):
                break
            depth += (token.kind == lexer.LPAREN) - (token.kind == lexer.RPAREN)
            if token.kind != lexer.SPACE:
                end = _end(token)
        return end

    def operand(self, node: nodes.Node) -> tuple[int, int]:
        """Start and end of an operand in the source, with its parentheses and its fields."""
        tokens = self._operand(node)
        return tokens[0].position, _end(tokens[-1])

    def fields(self, node: nodes.Field | nodes.Variable | nodes.Chain) -> list[int]:
        """Where each of an operand's fields ends."""
        return [_end(token) for token in self._operand(node)[-len(node.fields) :]]

    def _operand(self, node: nodes.Node) -> list[Token]:
        first = at = self._start(node)
        depth = 0
        while True:
            token = self._tokens[at]
            depth += (token.kind == lexer.LPAREN) - (token.kind == lexer.RPAREN)
            at += 1
            if depth == 0 and self._tokens[at].kind != lexer.FIELD:
                return self._tokens[first:at]

    def _start(self, node: nodes.Node) -> int:
        """The index of an operand's first token."""
        at = self._index[node.position]
        if isinstance(node, nodes.Pipe) or (isinstance(node, nodes.Chain) and isinstance(node.node, nodes.Pipe)):
            at -= 1
            while self._tokens[at].kind != lexer.LPAREN:
                at -= 1
        return at

    def blocks(self) -> list[BlockSpan]:
        """Every define and block, in the order in which they end: that in which the parser takes note of them."""
        found: list[BlockSpan] = []
        pending: list[BlockSpan | None] = []
        for batch, following in self._actions():
            keyword = _keyword(batch)
            if keyword in ("define", "block"):
                pending.append(BlockSpan(self.source, keyword, batch, following))
            elif keyword in _OPENERS:
                pending.append(None)
            elif keyword == "end":
                ended = pending.pop()
                if ended is not None:
                    ended.end(self.source, batch)
                    found.append(ended)
        return found

    def _actions(self) -> Iterator[tuple[list[Token], int]]:
        """The tokens of every action, and where what follows it starts."""
        for batch, following in zip(self._batches, self._batches[1:], strict=False):
            if batch[0].kind == lexer.LEFT:
                yield batch, following[0].position


def _end(token: Token) -> int:
    return token.position + len(token.text)


def _keyword(action: list[Token]) -> str:
    token = action[2] if action[1].kind == lexer.SPACE else action[1]
    return token.text if token.kind == lexer.KEYWORD else ""
