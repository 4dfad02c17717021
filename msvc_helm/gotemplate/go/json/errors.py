"""What is wrong with a text that is no JSON, in the words of Go's encoding/json."""

from __future__ import annotations

import re
from typing import NoReturn

from ...values import to_bytes
from ..strconv import quote

_END = "unexpected end of JSON input"
_LITERALS = {"t": "true", "f": "false", "n": "null"}
_BLANKS = re.compile("[ \t\r\n]*")
_DIGITS = re.compile("[0-9]*")
_PLAIN = re.compile('[^"\\\\\x00-\x1f]*')


class _FoundError(Exception):
    """The problem."""


def syntax_error(text: str) -> str:
    """The message about the first problem in `text`, which must have one."""
    try:
        _Scanner(to_bytes(text).decode("latin-1")).document()
    except _FoundError as found:
        return str(found)
    return _END


class _Scanner:
    """Reads byte by byte up to the first problem; where the text ends it sees one blank more, as Go's scanner does."""

    def __init__(self, text: str) -> None:
        self.text = text + " "
        self.at = 0
        self.open: list[str] = []  # the brackets, each with a comma once it has an element

    def document(self) -> None:
        self.value()
        while self.open:
            self.element()
        if self.peek():
            self.fail("after top-level value")

    def peek(self) -> str:
        """The next character that is no blank; empty at the end."""
        match = _BLANKS.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def expect(self) -> str:
        """Like `peek` where the text must go on."""
        char = self.peek()
        if not char:
            raise _FoundError(_END)
        return char

    def fail(self, where: str) -> NoReturn:
        char = self.text[self.at]
        shown = {"'": "\\'", '"': '"'}.get(char) or quote(char)[1:-1]
        raise _FoundError(f"invalid character '{shown}' {where}")

    def element(self) -> None:
        """What follows an opening bracket or an element: the bracket's end or one more element."""
        opening = self.open[-1]
        is_list = opening[0] == "["
        if self.expect() == ("]" if is_list else "}"):
            self.at += 1
            self.open.pop()
            return
        if opening.endswith(","):
            if self.expect() != ",":
                self.fail("after array element" if is_list else "after object key:value pair")
            self.at += 1
        self.open[-1] = opening[0] + ","
        if not is_list:
            self.key()
        self.value()

    def key(self) -> None:
        if self.expect() != '"':
            self.fail("looking for beginning of object key string")
        self.string()
        if self.expect() != ":":
            self.fail("after object key")
        self.at += 1

    def value(self) -> None:
        char = self.expect()
        if char in "[{":
            self.at += 1
            self.open.append(char)
        elif char == '"':
            self.string()
        elif char in _LITERALS:
            self.literal(_LITERALS[char])
        elif char in "-0123456789":
            self.number()
        else:
            self.fail("looking for beginning of value")

    def literal(self, word: str) -> None:
        for char in word:
            if self.text[self.at] != char:
                self.fail(f"in literal {word} (expecting '{char}')")
            self.at += 1

    def number(self) -> None:
        if self.text[self.at] == "-":
            self.at += 1
            if not self.text[self.at].isdigit():
                self.fail("in numeric literal")
        self.at += 1
        if self.text[self.at - 1] != "0":
            self.digits("")
        if self.text[self.at] == ".":
            self.at += 1
            self.digits("after decimal point in numeric literal")
        if self.text[self.at] in "eE":
            self.at += 2 if self.text[self.at + 1] in "+-" else 1
            self.digits("in exponent of numeric literal")

    def digits(self, where: str) -> None:
        """Some digits; at least one if `where` says what is wrong otherwise."""
        match = _DIGITS.match(self.text, self.at)
        end = match.end() if match else self.at
        if where and end == self.at:
            self.fail(where)
        self.at = end

    def string(self) -> None:
        self.at += 1
        while True:
            match = _PLAIN.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at >= len(self.text):
                raise _FoundError(_END)
            char = self.text[self.at]
            if char not in '"\\':
                self.fail("in string literal")
            self.at += 1
            if char == '"':
                return
            self.escape()

    def escape(self) -> None:
        self.at += 1
        if self.text[self.at - 1] == "u":
            for _ in range(4):
                if self.text[self.at] not in "0123456789abcdefABCDEF":
                    self.fail("in \\u hexadecimal character escape")
                self.at += 1
        elif self.text[self.at - 1] not in 'bfnrt\\/"':
            self.at -= 1
            self.fail("in string escape code")
