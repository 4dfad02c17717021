"""msvc-post as a KRM function: each folder of tests/krm/ is a case, with `expected.yaml` or `errors.txt`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from msvc_helm import goyaml

from .conftest import Finished, run_program
from .test_generate import base

CASES = sorted(path for path in (Path(__file__).parent / "krm").iterdir() if path.is_dir())


def function(stdin: str | bytes, *args: str) -> Finished:
    return run_program(*args, stdin=stdin, module="msvc_helm.post")


def read(text: str) -> dict[str, Any]:
    node = goyaml.parse(text)
    assert node is not None
    value = goyaml.plain(node)
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_what_comes_out(case: Path, golden: Callable[[Path, str], None]) -> None:
    done = function((case / "input.yaml").read_bytes())
    assert "Traceback" not in done.stderr
    if done.code:
        assert done.stdout == ""
        golden(case / "errors.txt", done.stderr)
    else:
        golden(case / "expected.yaml", done.stdout)
        assert not (case / "errors.txt").exists()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_other_items_stay_and_a_second_run_changes_nothing(case: Path) -> None:
    once = function((case / "input.yaml").read_bytes())
    if (case / "errors.txt").exists():
        assert (once.code, once.stdout) == (1, "")
        return
    given, made = read((case / "input.yaml").read_text())["items"], read(once.stdout)["items"]
    assert [item for item in given if item["kind"] != "ModelService"] == [item for item in made if item in given]
    assert len(made) >= len(given)
    twice = read(function(once.stdout).stdout)
    assert (twice["items"], twice.get("results")) == (made, None)


def test_a_base_config_from_a_file_of_the_function_config(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(base("platform"))
    case = (Path(__file__).parent / "krm" / "options-of-any-kind" / "input.yaml").read_text()
    done = function(case.replace("namespace: serving", f"base-config: {tmp_path}/b.yaml\n    namespace: serving", 1))
    assert done.code == 1
    assert "getPort" in done.stderr  # the base config is in use: this ModelService has no such port
    assert f"{tmp_path}/b.yaml" in done.stderr


def test_a_resource_list_is_known_by_its_api_version() -> None:
    stream = "apiVersion: example.com/v1\nkind: ResourceList\nitems: []\n"
    assert function(stream).stdout == stream


def test_warnings_are_errors_with_strict() -> None:
    case = Path(__file__).parent / "krm" / "warnings-are-results" / "input.yaml"
    done = function(case.read_bytes(), "--strict")
    assert (done.code, done.stdout) == (1, "")
    assert 'did you mean "decodeDeployment"?' in done.stderr
