"""What can go wrong in a template, and where in its text.

    TemplateError                    a template cannot be used as it is
    ├── TemplateSyntaxError          it cannot be parsed
    │   └── RefusedFunctionError     it calls a function that reads the host or gives another result each time
    └── TemplateExecutionError       it cannot be rendered with the data given, or not within its limits

Each knows its place and prints it with the line of the template and a marker under the piece that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable

_WINDOW = 100  # characters of a long line that are shown
_LONGEST = 500  # characters of a message; it may quote anything


class TemplateError(Exception):
    """A problem at one place of a template.

    `message` says what is wrong in Go's words, `name` is the template's, `line` and `column` (1-based, in characters)
    the place, `source_line` that line (a long one cut around the place), `marker` a line with `^~~~` under the place,
    `context` the piece of the template that was at work, `hint` a second sentence.
    """

    def __init__(
        self, message: str, *, name: str, source: str, position: int, length: int = 1, context: str = "", hint: str = ""
    ) -> None:
        self.message = message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"
        self.name = name
        self.context = context
        self.hint = hint
        self.line, self.column, self.source_line, self.marker = _locate(source, position, length)
        super().__init__(self.message)

    def __str__(self) -> str:
        text = f"{self.name}:{self.line}:{self.column}: {self.message}"
        if self.hint:
            text += f"; {self.hint}"
        return f"{text}\n    {self.source_line}\n    {self.marker}"


class TemplateSyntaxError(TemplateError):
    """The template cannot be parsed."""


class RefusedFunctionError(TemplateSyntaxError):
    """The template calls a function that is not allowed; `function` is its name, `reason` says why."""

    def __init__(self, function: str, reason: str, *, name: str, source: str, position: int) -> None:
        self.function = function
        self.reason = reason
        super().__init__(
            f'function "{function}" is refused: {reason}',
            name=name,
            source=source,
            position=position,
            length=len(function),
        )


class TemplateExecutionError(TemplateError):
    """The template cannot be rendered."""


def _locate(source: str, position: int, length: int) -> tuple[int, int, str, str]:
    """Line, column, the line's text and the marker under it."""
    start = source.rfind("\n", 0, position) + 1
    end = source.find("\n", position)
    end = len(source) if end < 0 else end
    line, column = source.count("\n", 0, position) + 1, position - start + 1
    shown = max(start, position - _WINDOW // 2)
    text = source[shown : min(end, shown + _WINDOW)].rstrip("\r")
    before = "".join(c if c == "\t" else " " for c in text[: position - shown])
    tail = max(0, min(length, len(text) - len(before)) - 1)
    if shown > start:
        text, before = "…" + text, " " + before
    if end > shown + _WINDOW:
        text += "…"
    return line, column, text, before + "^" + "~" * tail


def nearest(name: str, known: Iterable[str]) -> str:
    """`did you mean "ModelName"?`, or an empty string when no known name is near."""
    import difflib  # milliseconds, and only wanted when something is wrong

    candidates = {k.lower(): k for k in known}
    found = difflib.get_close_matches(name.lower(), candidates, n=1, cutoff=0.7)
    return f'did you mean "{candidates[found[0]]}"?' if found else ""
