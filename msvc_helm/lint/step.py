"""One check and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msvc_helm.programs import WHERE_HELM, run

OK, FAILED, NOT_RUN = "ok", "FAILED", "not run"
CT = "ct lint"  # the step that stands for all of chart-testing
WHERE = {
    "ct": "chart-testing: `brew install chart-testing`, the image quay.io/helmpack/chart-testing, or a binary from "
    "https://github.com/helm/chart-testing/releases",
    "helm": WHERE_HELM,
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


def missing(program: str) -> str:
    """That a program is not there, and where to get it."""
    return f"{program} is not on PATH; to get it: {WHERE[program]}"


def step(name: str, command: Sequence[str]) -> Step:
    """A program whose exit code is the verdict."""
    done = run(command)
    return Step(name, FAILED if done.code else OK, done.text, done.code)
