"""Arguments of a model owner that would get between a starter, such as a shell, and what it starts."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from msvc_helm.inputs import inputs_for
from msvc_helm.pipeline import expand_document
from msvc_helm.resources.context import Options
from msvc_helm.starters import PATTERN, started
from tests.conftest import run_program
from tests.properties import examples

SCRIPT = "exec echo started"
# A base config's command and args, and whether "--max-model-len=8192" before the args keeps its program from starting.
LINES = {
    "bash -c": (["bash", "-c"], [SCRIPT], True),
    "a path": (["/bin/bash", "-c"], [SCRIPT], True),
    "sh -ec": (["sh", "-ec"], [SCRIPT], True),
    "bash -lc": (["/bin/bash", "-lc"], [SCRIPT], True),
    "options apart": (["bash", "-e", "-o", "pipefail", "-c"], [SCRIPT], True),
    "options in one": (["bash", "-euo", "pipefail", "-c"], [SCRIPT], True),
    "-c in args": (["bash"], ["-c", SCRIPT], True),
    "all in args": ([], ["bash", "-c", SCRIPT], True),
    "by env": (["env", "A=b", "bash", "-c"], [SCRIPT], True),
    "by the path of env": (["/usr/bin/env", "bash", "-c"], [SCRIPT], True),
    "a file in args": (["sh"], ["/dev/null"], True),
    "python -m in args": (["python3"], ["-m", "this"], True),
    "a file for Python": (["python3"], ["/dev/null"], True),
    "the script in command": (["bash", "-c", SCRIPT + ' "$@"', "x"], [], False),
    "the script in command, more in args": (["bash", "-c", SCRIPT + ' "$@"', "x"], ["--port=8000"], False),
    "a file in command": (["sh", "/dev/null"], [], False),
    "python -m in command": (["python3", "-m", "this"], [], False),
    "no starter": (["echo"], ["serve"], False),
}


def model(args: list[str], **fields: object) -> str:
    container = {"name": "main", "args": args, **fields}
    spec = {"routing": {"modelName": "m"}, "modelArtifacts": {"uri": "hf://a/m"}, "decode": {"containers": [container]}}
    return yaml.safe_dump(
        {"apiVersion": "llm-d.ai/v1alpha1", "kind": "ModelService", "metadata": {"name": "m"}, "spec": spec}
    )


def base(command: list[str], args: list[str]) -> str:
    container = {"name": "main", "image": "registry.example.com/x:1", "command": command, "args": args}
    pod = {"containers": [{k: v for k, v in container.items() if v}]}
    template = yaml.safe_dump({"spec": {"template": {"spec": pod}}})
    return yaml.safe_dump(
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "b"}, "data": {"decodeDeployment": template}}
    )


def problems(owner: str, below: str, directory: Path) -> list[str]:
    """What the expansion says of a ModelService and its base config."""
    for name, text in (("ms.yaml", owner), ("base.yaml", below)):
        (directory / name).write_text(text, encoding="utf-8")
    files = {"models": [str(directory / "ms.yaml")], "bases": [str(directory / "base.yaml")]}
    asked = inputs_for({**files, "values": (), "preset": "", "name": ""})
    return [str(p) for d in asked.documents() for p in expand_document(d, asked.bases, Options()).problems]


@pytest.mark.parametrize("name", LINES)
def test_arguments_before_what_is_started(name: str, tmp_path: Path) -> None:
    command, args, wrong = LINES[name]
    told = problems(model(["--max-model-len=8192"]), base(command, args), tmp_path)
    assert len(told) == wrong, told
    assert all("spec.decode.containers[0].args[0]" in text and "would not start" in text for text in told)


def test_every_way_in_refuses_them(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(base(["bash", "-c"], [SCRIPT]), encoding="utf-8")
    (tmp_path / "ms.yaml").write_text(model(["--x=1"]), encoding="utf-8")
    (tmp_path / "v.yaml").write_text(yaml.safe_dump(yaml.safe_load(model(["--x=1"]))["spec"]), encoding="utf-8")
    given = str(tmp_path / "base.yaml")
    for done, field in (
        (run_program("generate", "-m", str(tmp_path / "ms.yaml"), "-b", given), "spec.decode"),
        (run_program("generate", "-f", str(tmp_path / "v.yaml"), "--name", "m", "-b", given), "decode"),
        (run_program("--base-config", given, stdin=model(["--x=1"]), module="msvc_helm.post"), "spec.decode"),
    ):
        assert (done.code, done.stdout) == (1, "")
        assert f': {field}.containers[0].args[0]: "--x=1" would be an argument of bash' in done.stderr


@pytest.mark.parametrize("name", [name for name, (command, _, _) in LINES.items() if command])
def test_so_do_the_programs_themselves(name: str) -> None:
    """What the table says, asked of the shell and of Python on this machine."""
    command, args, wrong = LINES[name]
    done = subprocess.run([*command, "--max-model-len=8192", *args], capture_output=True, check=False, timeout=20)
    assert (done.returncode != 0) == wrong, done


@pytest.mark.parametrize(
    ("owner", "below"),
    [
        (model([SCRIPT]), base(["bash", "-c"], [SCRIPT])),
        (model(["-c", SCRIPT]), base(["bash"], ["-c", SCRIPT])),
        (model([]), base(["bash", "-c"], [SCRIPT])),
        (model(["-c", SCRIPT], command=["bash"]), base(["x"], ["--port=1"])),
    ],
    ids=["a script of their own", "a script with its option", "none", "a command of their own"],
)
def test_owners_may_bring_a_program_of_their_own(owner: str, below: str, tmp_path: Path) -> None:
    assert problems(owner, below, tmp_path) == []


@pytest.mark.parametrize(
    ("words", "starter", "program"),
    [
        (["bash", "-c", "x"], 0, 2),
        (["bash", "-c"], None, None),
        (["bash"], None, None),
        (["tini", "--", "sh", "-c", "x"], 2, 4),
        (["python3.12", "-u", "-X", "dev", "-m", "vllm"], 0, 5),
        (["vllm", "serve"], 0, 1),
        (["vllm", "bench"], None, None),
        (["echo", "bash"], None, None),
        ([], None, None),
    ],
)
def test_what_is_started(words: list[str], starter: int | None, program: int | None) -> None:
    found = started(words)
    assert (found and found.starter, found and found.program) == (starter, program)


WORDS = (
    "bash", "/bin/sh", "zsh", "-c", "-ec", "-o", "-euo", "pipefail", "x", "two words", "--x=1", "+x", "-", "--",
    "python3", "-m", "-X", "-u", "/opt/vllm", "vllm", "serve", "env",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=7))
@examples(500)
def test_the_pattern_of_generated_charts_finds_the_same(words: list[str]) -> None:
    match = re.search(PATTERN, "\n".join(words))
    found = started(words)
    assert (match and match[0].count("\n")) == (found and found.program)
