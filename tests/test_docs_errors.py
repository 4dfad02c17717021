"""Every message that docs/errors.md quotes is one that the program really prints, word for word.

A block marked `text NAME` is all that the case NAME prints on stderr, a line `...` standing for any lines.
`make golden` rewrites those without `...`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from msvc_helm.managed_files import RECORD
from tests.conftest import REPO, Finished, run_program
from tests.test_docs import Block, agrees, blocks, elided, rewrite

PAGE = REPO / "docs" / "errors.md"
MODEL = """\
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata:
  name: demo
spec:
  baseConfigMapRef:
    name: platform
  routing:
    modelName: demo
    ports:
      - name: http
        port: 8000
  modelArtifacts:
    uri: hf://example/demo
  decode:
    replicas: 1
"""
BASE = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: platform
data:
  decodeDeployment: |
    spec:
      template:
        spec:
          containers:
            - name: server
              image: registry.example.com/server:1.0
              args:
                - --port={{ getPort "http" }}
"""
EMPTY = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: platform\ndata: {}\n"
VALUES = "routing: {modelName: demo}\nmodelArtifacts: {uri: hf://example/demo}\n"
IMAGE = "              image: registry.example.com/server:1.0\n"
PORT = '{{ getPort "http" }}'
SERVICE = "  decodeService: |\n    spec: {ports: [{port: 8000}]}\n"
PICKER = """\
  eppDeployment: |
    spec: {template: {spec: {containers: [{name: epp, image: registry.example.com/epp:1.0, args: [ARGS]}]}}}
"""
ROUTED = MODEL.replace("    ports:", "    gatewayRefs: [{name: gw}]\n    ports:")
OTHER_CARRIER = "apiVersion: missing-post-renderer-msvc-post/v9\nkind: ModelServiceCarrier\nmetadata: {name: demo}\n"


@dataclass(frozen=True)
class Case:
    """A run that ends in a message: `words` on files, or `stdin` through msvc-post when there are none."""

    words: str = "generate -m model.yaml -b base.yaml"
    files: dict[str, str] = field(default_factory=dict)
    stdin: str = ""


def model(old: str, new: str) -> Case:
    """The example's ModelService with one thing changed."""
    assert old in MODEL
    return Case(files={"model.yaml": MODEL.replace(old, new)})


def base(old: str, new: str) -> Case:
    """The example's base config with one thing changed."""
    assert old in BASE
    return Case(files={"base.yaml": BASE.replace(old, new)})


def on(version: str) -> Case:
    """A model from an image, on a cluster of that version."""
    uri = MODEL.replace("hf://example/demo", "oci://registry.example.com/demo:v1")
    return Case(f"generate -m model.yaml -b base.yaml --kube-version {version}", {"model.yaml": uri})


def values(text: str, words: str = "--preset sim") -> Case:
    """Values for the chart."""
    return Case(f"generate -f values.yaml {words}", {"values.yaml": VALUES + text})


def stream(*documents: str, words: str = "") -> Case:
    """A stream through msvc-post."""
    return Case(words, stdin="---\n".join(documents))


