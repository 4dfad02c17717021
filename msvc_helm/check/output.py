"""The forms in which findings are printed: for people, programs, code scanning and GitHub's annotations."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from msvc_helm import __version__
from msvc_helm.check.finding import ERROR, INFO, SEVERITIES, WARNING, Finding, Report
from msvc_helm.check.rules import RULES
from msvc_helm.colour import label
from msvc_helm.errors import Problem
from msvc_helm.read import STDIN
from msvc_helm.report import ALL, counted, grouped, hides
from msvc_helm.visible import shortened, visible

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {ERROR: "error", WARNING: "warning", INFO: "note"}
_GITHUB = {ERROR: "error", WARNING: "warning", INFO: "notice"}


def text(report: Report, *, every: bool = False) -> str:
    """An entry for each finding, or for many of one rule unless `every` one is asked for, and a count."""
    by_severity = {s: [f.as_warning() for f in report.findings if f.severity == s] for s in SEVERITIES}
    lines = [
        f"{label(_LEVELS[severity], sys.stdout)} {entry}"
        for severity, problems in by_severity.items()
        for entry in (map(str, problems) if every or severity == ERROR else grouped(problems))
    ]
    return "".join(f"{line}\n" for line in (*lines, _count(report, by_severity, every=every)))


def _count(report: Report, by_severity: dict[str, list[Problem]], *, every: bool) -> str:
    counts = ", ".join(counted(report.count(severity), severity) for severity in (ERROR, WARNING))
    hidden = not every and any(hides(by_severity[severity]) for severity in (WARNING, INFO))
    return f"{counted(report.services, 'ModelService')}: {counts}" + (f"; {ALL}" if hidden else "")


def as_json(report: Report) -> str:
    """One map: the findings, and how many there are of each severity."""
    counts = {f"{severity}s": report.count(severity) for severity in (ERROR, WARNING, INFO)}
    out = {"findings": [_finding(f) for f in report.findings], "modelServices": report.services, **counts}
    return _json(out)


def _json(value: object) -> str:
    """JSON for people too: as it is what can be seen, and escapes for the rest."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text) + "\n"


def _finding(found: Finding) -> dict[str, Any]:
    problem = found.problem
    known = {
        "rule": found.rule,
        "severity": found.severity,
        "message": visible(problem.message),
        "hint": visible(str(problem.hint)),
        "modelService": found.service.removeprefix("ModelService "),
        "file": problem.source,
        "document": problem.document,
        "line": problem.line,
        "column": problem.column,
        "path": problem.path,
    }
    return {key: value for key, value in known.items() if value}


def sarif(report: Report) -> str:
    """SARIF 2.1.0, as code scanning reads it."""
    ids = list(RULES)
    driver = {"name": "msvc-helm check", "version": __version__, "rules": [_rule(name) for name in ids]}
    results = [
        {
            "ruleId": found.rule,
            "ruleIndex": ids.index(found.rule),
            "level": _LEVELS[found.severity],
            "message": {"text": _sentence(found.problem)},
            "locations": _locations(found.problem),
        }
        for found in report.findings
    ]
    run = {"tool": {"driver": driver}, "results": results, "columnKind": "unicodeCodePoints"}
    return _json({"$schema": SARIF, "version": "2.1.0", "runs": [run]})


def _rule(name: str) -> dict[str, Any]:
    from msvc_helm.check.explain import explanation  # which takes long to load

    rule = RULES[name]
    return {
        "id": name,
        "shortDescription": {"text": explanation(rule).why},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _locations(problem: Problem) -> list[dict[str, Any]]:
    out: dict[str, Any] = {}
    if problem.source and problem.source != STDIN:
        physical: dict[str, Any] = {"artifactLocation": {"uri": quote(problem.source, errors="surrogateescape")}}
        if problem.line:
            physical["region"] = {
                "startLine": problem.line,
                **({"startColumn": problem.column} if problem.column else {}),
            }
        out["physicalLocation"] = physical
    if problem.path:
        out["logicalLocations"] = [{"fullyQualifiedName": problem.path}]
    return [out] if out else []


def _sentence(problem: Problem) -> str:
    hint = str(problem.hint)
    text = f"{problem.path}: {problem.message}" if problem.path else problem.message
    return "\n".join(map(visible, shortened(f"{text}; {hint}" if hint else text).split("\n")))


def github(report: Report) -> str:
    """Workflow commands, which GitHub shows beside the lines of a pull request."""
    return "".join(_command(found) for found in report.findings)


def _command(found: Finding) -> str:
    problem = found.problem
    place = {"file": problem.source, "line": problem.line, "col": problem.column}
    named = {key: value for key, value in place.items() if value and problem.source not in ("", STDIN)}
    named["title"] = f"msvc-helm {found.rule}"
    properties = ",".join(f"{key}={_escaped(str(value), ',:')}" for key, value in named.items())
    return f"::{_GITHUB[found.severity]} {properties}::{_escaped(_sentence(problem))}\n"


def _escaped(value: str, more: Iterable[str] = "") -> str:
    for character in ("%", "\r", "\n", *more):
        value = value.replace(character, f"%{ord(character):02X}")
    return value


TEXT = "text"
FORMS: dict[str, Callable[[Report], str]] = {TEXT: text, "json": as_json, "sarif": sarif, "github": github}
