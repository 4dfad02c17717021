"""Builds the Go program under oracle/ and asks it; only for recording answers and for comparing by hand."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "oracle"
OF_THE_OPERATORS_TIME = ("-tags", "operator", "-modfile=operator.mod")

Answer = dict[str, Any]


def ask(questions: Iterable[tuple[str, str]]) -> list[Answer]:
    """Go's answer to each (kind, YAML text), with today's types, or for a kind they lack with those of the operator."""
    asked = [json.dumps({"kind": kind, "yaml": text}) for kind, text in questions]
    today, older = _run(asked), _run(asked, *OF_THE_OPERATORS_TIME)
    return [old if new.get("unknown") else new for new, old in zip(today, older, strict=True)]


def fields(*flags: str) -> list[Answer]:
    """Every field of the Go structs: kind, path, type, and whether it comes from an inlined struct."""
    return _run([], *flags, arguments=["fields"])


def _run(lines: list[str], *flags: str, arguments: Iterable[str] = ()) -> list[Answer]:
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "oracle"
        subprocess.run(["go", "build", *flags, "-o", program, "."], cwd=FOLDER, check=True)
        done = subprocess.run([program, *arguments], input="\n".join(lines), capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]
