"""What the tests share: the reference data, the program under test, and expected outputs kept as files."""

from __future__ import annotations

import gc
import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from msvc_helm import cli, post
from tests.properties import few_examples
from tests.thorough import has_thorough, is_thorough

REPO = Path(__file__).resolve().parent.parent
SHARED = REPO.parent / "shared"  # outside oracles' answers; not part of this repository
THOROUGH_RUN = "(thorough or hypothesis)"  # properties are tried with all of their examples
MAINS = {"msvc_helm": cli.main, "msvc_helm.post": post.main}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected outputs instead of comparing")


def pytest_configure(config: pytest.Config) -> None:
    if "not thorough" in config.getoption("markexpr"):
        few_examples()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave files unread of which `-m` chooses nothing: reading them takes longer than a fast run's tests.

    Only for the words that the Makefile has; whatever else `-m` says chooses among the tests that are there.
    """
    folder = collection_path.is_dir()
    place = collection_path.relative_to(REPO).as_posix() + ("/" if folder else "::")
    chosen = config.getoption("markexpr").split(" and ")
    return (
        ("not e2e" in chosen and place.startswith("tests/e2e/"))
        or ("not thorough" in chosen and is_thorough(place))
        or (THOROUGH_RUN in chosen and not folder and not has_thorough(place) and not _has_properties(collection_path))
        or None
    )


def _has_properties(file: Path) -> bool:
    return "hypothesis" in file.read_text(encoding="utf-8")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes long. No cases are a failure, unless the reference data that they come from is not here."""
    for item in items:
        if is_thorough(item.nodeid):
            item.add_marker(pytest.mark.thorough)
    empty = [item.nodeid for item in items if getattr(getattr(item, "callspec", None), "id", "") == "NOTSET"]
    if empty and SHARED.is_dir():
        raise pytest.UsageError(f"no cases for {', '.join(empty)}")


def pytest_collection_finish() -> None:
    """Keep what was collected from the garbage collector, which would look at all of it again and again."""
    gc.freeze()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference data beside the checkout, where there is any."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here")
    return SHARED


@dataclass(frozen=True, slots=True)
class Finished:
    """How a run of the program ended."""

    code: int
    stdout: str
    stderr: str


def run_program(*args: str | Path, stdin: str | bytes = b"", module: str = "msvc_helm", cwd: Path = REPO) -> Finished:
    """Run `msvc-helm ARGS` as a user would, by default in the repository's root, but in this process.

    A test about processes, signals or memory asks for `run_process`, which takes many times as long.
    """
    streams = {name: io.TextIOWrapper(io.BytesIO(), "utf-8") for name in ("stdout", "stderr")}
    streams["stdin"] = io.TextIOWrapper(io.BytesIO(stdin.encode() if isinstance(stdin, str) else stdin), "utf-8")
    collecting = gc.get_threshold()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(cwd)
        patch.setattr(sys, "argv", [module, *map(str, args)])
        patch.setattr(os, "_exit", sys.exit)
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
        with pytest.raises(SystemExit) as ended:
            MAINS[module]()
    gc.set_threshold(*collecting)
    assert isinstance(ended.value.code, int)
    out, err = (streams[name].detach().getvalue().decode() for name in ("stdout", "stderr"))
    return Finished(ended.value.code, out, err)


def run_process(*args: str | Path, stdin: str | bytes = b"", module: str = "msvc_helm", cwd: Path = REPO) -> Finished:
    """The same in a process of its own."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run([sys.executable, "-m", module, *args], input=data, capture_output=True, cwd=cwd, timeout=120)
    return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="session")
def run() -> Callable[..., Finished]:
    """`run("generate", "-m", …) -> Finished(code, stdout, stderr)`."""
    return run_program


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """`golden(path, actual)`: the file's text is `actual`; with --update-golden it is made so, and the case skipped."""

    def compare(path: Path, actual: str) -> None:
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(actual, encoding="utf-8")
            pytest.skip(f"rewrote {path.relative_to(REPO)}")
        assert path.is_file(), f"{path.relative_to(REPO)} is missing: run `make golden` and read the difference"
        assert actual == path.read_text(encoding="utf-8")

    return compare
