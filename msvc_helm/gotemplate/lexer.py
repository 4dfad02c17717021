"""Template text to tokens: text, delimiters with their trimming, and what stands inside actions."""

from __future__ import annotations

import re

TEXT, COMMENT, LEFT, RIGHT, EOF, ERROR = "text", "comment", "left", "right", "EOF", "error"
SPACE, DECLARE, ASSIGN, PIPE, LPAREN, RPAREN, CHAR = "space", "declare", "assign", "pipe", "lparen", "rparen", "char"
STRING, RAW, RUNE, NUMBER, COMPLEX = "string", "raw", "rune", "number", "complex"
VARIABLE, FIELD, DOT, IDENTIFIER = "variable", "field", "dot", "identifier"
BOOL, NIL, KEYWORD = "bool", "nil", "keyword"

KEYWORDS = frozenset(("block", "break", "continue", "define", "else", "end", "if", "range", "template", "with"))
_BLANK = " \t\r\n"  # the only space Go trims and separates with
_NUMBER = (
    r"[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?"
    r"|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?"
)
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]++(?P<trim>-\}\})?)|(?P<right>\}\})|(?P<declare>:=)|(?P<assign>=)|(?P<pipe>\|)"
    rf"|(?P<number>(?=[+\-0-9]|\.[0-9]){_NUMBER})|(?P<variable>\$\w*)|(?P<field>\.\w*)|(?P<identifier>\w+)"
    r"|(?P<lparen>\()|(?P<rparen>\))|(?P<string>\"[^\"\\\n]*+(?:\\.[^\"\\\n]*+)*+(?P<closed>\")?)"
    r"|(?P<raw>`[^`]*+(?P<raw_closed>`)?)|(?P<rune>'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+(?P<rune_closed>')?)"
    r"|(?P<char>[!-9;-~])"
)
_NUMBER_PART = re.compile(_NUMBER)
_UNTERMINATED = {
    STRING: "unterminated quoted string",
    RAW: "unterminated raw quoted string",
    RUNE: "unterminated character constant",
}
_CLOSED = {STRING: "closed", RAW: "raw_closed", RUNE: "rune_closed"}
_WORDS = frozenset((IDENTIFIER, FIELD, VARIABLE))
_RESERVED = dict.fromkeys(KEYWORDS, KEYWORD) | {"true": BOOL, "false": BOOL, "nil": NIL}
_TERMINATORS = frozenset(("", " ", "\t", "\r", "\n", ".", ",", "|", ":", ")", "("))
_BLANK_SET = frozenset(_BLANK)


class Token:
    """A piece of the template: its kind, where it starts, its text (for an error: the message)."""

    __slots__ = ("kind", "position", "text")

    def __init__(self, kind: str, position: int, text: str) -> None:
        self.kind = kind
        self.position = position
        self.text = text

    def __str__(self) -> str:
        if self.kind == EOF:
            return "EOF"
        if self.kind in (KEYWORD, NIL, DOT):
            return f"<{self.text}>"
        shown = self.text if len(self.text) <= 10 else self.text[:10]
        from .goquote import quote

        return quote(shown) + ("..." if len(self.text) > 10 else "")


class _LexError(Exception):
    """A piece that is no token; becomes the last token."""

    def __init__(self, position: int, message: str) -> None:
        super().__init__(message)
        self.position = position


def tokenize(source: str, *, comments: bool = False) -> list[Token]:
    """All tokens of a template, the last one EOF or, for text that cannot be read on, ERROR."""
    tokens: list[Token] = []
    try:
        _template(source, comments, tokens)
    except _LexError as error:
        tokens.append(Token(ERROR, error.position, str(error)))
    else:
        tokens.append(Token(EOF, len(source), "EOF"))
    return tokens


def _template(source: str, comments: bool, tokens: list[Token]) -> None:
    at = 0
    while True:
        left = source.find("{{", at)
        if left < 0:
            if at < len(source):
                tokens.append(Token(TEXT, at, source[at:]))
            return
        inside = left + 2
        text = source[at:left]
        if source.startswith("-", inside) and source[inside + 1 : inside + 2] in _BLANK_SET:
            text = text.rstrip(_BLANK)
            inside += 2
        if text:
            tokens.append(Token(TEXT, at, text))
        if source.startswith("/*", inside):
            at = _comment(source, inside, comments, tokens)
        else:
            tokens.append(Token(LEFT, left, "{{"))
            at = _action(source, left, inside, tokens)


