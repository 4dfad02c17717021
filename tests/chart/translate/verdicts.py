"""A generated chart's verdict on finished objects, by this project's own Go: _validate.tpl and _checks.tpl.

`include` is Helm's own. Every call of it becomes Go's `template` here: the output is never used.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from msvc_helm.chart.tables import facts
from msvc_helm.gotemplate import Limits, Template
from msvc_helm.validation.checks import CHECKS
from tests.chart.translate.worlds import ARGUMENTS

LIMITS = Limits(steps=2_000_000, output=2_000_000, size=4_000_000, memory=50_000_000)
START = "Kubernetes would reject these objects:\n"
FILES = [ARGUMENTS.parent / f"_{name}.tpl" for name in ("validate", "checks")]


class Rejected(Exception):  # noqa: N818 - what is asked for, not what went wrong
    """What `fail` was called with."""


def rejected(*objects: dict[str, Any]) -> list[str]:
    """The problems that the chart finds in objects, a line each."""
    model = {"facts": _facts(), "objects": {_facts()["order"][0]: _as_in_helm(objects)}}
    try:
        output = _template().render(model)
    except Rejected as rejection:
        said = str(rejection)
        assert said.startswith(START)
        return said.removeprefix(START).split("\n")
    assert not output.strip()
    return []


def _as_in_helm(value: Any) -> Any:
    """The value as Helm has it, where every number that was read is a float."""
    return json.loads(json.dumps(value), parse_int=float)


@cache
def _facts() -> Any:
    return _as_in_helm(facts())


@cache
def _template() -> Template:
    text = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
    text = re.sub(r'\{\{- include \(print "CHART.check." \(first \$row\)\) (.*) -\}\}', _chosen, text)
    text, count = re.subn(r'\{\{- include ("CHART\.[.\w]+") ', r"{{- template \1 ", text)
    assert count > 30
    return Template(f'{text}{{{{ template "CHART.validate" . }}}}', functions={"fail": _fail}, limits=LIMITS)


def _chosen(match: re.Match[str]) -> str:
    cases = (
        f'if eq (first $row) "{name}" -}}}}{{{{- template "CHART.check.{name}" {match[1]} -}}}}'
        for name in (*CHECKS, "needs", "bars", "when", "rows")
    )
    return "{{- " + "{{- else ".join(cases) + "{{- end -}}"


def _fail(message: str) -> str:
    raise Rejected(message)
