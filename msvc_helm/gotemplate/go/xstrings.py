"""huandu/xstrings: the words of an identifier in any style, and the same words in snake, kebab or camel case."""

from __future__ import annotations

from collections.abc import Callable

from ..values import normal, printable
from .unicode import SPACES, category, is_upper, lower, upper

# Kinds of words; END is what follows the last one, and a word of nothing but broken bytes.
END, NUMBER, UPPER, ALPHABET, CONNECTOR, PUNCTUATION, OTHER = range(7)

_CJK = (("\u3400", "\u4d85"), ("\u4e00", "\u9fcc"), ("\U00020000", "\U0002b81d"))


def _is_connector(char: str) -> bool:
    return char in "-_" or char in SPACES


def _is_punctuation(char: str) -> bool:
    return category(char)[0] == "P"


def _is_number(char: str) -> bool:
    return category(char)[0] == "N"


def _is_alphabet(char: str) -> bool:
    return category(char)[0] == "L" and not any(low <= char <= high for low, high in _CJK)


def _is_small(char: str) -> bool:
    return _is_alphabet(char) and not is_upper(char)


def _is_other(char: str) -> bool:
    return not (_is_connector(char) or _is_alphabet(char) or _is_number(char) or _is_punctuation(char))


_KINDS: tuple[tuple[int, Callable[[str], bool], Callable[[str], bool]], ...] = (  # in order: starts with, goes on with
    (CONNECTOR, _is_connector, _is_connector),
    (PUNCTUATION, _is_punctuation, _is_punctuation),
    (ALPHABET, _is_alphabet, _is_small),
    (NUMBER, _is_number, _is_number),
    (OTHER, _is_other, _is_other),
)


class _Words:
    """Reads a text word by word: `kind` and `word` are the current one's, END and "" after the last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = 0
        self.advance()

    @property
    def remaining(self) -> bool:
        return self.end < len(self.text)

    def advance(self) -> None:
        start = self.end
        self.kind, self.end = self._next(start) if self.remaining else (END, start)
        self.word = self.text[start : self.end]

    def _next(self, start: int) -> tuple[int, int]:
        char, end = self._char(start, "")
        if not char:
            return END, end
        if is_upper(char):
            return UPPER, self._upper(char, end)
        kind, goes_on = next((kind, goes_on) for kind, starts, goes_on in _KINDS if starts(char))
        return kind, self._run(char, end, goes_on)

    def _char(self, at: int, previous: str) -> tuple[str, int]:
        """The next character that is not a broken byte, else the previous one again; and where it ends."""
        for index in range(at, len(self.text)):
            char = self.text[index]
            if char != "\ufffd" and not "\ud800" <= char <= "\udfff":
                return char, index + 1
        return previous, len(self.text)

    def _run(self, char: str, end: int, goes_on: Callable[[str], bool]) -> int:
        while end < len(self.text):
            char, after = self._char(end, char)
            if not goes_on(char):
                break
            end = after
        return end

    def _upper(self, char: str, end: int) -> int:
        """Where a word ends that starts with a capital: `First`, or `HTTP` of `HTTPServer`."""
        if end == len(self.text):
            return end
        char, after = self._char(end, char)
        if not is_upper(char):
            return self._run(char, after, _is_small) if _is_alphabet(char) else end
        last = end
        while is_upper(char):
            last, end = end, after
            if end == len(self.text):
                return end
            char, after = self._char(end, char)
        return last if _is_alphabet(char) else end


def _separated(text: str, connector: str) -> str:
    """The words in lower case with a connector between; a number belongs to the word before it where that can be."""
    words = _Words(text)
    out: list[str] = []
    while words.remaining:
        kind, word = words.kind, words.word
        if kind != CONNECTOR:
            out.append(_lowered(kind, word, connector))
        words.advance()
        if kind == NUMBER:
            _take_letters(words, out, connector)
        elif kind == CONNECTOR:
            out.append(_lowered(kind, word, connector))
        elif kind != PUNCTUATION:
            _connect(words, out, connector)
    out.append(_lowered(words.kind, words.word, connector))
    return normal("".join(out))


def _connect(words: _Words, out: list[str], connector: str) -> None:
    """What is between a word and the next one, and the next one itself if it is a number that belongs here."""
    if words.kind != NUMBER:
        if words.kind not in (CONNECTOR, PUNCTUATION):
            out.append(connector)
        return
    if not words.remaining:
        return
    number = words.word
    words.advance()
    if words.kind == ALPHABET:  # small letters after it: `HTTP2xx` -> `http_2xx`
        out += (connector, number)
        _take_letters(words, out, connector)
        return
    out.append(number)  # `Bld4Floor` -> `bld4_floor`
    if words.kind not in (CONNECTOR, PUNCTUATION):
        out.append(connector)


def _take_letters(words: _Words, out: list[str], connector: str) -> None:
    while words.kind in (ALPHABET, NUMBER):
        out.append(words.word)
        words.advance()
    if words.kind not in (END, CONNECTOR, PUNCTUATION):
        out.append(connector)


def _lowered(kind: int, word: str, connector: str) -> str:
    if kind not in (UPPER, CONNECTOR):
        return word
    return "".join(connector if _is_connector(c) else lower(c) if is_upper(c) else c for c in printable(word))


def to_snake_case(text: str) -> str:
    """`FirstName` -> `first_name`."""
    return _separated(text, "_")


def to_kebab_case(text: str) -> str:
    """`FirstName` -> `first-name`."""
    return _separated(text, "-")


def to_pascal_case(text: str) -> str:
    """`first_name` -> `FirstName`; leading connectors stay, and of several in the middle all but one."""
    chars = printable(text)
    body = next((index for index, char in enumerate(chars) if not _is_connector(char)), len(chars))
    if body == len(chars):
        return chars + chars[-1:]
    out = list(chars[:body])
    current, shouting = upper(chars[body]), is_upper(chars[body])
    for char in chars[body + 1 :]:
        previous, current = current, char
        if _is_connector(previous):
            if _is_connector(char):
                out.append(previous)
                continue
            shouting, current = is_upper(char), upper(char)
            continue
        if shouting:
            shouting, current = is_upper(char), lower(char) if is_upper(char) else char
        out.append(previous)
    return "".join([*out, current])
