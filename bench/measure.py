"""Commands run and timed, and the lines of the report: what every measurement needs."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NOT_HERE = "not measured: {} is built by `make e2e`"
# An installed program has its bytecode compiled; without this a checkout would be recompiled by every run.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True)
class Cost:
    """One run of a command: CPU seconds, seconds on the clock, and the largest resident size in bytes."""

    seconds: float
    elapsed: float
    memory: int


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the report: what was measured, the figure, its unit, and the most it should be (None: no aim)."""

    name: str
    value: float
    unit: str
    aim: float | None = None

    @property
    def missed(self) -> bool:
        """Whether there is an aim and the figure is over it."""
        return self.aim is not None and self.value > self.aim

    def __str__(self) -> str:
        aim = "" if self.aim is None else f"at most {self.aim:g} {self.unit}{'   MISSED' if self.missed else ''}"
        return f"{self.name:<66} {self.value:>9.2f} {self.unit:<4} {aim}".rstrip()


def run(command: Sequence[str], stdin: Path | None = None) -> Cost:
    """Run a command to its end, its output thrown away; RuntimeError when it fails."""
    with tempfile.TemporaryFile() as errors, open(stdin or os.devnull, "rb") as source:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdin=source, stdout=subprocess.DEVNULL, stderr=errors, env=ENVIRONMENT)
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            raise RuntimeError(f"{' '.join(command)}: exit {process.returncode}: {errors.read().decode()[-500:]}")
    return Cost(usage.ru_utime + usage.ru_stime, elapsed, usage.ru_maxrss * 1024)


def output(command: Sequence[str]) -> bytes:
    """What a command prints; CalledProcessError when it fails."""
    return subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT).stdout


def alternate(runs: int, *commands: Sequence[str], stdin: Path | None = None, clock: bool = False) -> list[float]:
    """The median CPU seconds (`clock`: seconds on the clock) of each command, the commands taking turns.

    The first turn only fills the caches.
    """
    for command in commands:
        run(command, stdin)
    turns = [[run(command, stdin) for command in commands] for _ in range(runs)]
    return [
        statistics.median(cost.elapsed if clock else cost.seconds for cost in costs)
        for costs in zip(*turns, strict=True)
    ]


def program(tool: str, name: str = "") -> str | None:
    """The newest build of a tool that `make e2e` made."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "msvc-helm-e2e"
    built = Path(os.environ.get("MSVC_HELM_E2E_CACHE") or cache).glob(f"{tool}-*/{name or tool}")
    return max(map(str, built), default=None)
