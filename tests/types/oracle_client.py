"""Builds the Go programs under oracle/ and asks them; for recording answers and for comparing on demand."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Answer = dict[str, Any]
Question = tuple[str, str]  # kind, YAML text


class Oracle:
    """One program with today's types, one with those of the operator's time (which alone has the old GIE kinds)."""

    def __init__(self, folder: Path) -> None:
        self.today = _build(folder / "today")
        self.older = _build(folder / "older", "-tags", "operator", "-modfile=operator.mod")

    def ask(self, questions: Iterable[Question]) -> list[Answer]:
        """Go's answer to each question, with today's types, or for a kind they lack with the older ones."""
        lines = "\n".join(json.dumps({"kind": kind, "yaml": text}) for kind, text in questions)
        both = zip(_run(self.today, lines), _run(self.older, lines), strict=True)
        return [old if new.get("unknown") else new for new, old in both]

    def fields(self) -> dict[tuple[str, str], Answer]:
        """Every field of the Go structs by (kind, path): its type, and whether it comes from an inlined struct."""
        lines = [*_run(self.older, "", "fields"), *_run(self.today, "", "fields")]
        return {(line["kind"], line["path"]): line for line in lines}


def _build(program: Path, *flags: str) -> Path:
    command = ["go", "build", "-mod=readonly", *flags, "-o", str(program), "."]
    subprocess.run(command, cwd=Path(__file__).parent / "oracle", check=True)
    return program


def _run(program: Path, text: str, *arguments: str) -> list[Answer]:
    done = subprocess.run([program, *arguments], input=text, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]
