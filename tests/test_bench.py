"""The benchmark's own arithmetic: what it reports is what it measured."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

from bench import bench, measure


def test_a_figure_over_its_aim_is_marked() -> None:
    assert "MISSED" in str(measure.Row("x", 2.1, "x", aim=2.0))
    assert "MISSED" not in str(measure.Row("x", 2.0, "x", aim=2.0))
    assert "MISSED" not in str(measure.Row("x", 9e9, "x"))


def test_the_cost_is_the_child_s() -> None:
    idle, busy = (
        measure.run((sys.executable, "-c", code))
        for code in ("pass", "x = bytearray(60_000_000); sum(range(9_000_000))")
    )
    assert busy.seconds > idle.seconds + 0.05
    assert busy.memory > 60_000_000


def test_a_failing_command_is_no_measurement() -> None:
    with pytest.raises(RuntimeError, match="exit 3: why"):
        measure.run((sys.executable, "-c", "import sys; sys.stderr.write('why'); sys.exit(3)"))


@pytest.mark.parametrize("measurement", bench.MEASUREMENTS, ids=lambda m: str(m.__name__))
def test_every_measurement_is_named_and_explained(measurement: object) -> None:
    assert measurement.__doc__


def test_copies_are_so_many_modelservices_of_different_names(tmp_path: Path) -> None:
    text = bench.copies(3, tmp_path).read_text(encoding="utf-8")
    assert text.count("kind: ModelService\n") == 3
    for number in range(3):
        assert text.count(f"  name: llama-70b-{number}\n") == 1
        assert text.count(f"  modelName: llama-3.3-70b-{number}\n") == 1


def test_twenty_documents_are_twenty_of_60_kb(tmp_path: Path) -> None:
    text = bench.twenty(tmp_path).read_text(encoding="utf-8")
    kinds = [document["kind"] for document in yaml.safe_load_all(text)]
    assert (len(kinds), kinds.count("ModelService")) == (20, 1)
    assert 55_000 < len(text) < 65_000
