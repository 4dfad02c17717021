"""Writes cases/*.json anew from real Go: `python -m tests.types.record` (needs Go and its module proxy)."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.types import cases
from tests.types.oracle_client import Answer, Oracle


def recorded(oracle: Oracle) -> Iterator[tuple[str, dict[str, Any]]]:
    """The name and the content of every file of answers."""
    documents = cases.documents()
    answered = zip(documents, oracle.ask([(d.kind, d.text) for d in documents]), strict=True)
    for file, group in groupby(answered, key=lambda pair: pair[0].file):
        yield file, {f"{d.kind}: {d.name}": a.get("json", cases.ERROR) for d, a in group}
    slots = cases.slots()
    found: dict[str, dict[str, Any]] = {}
    for slot, answer in zip(slots, oracle.ask([(s.kind, s.text) for s in slots]), strict=True):
        found.setdefault(slot.field, {})[slot.scalar] = _slot_answer(answer, slot.at)
    yield "scalars", found


def _slot_answer(answer: Answer, at: str) -> Any:
    return cases.ERROR if "error" in answer else [cases.lookup(answer["json"], at)]


def main() -> None:
    """All files."""
    with tempfile.TemporaryDirectory() as folder:
        for file, answers in recorded(Oracle(Path(folder))):
            lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in answers.items()]
            text = "{\n" + ",\n".join(lines) + "\n}\n"
            (cases.FOLDER / f"{file}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
