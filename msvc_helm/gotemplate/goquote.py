"""Go's quoted strings: writing them (strconv.Quote and its kin) and reading them (strconv.Unquote)."""

from __future__ import annotations

import re

from .values import normal

_ESCAPES = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\"}
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.)|$)", re.DOTALL)


def quote(text: str, *, ascii_only: bool = False) -> str:
    """`text` as a double-quoted Go literal."""
    return f'"{_escape(text, chr(34), ascii_only)}"'


def quote_rune(char: str, *, ascii_only: bool = False) -> str:
    """One character as a single-quoted Go literal."""
    return f"'{_escape(char, chr(39), ascii_only)}'"


def _escape(text: str, mark: str, ascii_only: bool) -> str:
    if text.isascii() and text.isprintable():
        return text.replace("\\", "\\\\").replace(mark, "\\" + mark)
    return "".join(_escape_char(char, mark, ascii_only) for char in text)


def _escape_char(char: str, mark: str, ascii_only: bool) -> str:
    if char == mark:
        return "\\" + char
    known = _ESCAPES.get(char)
    if known is not None:
        return known
    if char.isprintable() and (not ascii_only or char < "\x7f"):
        return char
    code = ord(char)
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def can_backquote(text: str) -> bool:
    """Whether the text can stand between backquotes on one line, unchanged."""
    return not any(c in "`\x7f\ufeff" or (c < " " and c != "\t") or "\udc80" <= c <= "\udcff" for c in text)


def unquote(literal: str) -> str | None:
    """The string a double-quoted or backquoted Go literal stands for; None when it is no valid literal.

    The caller has found the closing quote, so there is no unescaped one inside.
    """
    body = literal[1:-1]
    if literal[0] == "`":
        return body.replace("\r", "")
    return _unescape(body, '"')


def unquote_char(literal: str) -> int | None:
    """The code a single-quoted Go literal stands for; None when it does not hold exactly one character."""
    body = literal[1:-1]
    escape = _ESCAPE.fullmatch(body)
    if escape is None:
        return _code(body) if len(body) == 1 and body != "'" else None
    if escape[1] or escape[2]:  # a number up to 255 is a code here, not a byte
        value = int(escape[1], 16) if escape[1] else int(escape[2], 8)
        return value if value <= 0xFF else None
    text = _unescape(body, "'")
    return None if text is None else ord(text)


def _code(char: str) -> int:
    return 0xFFFD if "\ud800" <= char <= "\udfff" else ord(char)


def _unescape(body: str, mark: str) -> str | None:
    if "\\" not in body:
        return body
    try:
        return normal(_ESCAPE.sub(lambda match: _expand(match, mark), body))
    except ValueError:
        return None


def _expand(match: re.Match[str], mark: str) -> str:
    """The text of one escape sequence; raises ValueError when Go has no such sequence."""
    byte, octal, short, long, letter = match.groups()
    if byte or octal:
        value = int(byte, 16) if byte else int(octal, 8)
        if value > 0xFF:
            raise ValueError
        return chr(value) if value < 0x80 else chr(0xDC00 + value)
    if short or long:
        value = int(short or long, 16)
        if 0xD800 <= value <= 0xDFFF or value > 0x10FFFF:
            raise ValueError
        return chr(value)
    if letter == mark:
        return mark
    if letter not in _LETTERS:  # None for a backslash at the end
        raise ValueError
    return _LETTERS[letter]
