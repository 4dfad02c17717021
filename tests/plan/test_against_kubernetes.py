"""Random changes, and what Kubernetes' own code did with them (`record.py` asked it)."""

from __future__ import annotations

import json
from typing import Any

from msvc_helm.plan.plan import plan
from tests.diff.objects import REMOVED, Step, edited, read
from tests.plan.record import CASES, OBJECTS
from tests.rows import every

CHANGES: list[dict[str, Any]] = json.loads(CASES.read_text(encoding="utf-8"))


def applied(obj: dict[str, Any], edits: list[list[Any]]) -> dict[str, Any]:
    """An object after edits as they are kept."""
    found: list[tuple[tuple[Step, ...], Any]] = [(tuple(path), rest[0] if rest else REMOVED) for path, *rest in edits]
    return edited(obj, *found)


def named(case: dict[str, Any]) -> str:
    return f"{OBJECTS[case['object']]['kind']} {case['after']}"


def agrees(case: dict[str, Any]) -> None:
    old = applied(OBJECTS[case["object"]], case["before"])
    new = applied(old, case["after"])
    (entry,) = plan(read(old), read(new), case["tool"])
    word = entry.verdict if entry.verdict in ("refused", "unchanged") else "changed"
    assert word == case["word"], [case, entry.notes, entry.causes]


@every(CHANGES, named)
def test_a_server_says_what_the_plan_says(case: dict[str, Any]) -> None:
    agrees(case)


@every(CHANGES[::8], named)
def test_of_some_a_server_says_so(case: dict[str, Any]) -> None:
    agrees(case)


def test_all_words_occur() -> None:
    words = [case["word"] for case in CHANGES]
    assert min(words.count(word) for word in ("refused", "unchanged", "changed")) > 50
