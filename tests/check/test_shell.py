"""Shell scripts taken apart as a real shell does it: the same words for each command."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Callable, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msvc_helm.check.programs import PICKER, SIMULATOR, UNKNOWN, VLLM, program_of
from msvc_helm.check.shell import LONGEST, commands, read
from tests.properties import examples

SHELL = shutil.which("bash")
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
    "text split into words": "vllm serve m $TEXT --x=$TEXT",
    "single quotes": "vllm serve m --y='$TEXT' --z=$'a\\tb' --w=\"it's\"",
    "an array": 'A=(--a "b c" $SIZE)\nA+=(--d)\nvllm serve m "${A[@]}" ${#A[@]} "${A[1]}"',
    "an empty array": 'A=()\nvllm serve m "${A[@]}" --x',
    "braces": 'vllm serve m --x={1,2} {a,b}c {"a":1,"b":{"c":2}} {} {a}',
    "either way": "if [ $SIZE -gt 2 ]; then A=2; elif [[ $SIZE == 4 ]]; then A=3; else A=4; fi\nvllm serve m $A",
    "otherwise": 'if test -z "$PORT"; then vllm serve no; else vllm serve yes; fi',
    "nothing at all": '[ "$SIZE" = 5 ] && vllm serve no\n[ "$SIZE" = 5 ] || vllm serve yes',
    "a pattern": "if [[ $FLAGS == --enf* && ! -z $PORT ]]; then X=1; fi\nvllm serve m --x ${X-2}",
    "cases": 'case "$SIZE" in 1|2) TP=1;; [3-5]) TP=2;; *) TP=3;; esac\nvllm serve m --tp $TP',
    "a loop": 'for n in a "b c" $SIZE; do vllm serve $n; done',
    "arguments in a loop": 'X=; for n; do X="$X+$n"; done; vllm serve m "$X"',
    "a function": 'start() { local tp=$1; shift; vllm serve m --tp "$tp" "$@"; }\nstart 2 --a "b c"',
    "a function that returns": 'f() { [ "$1" = 4 ] && return; vllm serve no; }\nf 4; vllm serve yes',
    "the end": "vllm serve m; exit 0\nvllm serve no",
    "no program after exec": "{ exec >/dev/stdout; }\nvllm serve m --b",
    "arguments set anew": 'set -- --a "$@"\nvllm serve m "$@"',
    "some of the arguments": 'vllm serve m "${@:2}" "$#"',
    "a script in a script": "export A='x y'\nbash -c 'vllm serve m \"$A\" \"$1\"' zero one",
    "eval": 'X=\'vllm serve m --a "b c"\'\neval "$X"',
    "a script on standard input": "bash <<EOF\nvllm serve m --x '$TEXT'\nEOF",
    "a script in a file": 'cat > "$DIR/run.sh" <<\'EOF\'\nvllm serve m "$@"\nEOF\nbash "$DIR/run.sh" --x 1',
    "parts of a value": "N=org/model-8b.v1\nvllm serve ${N#*/} ${N##*/} ${N%.*} ${N%%-*} ${N/org/me} ${#N} ${N:4:5}",
    "values in defaults": 'vllm serve m ${NONE:-${PORT}} "${NONE:-a b}" ${NONE:=4} $NONE',
    "a value added to": 'A="--a"\nA+=" --b"\nA="$A --c"\nvllm serve m $A',
    "a condition of sums": "if (( SIZE * 2 > 7 && PORT != 1 )); then vllm serve m $(( -7 / 2 )) $(( -7 % 3 )); fi",
    "assigned for one command": "A=1\nA=2 true\nvllm serve m $A",
    "a subshell": "A=1\n(A=2; vllm serve m $A)\nvllm serve m $A",
    "comments between": "vllm serve m \\\n  --a\n  # --b \\\n  # --c\n",
    "an until": "until false; do vllm serve m; break; done",
}
ARGUMENTS = ["zero", "--one", "two words"]
DRIVER = """
vllm() { (($#)) && printf '%s\\0' "$@"; printf '\\1'; }
export -f vllm
while IFS= read -r -d '' script; do
  (set -- --one 'two words'; eval "$script") 2>/dev/null </dev/null
  printf '\\2'
done
"""


@pytest.fixture(scope="module")
def bash(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Sequence[str]], list[list[list[str]]]]:
    """What bash hands to `vllm` in each of some scripts."""
    if not SHELL:
        pytest.skip("no bash here")
    directory = str(tmp_path_factory.mktemp("scripts"))

    def run(scripts: Sequence[str]) -> list[list[list[str]]]:
        done = subprocess.run(
            [SHELL or "bash", "-c", DRIVER, "zero"],
            input="".join(f"{script}\0" for script in scripts).encode(),
            env={**ENV, "DIR": directory, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            check=True,
            timeout=60,
        )
        of_scripts = done.stdout.decode().split("\2")[:-1]
        assert len(of_scripts) == len(scripts)
        return [[call.split("\0")[:-1] for call in text.split("\1")[:-1]] for text in of_scripts]

    return run


def ours(script: str) -> list[list[str]]:
    return [line[1:] for line in commands(script, {**ENV, "DIR": "/d"}, ARGUMENTS) if line[0] == "vllm"]


def test_the_words_are_the_shells(bash: Callable[[Sequence[str]], list[list[list[str]]]]) -> None:
    theirs = dict(zip(SCRIPTS, bash(list(SCRIPTS.values())), strict=True))
    theirs["arguments by number"] = [["serve", "m", "zero", "--one", "two words"]]  # $0 is the driver's
    assert {name: ours(script) for name, script in SCRIPTS.items()} == theirs


VALUES = ("a", "'b c'", '"$TEXT"', "$SIZE", '"${NONE:-d e}"', "$((SIZE + 1))", "--x=$PORT", '"$@"', "$FLAGS", "''")
STATEMENTS = (
    "vllm {0} {1}",
    "A={0}",
    "vllm $A {0}",
    "B=({0} {1})",
    'vllm "${{B[@]}}"',
    "if [ {2} = 4 ]; then {3}; else {4}; fi",
    "[ {2} = 4 ] && {3}",
    "[ -n {2} ] || {{ {3}; }}",
    "for i in {0} {1}; do {3}; done",
    "case {2} in 4) {3};; *) {4};; esac",
    "f() {{ {3}; }}; f {0}",
    "( {3} )",
    "set -- {0} {1}",
    "while [ {2} = 4 ]; do {3}; break; done",
    "A=1 vllm {0} # {1}",
    "vllm \\\n  {0} \\\n  {1}",
    "cat <<EOF >/dev/null\n{0} don't\nEOF\n{3}",
)


def statement(chance: Random, depth: int) -> str:
    """A statement made by chance."""
    inner = [statement(chance, depth - 1) if depth else "vllm x" for _ in range(2)]
    known = chance.choice(('"$SIZE"', '"$PORT"', "4", '"$A"'))
    return chance.choice(STATEMENTS).format(chance.choice(VALUES), chance.choice(VALUES), known, *inner)


def test_generated_scripts_are_read_as_bash_does(bash: Callable[[Sequence[str]], list[list[list[str]]]]) -> None:
    chance = Random(13)  # noqa: S311 - the same scripts each time
    scripts = ["A=4; B=()\n" + "\n".join(statement(chance, 2) for _ in range(4)) for _ in range(250)]
    wrong = [
        (script, mine, theirs)
        for script, theirs in zip(scripts, bash(scripts), strict=True)
        if (mine := ours(script)) != theirs
    ]
    assert not wrong, f"{len(wrong)} of {len(scripts)}, the first:\n{wrong[0][0]}\n{wrong[0][1]}\n{wrong[0][2]}"
    assert sum(len(ours(script)) for script in scripts) > 500


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12), max_size=6))
@examples(300)
def test_quoted_words_come_back(words: list[str]) -> None:
    words = [word.replace("\r\n", "\n") for word in words]
    assert commands(f"vllm {shlex.join(words)}", {}) == [["vllm", *words]]


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
    assert ours(script) == [words]


def test_an_open_quote_ends_a_script() -> None:
    assert list(commands("vllm serve m\nvllm serve 'x\n", {})) == [["vllm", "serve", "m"]]


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("sleep 1\nvllm serve 'm\n", "a quote that is not closed (line 2)"),
        ("if true; then\nvllm serve m\n", '"fi" is missing (line 3)'),
        ("vllm serve m )", "a command is missing (line 1)"),
        ("for x in a; do vllm serve m; fi", '"fi" is not understood (line 1)'),
        ("f() { f; }; f", "it does too much"),
    ],
)
def test_what_is_not_understood_is_said(script: str, problem: str) -> None:
    assert read(script, {}).problem == problem
    assert program_of(["bash", "-c"], [script.replace("vllm", "start")], "x", {}).problem == problem


def test_a_script_ends_where_a_program_takes_its_place() -> None:
    assert commands("exec vllm serve a\nvllm serve b\n", {}) == [["vllm", "serve", "a"]]
    known = commands('if [ "$A" = 1 ]; then exec vllm serve a; fi\nvllm serve b\n', {"A": "$(A)"})
    assert known == [["vllm", "serve", "a"], ["vllm", "serve", "b"]]


def test_what_two_branches_leave_different_is_not_known() -> None:
    script = "A=1; B=1\nif test -f /x; then A=2; C=3; else A=4; fi\nvllm serve $A $B ${C:-5}\n"
    assert commands(script, {}) == [["vllm", "serve", "$A", "1", "$C"]]


def test_a_very_long_script_is_not_read() -> None:
    assert list(commands("vllm serve m\n" + "#" * LONGEST, {})) == []


@given(st.text(alphabet=st.sampled_from("a$({[]})'\"\\\n \t#;&|<>=-@1:+~"), max_size=60))
@examples(300)
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


# Scripts, the program whose flags count, its ports, those of the programs beside it, and whether others may be there.
AT_ONCE: dict[str, tuple[str, str, list[str], bool]] = {
    "vllm serve m --port 1 & vllm serve m --port 2 & wait": (VLLM, "1", ["2"], False),
    "vllm serve m --port 1 & sleep 9; exec nginx -g 'daemon off;'": (VLLM, "1", [], True),
    "/app/proxy --listen :80 & exec vllm serve m --port 1": (VLLM, "1", [], True),
    "(while true; do nvidia-smi; sleep 9; done) & vllm serve m --port 1": (VLLM, "1", [], False),
    "ray start --head; vllm serve m --port 1": (VLLM, "1", [], False),
    "if [ $RANK = 0 ]; then vllm serve m --port 1; else vllm serve m --port 2; fi": (VLLM, "1", [], False),
    "start() { vllm serve m --port $1 & }; start 1; start 2; start 3; wait -n": (VLLM, "1", ["2", "3"], False),
    "pd-sidecar --vllm-port=2 --port=1 & exec vllm serve m --port 2": ("the routing sidecar", "1", ["2"], False),
}


@pytest.mark.parametrize("script", AT_ONCE)
def test_programs_at_once(script: str) -> None:
    name, port, beside, company = AT_ONCE[script]
    found = program_of(["bash", "-c", script], [], "image", {})
    assert (found.name, found.flags.get("port")) == (name, port)
    assert [program.flags.get("port") for program in found.beside] == beside
    assert found.company == company
