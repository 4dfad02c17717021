"""Whatever would no longer serve is found: each deployment of the field with one value changed, class by class."""

from __future__ import annotations

import os

import pytest

from tests.check.mutants.run import lost, mutants
from tests.check.mutants.table import CLASSES, PARTLY, UNSEEN

pytestmark = pytest.mark.usefixtures("shared")
# One of so many mutants is tried, but all with MUTANTS=1; a class is tried by forty of them at most.
EVERY = int(os.environ.get("MUTANTS", "0"))
MOST = 40


@pytest.mark.parametrize("kind", CLASSES)
def test_mutants_are_found(kind: str) -> None:
    total = sum(1 for _ in mutants(kind))
    tried, missed = lost(kind, EVERY or -(-total // MOST) or 1)
    least = PARTLY.get(kind, (100, ""))[0]
    assert tried or kind in PARTLY
    assert len(missed) * 100 <= tried * (100 - least), "\n".join(missed)


def test_there_are_many() -> None:
    assert sum(1 for kind in CLASSES for _ in mutants(kind)) >= 2_000


def test_what_is_not_found_has_a_reason() -> None:
    assert PARTLY.keys() <= CLASSES.keys()
    assert all(reason for _, reason in PARTLY.values())
    assert all(UNSEEN.values())
