"""The values that a generated chart is tested with: `ci/example-values.yaml`, for ct lint and `msvc-helm lint`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from msvc_helm.baseconfig import BaseConfig
from msvc_helm.bases import given_bases
from msvc_helm.chart.archive import archive
from msvc_helm.chart.build import build
from msvc_helm.chart.definition import Recipe
from msvc_helm.chart.example import PATH
from msvc_helm.presets import candidate
from msvc_helm.read import inputs
from tests.conftest import REPO, Finished
from tests.modelservice_chart.conftest import find_helm
from tests.presets import PRESETS

Run = Callable[..., Finished]
SAMPLES = {path.parent.name: path for path in sorted((REPO / "samples").glob("*/baseconfig.yaml"))}
CHARTS = (*PRESETS, *SAMPLES)
DEPLOYMENT = "spec: {template: {spec: {containers: [{name: c, image: i}]}}}"
LONG = "word " * 60


def base_config(name: str) -> BaseConfig:
    if name in SAMPLES:
        (found,) = given_bases(inputs([str(SAMPLES[name])]))
    else:
        found = candidate(name)
    return found.base()


def written(folder: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(params=CHARTS)
def files(request: pytest.FixtureRequest) -> dict[str, str]:
    recipe = Recipe(base_config(request.param), "c", description=LONG)
    secrets = {**recipe.defaults, "pd_pull_secrets": [f"a-secret-{number}" for number in range(20)]}
    found, warnings = build(recipe._replace(defaults=secrets))
    assert warnings == []
    return found


def test_the_values_are_what_the_schema_takes_and_not_the_defaults(files: Mapping[str, str]) -> None:
    values = yaml.safe_load(files[PATH])
    Draft7Validator(json.loads(files["values.schema.json"])).validate(values)
    assert values["routing"]["modelName"]
    assert yaml.safe_load(files["values.yaml"])["routing"]["modelName"] == ""


def test_the_values_are_not_packaged(files: Mapping[str, str]) -> None:
    assert "ci/" in files[".helmignore"].splitlines()
    assert b"example-values" not in archive(files, "c")


def test_yamllint_and_yamale_have_no_complaint(files: Mapping[str, str]) -> None:
    linter = pytest.importorskip("yamllint.linter")
    config = pytest.importorskip("yamllint.config").YamlLintConfig(file=str(REPO / "lintconf.yaml"))
    for path in ("Chart.yaml", "values.yaml", PATH):
        assert list(map(str, linter.run(files[path], config))) == []
    yamale = pytest.importorskip("yamale")
    schema = yamale.make_schema(str(REPO / "chart_schema.yaml"))
    yamale.validate(schema, yamale.make_data(content=files["Chart.yaml"]))


@pytest.mark.parametrize("major", [3, 4])
def test_msvc_helm_lint_with_real_helm(major: int, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "helm").symlink_to(find_helm(major))
    for name in CHARTS:
        written(tmp_path / "charts" / name, build(Recipe(base_config(name), name))[0])
    done = subprocess.run(
        [sys.executable, "-m", "msvc_helm", "lint"],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path / 'bin'}{os.pathsep}/usr/bin", "HOME": str(tmp_path), "PYTHONPATH": str(REPO)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    for name in CHARTS:
        for step in ("helm lint", "rendering", "objects of"):
            assert f"ok      {step} charts/{name}/{PATH}" in done.stdout


def example(**texts: str) -> Any:
    files, warnings = build(Recipe(BaseConfig(texts), "c"))
    assert warnings == []
    return yaml.safe_load(files[PATH])


def test_ports_that_templates_ask_for_are_given() -> None:
    asks = """spec: {ports: [{name: a, port: {{ getPort "http" }}}, {name: b, port: {{ "vllm" | getPort | int }}}]}"""
    more = """{{ define "x" }}{{ if getPort "app" }}spec: {ports: [{port: 1}]}{{ end }}{{ end }}{{ template "x" . }}"""
    found = example(decodeDeployment=DEPLOYMENT, decodeService=asks, eppService=more)
    assert {port["name"] for port in found["routing"]["ports"]} == {"http", "vllm", "app"}
    assert len({port["port"] for port in found["routing"]["ports"]}) == 3


def test_the_roles_are_those_of_the_base_config() -> None:
    assert {"prefill", "decode"} & example(prefillDeployment=DEPLOYMENT).keys() == {"prefill"}
    assert {"prefill", "decode"} <= example(prefillDeployment=DEPLOYMENT, decodeDeployment=DEPLOYMENT).keys()
    assert "gatewayRefs" not in example(decodeDeployment=DEPLOYMENT)["routing"]


@pytest.mark.parametrize(
    ("condition", "uri", "secret"),
    [
        ('hasPrefix "hf" .ModelName', None, None),
        ("not .HFModelName", "hf://", ""),
        (".HFModelName", "pvc://", ""),
        ("not .AuthSecretName", "hf://", "hf-token"),
    ],
)
def test_a_base_config_that_asks_for_more(condition: str, uri: str | None, secret: str | None) -> None:
    text = f'{{{{ if {condition} }}}}{{{{ fail "no" }}}}{{{{ end }}}}{DEPLOYMENT}'
    artifacts = example(decodeDeployment=text)["modelArtifacts"]
    if uri is not None:
        assert artifacts["uri"].startswith(uri)
        assert artifacts.get("authSecretName", "") == secret


def test_containers_that_only_the_model_owner_has() -> None:
    (container,) = example(decodeDeployment="spec: {replicas: 2}")["decode"]["containers"]
    assert container["image"]
    assert example(decodeService="spec: {ports: [{port: 1}]}")["decode"]["containers"]


def test_no_values_at_all_are_a_warning_unless_somebody_wrote_some(run: Run, tmp_path: Path) -> None:
    text = {"decodeDeployment": '{{ if ne .ModelName "ours" }}{{ fail "only ours" }}{{ end }}{}'}
    base = {"kind": "ConfigMap", "metadata": {"name": "acme"}, "data": text}
    (tmp_path / "b.yaml").write_text(json.dumps(base), encoding="utf-8")
    done = run("chart", "-b", "b.yaml", "-o", "c", cwd=tmp_path)
    assert done.code == 0
    assert "warning: b.yaml: no ci/example-values.yaml: no example values were found" in done.stderr
    assert "only ours" in done.stderr
    assert not (tmp_path / "c" / "ci").exists()
    (tmp_path / "c" / "ci").mkdir()
    (tmp_path / "c" / "ci" / "ours-values.yaml").write_text("routing: {modelName: ours}\n", encoding="utf-8")
    done = run("chart", "-b", "b.yaml", "-o", "c", "--strict", cwd=tmp_path)
    assert (done.code, done.stderr.count("warning")) == (0, 0)
