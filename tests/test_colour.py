"""Colours and prefixes of messages: one rule for all commands."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import click
import pytest

from msvc_helm.cli import init
from msvc_helm.cli.group import COMMANDS
from msvc_helm.colour import is_coloured
from tests.conftest import REPO, Finished, run_program

PLAIN, COLOURED = "error: ", "\033[1;31merror:\033[0m "
SAMPLE = REPO / "samples" / "sim" / "modelservice.yaml"
PROGRAMS = [("msvc_helm", name) for name in COMMANDS] + [("msvc_helm", ""), ("msvc_helm.post", "")]


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.mark.parametrize(
    ("words", "variables", "terminal", "expected"),
    [
        ("", {}, True, True),
        ("", {}, False, False),
        ("", {"NO_COLOR": "1"}, True, False),
        ("", {"NO_COLOR": ""}, True, True),  # empty means not set: https://no-color.org
        ("", {"FORCE_COLOR": "1"}, False, True),
        ("", {"FORCE_COLOR": ""}, False, False),
        ("", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("", {"TERM": "dumb"}, True, False),
        ("--color always", {"NO_COLOR": "1"}, False, True),
        ("--color=never", {"FORCE_COLOR": "1"}, True, False),
        ("--color auto", {"FORCE_COLOR": "1"}, False, True),
        ("--color never --color always", {}, False, True),
        ("--color", {}, True, True),
    ],
)
def test_the_command_line_then_the_environment_then_the_terminal(
    words: str, variables: dict[str, str], terminal: bool, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["msvc-helm", "check", *words.split()])
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert is_coloured(Terminal() if terminal else io.StringIO()) is expected


def wrong(program: tuple[str, str], *more: str) -> Finished:
    module, command = program
    return run_program(*filter(None, [command]), *more, "--nonsense", module=module)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: " ".join(program))
def test_every_command_has_one_prefix_and_obeys(program: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert wrong(program).stderr.startswith(PLAIN)
    assert wrong(program, "--color", "always").stderr.startswith(COLOURED)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert wrong(program).stderr.startswith(COLOURED)
    assert wrong(program, "--color=never").stderr.startswith(PLAIN)
    monkeypatch.setenv("NO_COLOR", "1")
    assert wrong(program).stderr.startswith(PLAIN)
    module, command = program
    done = run_program(*filter(None, [command]), "--color", "alway", module=module)
    assert done.stderr == 'error: --color: expected auto, always, never, found "alway"; did you mean "always"?\n'


def test_output_is_coloured_by_the_same_rule(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    files = [tmp_path / "old.yaml", tmp_path / "new.yaml"]
    for value, path in enumerate(files):
        path.write_text(f"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: a}}, data: {{key: 'value {value}'}}}}\n")
    assert "\033[" not in run_program("diff", *files).stdout
    assert "\033[31m" in run_program("diff", *files, "--color", "always").stdout
    assert "\033[31m" in run_program("--color", "always", "diff", *files).stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\033[31m" in run_program("diff", *files).stdout
    assert "\033[" not in run_program("diff", *files, "--color", "never").stdout
    assert "\033[" not in run_program("diff", *files, "-o", "json").stdout


def test_findings_have_the_prefixes_of_messages() -> None:
    words = ("check", "-m", SAMPLE.parent.parent / "gateway" / "modelservice.yaml", "--preset", "sim")
    plain = run_program(*words).stdout.splitlines()
    prefixes = {line.partition(" ")[0] for line in plain[:-1] if not line.startswith(" ")}
    assert "note:" in prefixes
    assert prefixes <= {"error:", "warning:", "note:"}
    coloured = run_program(*words, "--color=always").stdout
    assert "\033[1;36mnote:\033[0m " in coloured
    assert re.sub(r"\033\[[\d;]*m", "", coloured).splitlines() == plain


def test_the_option_changes_no_manifest() -> None:
    words, coloured = ("--preset", "sim"), ("--preset", "sim", "--color=always")
    made, same = (run_program("generate", "-m", SAMPLE, *more) for more in (words, coloured))
    assert (made.code, same.stdout) == (0, made.stdout)
    stream = SAMPLE.read_text(encoding="utf-8")
    made, same = (run_program(*more, module="msvc_helm.post", stdin=stream) for more in (words, coloured))
    assert (made.code, same.stdout) == (0, made.stdout)


def test_a_wrong_answer_has_the_prefix_too(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["nonsense", "sim"])
    monkeypatch.setattr(click, "prompt", lambda *_, **__: next(answers))
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stderr", shown := Terminal())
    monkeypatch.setattr(sys, "argv", ["msvc-helm", "init", "--color", "never"])
    assert init._ask("Preset", "sim", init._checked_presets) == "sim"
    assert shown.getvalue().startswith('error: there is no preset "nonsense"')
