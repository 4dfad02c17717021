"""Recorded answers of real Go: a JSON object a file, one input and its answer a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "cases"

ERROR = "error"  # in the place of an answer: Go refuses the input

Table = dict[str, Any]


def read(name: str) -> Table:
    """The table of that name. An empty one is a mistake."""
    table: Table = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    assert table
    return table


def write(name: str, table: Table) -> None:
    """Replace a table."""
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in table.items()]
    (FOLDER / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def same(left: object, right: object) -> bool:
    """Equality that tells `1`, `1.0` and `true` apart; the order of keys does not count."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right
