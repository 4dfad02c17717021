"""Mutants through `check`, in process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msvc_helm.check import check
from msvc_helm.check.finding import INFO
from msvc_helm.pipeline import Expansion
from msvc_helm.validation import validate
from tests.check.mutants.deployments import CASES, expansions
from tests.check.mutants.places import Change, changed, name_and_place, value_at
from tests.check.mutants.table import CLASSES


def mutants(kind: str) -> Iterator[tuple[str, Expansion, Change]]:
    """Every mutant of a class, with the deployment that it is of."""
    for name in CASES:
        for made in expansions(name):
            yield from (
                (name, made, change) for change in CLASSES[kind](made) if value_at(made, change) != change.value
            )


def lost(kind: str, every: int = 1) -> tuple[int, list[str]]:
    """How many mutants of a class were tried, one of `every`, and those that nothing is said of."""
    tried, missed = 0, []
    for number, (name, made, change) in enumerate(mutants(kind)):
        if number % every == 0:
            tried += 1
            if not found(made, change):
                missed.append(f"{name}: {name_and_place(change)}")
    return tried, missed


def found(made: Expansion, change: Change) -> bool:
    """Whether an error or a warning is said of a mutant that is not said of the deployment itself."""
    after = changed(made.children, change)
    obj: Any = after
    for key in change.path[: 2 if isinstance(after[str(change.path[0])], list) else 1]:
        obj = obj[key]
    return bool(validate(obj)) or bool(_said(made, after) - _known(made))


_KNOWN: dict[int, tuple[Expansion, set[tuple[str, str]]]] = {}


def _known(made: Expansion) -> set[tuple[str, str]]:
    if id(made) not in _KNOWN:
        _KNOWN[id(made)] = made, _said(made, made.children)
    return _KNOWN[id(made)][1]


def _said(made: Expansion, children: Mapping[str, Any]) -> set[tuple[str, str]]:
    findings = check(made.service, made.base, children, infos=True).findings
    return {(f.rule, f.problem.message) for f in findings if f.severity != INFO}
