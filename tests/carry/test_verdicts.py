"""A generated chart rejects what `refusals` rejects, in the same words: both read one table."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from msvc_helm.refusals import refusals
from tests.carry.verdicts import rejected
from tests.test_refusals import FAULTS


def problems(obj: dict[str, Any]) -> list[str]:
    """What `refusals` finds, without the hints that a chart cannot give."""
    return sorted(str(problem._replace(hint="")) for problem in refusals(obj))


@pytest.mark.parametrize("case", FAULTS)
def test_a_single_fault_is_told_in_the_same_words(case: str) -> None:
    good, fault, _ = FAULTS[case]
    assert rejected(good) == []
    bad = copy.deepcopy(good)
    fault(bad)
    assert sorted(rejected(bad)) == problems(bad)
