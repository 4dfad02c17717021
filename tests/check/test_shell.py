"""Shell scripts taken apart as a real shell does it: the same words for each command."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msvc_helm.check.programs import PICKER, SIMULATOR, UNKNOWN, VLLM, program_of
from msvc_helm.check.shell import LONGEST, commands

SHELL = shutil.which("bash")
# What a script calls `vllm` prints the words that it was given.
PRINTER = f"vllm() {{ {sys.executable} -c 'import json, sys; print(json.dumps(sys.argv[1:]))' \"$@\"; }}\n"
ENV = {"PORT": "8000", "SIZE": "4", "FLAGS": "--enforce-eager --seed 1", "TEXT": "two words", "EMPTY": ""}
SCRIPTS = {
    "continued lines": "vllm serve \\\n  m \\\n  --port 8000\n",
    "a comment": "# don't\nvllm serve m # it's --port 1\n",
    "no comment within a word": "vllm serve m#1 --a='# b' --c \"#d\"",
    "JSON over several lines": """vllm serve m --kv-transfer-config '{"a": "b",\n     "c": 1}' --port 1""",
    "JSON in double quotes": """vllm serve m --x "{\\"a\\": \\"b\\"}" """,
    "after &&": "true && vllm serve m --port 1 && true",
    "before a pipe": "vllm serve m --port 1 2>&1 | cat",
    "into a file": "vllm serve m --port 1 >/dev/stdout",
    "commands before": "set -e\ncd /; export A=1\nvllm serve m",
    "variables": "vllm serve m --port $PORT --port=${PORT} --x \"$TEXT\" --y='$TEXT'",
    "defaults": 'vllm serve m --port ${NONE:-1} --a ${PORT:-1} --b ${PORT:+2} --c "${EMPTY:-3}"',
    "flags in a variable": "vllm serve m $FLAGS --x",
    "an empty variable": "vllm serve m $EMPTY --x",
    "a variable of its own": "TP=2; export DP=3 EP=4\nvllm serve m --tp $TP --dp=$DP$EP",
    "assignments before the command": "A=1 B='x y' vllm serve m",
    "sums": "vllm serve m --a $((SIZE * 2)) --b $(( (SIZE+$PORT)/3 )) --c=$((SIZE%3))x",
    "all arguments": 'vllm serve m "$@" --last',
    "arguments by number": 'vllm serve m $0 "$1" "${2}"',
    "a here document": "cat <<'END' >/dev/null\ndon't\nvllm serve no\nEND\nvllm serve yes",
    "a condition": 'if [ -n "$PORT" ]; then vllm serve m --port 1; fi',
    "a group": "(vllm serve m --port 1)",
    "a block": "{ vllm serve m --port 1; }",
    "background": "vllm serve m --port 1 & wait",
    "Windows' line ends": "vllm serve m \\\r\n --port 1\r\n".replace("\r", ""),
    "empty words": "vllm serve m --a '' --b \"\"",
}
ARGUMENTS = ["zero", "--one", "two words"]


def real(script: str) -> list[str]:
    """The words that bash hands to the script's vllm."""
    done = subprocess.run(
        [SHELL or "bash", "-c", PRINTER + script, *ARGUMENTS],
        env={**ENV, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=False,
        timeout=20,
    )
    found: list[str] = json.loads(done.stdout.splitlines()[0])
    return found


def ours(script: str) -> list[str]:
    return next(line[1:] for line in commands(script, ENV, ARGUMENTS) if line[0] == "vllm")


@pytest.mark.skipif(not SHELL, reason="no bash here")
@pytest.mark.parametrize("name", SCRIPTS)
def test_the_words_are_the_shells(name: str) -> None:
    expected = real(SCRIPTS[name])
    if name == "variables":
        expected = [word.replace("--y=$TEXT", "--y=two words") for word in expected]  # single quotes are not told apart
    assert ours(SCRIPTS[name]) == expected


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("vllm serve $(cat m | head -1) --a", ["serve", "$(cat m | head -1)", "--a"]),
        ("vllm serve m --tp $((NONE * 2))", ["serve", "m", "--tp", "$((NONE * 2))"]),
        (
            "vllm serve m --a $NONE --b ${NONE:?must be set}",
            ["serve", "m", "--a", "$NONE", "--b", "${NONE:?must be set}"],
        ),
        ("vllm serve m --tp $((1/0)) --x $((2**9))", ["serve", "m", "--tp", "$((1/0))", "--x", "$((2**9))"]),
    ],
)
def test_what_only_a_running_shell_knows_stays(script: str, words: list[str]) -> None:
    assert ours(script) == words


def test_an_open_quote_ends_a_script() -> None:
    assert list(commands("vllm serve m\nvllm serve 'x\n", {})) == [["vllm", "serve", "m"]]


def test_a_very_long_script_is_not_read() -> None:
    assert list(commands("vllm serve m\n" + "#" * LONGEST, {})) == []


