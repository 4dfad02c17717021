"""Where the message of a failing post-renderer arrives: Helm 3 repeats it, Helm 4 hides what a plugin says."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
from pathlib import Path

import pytest

from tests.e2e.helm import Helm
from tests.e2e.product import VALUES, Model, msvc_post

NOPE = 'spec: {template: {spec: {containers: [{name: server, image: "{{ .Nope }}"}]}}}'
BROKEN = VALUES | {"baseConfig": {"decodeDeployment": NOPE}}
OURS = "values: baseConfig"
WHOLE = "decodeDeployment: can't evaluate field Nope in type TemplateVars"
HELMS = "error while running post render"


@pytest.fixture
def model(helm: Helm) -> Model:
    return Model(helm, msvc_post(helm))


def command(model: Model) -> list[str]:
    return [str(model.helm.program), *model.words("template", BROKEN)]


@pytest.mark.parametrize("redirected", ["2>log", "2>>log", ">log 2>&1", "2>&1 | cat"])
def test_in_a_file_or_pipe(model: Model, tmp_path: Path, redirected: str) -> None:
    """In a file Helm goes on at its own position, and must not cover the message there."""
    script = f"echo before >&2; {shlex.join(command(model))}; true"
    (tmp_path / "log").write_text("earlier\n")
    done = subprocess.run(
        ["/bin/sh", "-c", f"{{ {script}; }} {redirected}"], env=model.helm.environment, cwd=tmp_path,
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    text = done.stdout if "| cat" in redirected else (tmp_path / "log").read_text()
    for expected in ("before\n", OURS, WHOLE, HELMS):
        assert expected in text
    assert "\0" not in text
    assert ("earlier\n" in text) is (redirected == "2>>log")


def test_several_runs_into_one_file(model: Model, tmp_path: Path) -> None:
    """All share one position in it, and nobody's line is covered by another's."""
    runs = "; ".join(f"echo run {number} >&2; {shlex.join(command(model))}" for number in range(4))
    with open(tmp_path / "log", "w") as log:
        subprocess.run(
            ["/bin/sh", "-c", f"{runs}; echo after >&2"], env=model.helm.environment, cwd=tmp_path,
            check=True, stdout=log, stderr=log,
        )  # fmt: skip
    text = (tmp_path / "log").read_text()
    assert [text.count(expected) for expected in (WHOLE, HELMS)] == [4, 4]
    assert [f"run {number}\n" in text for number in range(4)] == [True] * 4
    assert text.endswith("after\n")


def test_on_a_terminal(model: Model) -> None:
    ours, theirs = os.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal, os.fdopen(theirs, "wb") as stderr:
        done = subprocess.run(
            command(model), env=model.helm.environment, stdout=subprocess.DEVNULL, stderr=stderr, check=False
        )
        text = terminal.read(100_000).decode()
    assert done.returncode == 1
    assert WHOLE in text


def test_a_socket_cannot_be_opened_by_name_and_only_helms_words_are_left(model: Model) -> None:
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            done = subprocess.run(
                command(model), env=model.helm.environment, stdout=subprocess.DEVNULL, stderr=theirs.fileno(),
                start_new_session=True, check=False,
            )  # fmt: skip
        text = ours.recv(100_000).decode()
    assert done.returncode == 1
    assert HELMS in text
    assert (WHOLE in text) is (model.helm.major == 3)
