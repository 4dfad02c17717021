"""The image: its definition linted, and its steps run, where no engine builds it, as processes in a folder.

What is not run: the base image, and the layers. An engine is on few machines that run tests.
"""

from __future__ import annotations

import fnmatch
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import REPO

TEXT = (REPO / "Containerfile").read_text(encoding="utf-8")
LINES = [line for line in TEXT.replace("\\\n", " ").splitlines() if line and not line.startswith("#")]
NOBODY = 65532


def stages() -> list[list[tuple[str, str]]]:
    """The instructions of each stage, from its FROM on."""
    found: list[list[tuple[str, str]]] = []
    for line in LINES:
        word, _, rest = line.partition(" ")
        if word == "FROM":
            found.append([])
        if found:
            found[-1].append((word, rest))
    return found


def context() -> list[Path]:
    """The files that an engine is sent: what .dockerignore lets through, the last line that fits deciding."""
    rules = [line for line in (REPO / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]

    def is_sent(path: Path) -> bool:
        sent = True
        for rule in rules:
            pattern = rule.removeprefix("!").removeprefix("**/")
            above = [path, *path.parents][:-1]
            by_name = rule.startswith("**/")
            if any(fnmatch.fnmatchcase(each.name if by_name else each.as_posix(), pattern) for each in above):
                sent = rule.startswith("!")
        return sent

    tops = ("msvc_helm", "charts", "samples", "docs", "tests")
    every = [*(p for p in REPO.iterdir() if p.is_file()), *(p for top in tops for p in (REPO / top).rglob("*"))]
    return [path for path in every if path.is_file() and is_sent(path.relative_to(REPO))]


def test_it_passes_the_linter() -> None:
    program = shutil.which("hadolint", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        pytest.skip("hadolint is not installed")
    done = subprocess.run(
        [program, "--failure-threshold", "style", REPO / "Containerfile"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_every_image_runs_as_nobody_and_starts_without_a_shell() -> None:
    *_, runtime, argo_cd, last = stages()
    users = [rest for stage in (runtime, argo_cd) for word, rest in stage if word == "USER"]
    assert users == [f"{NOBODY}:{NOBODY}", "999"]
    starts = [rest for stage in stages() for word, rest in stage if word in ("ENTRYPOINT", "CMD", "RUN")]
    assert all(isinstance(json.loads(words), list) for words in starts)
    assert [json.loads(rest) for word, rest in last if word == "ENTRYPOINT"] == [["msvc-helm"]]
    patch = yaml.safe_load((REPO / "samples" / "argo-cd" / "repo-server.yaml").read_text(encoding="utf-8"))
    (sidecar,) = patch["spec"]["template"]["spec"]["containers"]
    assert str(sidecar["securityContext"]["runAsUser"]) == users[1]


def test_what_is_copied_is_sent() -> None:
    sent = {path.relative_to(REPO).as_posix() for path in context()}
    copied = [rest.split()[0] for stage in stages() for word, rest in stage if word == "COPY" and "--from" not in rest]
    assert [each for each in copied if each != "." and each not in sent] == []
    assert {"pyproject.toml", "msvc_helm/py.typed", "charts/modelservice/Chart.yaml"} <= sent
    assert not {each for each in sent if "__pycache__" in each or each.startswith(("tests/", "docs/"))}


def test_its_steps_make_the_programs(tmp_path: Path) -> None:
    """As an engine would run them, with the files it is sent; then the program, with nothing else on PATH."""
    for path in context():
        target = tmp_path / "src" / path.relative_to(REPO)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    build = stages()[0]
    for words in (json.loads(rest) for word, rest in build if word == "RUN"):
        placed = [f"{tmp_path}{word}" if word.startswith("/") else word for word in words]
        command = [sys.executable if placed[0] == "python" else placed[0], *placed[1:]]
        environment = os.environ | {"SOURCE_DATE_EPOCH": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        done = subprocess.run(command, cwd=tmp_path / "src", capture_output=True, text=True, env=environment)
        if "No matching distribution" in done.stderr or "Failed to establish" in done.stderr:
            pytest.skip("no package index in reach")
        assert done.returncode == 0, done.stderr
    values = tmp_path / "m.yaml"
    values.write_text("modelArtifacts: {uri: 'hf://facebook/opt-125m'}\nrouting: {modelName: facebook/opt-125m}\n")
    shutil.rmtree(tmp_path / "src")
    installed = tmp_path / "opt" / "msvc-helm"
    closed = [path for path in installed.rglob("*") if not path.is_symlink() and not path.stat().st_mode & 0o004]
    assert closed == [], "the image's user must be able to read them"
    words = ["msvc-helm", "generate", "-f", values, "--preset", "sim", "-o", "names"]
    done = subprocess.run(words, cwd="/", env={"PATH": f"{installed}/bin"}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Deployment/m-decode" in done.stdout
