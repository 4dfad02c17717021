"""Runs a program for a test and keeps all it said, so that a failure can be read without running it again."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Result:
    """What a finished program left: its command line, exit code and two outputs."""

    command: tuple[str, ...]
    code: int
    stdout: str
    stderr: str

    @property
    def ok(self) -> bool:
        """Whether the exit code is 0."""
        return self.code == 0

    def json(self) -> Json:
        """The standard output as one JSON object."""
        value = json.loads(self.stdout)
        assert isinstance(value, dict), f"{self}: expected a JSON object"
        return value

    def __str__(self) -> str:
        text = f"$ {shlex.join(self.command)}\nexit code {self.code}"
        for name, content in (("stdout", self.stdout), ("stderr", self.stderr)):
            if content.strip():
                text += f"\n--- {name}\n{content.rstrip()}"
        return text


class CommandError(AssertionError):
    """A program ended with an exit code that the test did not expect; `result` has the rest."""

    def __init__(self, result: Result) -> None:
        super().__init__(str(result))
        self.result = result


def run(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: str = "",
    check: bool = True,
    timeout: float = 120,
) -> Result:
    """Run a program to its end, `timeout` in seconds. Raises CommandError for a non-zero exit when `check`.

    A program that takes longer is killed and fails the test too, with what it had printed by then.
    """
    words = tuple(map(str, command))
    try:
        done = subprocess.run(
            words, env=env, cwd=cwd, input=stdin, capture_output=True, text=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired as error:
        said = [(part or b"").decode(errors="replace") for part in (error.stdout, error.stderr)]
        raise CommandError(Result(words, -1, said[0], f"{said[1]}\nkilled after {timeout} s")) from None
    result = Result(words, done.returncode, done.stdout, done.stderr)
    if check and not result.ok:
        raise CommandError(result)
    return result


def clean_environment(**changes: str) -> dict[str, str]:
    """The environment of this process without what would lead a program to another cluster or another Helm home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HELM_", "KUBE"))}
    return {**kept, **changes}
