"""What a rule says: which rule it is, what is wrong, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msvc_helm.conflicts import as_warning
from msvc_helm.errors import Problem
from msvc_helm.suggest import Later
from msvc_helm.typed import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from msvc_helm.check.containers import Container
    from msvc_helm.check.view import View

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (ERROR, WARNING, INFO)


class Location:
    """Where something is: in a container, in another part of a child, or (no `key`) in the ModelService itself.

    `key` is the child's, `path` the field below the child, the container or the ModelService. `needles` are texts that
    are in the base config one after the other, the last of them on the line in question.
    """

    __slots__ = ("container", "key", "needles", "path")

    def __init__(
        self, key: str, path: str = "", needles: tuple[str, ...] = (), container: Container | None = None
    ) -> None:
        self.key = key
        self.path = path
        self.needles = needles
        self.container = container


class Found:
    """One thing that a rule found: a message, its place, and what to do about it."""

    __slots__ = ("hint", "message", "spot")

    def __init__(self, message: str, spot: Location, hint: str | Later = "") -> None:
        self.message = message
        self.spot = spot
        self.hint = hint


Run: TypeAlias = "Callable[[View], Iterable[Found]]"


class Rule:
    """A rule: its id, how bad it is to break it, and what there is to say about it; `run` looks whether it is broken.

    `text` is a docstring: what the rule finds; a paragraph `Why: ...`; and the indented lines of an example that breaks
    it. Only `explain` reads it. `run` is None for what is found elsewhere: by the expansion, or by comparing
    ModelServices.
    """

    __slots__ = ("id", "run", "severity", "text")

    def __init__(self, id_: str, severity: str, text: str, run: Run | None = None) -> None:
        self.id = id_
        self.severity = severity
        self.text = text
        self.run = run


def rule(id_: str, severity: str) -> Callable[[Run], Rule]:
    """Decorator that makes a function, which looks at one ModelService, a rule with the docstring as its text."""
    return lambda run: Rule(id_, severity, run.__doc__ or "", run)


class Finding:
    """A broken rule: its id and severity, the ModelService's title, and the problem with its place in a file."""

    __slots__ = ("problem", "rule", "service", "severity")

    def __init__(self, rule: str, severity: str, service: str, problem: Problem) -> None:
        self.rule = rule
        self.severity = severity
        self.service = service
        self.problem = problem

    def as_warning(self) -> Problem:
        """The problem as people are told it: with the rule's id, to switch it off by."""
        return as_warning(self.rule, self.problem)


class Report:
    """The findings on a run's ModelServices, and how many of those there were."""

    __slots__ = ("findings", "services")

    def __init__(self, findings: list[Finding], services: int) -> None:
        self.findings = findings
        self.services = services

    def count(self, severity: str) -> int:
        """How many findings are of a severity."""
        return sum(found.severity == severity for found in self.findings)

    def failed(self, *, strict: bool) -> bool:
        """Whether there are errors, or warnings where those count as such."""
        return bool(self.count(ERROR) or (strict and self.count(WARNING)))


def in_child(key: str, path: str, *needles: str) -> Location:
    """A field of a child."""
    return Location(key, path, needles)


def in_service(path: str) -> Location:
    """A field of the ModelService."""
    return Location("", path)


def in_container(container: Container, path: str = "", needle: str = "") -> Location:
    """A field of a container; `needle` is a text that is on its line in the base config."""
    return Location(container.key, path, (needle,) if needle else (), container)


def listed(words: Iterable[object]) -> str:
    """`8000, 8200` or `none`."""
    return ", ".join(map(str, words)) or "none"
