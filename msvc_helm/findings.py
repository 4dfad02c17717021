"""Everything that is to be said about the ModelServices of a run."""

from __future__ import annotations

from collections.abc import Iterable

from msvc_helm.bases import Bases
from msvc_helm.check import Checked, Together, check, finding
from msvc_helm.check.finding import SEVERITIES, Finding, Report
from msvc_helm.check.inputs import EXPANSION, INPUT, REFUSED
from msvc_helm.check.rules import ALWAYS
from msvc_helm.conflicts import ignored, title
from msvc_helm.pipeline import Expanded, Expansion, expand_document
from msvc_helm.read import Document
from msvc_helm.resources.context import Options


def report(documents: Iterable[Document], bases: Bases, options: Options, off: frozenset[str]) -> Report:
    """The findings of all rules but those in `off`, by ModelService and severity, each said once."""
    together = Together()
    found: dict[tuple[object, ...], Finding] = {}
    services = 0
    for document in documents:
        expanded = expand_document(document, bases, options)
        services += len(expanded.expansions)
        here = [*_expansion(expanded), *(f for made in expanded.expansions for f in _service(made, together))]
        here += [f for made in expanded.halted for f in _checked(made).findings]  # what else there is to mend
        for each in sorted(here, key=lambda f: SEVERITIES.index(f.severity)):
            if each.rule not in off or each.rule in ALWAYS:
                found.setdefault((each.rule, each.problem), each)
    return Report(list(found.values()), services)


def _expansion(expanded: Expanded) -> list[Finding]:
    """What the expansion itself found."""
    off = [ignored(made.service) for made in expanded.expansions]
    warnings = [] if off and all(EXPANSION.id in ids for ids in off) else expanded.warnings
    return [finding(INPUT.id, problem) for problem in expanded.problems] + [finding(EXPANSION.id, p) for p in warnings]


def _service(made: Expansion, together: Together) -> list[Finding]:
    checked = _checked(made)
    refused = [finding(REFUSED.id, problem, title(made.service)) for problem in made.refused]
    return refused + checked.findings + together.compare(checked.claims)


def _checked(made: Expansion) -> Checked:
    return check(made.service, made.base, made.children, of_values=made.fields_at_top, infos=True)