@given(st.text(alphabet=st.sampled_from("a$({[]})'\"\\\n \t#;&|<>=-@1:+~"), max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(text: str) -> None:
    assert all(isinstance(word, str) for line in commands(text, {"a": "b"}, ["x"]) for word in line)


@pytest.mark.parametrize(
    ("image", "command", "args", "program", "port"),
    [
        ("x", ["/bin/bash", "-c"], ["exec vllm serve m --port 1"], VLLM, "1"),
        ("x", ["bash", "-euo", "pipefail", "-c"], ["exec vllm serve m --port 1"], VLLM, "1"),
        ("x", ["bash"], ["-c", "exec vllm serve m --port 1"], VLLM, "1"),
        ("x", [], ["bash", "-c", "exec vllm serve m --port 1"], VLLM, "1"),
        ("x", ["tini", "--", "bash", "-c", 'exec vllm serve m "$@"', "x"], ["--port=1"], VLLM, "1"),
        ("x", ["sh", "-c"], ["A=1 exec env B=2 uv run vllm serve m --port 1"], VLLM, "1"),
        ("x", ["python3", "-m", "vllm.entrypoints.cli.main", "serve", "m"], ["--port=1"], VLLM, "1"),
        ("x", ["sh", "-c"], ["python3 -m vllm.entrypoints.openai.api_server --port 1"], VLLM, "1"),
        ("vllm-openai", ["sh", "-c"], ["ulimit -l unlimited\nnumactl -N 0 vllm serve m --port 1"], VLLM, "1"),
        ("llm-d-inference-sim", ["sh", "-c"], ["sleep 1; exec /app/llm-d-inference-sim --port 1"], SIMULATOR, "1"),
        ("epp", ["sh", "-c"], ["exec /app/epp --port 1"], PICKER, "1"),
        ("x", ["sh", "-c"], ["exec /app/epp --pool-name x --port 1"], PICKER, "1"),
        ("x", ["sh", "-c"], ["exec start --port 1"], UNKNOWN, "1"),
        ("vllm-openai", ["sh", "-c"], ["sleep infinity"], UNKNOWN, ""),
    ],
)
def test_programs_in_scripts(image: str, command: list[str], args: list[str], program: str, port: str) -> None:
    found = program_of(command, args, image, {})
    assert (found.name, found.flags.get("port") if program else port) == (program, port)


def test_a_script_is_seen_behind_the_owners_arguments() -> None:
    words = ["--max-model-len", "8192", "exec vllm serve m --port 1"]
    assert program_of(["bash", "-c"], words, "x", {}, own=2).flags.get("port") == "1"


MUCH = {
    "doubling": "X=aaaaaaaaaa\n" + "X=$X$X\n" * 60 + "vllm serve m --x $X",
    "doubling with defaults": "X=aaaaaaaaaa\n" + "X=${X:-b}${X}\n" * 60 + "vllm serve m --x $X",
    "a long value, often": "vllm serve m " + "$LONG" * 9_000,
    "a long value in sums": "vllm serve m --x $((" + "+".join(["LONG"] * 9_000) + "))",
    "all arguments, often": "vllm serve m" + ' "$@"' * 9_000,
    "here documents that do not end": "vllm serve m\n" + "cat <<a\n" * 6_000,
    "a long name of a here document": f"vllm serve m\ncat <<{'a' * 20_000}\n" + "b\n" * 14_000,
    "substitutions that do not end": "vllm serve m " + "$(a" * 16_000,
    "braces that do not end": "vllm serve m " + "${a:-" * 9_000,
}


@pytest.mark.parametrize("name", MUCH)
def test_a_script_does_not_make_much_of_little(name: str) -> None:
    assert len(MUCH[name]) <= LONGEST
    known = {**ENV, "LONG": "1" * 1_000_000}
    found = [line for line in commands(MUCH[name], known, ["zero", *"abcdefghij" * 1_000]) if line[0] == "vllm"]
    assert sum(len(word) for line in found for word in line) < 2 * LONGEST


def test_a_containers_variables_are_filled_in_as_kubernetes_does() -> None:
    known = {"A": "1", "B": "$(A)2", "C": "$(B)$(D)", "D": "4"}
    program = program_of(["vllm", "serve", "m"], ["--x=$(C)", "--y=$(NONE)$$(A)"], "x", known)
    assert [word for _, word in program.words] == ["m", "--x=12$(D)", "--y=$(NONE)$$(A)"]


def test_a_containers_variables_do_not_make_much_of_little() -> None:
    doubling = {"V0": "x" * 10, **{f"V{n}": f"$(V{n - 1})$(V{n - 1})" for n in range(1, 60)}}
    program = program_of(["vllm", "serve", "m"], ["--x=$(V59)"] * 1_000, "x", doubling)
    assert sum(len(word) for _, word in program.words) < 100_000
