"""Whatever the input holds, every line of a message is this program's own, and none is long."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from msvc_helm.errors import InputError, Problem
from msvc_helm.report import MOST, show
from msvc_helm.suggest import Later, nearest, some
from msvc_helm.visible import LONGEST, visible

from .conftest import REPO, SHARED, Finished

BREAKS = ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"]
STEERS = ["\x00", "\x1b[2K", "\b", "\x7f", "\x9b1m", "\u202e", "\u2066", "\u200b", "\ufeff", "\udc80", "\u00ad"]
COMMANDS = ["::error::x", "  ::add-mask::x", "##[error]x", "##vso[task.setvariable]x", "##teamcity[x]", "error: x"]
HOSTILE = st.lists(st.sampled_from([*BREAKS, *STEERS, *COMMANDS, "a", " ", '"']) | st.text(max_size=5)).map("".join)
OBEYED = re.compile(r"^\s*::|##\w*\[")


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
@settings(deadline=None)
def test_a_problem_is_one_line_and_an_excerpt_whatever_it_is_about(
    message: str, path: str, source: str, hint: str, excerpt: str
) -> None:
    first, *below = f"error: {Problem(message, path, 1, 1, source, 2, hint, excerpt)}".split("\n")
    assert first.startswith("error: ")
    assert all(line.startswith("    ") for line in below)
    for line in (first, *below):
        assert line.isprintable()
        assert not OBEYED.search(line)


@given(st.text())
def test_what_can_be_seen_stays(text: str) -> None:
    if text.isprintable() and not OBEYED.search(text):
        assert visible(text) == text


def test_long_text_keeps_its_ends_and_says_how_long_it_is() -> None:
    shown = visible("a" * 3_000_000 + " is not b")
    assert len(shown) < LONGEST + 60
    assert shown.startswith("aaa")
    assert "3,000,009 characters" in shown
    assert shown.endswith("a is not b")


def test_many_long_problems_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    show([Problem(f"{number}{'x' * 100_000}") for number in range(1_000)], "error")
    err = capsys.readouterr().err
    assert len(err) < 150_000
    assert re.search(r"^error: … and 9\d\d more$", err, re.MULTILINE)


def test_hints_are_looked_for_only_when_they_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[int] = []

    def find(number: int) -> str:
        asked.append(number)
        return "yes"

    problems = [Problem("x", f"f{n}", hint=Later(find, n)) for n in range(5_000)]
    error = InputError(problems).at(source="f.yaml")
    assert not asked
    show(error.problems, "error")
    assert len(asked) == MOST
    assert capsys.readouterr().err.count("; yes") == MOST
    assert asked == list(range(MOST))


def test_names_are_compared_within_bounds() -> None:
    assert nearest("x" * 1_000_000, ["x" * 999_999]) is None
    assert nearest("replcas", ["y" * 1_000_000, "replicas"]) == "replicas"
    assert len(some([f"name{n}" for n in range(100_000)])) < 1_500
    assert some(["a", "b"]) == "a, b"
    assert some([]) == "none"


MODEL = (REPO / "samples/sim/modelservice.yaml").read_text()
BASE = REPO / "samples/sim/baseconfig.yaml"
PREFIX = re.compile(r"(error|warning|info): |    |\d+ ModelServices?: ")


@pytest.mark.parametrize("command", ["generate", "check", "convert", "flux"])
@pytest.mark.parametrize("text", [*BREAKS, "\x1b[2K", "\u202e"], ids=ascii)
def test_no_line_of_a_command_is_the_inputs(
    command: str, text: str, run: Callable[..., Finished], tmp_path: Path
) -> None:
    bad = f"x{text}::error::forged"
    model = yaml.safe_load(MODEL)
    model["metadata"]["name"] = bad
    model["spec"][bad] = 1
    model["spec"]["decode"] = {"replicas": bad}
    (tmp_path / "m.yaml").write_text(yaml.safe_dump(model, allow_unicode=False))
    words = ["flux"] if command == "flux" else [command, "-m"] if command != "convert" else ["convert"]
    done = run(*words, tmp_path / "m.yaml", *([] if command == "flux" else ["-b", BASE]))
    told = done.stderr + (done.stdout if command == "check" else "")
    assert done.code == 1
    assert told
    for line in told.rstrip("\n").split("\n"):
        assert PREFIX.match(line)
        assert line.isprintable()


def test_the_inputs_line_breaks_forge_no_line(run: Callable[..., Finished]) -> None:
    if not SHARED.exists():
        pytest.skip("the cases are not here")
    case = SHARED / "cases/edge/inj.yaml"
    for words in (["generate", "-m"], ["check", "-m"], ["convert"], ["flux"]):
        done = run(*words, case)
        for line in (done.stderr + done.stdout).rstrip("\n").split("\n"):
            assert PREFIX.match(line)
            assert not line.startswith("error: forged")


@pytest.mark.parametrize(
    "words",
    [
        ["x\n::error::y"],
        ["generate", "--x\n::error::y"],
        ["generate", "-j", "\n::error::y"],
        ["check", "-o", "\n::error::y"],
        ["generate", "--preset", "\x1b[2J\n::error::y"],
        ["generate", "-m", "\n::error::y"],
        ["convert", os.fsdecode(b"\xff\n::error::y")],
        ["generate", "--preset", os.fsdecode(b"\xff\xfe")],
        ["generate", "--gie", os.fsdecode(b"\xff")],
        ["chart", "-b", os.fsdecode(b"\xff\n::error::y"), "-o", "x"],
        ["flux", os.fsdecode(b"x\xff"), "--chart", "\n::error::y"],
        ["generate", "--nothing-of-the-kind"],
    ],
    ids=ascii,
)
def test_a_wrong_command_line_is_told_as_all_other_errors_are(words: list[str], run: Callable[..., Finished]) -> None:
    done = run(*words)
    assert done.code in (1, 2)
    assert not done.stdout
    assert re.search(r"^error: ", done.stderr, re.MULTILINE)
    for line in done.stderr.rstrip("\n").split("\n"):
        assert line.isprintable()
        assert not line or PREFIX.match(line)


def test_json_of_findings_has_no_character_that_cannot_be_seen(run: Callable[..., Finished], tmp_path: Path) -> None:
    model = MODEL.replace("sim-model", '"a\\u2028\\x7fb\\x1b"')
    assert model != MODEL
    (tmp_path / "m.yaml").write_text(model)
    for form in ("json", "sarif"):
        done = run("check", "-m", tmp_path / "m.yaml", "-b", BASE, "-o", form)
        assert json.loads(done.stdout)
        assert done.stdout.replace("\n", "").isprintable()
