"""The page on the first model: its steps are the files of the sample, and each changes only what it shows."""

from __future__ import annotations

import json
from difflib import unified_diff
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import REPO, run_program
from tests.test_docs import Block, blocks

FOLDER = REPO / "samples" / "first-model"
PAGE = REPO / "docs" / "first-model.md"
STEPS = ("values", "gateway", "gpu", "prefill")
GATEWAY_API = ("gateway.networking.k8s.io", "inference.networking.k8s.io")


def path(step: str) -> Path:
    return FOLDER / f"{step}.yaml"


def lines(step: str) -> list[str]:
    return path(step).read_text(encoding="utf-8").splitlines(keepends=True)


def shown(language: str) -> list[Block]:
    return [block for block in blocks(PAGE.read_text(encoding="utf-8")) if block.language == language]


def objects(*args: str | Path) -> list[dict[str, Any]]:
    done = run_program("generate", "--name", "first", *args)
    assert (done.code, done.stderr) == (0, "")
    return [each for each in yaml.safe_load_all(done.stdout) if each]


def of_decode(found: list[dict[str, Any]]) -> dict[str, Any]:
    (container,) = (
        container
        for each in found
        if each["kind"] == "Deployment" and each["metadata"]["name"] == "first-decode"
        for container in each["spec"]["template"]["spec"]["containers"]
    )
    return dict(container)


def test_every_file_is_a_step() -> None:
    assert {each.stem for each in FOLDER.glob("*.yaml")} == set(STEPS)


def test_the_page_shows_the_first_file() -> None:
    (first,) = (block for block in shown("yaml") if block.name == "values.yaml")
    assert first.text == path("values").read_text(encoding="utf-8")


def test_the_page_shows_what_each_step_changes() -> None:
    differences = [list(unified_diff(lines(old), lines(new), n=99))[3:] for old, new in pairwise(STEPS)]
    assert [block.text for block in shown("diff")] == ["".join(each) for each in differences]


@pytest.mark.parametrize("step", STEPS)
def test_check_finds_nothing(step: str) -> None:
    done = run_program("check", "-f", path(step), "--name", "first", "--strict", "-o", "json")
    assert done.code == 0, done.stdout
    assert {finding["severity"] for finding in json.loads(done.stdout)["findings"]} <= {"info"}


def test_the_first_step_needs_no_crd() -> None:
    groups = {each["apiVersion"].partition("/")[0] for each in objects("-f", path("values"))}
    assert groups <= {"v1", "apps", "rbac.authorization.k8s.io"}
    assert all(
        set(GATEWAY_API) <= {each["apiVersion"].partition("/")[0] for each in objects("-f", path(step))}
        for step in STEPS[1:]
    )


def test_the_real_model_is_another_base_config_and_nothing_more() -> None:
    gateway, gpu = (yaml.safe_load(path(step).read_text(encoding="utf-8")) for step in ("gateway", "gpu"))
    assert gateway | {"preset": gpu["preset"]} == gpu
    real = of_decode(objects("-f", path("gpu")))
    assert real["command"][:3] == ["vllm", "serve", "Qwen/Qwen3-0.6B"]
    assert real["resources"]["limits"]["nvidia.com/gpu"] == "1"
