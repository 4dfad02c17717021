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
from tests.test_docs import blocks

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


def move_inside(sample: Path, overlay: str) -> Path:
    """Make the sample the folder `inner` of an overlay; that folder."""
    inner = sample / "inner"
    inner.mkdir()
    for file in list(sample.glob("*.yaml")):
        file.rename(inner / file.name)
    (sample / "kustomization.yaml").write_text(overlay)
    return inner


def test_an_overlay_changes_what_was_made(build: Build, sample: Path) -> None:
    """As docs/kustomize.md has it."""
    page = (REPO / "docs" / "kustomize.md").read_text()
    (overlay,) = [block.text for block in blocks(page) if block.text.startswith("resources:\n  - ../chat")]
    image = "ghcr.io/llm-d/llm-d-inference-sim"
    move_inside(sample, overlay.replace("../chat", "inner").replace("registry.example.com/server", image))
    deployment = objects(build().stdout)["Deployment/chat-decode"]["spec"]
    pod = deployment["template"]["spec"]
    assert (deployment["replicas"], pod["priorityClassName"]) == (5, "serving")
    assert pod["containers"][0]["image"] == f"{image}:1.1"


def test_what_does_not_fit_an_overlay(build: Build, sample: Path) -> None:
    """Why the page says so: kustomize does not know the names that these objects have of each other."""
    labels = {"pairs": {"team": "a"}, "includeSelectors": True}
    inner = move_inside(sample, yaml.safe_dump({"resources": ["inner"], "namePrefix": "x-", "labels": [labels]}))
    files = ("modelservice.yaml", "baseconfig.yaml")
    for name in files:
        shutil.copyfile(REPO / "samples" / "gateway" / name, inner / name)
    kustomization = {"resources": list(files), "transformers": ["msvc-post.yaml"]}
    (inner / "kustomization.yaml").write_text(yaml.safe_dump(kustomization))
    made = objects(build().stdout)
    (pool,) = (each for name, each in made.items() if name.startswith("InferencePool/x-"))
    reference = pool["spec"].get("endpointPickerRef") or pool["spec"]["extensionRef"]
    assert f"Service/{reference['name']}" not in made
    assert f"Service/x-{reference['name']}" in made
    selector = pool["spec"]["selector"]
    assert "team" not in selector.get("matchLabels", selector)


def test_what_was_forgotten(tools: Callable[[str], Path], kubectl: Kubectl) -> None:
    """Each as the page says: kustomize without a flag, without the program, and kubectl's own kustomize."""
    build: list[str | Path] = [tools("kustomize"), "build"]
    env = clean_environment(PATH="/nowhere")
    assert "external plugins disabled" in run([*build, "--enable-exec", SAMPLE], env=env, check=False).stderr
    both = [*build, "--enable-alpha-plugins", "--enable-exec", SAMPLE]
    assert "executable file not found" in run(both, env=env, check=False).stderr
    silent = run([*build, "--enable-alpha-plugins", SAMPLE], env=env)
    assert "kind: ModelService" in silent.stdout
    assert "unknown flag: --enable-exec" in kubectl.run("kustomize", "--enable-exec", SAMPLE, check=False).stderr


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
