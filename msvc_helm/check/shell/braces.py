"""The words that `{a,b}` stands for."""

from __future__ import annotations

from msvc_helm.check.shell.parts import Letters, Part, Word


def braced(word: Word) -> list[Word]:
    """The words that `{a,b}` in a word stands for; the word itself where there is none."""
    for at, part in enumerate(word.parts):
        if not isinstance(part, Letters) or part.quoted or "{" not in part.text:
            continue
        found = _alternatives(word.parts, at, part.text.index("{"))
        if found:
            return [each for parts in found[:100] for each in braced(Word(parts, word.source))]
        return [word]
    return [word]


def _alternatives(parts: tuple[Part, ...], at: int, start: int) -> list[tuple[Part, ...]]:
    """The parts of each word that a brace stands for; none when it does not close or has no comma."""
    first = parts[at]
    assert isinstance(first, Letters)  # noqa: S101 - seen by the caller
    before = (*parts[:at], *([Letters(first.text[:start], False)] if start else ()))
    choices: list[list[Part]] = [[]]
    opened, here, text = 1, at, first.text[start + 1 :]
    while True:
        kept = 0
        for position, char in enumerate(text):
            if char in "{}":
                opened += 1 if char == "{" else -1
            if not opened or (char == "," and opened == 1):
                choices[-1] += [Letters(text[kept:position], False)] if position > kept else []
                kept = position + 1
                if not opened:
                    rest = [Letters(text[kept:], False)] if text[kept:] else []
                    after = (*rest, *parts[here + 1 :])
                    return [(*before, *choice, *after) for choice in choices] if len(choices) > 1 else []
                choices.append([])
        choices[-1] += [Letters(text[kept:], False)] if text[kept:] else []
        here += 1
        while here < len(parts):
            part = parts[here]
            if isinstance(part, Letters) and not part.quoted:
                text = part.text
                break
            choices[-1].append(part)
            here += 1
        else:
            return []
