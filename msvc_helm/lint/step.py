"""One check and how it ended; programs run to their end."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from typing import NamedTuple

OK, FAILED, NOT_RUN = "ok", "FAILED", "not run"
CT = "ct lint"  # the step that stands for all of chart-testing
WHERE = {
    "ct": "chart-testing: `brew install chart-testing`, the image quay.io/helmpack/chart-testing, or a binary from "
    "https://github.com/helm/chart-testing/releases",
    "helm": "https://helm.sh/docs/intro/install",
    "kubeconform": "https://github.com/yannh/kubeconform/releases",
    "yamale": "`pip install yamale`",
    "yamllint": "`pip install yamllint`",
}


class Step(NamedTuple):
    """What was checked, how it ended, what there is to say about it, and the exit code of the program that failed."""

    name: str
    status: str
    text: str = ""
    code: int = 0


class Finished(NamedTuple):
    """A program's exit code, its standard output, and both outputs as a reader sees them."""

    code: int
    stdout: str
    text: str


def is_there(program: str) -> bool:
    """Whether a program is on PATH."""
    return shutil.which(program) is not None


def missing(program: str) -> str:
    """That a program is not there, and where to get it."""
    return f"{program} is not on PATH; to get it: {WHERE[program]}"


def run(command: Sequence[str], env: Mapping[str, str] | None = None) -> Finished:
    """Run a program to its end. What it prints is read as UTF-8, whatever the locale."""
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, env=env, check=False)  # noqa: S603 - linters, by name
    out, err = (part.decode("utf-8", "replace") for part in (done.stdout, done.stderr))
    return Finished(done.returncode, out, "\n".join(part.rstrip() for part in (out, err) if part.strip()))


def step(name: str, command: Sequence[str]) -> Step:
    """A program whose exit code is the verdict."""
    done = run(command)
    return Step(name, FAILED if done.code else OK, done.text, done.code)
