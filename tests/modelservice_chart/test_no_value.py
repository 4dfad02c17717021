"""Helm takes `<no value>` out of all that it renders: both kinds of chart refuse it, and so does `convert`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from msvc_helm.bases import Bases, Candidate
from msvc_helm.chart.build import build
from msvc_helm.chart.definition import Recipe
from msvc_helm.expand import objects
from msvc_helm.managed_files import write_files
from msvc_helm.pipeline import expand_document
from msvc_helm.presets import candidate
from msvc_helm.read import Document, ValuesDocument
from msvc_helm.resources.children import APPLY_ORDER
from msvc_helm.resources.context import Options
from msvc_helm.verify.compare import compare
from msvc_helm.verify.ways import rendered
from tests.conftest import run_program
from tests.modelservice_chart.conftest import MINIMAL, Helm, as_json

TEXT = "a <no value> b"
Values = dict[str, Any]


def container(**fields: Any) -> Values:
    return {"decode": {"containers": [{"name": "vllm", **fields}]}}


EXTERNAL = {"type": "External", "external": {"metric": {"name": TEXT}, "target": {"type": "Value", "value": 1}}}
BOTH: dict[str, Values] = {
    "env": container(env=[{"name": "A", "value": TEXT}]),
    "command": container(command=["x", TEXT]),
    "argument": container(args=[TEXT]),
    "annotation": {"annotations": {"note": TEXT}},
    "key": {"annotations": {"<no value>": "x"}},
    "model": {"routing": {"modelName": "<no value>"}},
    "secret": {"pdPullSecrets": ["<no value>"]},
    "role": {"rbac": {"eppClusterRole": "<no value>"}},
    "autoscaling": {"decode": {}, "autoscaling": {"decode": {"maxReplicas": 2, "metrics": [EXTERNAL]}}},
}
CARRIER: dict[str, Values] = {
    "base config": {"baseConfig": {"decodeService": f"# {TEXT}\n"}},
    "file": {"baseConfigFile": f"# {TEXT}\n"},
}
ESCAPED = ("secret", "role")  # the carrier has these as JSON, whose escapes Helm does not see; Kubernetes refuses them
KEPT = [
    "<no  value>", "<No value>", "no value", "<no\nvalue>", "<novalue>", "<no value", r"\u003cno value\u003e",
    # What else a renderer, a splitter of streams or a reader of YAML may take for something of its own.
    "---", "a\n---\nb\n", "\n---\n", "--- |", "...", "# Source: a/b.yaml", "a\n# Source: a/b.yaml\n", "a\r\nb", "\r",
    "a\rb", "{{ fail }}", "{{", "a\n", "a\n\n", "\n", " a", "a ", "\ta", "~", "on", "%v", "# a", "x " * 90, "😀",
]  # fmt: skip
SIM = candidate("sim")


@pytest.fixture
def generated(tmp_path: Path) -> Path:
    files, _ = build(Recipe(SIM.base(), "acme"))
    write_files(str(tmp_path / "acme"), files.items())
    return tmp_path / "acme"


@pytest.mark.parametrize("values", BOTH.values(), ids=BOTH)
def test_a_generated_chart_refuses_it(helm: Helm, generated: Path, values: Values) -> None:
    assert "<no value>" in helm.error(MINIMAL | values, chart=generated)


@pytest.mark.parametrize(
    "values", [values for name, values in (BOTH | CARRIER).items() if name not in ESCAPED],
    ids=[name for name in BOTH | CARRIER if name not in ESCAPED],
)  # fmt: skip
def test_the_chart_refuses_it(helm: Helm, values: Values) -> None:
    assert "<no value>" in helm.error(MINIMAL | values)


@pytest.mark.parametrize("name", ESCAPED)
def test_what_the_carrier_has_as_json_comes_through(helm: Helm, name: str) -> None:
    options = helm.carrier(MINIMAL | BOTH[name])["options"]
    assert "<no value>" in (options["eppClusterRole"], *options["pdPullSecrets"])


def test_all_other_text_stays(helm: Helm, generated: Path) -> None:
    env = [{"name": f"E{index}", "value": text} for index, text in enumerate(KEPT)]
    values = (
        MINIMAL | container(env=env, command=["<no", "value>", *KEPT]) | {"annotations": {"a": "<no", "b": "value>"}}
    )
    carrier = helm.carrier(values)
    assert carrier["modelService"]["spec"]["decode"] == values["decode"]
    stream = helm.template(values, "--namespace", "models", chart=generated)
    assert not compare(expanded(values, SIM), rendered(stream))


def expanded(values: Values, base: Candidate) -> list[Any]:
    document = ValuesDocument(Document("values.yaml", 1, 1, as_json(values).encode()), "r")
    done = expand_document(document, Bases((base,)), Options(namespace="models"))
    assert not done.problems
    (only,) = done.expansions
    return list(objects(only.children, APPLY_ORDER))


MODEL = """\
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {{name: m, namespace: ns}}
spec:
  modelArtifacts: {{uri: "hf://a/b"}}
  routing: {{modelName: a/b}}
  decode: {{containers: [{{name: c, image: i, env: [{{name: A, value: "{text}"}}]}}]}}
"""


def test_convert_refuses_it(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(MODEL.format(text=TEXT), encoding="utf-8")
    done = run_program("convert", "m.yaml", cwd=tmp_path)
    assert (done.code, done.stdout) == (1, "")
    assert "decode.containers[0].env[0].value: the text '<no value>' is lost on the way through Helm" in done.stderr
    (tmp_path / "m.yaml").write_text(MODEL.format(text="<no  value>"), encoding="utf-8")
    assert run_program("convert", "m.yaml", cwd=tmp_path).code == 0


def test_convert_refuses_it_in_a_base_config(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(MODEL.format(text="x"), encoding="utf-8")
    base = {"kind": "ConfigMap", "metadata": {"name": "b"}, "data": {"decodeService": f"# {TEXT}\n"}}
    (tmp_path / "b.yaml").write_text(as_json(base), encoding="utf-8")
    done = run_program("convert", "m.yaml", "-b", "b.yaml", cwd=tmp_path)
    assert (done.code, done.stdout) == (1, "")
    assert "baseConfig.decodeService: the text '<no value>' is lost" in done.stderr