def _comment(source: str, start: int, comments: bool, tokens: list[Token]) -> int:
    end = source.find("*/", start + 2)
    if end < 0:
        raise _LexError(start, "unclosed comment")
    end += 2
    if comments:
        tokens.append(Token(COMMENT, start, source[start:end]))
    if source.startswith("}}", end):
        return end + 2
    if source[end : end + 1] in _BLANK_SET and source.startswith("-}}", end + 1):
        return _skip_blank(source, end + 4)
    raise _LexError(start, "comment ends before closing delimiter")


def _skip_blank(source: str, at: int) -> int:
    end = len(source)
    while at < end and source[at] in _BLANK_SET:
        at += 1
    return at


def _action(source: str, left: int, at: int, tokens: list[Token]) -> int:
    """The tokens up to the closing delimiter; returns where the text after it starts."""
    parens = 0
    match_token = _TOKEN.match
    while True:
        match = match_token(source, at)
        if match is None:
            raise _LexError(at, _unrecognized(source[at])) if at < len(source) else _LexError(left, "unclosed action")
        kind = match.lastgroup or ""
        end = match.end()
        if kind == RIGHT or match["trim"]:
            if parens:
                raise _LexError(at, "unclosed left paren")
            tokens.append(Token(RIGHT, end - 2, "}}"))
            return end if kind == RIGHT else _skip_blank(source, end)
        if kind == LPAREN:
            parens += 1
        elif kind == RPAREN:
            parens -= 1
            if parens < 0:
                raise _LexError(at, "unexpected right paren")
        elif kind in _WORDS:
            kind, end = _word(source, at, end, kind)
        elif kind == NUMBER:
            kind, end = _number(source, at, end)
        elif kind in _CLOSED and not match[_CLOSED[kind]]:
            raise _LexError(at, _UNTERMINATED[kind])
        tokens.append(Token(kind, at, source[at:end]))
        at = end


def _word(source: str, at: int, end: int, kind: str) -> tuple[str, int]:
    """An identifier, field, variable or keyword, which must end where something else may follow."""
    if not source[at:end].isascii():
        if kind == IDENTIFIER and not _alphanumeric(source[at]):
            raise _LexError(at, _unrecognized(source[at]))
        end = _letters_end(source, at + 1, end)
    following = source[end : end + 1]
    if following not in _TERMINATORS and not source.startswith("}}", end):
        raise _LexError(end, f"bad character {_code_point(following)}")
    word = source[at:end]
    if kind == IDENTIFIER:
        return _RESERVED.get(word, IDENTIFIER), end
    return (DOT if word == "." else kind), end


def _letters_end(source: str, at: int, end: int) -> int:
    """Where the run of letters, digits and underscores ends; `\\w` knows some digits that Go does not."""
    while at < end and _alphanumeric(source[at]):
        at += 1
    return at


def _alphanumeric(char: str) -> bool:
    return char == "_" or char.isalpha() or char.isdecimal()


def _number(source: str, at: int, end: int) -> tuple[str, int]:
    kind = NUMBER
    sign = source[end : end + 1]
    bad = sign != "" and _alphanumeric(sign)
    if not bad and sign in ("+", "-"):
        second = _NUMBER_PART.match(source, end)
        end = second.end() if second else end
        kind, sign = COMPLEX, source[end : end + 1]
        bad = (sign != "" and _alphanumeric(sign)) or source[end - 1] != "i"
    if bad:
        from .goquote import quote

        raise _LexError(at, f"bad number syntax: {quote(source[at : end + (sign != '' and _alphanumeric(sign))])}")
    return kind, end


def _unrecognized(char: str) -> str:
    return "expected :=" if char == ":" else f"unrecognized character in action: {_code_point(char)}"


def _code_point(char: str) -> str:
    code = 0xFFFD if "\ud800" <= char <= "\udfff" else ord(char)
    return f"U+{code:04X} '{char}'" if char.isprintable() else f"U+{code:04X}"
