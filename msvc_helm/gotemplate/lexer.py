"""Template text to tokens: text, delimiters with their trimming, and what is inside actions."""

from __future__ import annotations

from collections.abc import Iterator

from .go.strconv import quote

TEXT, COMMENT, LEFT, RIGHT, EOF, ERROR = "text", "comment", "left", "right", "EOF", "error"
SPACE, DECLARE, ASSIGN, PIPE, LPAREN, RPAREN, CHAR = "space", "declare", "assign", "pipe", "lparen", "rparen", "char"
STRING, RAW, RUNE, NUMBER, COMPLEX = "string", "raw", "rune", "number", "complex"
VARIABLE, FIELD, DOT, IDENTIFIER = "variable", "field", "dot", "identifier"
BOOL, NIL, KEYWORD = "bool", "nil", "keyword"

MAX_TOKENS = 100_000  # of a template; keeps time and memory for one bounded
TOO_LONG = f"the template has more than {MAX_TOKENS} words and symbols"
_KEYWORDS = ("block", "break", "continue", "define", "else", "end", "if", "range", "template", "with")
_RESERVED = dict.fromkeys(_KEYWORDS, KEYWORD) | {"true": BOOL, "false": BOOL, "nil": NIL}
_BLANK = " \t\r\n"  # the only space Go trims and separates with
_TERMINATORS = frozenset(("", *_BLANK, ".", ",", "|", ":", ")", "("))  # what may follow a word, besides "}}"
_SINGLE = {"=": ASSIGN, "|": PIPE, "(": LPAREN, ")": RPAREN}
_QUOTES = {
    '"': (STRING, "unterminated quoted string"),
    "'": (RUNE, "unterminated character constant"),
    "`": (RAW, "unterminated raw quoted string"),
}


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
        return quote(shown) + ("..." if len(self.text) > 10 else "")


class _LexError(Exception):
    """A piece that is not a token; becomes the last token."""

    def __init__(self, position: int, message: str) -> None:
        super().__init__(message)
        self.position = position


def tokenize(source: str, *, comments: bool = False) -> Iterator[list[Token]]:
    """The tokens of a template, one text, comment or action at a time.

    The last one is EOF or, where the text cannot be read on, ERROR.
    """
    at = 0
    while at < len(source):
        left = source.find("{{", at)
        if left < 0:
            yield [Token(TEXT, at, source[at:])]
            break
        inside = left + 2
        text = source[at:left]
        if source.startswith("-", inside) and source[inside + 1 : inside + 2] in _BLANKS:
            text = text.rstrip(_BLANK)
            inside += 2
        if text:
            yield [Token(TEXT, at, text)]
        tokens: list[Token] = []
        try:
            if source.startswith("/*", inside):
                at = _comment(source, inside, comments, tokens)
            else:
                tokens.append(Token(LEFT, left, "{{"))
                at = _action(source, left, inside, tokens)
        except _LexError as error:
            tokens.append(Token(ERROR, error.position, str(error)))
            yield tokens
            return
        yield tokens
    yield [Token(EOF, len(source), "EOF")]


_BLANKS = frozenset(_BLANK)


def _comment(source: str, start: int, comments: bool, tokens: list[Token]) -> int:
    end = source.find("*/", start + 2)
    if end < 0:
        raise _LexError(start, "unclosed comment")
    end += 2
    if comments:
        tokens.append(Token(COMMENT, start, source[start:end]))
    if source.startswith("}}", end):
        return end + 2
    if source[end : end + 1] in _BLANKS and source.startswith("-}}", end + 1):
        return _skip(source, end + 4, _BLANKS)
    raise _LexError(start, "comment ends before closing delimiter")


def _skip(source: str, at: int, chars: frozenset[str]) -> int:
    """Where the run of these characters that starts at `at` ends."""
    end = len(source)
    while at < end and source[at] in chars:
        at += 1
    return at


def _action(source: str, left: int, at: int, tokens: list[Token]) -> int:
    """The tokens up to the closing delimiter; returns where the text after it starts."""
    parens = 0
    while at < len(source):
        if len(tokens) > MAX_TOKENS:
            raise _LexError(left, TOO_LONG)
        char = source[at]
        if char in _BLANKS:
            end = _skip(source, at, _BLANKS)
            kind = RIGHT if source.startswith("-}}", end) else SPACE
            end += 3 if kind is RIGHT else 0
        elif char == "}" and source.startswith("}}", at):
            kind, end = RIGHT, at + 2
        else:
            kind, end = _piece(source, at, char)
        parens += (kind is LPAREN) - (kind is RPAREN)
        if parens < 0:
            raise _LexError(at, "unexpected right paren")
        if kind is RIGHT:
            if parens:
                raise _LexError(at, "unclosed left paren")
            tokens.append(Token(RIGHT, end - 2, "}}"))
            return _skip(source, end, _BLANKS) if char in _BLANKS else end
        tokens.append(Token(kind, at, source[at:end]))
        at = end
    raise _LexError(left, "unclosed action")


