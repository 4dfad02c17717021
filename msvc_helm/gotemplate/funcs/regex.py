"""Regular expressions: RE2's, with the loops and rules of Go's regexp package around its matches."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator

from ..goquote import can_backquote, quote
from ..registry import Budget, FunctionError
from ..values import NilSlice, Slice, normal, printable
from . import regexsyntax
from .table import Table

TYPE_CHECKING = False  # importing typing takes longer than a search
if TYPE_CHECKING:
    from typing import Any

FUNCTIONS = table = Table()

_META = frozenset("\\.+*?()|[]{}^$")
_WORK_PER_STEP = 1 << 14  # characters to search times instructions of the compiled expression
_CACHED = 32  # compiled expressions; each may use 8 MB

_Spans = Callable[[int], tuple[int, int]]  # start and end of a group, 0 for the whole match, -1 without part in it


class PatternError(FunctionError):
    """Not a regular expression."""


@functools.lru_cache(maxsize=_CACHED)
def _compile(source: str) -> Any:  # re2 has no type information
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


def _must_compile(source: str) -> Any:  # see _compile
    """Like Go's MustCompile, whose panics say more."""
    try:
        return _compile(source)
    except PatternError as error:
        shown = f"`{source}`" if can_backquote(source) else quote(source)
        raise FunctionError(f"regexp: Compile({shown}): {error}") from None


def _matches(budget: Budget, regexp: Any, text: str) -> Iterator[_Spans]:  # see _compile
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


def _raw_matches(regexp: Any, text: str) -> Iterator[_Spans]:  # see _compile
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


def _in_characters(match: Any, boundaries: dict[int, int], group: int) -> tuple[int, int]:  # see _compile
    start, end = match.span(group)
    return (boundaries[start], boundaries[end]) if start >= 0 else (-1, -1)


@table("regexMatch", "string, string", budget=True)
def regex_match(budget: Budget, source: str, text: str) -> bool:
    """Whether the expression matches anywhere; false if it is none."""
    try:
        return must_regex_match(budget, source, text)
    except PatternError:
        return False


@table("mustRegexMatch", "string, string", budget=True)
def must_regex_match(budget: Budget, source: str, text: str) -> bool:
    """Whether the expression matches anywhere."""
    return next(_matches(budget, _compile(source), text), None) is not None


def _find(budget: Budget, regexp: Any, text: str) -> str:  # see _compile
    spans = next(_matches(budget, regexp, text), None)
    return "" if spans is None else text[slice(*spans(0))]


def _find_all(budget: Budget, regexp: Any, text: str, count: int) -> Slice:  # see _compile
    found: list[str] = []
    if count:
        for spans in _matches(budget, regexp, text):
            found.append(text[slice(*spans(0))])
            if len(found) == count:
                break
    budget.items(len(found))
    return Slice(found, "string") if found else NilSlice("string")


def _split(budget: Budget, regexp: Any, text: str, count: int) -> Slice:  # see _compile
    if count == 0:
        return NilSlice("string")
    if regexp.pattern and not text:
        return Slice([""], "string")
    parts: list[str] = []
    start, end = 0, 0
    for taken, spans in enumerate(_matches(budget, regexp, text), 1):
        if count > 0 and len(parts) == count - 1:
            break
        end, after = spans(0)
        if after:
            parts.append(text[start:end])
        start = after
        if taken == count:
            break
    if end != len(text):
        parts.append(text[start:])
    budget.items(len(parts))
    return Slice(parts, "string")


def _replace(budget: Budget, regexp: Any, text: str, expand: Callable[[_Spans], str]) -> str:  # see _compile
    pieces: list[str] = []
    size = at = 0
    for spans in _matches(budget, regexp, text):
        start, end = spans(0)
        pieces += (text[at:start], expand(spans))
        size += len(pieces[-1]) + len(pieces[-2])
        budget.fits(size)
        at = end
    pieces.append(text[at:])
    budget.text(size + len(pieces[-1]))
    return normal("".join(pieces))


def _replace_all(budget: Budget, regexp: Any, text: str, template: str) -> str:  # see _compile
    groups: dict[str, int] = regexp.groupindex
    parts = [
        part if isinstance(part, str) else groups.get(part[0], -1) if part[0] else part[1]
        for part in regexsyntax.template(template)
    ]
    parts = [part for part in parts if isinstance(part, str) or 0 <= part <= regexp.groups]

    def expand(spans: _Spans) -> str:
        return "".join(part if isinstance(part, str) else text[slice(*spans(part))] for part in parts)

    return _replace(budget, regexp, text, expand)


def _replace_literal(budget: Budget, regexp: Any, text: str, new: str) -> str:  # see _compile
    return _replace(budget, regexp, text, lambda _: new)


def _both(name: str, params: str, run: Callable[..., object]) -> None:
    """Enter the function and its must form, which differ in what they say of a broken expression."""
    table(f"regex{name}", params, budget=True)(lambda budget, source, *args: run(budget, _must_compile(source), *args))
    table(f"mustRegex{name}", params, budget=True)(lambda budget, source, *args: run(budget, _compile(source), *args))


_both("Find", "string, string", _find)
_both("FindAll", "string, string, int", _find_all)
_both("Split", "string, string, int", _split)
_both("ReplaceAll", "string, string, string", _replace_all)
_both("ReplaceAllLiteral", "string, string, string", _replace_literal)


@table("regexQuoteMeta", "string", slow=True)
def regex_quote_meta(text: str) -> str:
    """The text as an expression that matches just it."""
    return "".join("\\" + char if char in _META else char for char in text)
