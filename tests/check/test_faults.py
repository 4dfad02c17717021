"""Every seeded fault is found, by the rules that are meant for it and no others; the samples themselves have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.faults import FAULTS, Fault
from tests.check.samples import GIE, SAMPLES, broken, checked, options, write

CASES = [pytest.param(fault, gie, id=f"{fault.name} ({gie})") for fault in FAULTS for gie in fault.gie]


@pytest.mark.parametrize("gie", GIE)
@pytest.mark.parametrize("sample", SAMPLES)
def test_nothing_is_wrong_with_a_sample(sample: str, gie: str, tmp_path: Path) -> None:
    found = checked(*write(sample, (), tmp_path), options(gie))
    assert broken(found) == set()
    assert found.services == 1


@pytest.mark.parametrize(("fault", "gie"), CASES)
def test_a_seeded_fault_is_found(fault: Fault, gie: str, tmp_path: Path) -> None:
    found = checked(*write(fault.sample, fault.edits, tmp_path), options(gie))
    assert broken(found) == fault.rules, "\n".join(f"{f.rule}: {f.problem}" for f in found.findings)


def test_there_are_many_faults() -> None:
    assert len(FAULTS) >= 40
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
