"""The documentation is run: every command, every example, every link.

A page's fenced blocks say what they are:

    ```sh                    commands; those of ours must succeed
    ```sh helm               commands of ours that run Helm themselves: tests/e2e/test_docs.py runs them
    ```console               `$ command` lines, each followed by its real output; a line `...` stands for any lines
    ```yaml name.yaml        a file that the page's commands use
    ```yaml ours             in the list of differences: a part of the output, lists in full
    ```yaml operator         likewise of the operator's, which ours must not hold
    ```text message          all that the command says on stderr

`make golden` rewrites outputs and messages that have no `...`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from msvc_helm.expand import STEPS
from msvc_helm.gotemplate.lexer import MAX_TOKENS
from msvc_helm.gotemplate.pipelines import MAX_NESTING
from msvc_helm.gotemplate.registry import Limits
from msvc_helm.goyaml.limits import MAX_COPIED, MAX_DEPTH
from msvc_helm.read import MAX_DOCUMENT
from tests.conftest import REPO, Finished, run_program

PAGES = sorted(
    path for path in [*REPO.glob("*.md"), *REPO.glob("docs/**/*.md"), *REPO.glob("samples/**/*.md")] if path.is_file()
)
DIFFERENCES = REPO / "docs" / "differences-from-the-operator.md"
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECTION = re.compile(r"^## (\d+)\. [^\n]*\n(.*?)(?=^<a id=|\Z)", re.MULTILINE | re.DOTALL)
BUG = 3  # the exit code of a bug in the program, which no page shows
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; `start` and `end` are the offsets of its text in the page."""

    language: str
    name: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a block and the output shown behind it, with the offsets of that in the page (console only)."""

    line: str
    output: str | None
    start: int = 0
    end: int = 0


def blocks(text: str, offset: int = 0) -> list[Block]:
    return [Block(m[1], m[2] or "", m[3], offset + m.start(3), offset + m.end(3)) for m in FENCE.finditer(text)]


def commands(block: Block) -> Iterator[Command]:
    """The commands of a `sh` or `console` block; a backslash at the end of a line continues it."""
    if block.language == "sh":
        for line in re.sub(r"\\\n\s*", "", block.text).splitlines():
            if line.strip() and not line.startswith("#"):
                yield Command(line.strip(), None)
        return
    for match in re.finditer(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", block.text, re.MULTILINE):
        line = re.sub(r"\\\n>?\s*", "", match[1])
        yield Command(line, match[2], block.start + match.start(2), block.start + match.end(2))


def shell(line: str, directory: Path) -> subprocess.CompletedProcess[str]:
    """Run a line as typed, with our programs on PATH, stderr among the output, as on a terminal."""
    env = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "100"}
    return subprocess.run(
        ["bash", "-c", line],
        cwd=directory,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
    )


def agrees(shown: str, actual: str) -> bool:
    """Whether the output is the one shown, `...` on a line of its own standing for any lines."""
    parts = re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)
    return re.fullmatch(r"(?:.*\n)*?".join(map(re.escape, parts)), actual) is not None


def elided(shown: str) -> bool:
    """Whether an output is shown in part."""
    return re.search(r"^\.\.\.$", shown, re.MULTILINE) is not None


def rewrite(page: Path, changes: list[tuple[int, int, str]]) -> None:
    """Replace the given stretches of a page, and skip the case, as every rewritten expectation is."""
    text = page.read_text(encoding="utf-8")
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    page.write_text(text, encoding="utf-8")
    pytest.skip(f"rewrote {page.relative_to(REPO)}")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Where a page's commands run: a place to write, with the repository's samples and charts in reach."""
    for name in ("samples", "charts", "docs"):
        (tmp_path / name).symlink_to(REPO / name)
    for name, text in exported("models").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def exported(namespace: str) -> dict[str, str]:
    """What `kubectl get … -o yaml > old-….yaml` writes of a cluster with one model."""
    sample = REPO / "samples" / "sim"
    files = {"old-models.yaml": "modelservice.yaml", "old-base.yaml": "baseconfig.yaml"}
    objects = {old: yaml.safe_load((sample / name).read_text(encoding="utf-8")) for old, name in files.items()}
    for each in objects.values():
        each["metadata"]["namespace"] = namespace
    objects["old-models.yaml"] = {"apiVersion": "v1", "kind": "List", "items": [objects["old-models.yaml"]]}
    return {name: yaml.safe_dump(each) for name, each in objects.items()}


