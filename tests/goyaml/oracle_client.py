"""Builds the Go program under oracle/ and asks it; for recording answers and for comparing on demand."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

Answer = dict[str, str]  # {"out": ...} or {"error": ...}


class Oracle:
    """The real libraries. The operations are those listed in oracle/main.go."""

    def __init__(self, folder: Path) -> None:
        self.program = folder / "oracle"
        command = ["go", "build", "-mod=readonly", "-o", str(self.program), "."]
        subprocess.run(command, cwd=Path(__file__).parent / "oracle", check=True)

    def ask(self, operation: str, texts: Iterable[str]) -> list[Answer]:
        """The answer to each text."""
        lines = [
            json.dumps({"op": operation, "text": base64.b64encode(text.encode()).decode("ascii")}) for text in texts
        ]
        done = subprocess.run([self.program], input="\n".join(lines), capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.split("\n") if line]
