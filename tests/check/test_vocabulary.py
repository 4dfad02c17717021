"""The flags that are recorded of each program: what a name means, as argparse has it."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from msvc_helm.check.flags import parse
from msvc_helm.check.vocabulary import completed, vocabulary
from tests.conftest import REPO

PROGRAMS = {"sidecar": "sidecar", "simulator": "simulator", "picker": "epp"}


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_recorded_flags_are_those_of_the_programs(program: str, shared: Path) -> None:
    lines = (shared / "components" / f"{PROGRAMS[program]}-flags.txt").read_text().splitlines()
    theirs = {line.split()[0].rstrip(",").removeprefix("--").replace("_", "-") for line in lines}
    known = vocabulary(program)
    assert {name for name, (_, last) in known.flags.items() if last == known.newest} == theirs


def test_the_module_is_what_is_recorded() -> None:
    done = subprocess.run([sys.executable, REPO / "scripts" / "generate_flags.py", "--check"], check=False)
    assert done.returncode == 0, "run `make schema`"


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("max-model-len", True),
        ("no-enable-prefix-caching", True),
        ("kv-transfer-config.kv_role", True),
        ("max-modellen", False),
        ("", False),
    ],
)
def test_names_that_vllm_knows(name: str, known: bool) -> None:
    assert vocabulary("vllm").knows(name) == known


def prefixes() -> list[str]:
    names = [name for name in vocabulary("vllm").beginning("", None) if not name.startswith("-")]
    return sorted({name[:length] for name in names[::9] for length in range(3, len(name) + 1, 4)})


class Parser(argparse.ArgumentParser):
    """One that raises what is wrong."""

    def error(self, message: str) -> NoReturn:
        raise ValueError(message)


def meaning(prefix: str, names: list[str]) -> str | None:
    """The flag that argparse takes a prefix for; None when it is ambiguous."""
    parser = Parser()
    for name in names:
        parser.add_argument(f"--{name}" if not name.startswith("-") else name, dest=name)
    try:
        read = parser.parse_args([f"--{prefix}", "x"])
    except ValueError as error:
        return None if "ambiguous" in str(error) else str(error)
    return next(name for name in names if getattr(read, name))


def test_prefixes_mean_what_argparse_takes_them_for() -> None:
    known = vocabulary("vllm")
    newest = known.beginning("", None)
    for prefix in prefixes():
        theirs = meaning(prefix, newest)
        assert theirs == (completed(prefix) if completed(prefix) in newest else None), prefix
        assert (len(known.beginning(prefix, None)) > 1) or theirs is not None


def test_an_abbreviation_is_read_as_the_flag() -> None:
    words = list(enumerate(["m", "--tensor-parallel", "4", "--served=x"]))
    assert parse(words, switches=True).get("tensor-parallel-size") == "4"
    assert parse(words, switches=True).values("served-model-name") == ["x"]
    assert "tensor-parallel" in parse(words, switches=False)


def test_releases_have_their_own_flags() -> None:
    known = vocabulary("vllm")
    assert "disable-log-requests" in known.beginning("disable-log-r", known.releases[0])
    assert "disable-log-requests" not in known.beginning("disable-log-r", None)
    assert known.beginning("max-model-l", (0, 1)) == ["max-model-len"], "older than all that is recorded"
