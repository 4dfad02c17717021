"""The key `conventions` of a base config: with it nothing is added, so that objects which ran before are made again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import Finished

MODEL = """\
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {name: m}
spec:
  routing: {modelName: Org/Model}
  modelArtifacts: {uri: "hf://Org/Model"}
  decode: {replicas: 2%s}
"""
WORKLOAD: dict[str, Any] = {
    "spec": {
        "selector": {"matchLabels": {"app": "x"}},
        "template": {
            "metadata": {"labels": {"app": "x", "llm-d.ai/model": "Model"}},
            "spec": {"containers": [{"name": "c", "image": "i"}], "serviceAccountName": "own"},
        },
    }
}
EXTRA = [{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}, "spec": {"ports": [{"port": 80}]}}]
OFF = "labels: false\nserviceAccount: false\nmodelVolume: false\n"


def generate(run: Callable[..., Finished], folder: Path, conventions: str, owner: str = "") -> Finished:
    data = {"decodeDeployment": yaml.safe_dump(WORKLOAD), "extraObjects": yaml.safe_dump(EXTRA)}
    data |= {"conventions": conventions}
    base = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "b"}, "data": data}
    (folder / "b.yaml").write_text(yaml.safe_dump(base), encoding="utf-8")
    (folder / "m.yaml").write_text(MODEL % owner, encoding="utf-8")
    return run("generate", "-m", "m.yaml", "-b", "b.yaml", cwd=folder)


def objects(done: Finished) -> dict[str, dict[str, Any]]:
    assert (done.code, done.stderr) == (0, "")
    return {f"{o['kind']}/{o['metadata']['name']}": o for o in yaml.safe_load_all(done.stdout)}


def test_with_everything_off_nothing_is_added(run: Callable[..., Finished], tmp_path: Path) -> None:
    made = objects(generate(run, tmp_path, f"names: {{decode: was-there}}\n{OFF}"))
    identity = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "was-there"}}
    wanted = {"spec": {**WORKLOAD["spec"], "replicas": 2}}
    assert made == {"Deployment/was-there": identity | wanted, "Service/s": EXTRA[0]}


def test_an_empty_key_is_as_none(run: Callable[..., Finished], tmp_path: Path) -> None:
    done = generate(run, tmp_path, "{{ if false }}labels: false{{ end }}")
    made = {f"{o['kind']}/{o['metadata']['name']}" for o in yaml.safe_load_all(done.stdout)}
    assert made == {"Deployment/m-decode", "Service/s", "ServiceAccount/m-sa"}
    assert "own" in done.stderr  # the account is replaced, with a warning


def test_a_mount_still_brings_its_volume(run: Callable[..., Finished], tmp_path: Path) -> None:
    made = objects(generate(run, tmp_path, OFF, ", containers: [{name: c, mountModelVolume: true}]"))
    pod = made["Deployment/m-decode"]["spec"]["template"]["spec"]
    assert pod["volumes"] == [{"name": "model-storage", "emptyDir": {}}]


def test_what_kubernetes_refuses_may_pass_with_a_warning(run: Callable[..., Finished], tmp_path: Path) -> None:
    env = ', containers: [{name: c, image: "REPLACE_ME"}]'
    refused = generate(run, tmp_path, OFF, env)
    assert (refused.code, refused.stdout) == (1, "")
    passed = generate(run, tmp_path, f"{OFF}validation: false\n", env)
    assert passed.code == 0
    assert "image: REPLACE_ME" in passed.stdout
    assert passed.stderr == refused.stderr.replace("error:", "warning:")


def test_names_are_templates_and_variables_follow(run: Callable[..., Finished], tmp_path: Path) -> None:
    made = objects(generate(run, tmp_path, 'names: {decode: "{{ .ModelServiceName }}-vllm"}\n' + OFF))
    assert "Deployment/m-vllm" in made


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lables: false", 'conventions: lables: unknown field; did you mean "labels"?'),
        ("labels: no-thanks", "conventions: labels: expected true or false"),
        ("names: {decoder: x}", 'conventions: names.decoder: unknown field; did you mean "decode"?'),
        ("names: {decode: A_B}", 'conventions: names.decode: expected the name of an object, found "A_B"'),
        ("names: {decode: [x]}", "conventions: names.decode: expected the name of an object"),
        ("names: x", "conventions: names: expected a map of role to name"),
        ("- x", "conventions: expected a map"),
    ],
)
def test_mistakes_are_errors(run: Callable[..., Finished], tmp_path: Path, text: str, said: str) -> None:
    done = generate(run, tmp_path, text)
    assert (done.code, done.stdout) == (1, "")
    assert said in done.stderr


def test_generated_charts_refuse_it(run: Callable[..., Finished], tmp_path: Path) -> None:
    generate(run, tmp_path, OFF)
    done = run("chart", "-b", "b.yaml", "--name", "c", "-o", "out", cwd=tmp_path)
    assert done.code == 1
    assert "conventions: a generated chart cannot leave out what msvc-helm adds" in done.stderr
