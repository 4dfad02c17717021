"""msvc-post as a function of real kustomize."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.command import Result, clean_environment, run
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import PROGRAMS, REPO, msvc

SAMPLE = REPO / "samples" / "kustomize"
Build = Callable[..., Result]


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample to change."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "sample"))


@pytest.fixture
def build(tools: Callable[[str], Path], sample: Path) -> Build:
    """`kustomize build` of the copy, msvc-post on PATH."""
    env = clean_environment(PATH=f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    command: list[str | Path] = [tools("kustomize"), "build", "--enable-alpha-plugins", "--enable-exec", sample]
    return lambda check=True: run(command, env=env, check=check)


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def objects(text: str) -> dict[str, dict[str, Any]]:
    return {f"{each['kind']}/{each['metadata']['name']}": each for each in yaml.safe_load_all(text)}


def test_the_sample_gives_what_generate_gives(build: Build) -> None:
    result = build()
    assert (result.ok, result.stderr) == (True, ""), str(result)
    made = objects(result.stdout)
    base = made.pop("ConfigMap/sim-base")
    assert base["metadata"] == {"name": "sim-base", "namespace": "serving"}
    files = ("-m", SAMPLE / "modelservice.yaml", "-b", SAMPLE / "baseconfig.yaml", "-n", "serving")
    wanted = objects(msvc("generate", *files).stdout)
    assert made["Deployment/chat-decode"]["spec"].pop("replicas") == 3
    assert wanted["Deployment/chat-decode"]["spec"].pop("replicas") == 1
    assert made == wanted


def test_what_kustomize_prints_becomes_ready(build: Build, kubectl: Kubectl, sample: Path) -> None:
    edit(sample / "kustomization.yaml", "namespace: serving", f"namespace: {kubectl.namespace}")
    kubectl.apply(build().stdout)
    kubectl.rolled_out("chat-decode")


def test_options_of_the_function_reach_it(build: Build, sample: Path) -> None:
    edit(sample / "msvc-post.yaml", "epp-cluster-role: endpoint-picker", "pd-pull-secrets: one,two")
    account = objects(build().stdout)["ServiceAccount/chat-sa"]
    assert account["imagePullSecrets"] == [{"name": "one"}, {"name": "two"}]


def test_other_resources_are_kustomizes_as_ever(build: Build, sample: Path) -> None:
    """Among them a generated ConfigMap with its hash, and objects of the same name in other kinds."""
    edit(
        sample / "kustomization.yaml",
        "\npatches:",
        "\nconfigMapGenerator:\n  - {name: chat, literals: [a=b]}\npatches:",
    )
    made = objects(build().stdout)
    assert len(made) == 5
    assert [name for name in made if name.startswith("ConfigMap/chat-")]


def test_two_models_and_a_second_run_of_the_function(build: Build, sample: Path) -> None:
    second = (sample / "modelservice.yaml").read_text().replace("name: chat", "name: code")
    (sample / "second.yaml").write_text(second)
    edit(sample / "kustomization.yaml", "  - modelservice.yaml\n", "  - modelservice.yaml\n  - second.yaml\n")
    once = build().stdout
    assert {"Deployment/chat-decode", "Deployment/code-decode"} < objects(once).keys()
    edit(sample / "kustomization.yaml", "  - msvc-post.yaml", "  - msvc-post.yaml\n  - again.yaml")
    (sample / "again.yaml").write_text(
        (sample / "msvc-post.yaml").read_text().replace("name: msvc-post", "name: again")
    )
    assert build().stdout == once


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("modelservice.yaml", "modelName:", "modelNam:", 'did you mean "modelName"'),
        ("baseconfig.yaml", "{{ .ModelName }}", "{{ .ModelNam }}", "can't evaluate field ModelNam"),
        ("modelservice.yaml", "name: sim-base", "name: sim-bse", 'did you mean "sim-base"'),
        ("msvc-post.yaml", "epp-cluster-role:", "epp-cluster-rol:", 'did you mean "epp-cluster-role"'),
    ],
    ids=["spec", "template", "reference", "option"],
)
def test_a_failure_prints_no_objects_and_says_why(
    build: Build, sample: Path, file: str, old: str, new: str, message: str
) -> None:
    edit(sample / file, old, new)
    result = build(check=False)
    assert (result.ok, result.stdout) == (False, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr
