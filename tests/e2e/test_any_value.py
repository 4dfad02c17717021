"""Changing any value of a generated chart gives what `generate` gives for the same change."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.agreement.charts import OWN, Chart, as_flags, base_config
from tests.agreement.strategies import WITHOUT_EFFECT, Object, found, paths, values
from tests.e2e.helm import MAJORS

BASES = ("sim", "gpu-pd", *OWN)
EXAMPLES = settings(
    max_examples=40,  # a start of Helm each
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],  # to shrink would be hundreds of starts
    suppress_health_check=list(HealthCheck),
)
both_helms = pytest.mark.parametrize("major", MAJORS, ids=lambda major: f"helm{major}")
every_base = pytest.mark.parametrize("base", BASES)


@both_helms
@every_base
def test_values_in_a_file(base: str, major: int, tmp_path: Path) -> None:
    chart = Chart(major, tmp_path, base_config(base))

    @EXAMPLES
    @given(values())
    def agree(some: Object) -> None:
        assert not chart.disagreement(some)

    agree()


@both_helms
@every_base
def test_values_on_the_command_line(base: str, major: int, tmp_path: Path) -> None:
    """`--set` for each leaf, or `--set-json` for each value of the top level."""
    chart = Chart(major, tmp_path, base_config(base))

    @EXAMPLES
    @given(values(), st.booleans())
    def agree(some: Object, scalars: bool) -> None:
        assert not chart.disagreement(some, *as_flags(some, scalars=scalars))

    agree()


def test_every_value_of_the_schema_is_tried() -> None:
    """What the roles have in common counts once, and so does what both lists of containers have."""
    seen: set[str] = set()

    @settings(EXAMPLES, max_examples=2000)
    @given(values())
    def look(some: Object) -> None:
        seen.update(map(common, found(some)))

    look()
    assert {common(path) for path in paths() if not path.startswith(WITHOUT_EFFECT)} - seen == set()


def common(path: str) -> str:
    return re.sub(r"^(autoscaling\.)?(prefill|decode|endpointPicker)", r"\1ROLE", path).replace(
        "initContainers", "containers"
    )
