"""Whether the expanded objects agree with each other: values in several of them that must be the same.

Such faults are silent: every object is valid, everything looks healthy, and no request is answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from msvc_helm.api import ModelService, locate
from msvc_helm.baseconfig import BaseConfig
from msvc_helm.check.finding import INFO, Finding
from msvc_helm.check.inputs import UNKNOWN_RULE
from msvc_helm.check.location import place
from msvc_helm.check.rules import RULES
from msvc_helm.check.together import Comparison, Wants
from msvc_helm.check.view import View
from msvc_helm.conflicts import IGNORE, Claims, ignored, title
from msvc_helm.errors import Problem
from msvc_helm.typed import Any

MOST = 1_000  # findings of one rule on one ModelService; nobody reads more, and each is looked for in the text

ALL = [(rule.id, rule.run) for rule in RULES.values() if rule.run]
USUAL = [(name, run) for name, run in ALL if RULES[name].severity != INFO]


class Checked:
    """What became of one ModelService: the findings, and what it claims against others of the run."""

    __slots__ = ("claims", "findings")

    def __init__(self, findings: list[Finding], claims: Claims) -> None:
        self.findings = findings
        self.claims = claims


def check(
    service: ModelService,
    base: BaseConfig | None,
    children: Mapping[str, Any],
    *,
    of_values: bool = False,
    infos: bool = False,
) -> Checked:
    """Every rule on one ModelService's children; what its annotation switches off is left out.

    `of_values` says that it was written as the chart's values; `infos` adds what must exist in the cluster, and takes
    the time to read the endpoint picker's configuration even where a glance shows no fault.
    """
    view = View(service, base, children, of_values=of_values, thorough=infos)
    off = ignored(service)
    rules = ALL if infos else USUAL
    run = [(name, found) for name, rule in rules if name not in off for found in islice(rule(view), MOST)]
    findings = [finding(rule, place(found, view), title(service)) for rule, found in run]
    return Checked([*_misspelt(service, off), *findings], Wants(view))


def finding(rule: str, problem: Problem, service: str = "") -> Finding:
    """A finding of a rule, with the rule's severity."""
    return Finding(rule, RULES[rule].severity, service, problem)


class Together(Comparison):
    """Takes the claims of one ModelService after the other."""

    def compare(self, claims: Claims) -> list[Finding]:
        """What is claimed by an earlier one already."""
        return [finding(rule, problem, claims.title) for rule, problem in self.add(claims)]


def _misspelt(service: ModelService, off: frozenset[str]) -> Iterator[Finding]:
    for name in sorted(off - RULES.keys()):
        from msvc_helm.suggest import Later, suggestion  # rarely wanted

        line, column = locate(service, f'metadata.annotations["{IGNORE}"]')
        at = Problem("", f"metadata.annotations.{IGNORE}", line, column, service.source, service.document)
        problem = at._replace(message=f'there is no rule "{name}"', hint=Later(suggestion, name, tuple(RULES)))
        yield finding(UNKNOWN_RULE.id, problem, title(service))
