"""How many messages are shown: errors each, warnings by kind."""

from __future__ import annotations

import pytest

from msvc_helm.errors import Problem
from msvc_helm.report import finish, grouped, summary


def _warnings(number: int, rule: str) -> list[Problem]:
    return [Problem(f"the model {i} is odd", source=f"{rule}-{i}.yaml", rule=rule) for i in range(number)]


def test_a_kind_with_few_is_shown_whole() -> None:
    few = _warnings(3, "odd")
    assert list(grouped([*few, *few])) == [str(problem) for problem in few]


def test_a_kind_with_many_is_one_entry_with_the_first_places() -> None:
    first, second = grouped([Problem("alone"), *_warnings(5, "odd")])
    assert first == "alone"
    assert second.splitlines() == [
        "odd: 5 times",
        *(f"    odd-{i}.yaml: the model {i} is odd" for i in range(3)),
        "    … and 2 more",
    ]


def test_without_a_rule_the_message_is_the_kind() -> None:
    (entry,) = grouped(Problem("unknown field, dropped", line=line) for line in range(1, 9))
    assert entry.startswith("unknown field, dropped: 8 times\n    line 1: unknown field, dropped\n")


def test_the_summary_counts_kinds() -> None:
    warnings = [*_warnings(12, "odd"), *_warnings(2, "even")]
    assert summary([Problem("a"), Problem("b")], warnings, "more") == "2 errors, 14 warnings (2 kinds); more"
    assert summary([], warnings[-2:], "more") == "2 warnings (1 kind)"


@pytest.mark.parametrize("strict", [False, True])
def test_errors_are_never_grouped(strict: bool, capsys: pytest.CaptureFixture[str]) -> None:
    found = _warnings(30, "odd")
    assert finish(found if strict else [], [] if strict else found, strict=strict) == 1
    said = capsys.readouterr().err
    assert said.count("error: odd-") == 30
    assert said.endswith("\n30 errors\n")


def test_every_warning_where_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert finish(_warnings(150, "odd"), [], strict=False, every=True) == 0
    assert capsys.readouterr().err.count("warning: odd-") == 150
