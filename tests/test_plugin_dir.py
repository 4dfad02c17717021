"""The Helm 4 plugin as a directory: for this machine, and to be packaged for others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import run_program


def script(folder: Path, *words: str) -> str:
    done = run_program("plugin-dir", "--output-dir", folder, *words)
    assert (done.code, done.stdout) == (0, f"{folder}\n")
    return (folder / "msvc-post.sh").read_text(encoding="utf-8")


def test_a_portable_plugin_runs_the_program_on_path(tmp_path: Path) -> None:
    assert sys.executable in script(tmp_path / "plugin")
    text = script(tmp_path / "plugin", "--portable")
    assert sys.prefix not in text
    (program := tmp_path / "msvc-post").write_text('#!/bin/sh\necho "got $*"\n', encoding="utf-8")
    program.chmod(0o755)
    command = ["/bin/sh", str(tmp_path / "plugin" / "msvc-post.sh"), "--preset", "sim"]
    done = subprocess.run(command, env={"PATH": f"{tmp_path}:/bin"}, capture_output=True, text=True, check=True)
    assert done.stdout == "got --preset sim\n"
    program.unlink()
    done = subprocess.run(command, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: msvc-post is not on PATH; install msvc-helm, which has it\n"
    assert sys.executable in script(tmp_path / "plugin")
