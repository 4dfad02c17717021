"""Go's quoted strings: writing them (strconv.Quote and its kin) and reading them (strconv.Unquote)."""

from __future__ import annotations

from ...values import normal

_ESCAPES = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\"}
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
_NUMBERED = {"x": 2, "u": 4, "U": 8}  # escapes with that many hexadecimal digits


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
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def can_backquote(text: str) -> bool:
    """Whether the text can be between backquotes on one line, unchanged."""
    return not any(c in "`\x7f\ufeff" or (c < " " and c != "\t") or "\udc80" <= c <= "\udcff" for c in text)


def unquote(literal: str) -> str | None:
    """The string a double-quoted or backquoted Go literal stands for; None when it is not a valid literal.

    The caller has found the closing quote, so there is no unescaped one inside.
    """
    body = literal[1:-1]
    if literal[0] == "`":
        return body.replace("\r", "")
    return _unescape(body, '"')


def unquote_char(literal: str) -> int | None:
    """The code a single-quoted Go literal stands for; None when it does not hold exactly one character."""
    body = literal[1:-1]
    if not body.startswith("\\"):
        return _code(body) if len(body) == 1 and body != "'" else None
    try:
        code, end, _ = _escaped(body, 1, "'")
    except ValueError:
        return None
    return code if end == len(body) else None


def _code(char: str) -> int:
    return 0xFFFD if "\ud800" <= char <= "\udfff" else ord(char)


def _unescape(body: str, mark: str) -> str | None:
    if "\\" not in body:
        return body
    parts: list[str] = []
    at = 0
    try:
        while (slash := body.find("\\", at)) >= 0:
            code, end, is_byte = _escaped(body, slash + 1, mark)
            parts += (body[at:slash], chr(0xDC00 + code) if is_byte and code > 0x7F else chr(code))
            at = end
    except ValueError:
        return None
    return normal("".join((*parts, body[at:])))


def _escaped(body: str, at: int, mark: str) -> tuple[int, int, bool]:
    """The escape after a backslash: its code, where it ends, whether it means a byte and not a character.

    Raises ValueError for a sequence Go does not have.
    """
    letter = body[at : at + 1]
    if letter == mark or letter in _LETTERS:
        return ord(_LETTERS.get(letter, letter)), at + 1, False
    if letter in _NUMBERED:
        digits, base, start = _NUMBERED[letter], 16, at + 1
    else:
        digits, base, start = 3, 8, at
    text = body[start : start + digits]
    if len(text) != digits or not all(c in "0123456789abcdefABCDEF" for c in text):
        raise ValueError
    code = int(text, base)  # ValueError for a digit over 7
    is_byte = letter not in ("u", "U")
    if code > (0xFF if is_byte else 0x10FFFF) or 0xD800 <= code <= 0xDFFF:
        raise ValueError
    return code, start + digits, is_byte
