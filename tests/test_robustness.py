"""No input makes a traceback: the corpus and the samples, mutated, give output that reads or a message."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from msvc_helm import cli
from msvc_helm.bases import Bases, Candidate
from msvc_helm.errors import InputError, MsvcError, Problem
from msvc_helm.formats import pieces
from msvc_helm.goyaml import parse, plain
from msvc_helm.pipeline import expand_document
from msvc_helm.read import Document
from msvc_helm.resources.context import Options
from tests.streams import rewrite

from .conftest import REPO, SHARED, Finished, run_process

CORPUS = SHARED / "parity"
MODELS = sorted([*REPO.glob("samples/*/modelservice.yaml"), *CORPUS.glob("modelservices/*.yaml")])
BASES = sorted([*REPO.glob("samples/*/baseconfig.yaml"), *CORPUS.glob("baseconfigs/*.yaml")])
OPTIONS = Options("role", ("a",), ("b",))
JUNK = ["", "null", "[]", "{}", "x", "-1", "1e400", "!!binary x", "*a", "&a [*a]", "{{", "{{ end }}", "\t", "\x00", "'"]

quick = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def expand(model: bytes, base: bytes) -> list[Problem]:
    """Expand as `generate` does: the problems, after reading back whatever was made."""
    document = Document("m.yaml", 1, 1, model)
    try:
        found = Document("b.yaml", 1, 1, base)
        bases = Bases(tuple(Candidate(node, found) for node in found.parse()))
        expanded = expand_document(document, bases, OPTIONS)
    except InputError as error:
        return list(error.problems)
    for children in (made.children for made in expanded.expansions):
        for piece in pieces(children, "yaml"):
            node = parse(piece)
            assert node is not None
            assert isinstance(plain(node), dict)
    return expanded.problems


def check(problems: list[Problem]) -> None:
    for problem in problems:
        assert problem.message
        assert "Traceback" not in str(problem)


@st.composite
def mutated(draw: Callable[..., Any], paths: list[Path]) -> bytes:
    """A file with lines cut, swapped or doubled, keys renamed, values replaced, bytes flipped."""
    lines = draw(st.sampled_from(paths)).read_bytes().split(b"\n")
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        what = draw(st.sampled_from(["cut", "double", "value", "rename", "flip", "end", "indent"]))
        key, colon, _ = line.partition(b":")
        if what == "cut":
            lines[at : at + draw(st.integers(1, 4))] = []
            lines = lines or [b""]
        elif what == "double":
            lines.insert(at, line)
        elif what == "value" and colon:
            lines[at] = key + b": " + draw(st.sampled_from(JUNK)).encode()
        elif what == "rename" and colon:
            lines[at] = key[:-1] + b"X:" + line[len(key) + 1 :]
        elif what == "flip" and line:
            i = draw(st.integers(0, len(line) - 1))
            lines[at] = line[:i] + bytes([draw(st.integers(0, 255))]) + line[i + 1 :]
        elif what == "end":
            del lines[at + 1 :]
        elif what == "indent":
            lines[at] = b" " + line
    return b"\n".join(lines)


@given(mutated(MODELS), st.sampled_from(BASES))
@quick
def test_a_mutated_model_service(model: bytes, base: Path) -> None:
    check(expand(model, base.read_bytes()))


@given(st.sampled_from(MODELS), mutated(BASES))
@quick
def test_a_mutated_base_config(model: Path, base: bytes) -> None:
    check(expand(model.read_bytes(), base))


@given(mutated(MODELS), mutated(BASES))
@quick
def test_a_mutated_stream(model: bytes, base: bytes) -> None:
    data = base + b"\n---\n" + model
    try:
        answer = rewrite(data, Bases(), OPTIONS, lambda _: None)
    except InputError as error:
        check(list(error.problems))
    else:
        assert answer.strip()


@given(st.binary(max_size=200))
@quick
def test_any_bytes(data: bytes) -> None:
    try:
        rewrite(data, Bases(), OPTIONS, lambda _: None)
    except InputError as error:
        check(list(error.problems))


COMMANDS = {
    "generate": ("generate", "-m", "m.yaml", "-b", "b.yaml"),
    "check": ("check", "-m", "m.yaml", "-b", "b.yaml", "-o", "sarif"),
    "explain": ("explain", "-m", "m.yaml", "-b", "b.yaml"),
    "convert": ("convert", "m.yaml", "-b", "b.yaml"),
    "chart": ("chart", "-b", "b.yaml", "-o", "chart", "--force"),
    "flux": ("flux", "m.yaml", "--chart", "oci://r.example/charts/llm:1.0.0"),
    "schema": ("schema", "--crd", "m.yaml"),
}


def run_here(words: tuple[str, ...], **files: bytes) -> int:
    """The exit code of a command in a folder with these files. Whatever it raises is a bug."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
        contextlib.redirect_stdout(streams[0]),
        contextlib.redirect_stderr(streams[1]),
        patch.object(sys, "argv", ["msvc-helm", *words]),
    ):
        for name, data in files.items():
            Path(f"{name}.yaml").write_bytes(data)
        try:
            return cli._run()
        except MsvcError as error:
            check(list(error.problems))
            return 1


