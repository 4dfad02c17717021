"""A table as one test: every row is tried, and a failure names each row that does not hold.

For tables of hundreds of quick rows, which pytest would take longer to tell apart than to run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import pytest

Row = TypeVar("Row")
Rows = Iterable[Row] | Callable[[], Iterable[Row]]
Check = Callable[[Row], None]
FAILURES = (Exception, pytest.fail.Exception)


def every(rows: Rows[Row], name: Callable[[Row], str] = str) -> Callable[[Check[Row]], Callable[[], None]]:
    """A decorator: the function's test is that it holds for every row.

    Rows that take long to make come as a function.
    """

    def as_one_test(check: Check[Row]) -> Callable[[], None]:
        def test() -> None:
            table = list(rows() if callable(rows) else rows)
            assert table, "the table has no rows"
            failed = [(name(row), why) for row in table if (why := failure(check, row)) is not None]
            if failed:
                told = "\n".join(f"{row}: {type(why).__name__}: {why}" for row, why in failed)
                raise AssertionError(f"{len(failed)} of {len(table)} rows do not hold:\n{told}") from failed[0][1]

        test.__name__, test.__qualname__ = check.__name__, check.__qualname__
        test.__doc__, test.__module__ = check.__doc__, check.__module__
        return test

    return as_one_test


def failure(check: Check[Row], row: Row) -> BaseException | None:
    """Why a row does not hold; None where it does."""
    try:
        check(row)
    except FAILURES as why:
        return why
    return None
