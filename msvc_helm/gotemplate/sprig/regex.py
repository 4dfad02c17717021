"""Sprig's regex.go: finding, splitting and replacing with regular expressions, by the rules of Go's regexp."""

from __future__ import annotations

from collections.abc import Callable

from ..go.regexp import syntax
from ..go.regexp.regexp import PatternError, Spans, compiled, matches, must_compiled
from ..registry import Budget
from ..values import NilSlice, Slice, normal
from .table import Table

TYPE_CHECKING = False  # importing typing takes longer than a search
if TYPE_CHECKING:
    from typing import Any

FUNCTIONS = table = Table()

_META = frozenset("\\.+*?()|[]{}^$")


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
    return next(matches(budget, compiled(budget, source), text), None) is not None


def _find(budget: Budget, regexp: Any, text: str) -> str:
    spans = next(matches(budget, regexp, text), None)
    return "" if spans is None else text[slice(*spans(0))]


def _find_all(budget: Budget, regexp: Any, text: str, count: int) -> Slice:
    found: list[str] = []
    if count:
        for spans in matches(budget, regexp, text):
            found.append(text[slice(*spans(0))])
            if len(found) == count:
                break
    budget.items(len(found))
    return Slice(found, "string") if found else NilSlice("string")


def _split(budget: Budget, regexp: Any, text: str, count: int) -> Slice:
    if count == 0:
        return NilSlice("string")
    if regexp.pattern and not text:
        return Slice([""], "string")
    parts: list[str] = []
    start, end = 0, 0
    for taken, spans in enumerate(matches(budget, regexp, text), 1):
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


def _replace(budget: Budget, regexp: Any, text: str, expand: Callable[[Spans], str]) -> str:
    pieces: list[str] = []
    size = at = 0
    for spans in matches(budget, regexp, text):
        start, end = spans(0)
        pieces += (text[at:start], expand(spans))
        size += len(pieces[-1]) + len(pieces[-2])
        budget.fits(size)
        at = end
    pieces.append(text[at:])
    budget.text(size + len(pieces[-1]))
    return normal("".join(pieces))


def _replace_all(budget: Budget, regexp: Any, text: str, template: str) -> str:
    groups: dict[str, int] = regexp.groupindex
    parts = [
        part if isinstance(part, str) else groups.get(part[0], -1) if part[0] else part[1]
        for part in syntax.template(template)
    ]
    parts = [part for part in parts if isinstance(part, str) or 0 <= part <= regexp.groups]

    def expand(spans: Spans) -> str:
        return "".join(part if isinstance(part, str) else text[slice(*spans(part))] for part in parts)

    return _replace(budget, regexp, text, expand)


def _replace_literal(budget: Budget, regexp: Any, text: str, new: str) -> str:
    return _replace(budget, regexp, text, lambda _: new)


def _both(name: str, params: str, run: Callable[..., object]) -> None:
    """Enter the function and its must form, which differ in what they say of a broken expression."""
    for prefix, compile_source in (("regex", must_compiled), ("mustRegex", compiled)):
        table(prefix + name, params, budget=True)(_with_compiled(run, compile_source))


def _with_compiled(run: Callable[..., object], compile_source: Callable[[Budget, str], Any]) -> Callable[..., object]:
    return lambda budget, source, *args: run(budget, compile_source(budget, source), *args)


_both("Find", "string, string", _find)
_both("FindAll", "string, string, int", _find_all)
_both("Split", "string, string, int", _split)
_both("ReplaceAll", "string, string, string", _replace_all)
_both("ReplaceAllLiteral", "string, string, string", _replace_literal)


@table("regexQuoteMeta", "string", slow=True)
def regex_quote_meta(text: str) -> str:
    """The text as an expression that matches just it."""
    return "".join("\\" + char if char in _META else char for char in text)
