"""Compiled regular expressions and their matches, as Go's regexp package finds them, by RE2."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator

from ...registry import Budget, FunctionError, LimitError
from ...values import printable
from ..strconv import can_backquote, quote
from . import syntax
from .height import MAX_HEIGHT, height

TYPE_CHECKING = False  # importing typing takes longer than a search
if TYPE_CHECKING:
    from typing import Any

_WORK_PER_STEP = 1 << 14  # characters to search times instructions of the compiled expression
_INSTRUCTIONS_PER_STEP = 8  # that are compiled
_STEPS_OF_TOO_LARGE = 50_000  # what RE2 works before it gives up
_STEPS_PER_CLASS = 100  # of Unicode, which is hundreds of ranges
_CACHED = 8  # compiled expressions; each may use 8 MB
_LONGEST = 10_000  # characters
_THREADS = 1_000_000  # groups times instructions: RE2 keeps 16 bytes for each of them while it searches
_THREADS_PER_STEP = 50

Spans = Callable[[int], tuple[int, int]]  # start and end of a group, 0 for the whole match, -1 without part in it


class PatternError(FunctionError):
    """Not a regular expression."""


@functools.lru_cache(maxsize=_CACHED)
def _cached(source: str) -> Any:  # re2 has no type information
    """The compiled expression. Raises PatternError, or LimitError for one that Go would take."""
    import re2

    if len(source) > _LONGEST:
        raise LimitError(f"a regular expression of {len(source)} characters is over the limit of {_LONGEST}")
    if source != printable(source):
        raise PatternError(f"error parsing regexp: invalid UTF-8: `{source}`")
    refused = syntax.problem(source)
    if refused is not None:
        raise PatternError(refused)
    options = re2.Options()
    options.log_errors = False
    try:
        regexp = re2.compile(source, options)
    except re2.error as error:
        if syntax.is_too_large(error):
            raise LimitError("a regular expression takes more than 8 MiB when it is compiled") from None
        raise PatternError(syntax.explain(error)) from None
    finally:
        re2.purge()  # its own cache holds four times as many
    if len(source) > MAX_HEIGHT and height(source) > MAX_HEIGHT:
        raise PatternError(f"error parsing regexp: expression nests too deeply: `{source}`")
    if regexp.groups * regexp.programsize > _THREADS:
        raise LimitError(f"a regular expression has too many groups ({regexp.groups}) for its size; use (?:…)")
    return regexp


def compiled(budget: Budget, source: str) -> Any:
    """The compiled expression, which costs the same whether it was in the cache or not.

    Raises PatternError, or LimitError for what Go might take but costs too much.
    """
    budget.step(1 + _STEPS_PER_CLASS * (source.count("\\p") + source.count("\\P")))
    try:
        regexp = _cached(source)
    except LimitError:
        budget.step(_STEPS_OF_TOO_LARGE)
        raise
    budget.step(regexp.programsize // _INSTRUCTIONS_PER_STEP + regexp.groups * regexp.programsize // _THREADS_PER_STEP)
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
