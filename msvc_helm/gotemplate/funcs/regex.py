"""Regular expressions: RE2's, with the loops and rules of Go's regexp package around its matches."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

from ..goquote import can_backquote, quote
from ..registry import Budget, FunctionError
from ..values import NilSlice, Slice, normal, printable
from . import regexsyntax
from .table import Table

FUNCTIONS = table = Table()

_META = frozenset("\\.+*?()|[]{}^$")
_WORK_PER_STEP = 1 << 14  # characters to search times instructions of the compiled expression
_CACHED = 32  # compiled expressions; each may use 8 MB


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


def _matches(budget: Budget, regexp: Any, text: str) -> Iterator[Any]:  # see _compile
    """Go's matches one after the other; no empty one right after another match."""
    previous = -1
    instructions: int = regexp.programsize
    budget.step(1 + instructions * len(text) // _WORK_PER_STEP)
    for match in regexp.finditer(printable(text)):
        start, end = match.span()
        budget.step(1 + instructions * (len(text) - end) // _WORK_PER_STEP)
        if end > start or start != previous:
            yield match
        previous = end


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
    match = next(_matches(budget, regexp, text), None)
    return "" if match is None else text[slice(*match.span())]


def _find_all(budget: Budget, regexp: Any, text: str, count: int) -> Slice:  # see _compile
    found: list[str] = []
    if count:
        for match in _matches(budget, regexp, text):
            found.append(text[slice(*match.span())])
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
    for taken, match in enumerate(_matches(budget, regexp, text), 1):
        if count > 0 and len(parts) == count - 1:
            break
        end = match.start()
        if match.end():
            parts.append(text[start:end])
        start = match.end()
        if taken == count:
            break
    if end != len(text):
        parts.append(text[start:])
    budget.items(len(parts))
    return Slice(parts, "string")


def _replace(budget: Budget, regexp: Any, text: str, expand: Callable[[Any], str]) -> str:  # see _compile
    pieces: list[str] = []
    size = at = 0
    for match in _matches(budget, regexp, text):
        start, end = match.span()
        pieces += (text[at:start], expand(match))
        size += len(pieces[-1]) + len(pieces[-2])
        budget.fits(size)
        at = end
    pieces.append(text[at:])
    budget.text(size + len(pieces[-1]))
    return normal("".join(pieces))


def _replace_all(budget: Budget, regexp: Any, text: str, template: str) -> str:  # see _compile
    parts = regexsyntax.template(template)

    def expand(match: Any) -> str:  # see _compile
        return "".join(part if isinstance(part, str) else _group(match, text, part) for part in parts)

    return _replace(budget, regexp, text, expand)


def _group(match: Any, text: str, reference: regexsyntax.Reference) -> str:  # see _compile
    name, number = reference
    if name:
        number = match.re.groupindex.get(name, -1)
    if not 0 <= number <= match.re.groups:
        return ""
    start, end = match.span(number)
    return text[start:end] if start >= 0 else ""


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
