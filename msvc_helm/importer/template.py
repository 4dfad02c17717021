"""Values as the text of a Go template: readable YAML with variables for what the ModelService decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from msvc_helm import write

OPEN = "{{"
_ESCAPED = '{{ "{{" }}'
Part = tuple[str, str]


class Marked:
    """A scalar with actions in it, in place of the `original`: parts of literal text and the action that follows it."""

    __slots__ = ("original", "parts")

    def __init__(self, original: str | int, *parts: Part) -> None:
        self.original = original
        self.parts = parts


def whole(value: str | int, action: str) -> Marked:
    """A scalar that is all an action's."""
    return Marked(value, ("", action))


def replaced(value: Any, pattern: re.Pattern[str], make: Callable[[re.Match[str]], Part | None]) -> Any:
    """A text with what `make` says of each match: literal text and an action. Marked texts are searched likewise."""
    if isinstance(value, Marked):
        parts: list[Part] = []
        for literal, action in value.parts:
            found = _parts(literal, pattern, make)
            parts += [*found[:-1], (found[-1][0], action)]
        return Marked(value.original, *parts)
    if not isinstance(value, str):
        return value
    found = _parts(value, pattern, make)
    return Marked(value, *found) if len(found) > 1 else value


def _parts(text: str, pattern: re.Pattern[str], make: Callable[[re.Match[str]], Part | None]) -> list[Part]:
    parts: list[Part] = []
    at = 0
    for match in pattern.finditer(text):
        made = make(match)
        if made is not None:
            parts.append((text[at : match.start()] + made[0], made[1]))
            at = match.end()
    return [*parts, (text[at:], "")]


def text_of(value: Any) -> str:
    """The value in YAML, marked scalars as their actions, with every `{{` of its own escaped."""
    actions: list[str] = []
    word = _word(value)
    text = write.dump(_walk(value, word, actions)).replace(OPEN, _ESCAPED)

    def action(found: re.Match[str]) -> str:
        # A brace right before an action would be read with it.
        return ('{{ "{" }}' if found[1] else "") + f"{{{{ {actions[int(found[2])]} }}}}"

    return re.sub(rf"(\{{?)#?{word}([0-9]+)x#?", action, text)


def _word(value: Any) -> str:
    """A run of letters that occurs nowhere in the value."""
    text = write.dump(_walk(value, "", []))
    word = "xACTION"
    while word in text:
        word += "X"
    return word


def _walk(value: Any, word: str, actions: list[str]) -> Any:
    if isinstance(value, dict):
        return {key: _walk(item, word, actions) for key, item in value.items()}
    if isinstance(value, list):
        return [_walk(item, word, actions) for item in value]
    return _joined(value, word, actions) if isinstance(value, Marked) else value


def _joined(made: Marked, word: str, actions: list[str]) -> str:
    """A marked scalar with a word for each action, quoted in YAML where the original is."""
    original = made.original
    plain = _with_words(made, word, actions, "")
    quoted = isinstance(original, str) and "\n" not in original and _is_quoted(original)
    return _with_words(made, word, actions, "#") if quoted and not _is_quoted(plain) else plain


def _with_words(made: Marked, word: str, actions: list[str], around: str) -> str:
    out = ""
    for literal, action in made.parts:
        out += literal
        if action:
            if action not in actions:
                actions.append(action)
            out += f"{around}{word}{actions.index(action)}x{around}"
    return out


def _is_quoted(text: str) -> bool:
    return write.dump(text)[0] in "\"'"
