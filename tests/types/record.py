"""Writes cases/*.json anew from real Go: `python -m tests.types.record` (needs Go and its module proxy)."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

from tests.types import cases
from tests.types.oracle_client import Answer, ask


def _write(file: str, answers: dict[str, Any]) -> None:
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in answers.items()]
    (cases.FOLDER / f"{file}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _slot_answer(answer: Answer, at: str) -> Any:
    return cases.ERROR if "error" in answer else [cases.lookup(answer["json"], at)]


def main() -> None:
    """Documents and slots."""
    documents = cases.documents()
    answered = zip(documents, ask([(d.kind, d.text) for d in documents]), strict=True)
    for file, group in groupby(answered, key=lambda pair: pair[0].file):
        _write(file, {f"{d.kind}: {d.name}": a.get("json", cases.ERROR) for d, a in group})
    slots = cases.slots()
    answers = ask([(s.kind, s.text) for s in slots])
    found: dict[str, dict[str, Any]] = {}
    for slot, answer in zip(slots, answers, strict=True):
        found.setdefault(slot.field, {})[slot.scalar] = _slot_answer(answer, slot.at)
    _write("scalars", found)


if __name__ == "__main__":
    main()