@pytest.mark.parametrize("command", COMMANDS)
@given(model=mutated(MODELS), base=mutated(BASES))
@settings(quick, max_examples=15)
def test_mutated_files_through_every_command(command: str, model: bytes, base: bytes) -> None:
    assert run_here(COMMANDS[command], m=model, b=base) in (0, 1)


HOSTILE = {
    "a loop in a loop": "{{ range until 10000 }}{{ range until 10000 }}x{{ end }}{{ end }}",
    "a template in itself": '{{ define "t" }}{{ template "t" . }}{{ end }}{{ template "t" . }}',
    "a repeated repeat": '{{ repeat 100000 (repeat 100000 "x") }}',
    "a width": '{{ printf "%999999999d" 1 }}',
    "an indent": '{{ indent 99999999 "x\\ny" }}',
    "a doubling variable": '{{ $x := "xx" }}{{ range until 60 }}{{ $x = print $x $x }}{{ end }}{{ $x }}',
    "a map in itself": '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $d | toJson }}',
    "a costly pattern": '{{ regexMatch "(a+)+$" (repeat 5000 "a" | printf "%sb") }}',
    "a nested pattern": '{{ if regexMatch (print (repeat 20000 "(") "a" (repeat 20000 ")")) "a" }}{{ end }}',
    "a pattern of many groups": '{{ regexReplaceAll (repeat 2000 "(a?)") "a" "$1" }}',
    "deep brackets": "{{ " + "(" * 20000 + "1" + ")" * 20000 + " }}",
    "deep blocks": "{{ if true }}" * 20000,
    "an anchor bomb": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)),
    "deep nesting": "[" * 100000,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_base_configs_end_in_bounded_time_and_memory(case: str, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    text = HOSTILE[case]
    base = tmp_path / "b.yaml"
    base.write_text(yaml.safe_dump({"kind": "ConfigMap", "data": {"configMaps": text}}))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = run_process("generate", "-m", REPO / "samples/sim/modelservice.yaml", "-b", base)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.code in (0, 1)
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr
    assert after.ru_utime - before.ru_utime < 20, "seconds of CPU"
    assert after.ru_maxrss < 400 * 1024, "KiB"


@pytest.mark.parametrize("closed", [">&-", "<&-", "2>&-", ">&- 2>&- <&-"])
@pytest.mark.parametrize(
    "words",
    [
        "msvc_helm generate -m - -b samples/sim/baseconfig.yaml",
        "msvc_helm check -m - -b samples/sim/baseconfig.yaml",
        "msvc_helm preset sim",
        "msvc_helm.post -b samples/sim/baseconfig.yaml",
    ],
)
def test_a_closed_stream_is_no_bug(closed: str, words: str) -> None:
    line = f'exec "$0" -m {words} {closed} < samples/sim/modelservice.yaml'
    if "<&-" in closed:
        line = f'exec "$0" -m {words} {closed}'
    done = subprocess.run(["sh", "-c", line, sys.executable], capture_output=True, text=True, cwd=REPO, timeout=60)
    assert done.returncode in (0, 1, 2)
    assert ">&-" not in closed or closed.startswith("2") or done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr


def test_a_huge_document_is_refused_before_it_is_read(run: Callable[..., Finished], tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    huge.write_bytes(b"a: " + b"x" * (17 * 1024 * 1024))
    done = run("generate", "-m", huge)
    assert (done.code, done.stdout) == (1, "")
    assert "16,777,216 bytes; at most that many are read" in done.stderr
