"""A table as one test fails for each row that does not hold, and names them all."""

from __future__ import annotations

import pytest

from tests.rows import every


def test_every_row_that_does_not_hold_is_named() -> None:
    tried = []

    @every([1, 2, 3, 4], name=lambda row: f"row {row}")
    def test_odd(row: int) -> None:
        """Rows are odd."""
        tried.append(row)
        if row == 4:
            with pytest.raises(ValueError, match="four"):
                int("4")
        assert row % 2 == 1, "even"

    with pytest.raises(AssertionError) as failed:
        test_odd()
    said = str(failed.value)
    assert said.startswith("2 of 4 rows do not hold:\nrow 2: AssertionError: even")
    assert "\nrow 4: Failed: DID NOT RAISE" in said
    assert tried == [1, 2, 3, 4]
    assert (test_odd.__name__, test_odd.__doc__) == ("test_odd", "Rows are odd.")


def test_rows_that_all_hold() -> None:
    tried: list[str] = []
    every(lambda: ["a", "b"])(tried.append)()
    assert tried == ["a", "b"]


def test_no_rows_are_a_failure() -> None:
    with pytest.raises(AssertionError, match="has no rows"):
        every(())(print)()
