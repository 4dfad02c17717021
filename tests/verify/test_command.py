"""`msvc-helm verify` as it is run: what it shows, says and returns."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPO, Finished, run_program
from tests.modelservice_chart.conftest import find_helm

SAMPLE = REPO / "samples" / "sim"
BASE = SAMPLE / "baseconfig.yaml"
VALUES: dict[str, Any] = {
    "routing": {"modelName": "m", "ports": [{"name": "http", "port": 8000}]},
    "modelArtifacts": {"uri": "hf://a/b"},
    "decode": {"replicas": 2},
}
# A Helm that prints what stands in a file, and keeps what it was called with.
STAND_IN = """\
#!{python}
import pathlib, sys
here = pathlib.Path(__file__).parent
if sys.argv[1] == "version":
    print("v3.22.0+g1234567")
else:
    with open(here / "calls", "a") as calls: print(*sys.argv[1:], file=calls)
    sys.stdout.write((here / "printed.yaml").read_text())
    sys.stderr.write((here / "said").read_text())
    sys.exit(bool((here / "said").read_text()))
"""


def verify(*words: str | Path) -> Finished:
    return run_program("verify", *map(str, words))


@pytest.fixture
def values(tmp_path: Path) -> Path:
    path = tmp_path / "qwen.yaml"
    path.write_text(json.dumps(VALUES), encoding="utf-8")
    return path


@pytest.fixture
def stand_in(tmp_path: Path) -> Path:
    path = tmp_path / "stand-in" / "helm"
    path.parent.mkdir()
    path.write_text(STAND_IN.format(python=sys.executable), encoding="utf-8")
    path.chmod(0o755)
    (path.parent / "printed.yaml").write_text("", encoding="utf-8")
    (path.parent / "said").write_text("", encoding="utf-8")
    return path


@pytest.fixture(params=[3, 4], ids=lambda major: f"helm{major}")
def helm(request: pytest.FixtureRequest) -> Path:
    return find_helm(request.param)


def test_a_modelservice(helm: Path) -> None:
    done = verify("-m", SAMPLE / "modelservice.yaml", "-b", BASE, "--helm", helm)
    assert (done.code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"sim in default ({SAMPLE}/modelservice.yaml), base config sim-base in ")
    assert [line.split()[-3:] for line in lines[1:4]] == [["3", "objects", "ok"]] * 3
    assert lines[4:] == ["1 model: all ways agree"]


def test_values_with_all_that_the_command_line_says(helm: Path, values: Path) -> None:
    told = ["--gie", "v1alpha2", "--epp-cluster-role", "epp", "--pd-pull-secrets", "a,b", "--epp-pull-secrets", "c"]
    base = REPO / "samples" / "gateway" / "baseconfig.yaml"
    done = verify("-f", values, "-b", base, "--helm", helm, *told, "-n", "models", "--name", "other")
    rows = [line.split() for line in done.stdout.splitlines() if " objects " in line]
    assert "other in models" in done.stdout
    assert [row[0] for row in rows] == ["msvc-helm", "charts/modelservice", "the"]
    assert len({row[-3] for row in rows}) == 1
    assert done.stdout.splitlines()[-1] == "1 model: all ways agree"


def test_what_kubernetes_would_refuse_is_told_before_helm_is_asked(helm: Path, values: Path) -> None:
    base = REPO / "tests" / "agreement" / "awkward.yaml"
    done = verify("-f", values, "-b", base, "--helm", helm)
    assert (done.code, done.stdout) == (1, "")
    assert "Service qwen-service-prefill: spec.ports[0].name: required where there are several ports" in done.stderr


def test_a_reference_and_a_name_that_no_release_can_have(helm: Path, tmp_path: Path) -> None:
    path = tmp_path / f"{'long-' * 12}name.yaml"
    path.write_text(json.dumps({**VALUES, "baseConfigMapRef": {"name": "sim-base"}}), encoding="utf-8")
    done = verify("-f", path, "-b", BASE, "--helm", helm)
    assert (done.code, done.stdout.splitlines()[-1]) == (0, "1 model: all ways agree")
    assert done.stderr.count("warning:") == 1, "what generate warns of"


def test_a_base_config_with_characters_beyond_16_bits(helm: Path, values: Path, tmp_path: Path) -> None:
    base = tmp_path / "b.yaml"
    container = '{name: vllm, image: x, env: [{name: A, value: "\u6a21 \U0001f600"}]}'
    deployment = f"spec: {{template: {{spec: {{containers: [{container}]}}}}}}"
    base.write_text(
        f"kind: ConfigMap\nmetadata: {{name: b}}\ndata:\n  decodeDeployment: |\n    {deployment}\n", encoding="utf-8"
    )
    done = verify("-f", values, "-b", base, "--helm", helm)
    assert (done.code, done.stderr) == (0, ""), done.stdout


def test_no_base_config_at_all(helm: Path, values: Path) -> None:
    decode = {"containers": [{"name": "server", "image": "example.test/server:1"}]}
    values.write_text(json.dumps({**VALUES, "decode": decode}), encoding="utf-8")
    done = verify("-f", values, "--helm", helm)
    assert (done.code, done.stdout.splitlines()[-1]) == (0, "1 model: all ways agree")


def test_several_models_and_helms(values: Path, tmp_path: Path) -> None:
    (tmp_path / "second.yaml").write_text(json.dumps(VALUES), encoding="utf-8")
    helms = [f"--helm={find_helm(major)}" for major in (3, 4)]
    done = verify("-f", values, "-f", tmp_path / "second.yaml", "--preset", "sim", *helms)
    assert (done.code, done.stdout.splitlines()[-1]) == (0, "2 models: all ways agree")
    assert done.stdout.count("Helm v3.") == done.stdout.count("Helm v4.") == 4


def test_differences_are_told(values: Path, stand_in: Path) -> None:
    generated = run_program("generate", "-f", str(values), "--preset", "sim", "-n", "default")
    assert "replicas: 2" in generated.stdout
    other = generated.stdout.replace("replicas: 2", "replicas: 3")
    (stand_in.parent / "printed.yaml").write_text(other, encoding="utf-8")
    done = verify("-f", values, "--preset", "sim", "--helm", stand_in)
    assert done.code == 1
    assert "  the generated chart, Helm v3.22.0, differs from msvc-helm generate:\n" in done.stdout
    assert done.stdout.count("    Deployment default/qwen-decode: spec.replicas: expected 2, found 3\n") == 2
    assert done.stdout.endswith("1 model: the ways do not agree for 1\n")


def test_what_helm_refuses_is_told(values: Path, stand_in: Path) -> None:
    (stand_in.parent / "said").write_text("Error: no such thing", encoding="utf-8")
    done = verify("-f", values, "--preset", "sim", "--helm", stand_in)
    assert done.code == 1
    assert "Helm v3.22.0, failed:\n    Error: no such thing\n" in done.stdout


def test_what_cannot_be_a_chart_is_told(helm: Path, values: Path, tmp_path: Path) -> None:
    base = tmp_path / "base.yaml"
    text = "{metadata: {annotations: {size: 1e9}}, spec: {ports: [{port: 80}]}}"
    values.write_text(json.dumps({**VALUES, "decode": {"containers": [{"name": "c", "image": "i"}]}}), encoding="utf-8")
    base.write_text(json.dumps({"kind": "ConfigMap", "metadata": {"name": "b"}, "data": {"decodeService": text}}))
    done = verify("-f", values, "-b", base, "--helm", helm)
    assert done.code == 1
    assert f"    {base}:1: decodeService: Helm takes the float 1e9 for an integer" in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["-f", "VALUES", "--preset", "no"], 1, 'there is no preset "no"'),
        (["-b", str(BASE)], 2, "nothing to expand: name ModelServices with -m, or values with -f"),
        (["-f", "VALUES", "--helm", "/no/helm"], 1, "/no/helm cannot be run; name one with --helm PATH"),
        (["-f", "VALUES", "--helm", sys.executable], 1, "this is not Helm: it does not print a version"),
        (["-f", "VALUES", "--kube-version", "x"], 2, "--kube-version takes a version"),
    ],
)
def test_mistakes(words: list[str], code: int, message: str, values: Path, stand_in: Path) -> None:
    given = [str(values) if word == "VALUES" else word for word in words]
    done = verify(*given, *([] if "--helm" in words else ["--helm", str(stand_in)]))
    assert (done.code, done.stdout) == (code, "")
    assert message in done.stderr


def test_wrong_values_are_told_as_generate_tells_them(stand_in: Path, tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("routing: {modelName: 7}\n")
    done = verify("-f", path, "--preset", "sim", "--helm", stand_in)
    assert (done.code, done.stdout) == (1, "")
    assert done.stderr == run_program("generate", "-f", str(path), "--preset", "sim").stderr


def test_without_helm(values: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = verify("-f", values, "--preset", "sim")
    assert (done.code, done.stdout) == (1, "")
    assert "helm is not on PATH; name one with --helm PATH; to get it: https://helm.sh" in done.stderr
