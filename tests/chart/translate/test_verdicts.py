"""A generated chart rejects what `validate` rejects, in the same words: both read one table."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings

from msvc_helm.validation import validate
from tests.chart.translate.mutations import faulty, made
from tests.chart.translate.verdicts import rejected
from tests.faults import crowded
from tests.test_validation import FAULTS


def problems(obj: dict[str, Any]) -> list[str]:
    """What `validate` finds, without the hints that a chart cannot give."""
    return sorted(str(problem._replace(hint="")) for problem in validate(obj))


@pytest.mark.parametrize("case", FAULTS)
def test_a_single_fault_is_told_in_the_same_words(case: str) -> None:
    good, fault, _ = FAULTS[case]
    assert rejected(good) == []
    bad = copy.deepcopy(good)
    fault(bad)
    assert sorted(rejected(bad)) == problems(bad)


def test_all_problems_are_told_at_once() -> None:
    assert sorted(rejected(*made())) == sorted({line for obj in made() for line in problems(obj)})


@pytest.mark.parametrize("obj", list(crowded()), ids=lambda obj: f"{obj['kind']} {obj['metadata']['name']}")
def test_many_faults_are_told_in_the_same_words(obj: dict[str, Any]) -> None:
    assert sorted(rejected(obj)) == problems(obj)


@settings(max_examples=100, deadline=None)
@given(faulty())
def test_faults_are_told_in_the_same_words(obj: dict[str, Any]) -> None:
    assert sorted(rejected(obj)) == problems(obj)
