"""Templates to carry over, from everywhere: recorded ones, base configs, and made ones, each with the data it needs."""

from __future__ import annotations

import json
import re
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from msvc_helm.bases import given_bases
from msvc_helm.errors import MsvcError
from msvc_helm.read import inputs
from tests.chart.translate.templates import ARGUMENTS, TEMPLATES, mutated
from tests.chart.translate.worlds import MODEL, Data
from tests.conftest import REPO, SHARED
from tests.gotemplate.data import VARS
from tests.gotemplate.recorded import recorded

PLAIN = (str, int, float, bool, list, dict, type(None))
LANGUAGE = Data(
    # The recorded cases' own data, as far as Helm's values can have it.
    {name: value for name, value in VARS.fields.items() if type(value) in PLAIN} | {"Unicode": "日本 é!"},
    {"a": 5, "http": 8000, "b": 7},
)
RECORDED = [case["template"] for _, case in recorded()]
BASE_CONFIGS = (
    "charts/modelservice/presets/*.yaml",
    "samples/*/baseconfig*.yaml",
    "tests/modelservice_chart/*/baseconfig*.yaml",
)


def shared_cases() -> list[str]:
    """The reference templates beside the checkout; none where there is no such folder."""
    path = SHARED / "gotemplate" / "cases.json"
    return [case["template"] for case in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []


def base_configs() -> list[str]:
    """Every template of every base config that can be read."""
    files = [path for pattern in BASE_CONFIGS for path in sorted(REPO.glob(pattern))]
    files += sorted((SHARED / "parity" / "baseconfigs").glob("*.yaml"))
    return [text for path in files for text in _texts(path)]


def _texts(path: Path) -> list[str]:
    try:
        return [text for base in given_bases(inputs([str(path)])) for text in base.base().texts.values()]
    except MsvcError:
        return []


def _with_their_ports(texts: list[str]) -> tuple[list[str], Data]:
    named = {name for text in texts for name in re.findall(r'getPort "(\w+)"', text)}
    return texts, Data(ports={**MODEL.ports, **dict.fromkeys(sorted(named), 9000)})


def drawn(strategy: st.SearchStrategy[str], count: int) -> list[str]:
    """So many texts, the same in every run."""
    found: list[str] = []

    @settings(
        max_examples=count, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def collect(text: str) -> None:
        found.append(text)

    collect()
    return list(dict.fromkeys(found))


FAMILIES = {
    "reference": lambda: (shared_cases(), MODEL),
    "base configs": lambda: _with_their_ports(base_configs()),
    "recorded": lambda: (RECORDED, LANGUAGE),
    "made": lambda: (drawn(TEMPLATES, 600), MODEL),
    "made arguments": lambda: (drawn(ARGUMENTS, 600), MODEL),
    "mutated": lambda: (drawn(mutated(RECORDED), 600), LANGUAGE),
}
"""Makers of the templates and of their data, by name."""