def holds(part: Any, whole: Any) -> bool:
    """Whether every field of `part` is in `whole`; lists must have the same length."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(key in whole and holds(part[key], whole[key]) for key in part)
    if isinstance(part, list):
        return isinstance(whole, list) and len(part) == len(whole) and all(map(holds, part, whole))
    return bool(part == whole and type(part) is type(whole))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPO)))
def test_every_command_of_ours_runs_and_prints_what_the_page_shows(
    page: Path, directory: Path, request: pytest.FixtureRequest
) -> None:
    found = blocks(page.read_text(encoding="utf-8"))
    for block in reversed(found):  # of two files of one name the first is the one the commands mean
        if "." in block.name:
            (directory / block.name).write_text(block.text, encoding="utf-8")
    changes = []
    for block in found:
        if block.language not in ("sh", "console") or block.name == "helm":
            continue
        for command in commands(block):
            if not command.line.startswith(("msvc-helm", "msvc-post")):
                continue
            done = shell(command.line, directory)
            assert done.returncode != BUG, done.stdout
            if command.output is None:
                assert done.returncode == 0, f"{command.line}\n{done.stdout}"
            elif request.config.getoption("--update-golden") and not elided(command.output):
                changes.append((command.start, command.end, done.stdout))
            else:
                assert agrees(command.output, done.stdout), f"{command.line}\n{done.stdout}"
    if changes:
        rewrite(page, changes)


def differences() -> list[tuple[str, list[Block]]]:
    text = DIFFERENCES.read_text(encoding="utf-8")
    return [(m[1], blocks(m[2], m.start(2))) for m in SECTION.finditer(text)]


def only(found: list[Block], name: str) -> Block | None:
    named = [block for block in found if block.name == name]
    assert len(named) <= 1, f"{name} twice"
    return named[0] if named else None


def test_all_nineteen_differences_are_there() -> None:
    assert [number for number, _ in differences()] == [str(number) for number in range(1, 20)]


@pytest.mark.parametrize(("number", "found"), differences(), ids=[number for number, _ in differences()])
def test_a_difference_is_as_the_page_says(
    number: str, found: list[Block], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("--update-golden"):
        if number != "1":
            pytest.skip("rewritten with the first")
        rewrite_messages(tmp_path)
    done = expand(found, tmp_path)
    ours, operator, message = (only(found, name) for name in ("ours", "operator", "message"))
    shown = message.text if message else ""
    assert agrees(shown, done.stderr), done.stderr
    if not ours:
        assert (done.code, done.stdout) == (1, "")
        return
    assert done.code == 0
    actual = yaml.safe_load(done.stdout)
    assert holds(yaml.safe_load(ours.text), actual), f"{number}:\n{done.stdout}"
    if operator:
        assert not holds(yaml.safe_load(operator.text), actual), "no difference at all"


def rewrite_messages(directory: Path) -> None:
    """Every section's message at once: they are in one file, and the cases may run in several processes."""
    messages = [(only(found, "message"), expand(found, directory).stderr) for _, found in differences()]
    rewrite(
        DIFFERENCES, [(block.start, block.end, text) for block, text in messages if block and not elided(block.text)]
    )


def expand(found: list[Block], directory: Path) -> Finished:
    for name in ("modelservice.yaml", "baseconfig.yaml"):
        block = only(found, name)
        assert block, f"no {name}"
        (directory / name).write_text(block.text, encoding="utf-8")
    return run_program("generate", "-m", "modelservice.yaml", "-b", "baseconfig.yaml", "-o", "children", cwd=directory)


def anchors(page: Path) -> set[str]:
    """The places that a link into a page can name: headings as GitHub makes them, and explicit ones."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPO)))
def test_every_link_leads_somewhere(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for link in LINK.findall(text):
        if "://" in link:
            continue
        target, _, anchor = link.partition("#")
        path = (page.parent / target).resolve() if target else page
        assert path.exists(), f"{link}: no such file"
        assert not anchor or anchor in anchors(path), f"{link}: no such place"


def test_the_limits_of_the_page_are_those_of_the_code() -> None:
    text = (REPO / "docs" / "base-config.md").read_text(encoding="utf-8")
    limits = Limits()
    for row in (
        f"| one document read | {MAX_DOCUMENT >> 20} MiB, collections nested {MAX_DEPTH} deep |",
        f"| a template | {MAX_TOKENS:,} words and symbols, blocks and parentheses nested {MAX_NESTING} deep |",
        f"loop turns) | {limits.steps:,} |",
        f"| text that the aliases of a document expand to | {MAX_COPIED >> 20} MiB |",
        f"| its output | {limits.output:,} characters |",
        f"| all templates of one ModelService together, with its `args` | {STEPS:,} steps |",
        f"| templates calling templates | {limits.depth:,} deep |",
        f"| one value made by a function | {limits.size:,} characters |",
        f"| all of them | {limits.memory:,} characters |",
    ):
        assert row in text, row


def test_a_wrong_output_is_noticed() -> None:
    shown = "a\n...\nd\n"
    assert agrees(shown, "a\nb\nc\nd\n")
    assert agrees(shown, "a\nd\n")
    assert not agrees(shown, "a\nb\n")
    assert not agrees("a\n", "a\nb\n")
