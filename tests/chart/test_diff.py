"""`msvc-helm chart --check DIR --diff`, and the warning of other content under an unchanged version."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from msvc_helm.chart.compare import MOST_LINES
from tests.conftest import Finished

Run = Callable[..., Finished]
BASE = """\
kind: ConfigMap
metadata: {name: acme}
data:
  decodeDeployment: |
    spec: {template: {spec: {containers: [{name: vllm, image: "vllm:1"}]}}}
  decodeService: |
    spec: {ports: [{port: 8000}]}
"""


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """Where base.yaml is, and the chart generated of it, `c`, in version 1.0.0."""
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    assert run("chart", "-b", "base.yaml", "--version", "1.0.0", "-o", "c", cwd=tmp_path).code == 0
    return tmp_path


def change(folder: Path, before: str = "vllm:1", after: str = "vllm:2") -> None:
    (folder / "base.yaml").write_text(BASE.replace(before, after), encoding="utf-8")


def check(run: Run, folder: Path, *words: str) -> Finished:
    return run("chart", "-b", "base.yaml", "--check", "c", "--diff", *words, cwd=folder)


def test_nothing_where_nothing_differs(run: Run, folder: Path) -> None:
    assert check(run, folder) == Finished(0, "c: up to date\n", "")


def test_the_lines_that_differ_are_shown_from_what_is_there_to_what_would_be(run: Run, folder: Path) -> None:
    change(folder)
    done = check(run, folder)
    assert done.code == 1
    assert "is out of date: Chart.yaml, templates/base/_decodeDeployment.tpl" in done.stderr
    lines = done.stdout.splitlines()
    at = lines.index("--- a/templates/base/_decodeDeployment.tpl")
    assert lines[at + 1] == "+++ b/templates/base/_decodeDeployment.tpl"
    assert '-spec: {template: {spec: {containers: [{name: vllm, image: "vllm:1"}]}}}' in lines[at:]
    assert '+spec: {template: {spec: {containers: [{name: vllm, image: "vllm:2"}]}}}' in lines[at:]
    assert "\033" not in done.stdout
    assert not [line for line in lines if line.startswith("--- ") and "decodeService" in line]


def test_a_file_that_comes_and_one_that_goes_are_shown_whole(run: Run, folder: Path) -> None:
    change(folder, "  decodeService", "  prefillService")
    shown = check(run, folder).stdout
    assert "--- /dev/null\n+++ b/templates/base/_prefillService.tpl\n" in shown
    assert "--- a/templates/base/_decodeService.tpl\n+++ /dev/null\n" in shown
    assert "\n-spec: {ports: [{port: 8000}]}\n" in shown


def test_files_of_others_are_not_shown_and_changes_by_hand_are(run: Run, folder: Path) -> None:
    (folder / "c" / "templates" / "mine.yaml").write_text("mine", encoding="utf-8")
    page = folder / "c" / "README.md"
    page.write_bytes(page.read_bytes() + b"mine: \x1b[2J\r1")
    done = check(run, folder)
    assert "changed by hand: README.md" in done.stderr
    assert "mine.yaml" not in done.stdout
    assert "\n-mine: \\x1b[2J\\r1\n\\ No newline at end of file\n" in done.stdout


def test_what_is_shown_is_bounded(run: Run, folder: Path) -> None:
    values = folder / "c" / "values.yaml"
    values.write_text(values.read_text() + "# x\n" * 3000, encoding="utf-8")
    shown = check(run, folder).stdout.splitlines()
    assert len(shown) == MOST_LINES + 1
    assert "more lines" in shown[-1]
    values.write_text(values.read_text() + "# xx" * 5000, encoding="utf-8")
    assert max(map(len, check(run, folder).stdout.splitlines())) < 2100
    values.write_text("# x\n" * 500_000, encoding="utf-8")
    assert "Files a/values.yaml and b/values.yaml differ" in check(run, folder).stdout


@pytest.mark.parametrize(("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_is_for_terminals(folder: Path, variables: dict[str, str], coloured: bool) -> None:
    change(folder)
    ours, theirs = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | variables
    words = ["chart", "-b", "base.yaml", "--check", "c", "--diff"]
    subprocess.run(
        [sys.executable, "-m", "msvc_helm", *words],
        cwd=folder, env=environment, stdout=theirs, stderr=subprocess.DEVNULL, timeout=60, check=False,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while True:
        try:
            more = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        shown += more
    os.close(ours)
    assert b"vllm:2" in shown
    assert (b"\033[" in shown) == coloured


@pytest.mark.parametrize("words", [("-o", "c"), ()])
def test_diff_belongs_to_check(run: Run, folder: Path, words: tuple[str, ...]) -> None:
    done = run("chart", "-b", "base.yaml", "--diff", *words, cwd=folder)
    assert done.code == 2
    assert "--check" in done.stderr


def generate(run: Run, folder: Path, *words: str) -> Finished:
    return run("chart", "-b", "base.yaml", "-o", "c", *words, cwd=folder)


def test_other_content_under_the_same_version_is_a_warning(run: Run, folder: Path) -> None:
    change(folder)
    before = (folder / "c" / "Chart.yaml").read_bytes()
    strict = generate(run, folder, "--strict")
    assert strict.code == 1
    assert (folder / "c" / "Chart.yaml").read_bytes() == before
    done = generate(run, folder)
    assert done.code == 0
    assert done.stderr.startswith(
        "warning: c: the version stays 1.0.0, and its content changes: templates/base/_decodeDeployment.tpl; "
        "set the new version with --version\n"
        "c: 2 files written, "
    )
    assert "warning" not in generate(run, folder).stderr


@pytest.mark.parametrize(
    "words", [("--gie", "v1"), ("--epp-cluster-role", "picker"), ("--name", "other")], ids=lambda words: str(words[0])
)
def test_options_that_change_what_comes_out_count(run: Run, folder: Path, words: tuple[str, ...]) -> None:
    assert "the version stays 1.0.0" in generate(run, folder, *words).stderr


@pytest.mark.parametrize("words", [("--version", "1.0.1"), ("--version", "1.1.0-rc.1")])
def test_with_another_version_all_is_well(run: Run, folder: Path, words: tuple[str, ...]) -> None:
    change(folder)
    assert "warning" not in generate(run, folder, *words).stderr


def test_what_nobody_installs_may_change(run: Run, folder: Path) -> None:
    change(folder, "acme", "other")
    assert generate(run, folder, "--name", "acme", "--description", "Another one").stderr.count("warning") == 0


def test_the_version_that_nobody_gave_changes_with_the_base_config(run: Run, folder: Path) -> None:
    assert run("chart", "-b", "base.yaml", "-o", "d", cwd=folder).code == 0
    change(folder)
    assert "warning" not in run("chart", "-b", "base.yaml", "-o", "d", cwd=folder).stderr


def test_an_archive_that_is_there_under_the_same_version(run: Run, folder: Path) -> None:
    words = ("chart", "-b", "base.yaml", "-o", "a", "--output-format", "tgz", "--version", "1.0.0")
    name = "a/acme-1.0.0.tgz"
    assert run(*words, cwd=folder) == Finished(0, f"{name}\n", f"{name}: 1 file written, 0 unchanged, 0 removed\n")
    assert run(*words, cwd=folder) == Finished(0, f"{name}\n", f"{name}: 0 files written, 1 unchanged, 0 removed\n")
    change(folder)
    assert "a/acme-1.0.0.tgz: the version stays 1.0.0, and its content changes" in run(*words, cwd=folder).stderr


@pytest.mark.parametrize("linked", [False, True])
def test_an_archive_of_somebody_else_is_not_overwritten(run: Run, folder: Path, linked: bool) -> None:
    words = ("chart", "-b", "base.yaml", "-o", "a", "--output-format", "tgz", "--version", "1.0.0")
    assert run(*words, cwd=folder).code == 0
    there = folder / "a" / "acme-1.0.0.tgz"
    theirs = folder / "theirs"
    theirs.write_bytes(repacked(there.read_bytes()))  # as `helm package` makes it
    there.unlink()
    if linked:
        there.symlink_to(theirs)
    else:
        theirs.rename(there)
    before = there.read_bytes()
    done = run(*words, cwd=folder)
    assert (done.code, "msvc-helm chart did not write it" in done.stderr) == (1, True)
    assert there.read_bytes() == before
    forced = run(*words, "--force", cwd=folder)
    assert (forced.code, there.read_bytes() == before) == ((1, True) if linked else (0, False))


def repacked(archive: bytes) -> bytes:
    """The archive without the comments of its Chart.yaml."""
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(archive)) as old, tarfile.open(fileobj=out, mode="w:gz") as new:
        for entry in old:
            data = old.extractfile(entry).read()  # type: ignore[union-attr]  # files alone
            if entry.name.endswith("/Chart.yaml"):
                data = data.partition(b"\n")[2]
            entry.size = len(data)
            new.addfile(entry, io.BytesIO(data))
    return out.getvalue()
