"""Deployments that public guides and charts render, where they are at hand: all come again as they were."""

from __future__ import annotations

import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Finished


def test_the_field_survives(
    shared: Path,
    run: Callable[..., Finished],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    check = shared / "field" / "check.py"
    if not check.is_file():
        pytest.skip("../shared/field is not here")

    def in_this_process(words: tuple[str, ...], **_: Any) -> subprocess.CompletedProcess[str]:
        done = run(*words[1:])
        return subprocess.CompletedProcess(words, done.code, done.stdout, done.stderr)

    monkeypatch.setattr(subprocess, "run", in_this_process)
    monkeypatch.setattr(sys, "argv", [str(check)])
    with pytest.raises(SystemExit):
        runpy.run_path(str(check))
    *failures, last = capsys.readouterr().out.splitlines()
    assert not failures
    assert last.endswith("field deployments survive import and generate")