CASES = {
    "unknown-field": model("replicas", "replica"),
    "missing-field": model("uri: hf://example/demo", "size: 3Gi"),
    "wrong-type": model("replicas: 1", "replicas: two"),
    "model-uri": model("hf://example/demo", "s3://bucket/demo"),
    "old-cluster": on("1.30"),
    "cluster-with-a-gate": on("1.33"),
    "unknown-value": values("decod: {}\n"),
    "long-name": model("name: demo", "name: demonstration-of-a-name-that-is-by-far-longer-than-anybody-needs"),
    "unknown-port": base('"http"', '"htpp"'),
    "unknown-variable": base(PORT, "{{ .Port }}"),
    "unknown-function": base(PORT, '{{ include "x" }}'),
    "refused-function": base(PORT, '{{ env "HOME" }}'),
    "unclosed": base(PORT, "{{ if .ModelName }}"),
    "limit": base(PORT, "{{ range until 1000000 }}{{ . }}{{ end }}"),
    "not-yaml": base("            - name", "          - name"),
    "wrong-type-in-base": base("args:\n                - --port", "# args:\n              args: --port"),
    "unknown-field-in-base": base("image:", "imagePullPolice: Always\n              image:"),
    "unknown-key": base("decodeDeployment", "decodeDeploymnt"),
    "no-base-config": stream(MODEL),
    "forgotten-base-config": values("decode: {replicas: 2}\n", ""),
    "other-base-config": base("platform", "other"),
    "two-base-configs": values("baseConfig: {x: y}\nbaseConfigMapRef: {name: platform}\n", ""),
    "unknown-preset": values("", "--preset simm"),
    "no-image": stream(BASE.replace(IMAGE, ""), MODEL),
    "no-objects": stream(EMPTY, MODEL.replace("  decode:\n    replicas: 1\n", "")),
    "same-object": stream(BASE, MODEL, MODEL),
    "same-model-name": stream(BASE + SERVICE, ROUTED, ROUTED.replace("  name: demo", "  name: two")),
    "replicas-outside": values("decode: {replicas: 9}\nautoscaling: {decode: {maxReplicas: 4}}\n"),
    "no-role": values("decode: {}\nautoscaling: {prefill: {maxReplicas: 4}}\n"),
    "no-route": Case(files={"model.yaml": ROUTED, "base.yaml": EMPTY}),
    "no-cluster-role": Case(files={"base.yaml": BASE + PICKER.replace("ARGS", "")}),
    "inference-model": Case(
        "generate -m model.yaml -b base.yaml",
        {"base.yaml": BASE + "  inferenceModel: |\n    spec: {criticality: Critical}\n"},
    ),
    "old-flag": Case(
        "generate -m model.yaml -b base.yaml --epp-cluster-role picker",
        {"base.yaml": BASE + PICKER.replace("ARGS", "-poolName, demo-inference-pool")},
    ),
    "two-ports": Case(
        "generate -m model.yaml -b base.yaml --gie v1alpha2",
        {"base.yaml": BASE + "  inferencePool: |\n    spec: {targetPorts: [{number: 8000}, {number: 8001}]}\n"},
    ),
    "unknown-option": stream(MODEL, words="--base-confg=x"),
    "other-version": stream(BASE, OTHER_CARRIER),
    "no-input": Case("generate"),
    "inline-what": Case("convert model.yaml --base-config-as inline"),
    "chart-reference": Case("flux model.yaml --chart registry.example.com/llm"),
    "chart-of-no-base": Case(
        "flux model.yaml", {"model.yaml": MODEL.replace("  baseConfigMapRef:\n    name: platform\n", "")}
    ),
    "same-release": Case("flux model.yaml copy.yaml --chart HelmChart/llm", {"copy.yaml": MODEL}),
    "foreign-directory": Case(
        "chart -b base.yaml -o charts", {"charts/other/Chart.yaml": "{}", "base.yaml": BASE + PICKER}
    ),
    "foreign-file": Case(
        "flux model.yaml -n demo --chart HelmChart/llm --layout . --cluster prod --force",
        {"models/prod/kustomization.yaml": "{}"},
    ),
    "changed-file": Case(
        "convert model.yaml --output-dir values",
        {"values/demo.yaml": "", f"values/{RECORD}": f"# Written by msvc-helm convert: …\n{'0' * 64}  demo.yaml\n"},
    ),
    "broken-record": Case(
        "convert model.yaml --output-dir values",
        {f"values/{RECORD}": "# Written by msvc-helm convert: …\n<<<<<<< HEAD\n"},
    ),
    "forgotten-cluster": Case(
        "flux model.yaml -n demo --chart HelmChart/llm --layout fleet --cluster prod",
        {
            "fleet/clusters/old/models.yaml": "",
            f"fleet/{RECORD}": f"# Written by msvc-helm flux: …\n{'0' * 64}  clusters/old/models.yaml\n",
        },
    ),
    "many-values": Case("convert both.yaml", {"both.yaml": f"{MODEL}---\n{MODEL.replace('name: demo', 'name: two')}"}),
}


def shown() -> list[Block]:
    return [b for b in blocks(PAGE.read_text(encoding="utf-8")) if b.language == "text"]


def ran(case: Case, directory: Path) -> Finished:
    for name, text in ({"model.yaml": MODEL, "base.yaml": BASE} | case.files).items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text, encoding="utf-8")
    module = "msvc_helm.post" if case.stdin else "msvc_helm"
    return run_program(*case.words.split(), stdin=case.stdin, module=module, cwd=directory)


def test_every_quoted_message_has_its_case() -> None:
    assert sorted(block.name for block in shown()) == sorted(CASES)


@pytest.mark.parametrize("name", CASES)
def test_the_message_is_the_one_quoted(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        if name != next(iter(CASES)):
            pytest.skip("rewritten with the first")
        rewrite_all(tmp_path)
    done = ran(CASES[name], tmp_path)
    (block,) = (b for b in shown() if b.name == name)
    assert agrees(block.text, done.stderr), done.stderr
    if re.search("^error:", block.text, re.MULTILINE):
        assert (done.code in (1, 2), done.stdout) == (True, "")
    else:
        assert done.code == 0


def rewrite_all(directory: Path) -> None:
    """All of them at once: they are in one file, and the cases may run in several processes."""
    found = [(b, ran(CASES[b.name], directory).stderr) for b in shown() if b.name in CASES]
    rewrite(PAGE, [(b.start, b.end, text) for b, text in found if not elided(b.text)])
