"""Compiled regular expressions and their matches, as Go's regexp package finds them, by RE2."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator

from ..goquote import can_backquote, quote
from ..registry import Budget, FunctionError
from ..values import printable
from . import regexsyntax

TYPE_CHECKING = False  # importing typing takes longer than a search
if TYPE_CHECKING:
    from typing import Any

_WORK_PER_STEP = 1 << 14  # characters to search times instructions of the compiled expression
_INSTRUCTIONS_PER_STEP = 8  # that are compiled
_STEPS_OF_TOO_LARGE = 50_000  # what RE2 works before it gives up
_CACHED = 32  # compiled expressions; each may use 8 MB

Spans = Callable[[int], tuple[int, int]]  # start and end of a group, 0 for the whole match, -1 without part in it


class PatternError(FunctionError):
    """Not a regular expression."""


@functools.lru_cache(maxsize=_CACHED)
def _cached(source: str) -> Any:  # re2 has no type information
    """The compiled expression. Raises PatternError."""
    import re2

    if source != printable(source):
        raise PatternError(f"error parsing regexp: invalid UTF-8: `{source}`")
    refused = regexsyntax.problem(source)
    if refused is not None:
        raise PatternError(refused)
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(source, options)
    except re2.error as error:
        raise PatternError(regexsyntax.explain(error)) from None
    finally:
        re2.purge()  # its own cache holds four times as many


def compiled(budget: Budget, source: str) -> Any:
    """The compiled expression, which costs the same whether it was in the cache or not. Raises PatternError."""
    try:
        regexp = _cached(source)
    except PatternError as error:
        budget.step(_STEPS_OF_TOO_LARGE if "too large" in str(error) else 1)
        raise
    budget.step(regexp.programsize // _INSTRUCTIONS_PER_STEP)
    return regexp


def must_compiled(budget: Budget, source: str) -> Any:
    """Like Go's MustCompile, whose panics say more."""
    try:
        return compiled(budget, source)
    except PatternError as error:
        shown = f"`{source}`" if can_backquote(source) else quote(source)
        raise FunctionError(f"regexp: Compile({shown}): {error}") from None


def matches(budget: Budget, regexp: Any, text: str) -> Iterator[Spans]:
    """Go's matches one after the other; no empty one right after another match."""
    previous = -1
    instructions: int = regexp.programsize
    budget.step(1 + instructions * len(text) // _WORK_PER_STEP)
    for spans in _raw_matches(regexp, printable(text)):
        start, end = spans(0)
        budget.step(1 + instructions * (len(text) - end) // _WORK_PER_STEP)
        if end > start or start != previous:
            yield spans
        previous = end


def _raw_matches(regexp: Any, text: str) -> Iterator[Spans]:
    if text.isascii() or "\\B" not in regexp.pattern:
        for match in regexp.finditer(text):
            yield match.span
        return
    # RE2 sees a \B between the bytes of one character, Go does not: search byte by byte and pass those by.
    data = text.encode()
    boundaries = {at: index for index, at in enumerate(_boundaries(data))}
    at = 0
    while at <= len(data):
        match = regexp.search(data, at)
        if match is None:
            return
        start, end = match.span()
        if start in boundaries:
            yield functools.partial(_in_characters, match, boundaries)
        at = max(end, start + 1, at + 1) if start not in boundaries or end == at else end


def _boundaries(data: bytes) -> Iterator[int]:
    """Where characters start, and the end."""
    yield from (index for index, byte in enumerate(data) if byte & 0xC0 != 0x80)
    yield len(data)


def _in_characters(match: Any, boundaries: dict[int, int], group: int) -> tuple[int, int]:
    start, end = match.span(group)
    return (boundaries[start], boundaries[end]) if start >= 0 else (-1, -1)
