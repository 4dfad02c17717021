"""The errors a user can meet, each a list of problems that say where and what to write instead.

    MsvcError             anything this package raises on purpose
    ├── InputError        something the user wrote is wrong (exit code 1)
    └── UsageError        the command line is wrong (exit code 2)

A template's own errors (`msvc_helm.gotemplate.TemplateError`) stand apart, since that package knows nothing of this
one; they become an `InputError` where a base config or an argument is rendered.
"""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from collections.abc import Iterable

from msvc_helm.suggest import Later
from msvc_helm.typed import NamedTuple
from msvc_helm.visible import lines, visible

_LONGEST_PLACE = 400  # characters of a file's name or a field's path
_MOST_LINES = 20  # of an excerpt


class Problem(NamedTuple):
    """One thing that is wrong, or worth a warning.

    `source` is the file as the user named it (`<stdin>` for standard input), `document` its 1-based number in that
    file (0: not known or the only one), `line` and `column` are 1-based (0: not known), `path` is the field
    (`spec.decode.containers[0].image`), `hint` a second sentence such as `did you mean "replicas"?`, `excerpt` lines of
    the text in question, shown below. All of it may hold what the input holds: `str` escapes and shortens it. `rule`
    names the kind of a warning, by which many of one kind are shown together.
    """

    message: str
    path: str = ""
    line: int = 0
    column: int = 0
    source: str = ""
    document: int = 0
    hint: str | Later = ""
    excerpt: str = ""
    rule: str = ""

    def __str__(self) -> str:
        """`file:line:column: document 2: field: message; hint`, without the parts that are not known."""
        place = visible(self.source, _LONGEST_PLACE)
        if self.line:
            place += f":{self.line}" if place else f"line {self.line}"
            if self.column:
                place += f":{self.column}"
        parts = [place] if place else []
        if self.document > 1:
            parts.append(f"document {self.document}")
        if self.path:
            parts.append(visible(self.path, _LONGEST_PLACE))
        text = ": ".join([*parts, visible(self.message)])
        if hint := str(self.hint):
            text += f"; {visible(hint)}"
        return text + "".join(f"\n    {line}" for line in lines(self.excerpt, _LONGEST_PLACE)[:_MOST_LINES])

    def at(self, *, source: str = "", document: int = 0, prefix: str = "") -> "Problem":
        """The same problem with what its finder did not know: the file, the document, the path above the field."""
        path = self.path
        if prefix:
            path = prefix if not path else f"{prefix}{path}" if path.startswith("[") else f"{prefix}.{path}"
        return self._replace(source=self.source or source, document=self.document or document, path=path)


class MsvcError(Exception):
    """Anything this package raises on purpose. `problems` is never empty."""

    def __init__(self, problems: Problem | str | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class InputError(MsvcError):
    """Something the user wrote is wrong: all problems found, not only the first."""

    def at(self, *, source: str = "", document: int = 0, prefix: str = "") -> "InputError":
        """The same error with every problem placed (see `Problem.at`)."""
        return InputError(p.at(source=source, document=document, prefix=prefix) for p in self.problems)


class UsageError(MsvcError):
    """The command line asks for something that cannot be done."""