def _piece(source: str, at: int, char: str) -> tuple[str, int]:
    """Kind and end of the token at `at`, which is neither space nor the closing delimiter."""
    if char == "$":
        return VARIABLE, _word_end(source, at + 1)
    if char in "+-0123456789" or (char == "." and "0" <= source[at + 1 : at + 2] <= "9"):
        return _number(source, at)
    if char == ".":
        end = _word_end(source, at + 1)
        return DOT if end == at + 1 else FIELD, end
    if _alphanumeric(char):
        end = _word_end(source, at)
        return _RESERVED.get(source[at:end], IDENTIFIER), end
    if char in _QUOTES:
        return _quoted(source, at, char)
    if char == ":":
        if source.startswith("=", at + 1):
            return DECLARE, at + 2
        raise _LexError(at, "expected :=")
    if not " " <= char <= "~":
        raise _LexError(at, f"unrecognized character in action: {_code_point(char)}")
    return _SINGLE.get(char, CHAR), at + 1


_EXPONENTS = {"": ("e", "E"), "x": ("p", "P")}
_WORD = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")


def _alphanumeric(char: str) -> bool:
    return char in _WORD or (char > "\x7f" and (char.isalpha() or char.isdecimal()))


def _word_end(source: str, at: int) -> int:
    """Where the letters, digits and underscores end; something must follow there that may."""
    end = len(source)
    while at < end and _alphanumeric(source[at]):
        at += 1
    following = source[at : at + 1]
    if following not in _TERMINATORS and not source.startswith("}}", at):
        raise _LexError(at, f"bad character {_code_point(following)}")
    return at


def _quoted(source: str, at: int, mark: str) -> tuple[str, int]:
    """A string or character constant; only a raw one may go over lines and has no escapes."""
    kind, problem = _QUOTES[mark]
    end = source.find(mark, at + 1)
    if mark != "`":
        escape = source.find("\\", at + 1)
        while 0 <= escape < end:
            if escape + 1 == end:
                end = source.find(mark, end + 1)
            escape = source.find("\\", escape + 2)
        newline = source.find("\n", at)
        if 0 <= newline < end:
            end = -1
    if end < 0:
        raise _LexError(at, problem)
    return kind, end + 1


_DIGITS = {
    "x": frozenset("0123456789abcdefABCDEF_"),
    "o": frozenset("01234567_"),
    "b": frozenset("01_"),
    "": frozenset("0123456789_"),
}


def _number(source: str, at: int) -> tuple[str, int]:
    """Anything that may be a number, as Go scans it: what is wrong with it is found later."""
    kind, end = NUMBER, _number_end(source, at)
    if source[end : end + 1] in ("+", "-"):
        kind, end = COMPLEX, _number_end(source, end)
        if source[end - 1] != "i":
            raise _bad_number(source, at, end)
    if end < len(source) and _alphanumeric(source[end]):
        raise _bad_number(source, at, end + 1)
    return kind, end


def _bad_number(source: str, at: int, end: int) -> _LexError:
    return _LexError(at, f"bad number syntax: {quote(source[at:end])}")


def _number_end(source: str, at: int) -> int:
    if source[at] in "+-":
        at += 1
    base = source[at + 1 : at + 2].lower() if source.startswith("0", at) else ""
    if base not in ("x", "o", "b"):
        base = ""
    digits = _DIGITS[base]
    at = _skip(source, at + 2 if base else at, digits)
    if source.startswith(".", at):
        at = _skip(source, at + 1, digits)
    if source[at : at + 1] in (_EXPONENTS.get(base, ())):
        at += 2 if source[at + 1 : at + 2] in ("+", "-") else 1
        at = _skip(source, at, _DIGITS[""])
    return at + source.startswith("i", at)


def _code_point(char: str) -> str:
    code = 0xFFFD if "\ud800" <= char <= "\udfff" else ord(char)
    return f"U+{code:04X} '{char}'" if char.isprintable() else f"U+{code:04X}"
