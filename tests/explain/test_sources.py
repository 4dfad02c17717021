"""Where single fields come from: a table over one base config on a layer, a ModelService and options."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from msvc_helm.api.paths import path_of
from tests.conftest import run_program

Source = dict[str, Any]

MODEL = """\
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata:
  name: acme
spec:
  routing:
    modelName: acme/chat
    ports: [{name: http, port: 8000}]
    gatewayRefs:
    - name: gateway
  modelArtifacts:
    uri: pvc://claim/models
  decode:
    acceleratorTypes: {labelKey: gpu, labelValues: [h100]}
    containers:
    - name: vllm
      mountModelVolume: true
      args:
      - --served-model-name={{ .ModelName }}
      env:
      - {name: LOG, value: debug}
    - name: extra
      image: extra:1
"""
BASE = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: platform
data:
  extends: lower
  decodeDeployment: |
    {{- $first := true }}
    spec:
      template:
        spec:
          {{- if $first }}
          priorityClassName: high
          {{- else }}
          priorityClassName: low
          {{- end }}
          tolerations:
          {{- range list "a" "b" }}
          - key: {{ . }}
            operator: Exists
          {{- end }}
          containers:
          - name: vllm
            image: server:2
            workingDir: &dir /data
            env:
            - {name: LOG, value: info}
            - name: DIR
              value: *dir
  httpRoute: "{spec: {hostnames: [chat.example.com]}}"
  extraObjects: |
    - {apiVersion: v1, kind: Secret, metadata: {name: key}, stringData: {upper: u}}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: lower
data:
  decodeDeployment: |
    spec:
      template:
        spec:
          containers:
          - name: vllm
            image: server:1
            env:
            - {name: LOG, value: error}
            ports:
            - containerPort: {{ getPort "http" }}
  httpRoute: |
    spec: {rules: [{backendRefs: [{name: chat, port: 80}]}]}
  extraObjects: |
    - {apiVersion: v1, kind: Secret, metadata: {name: key}, stringData: {lower: l}}
  eppDeployment: |
    spec: {template: {spec: {containers: [{name: epp, image: epp:1}]}}}
"""
POD = "spec.template.spec"
DECODE = f"Deployment/acme-decode {POD}"
TABLE: dict[str, Source] = {
    # the ModelService
    f"{DECODE}.containers[1].image": {"kind": "modelservice", "line": 23, "path": "spec.decode.containers[1].image"},
    f"{DECODE}.containers[0].args[0]": {
        "kind": "modelservice",
        "line": 19,
        "path": "spec.decode.containers[0].args[0]",
    },
    "HTTPRoute/acme-http-route spec.parentRefs[0].name": {"kind": "modelservice", "line": 10},
    # the base config, by lines of its templates
    f"{DECODE}.containers[0].image": {"kind": "base", "name": "platform", "line": 24},
    f"{DECODE}.containers[0].workingDir": {"kind": "base", "line": 25},
    f"{DECODE}.priorityClassName": {"kind": "base", "line": 13},
    f"{DECODE}.tolerations[0].key": {"kind": "base", "line": 19},
    f"{DECODE}.tolerations[1].key": {"kind": "base", "line": 19},
    f"{DECODE}.tolerations[1].operator": {"kind": "base", "line": 20},
    f"{DECODE}.containers[0].env[1].name": {"kind": "base", "line": 28},
    f"{DECODE}.containers[0].env[1].value": {"kind": "base", "line": 25},
    "HTTPRoute/acme-http-route spec.hostnames[0]": {"kind": "base", "line": 30, "path": "httpRoute.spec.hostnames[0]"},
    # of two layers with an entry of one name, the name is the lower's
    f"{DECODE}.containers[0].env[0].value": {"kind": "modelservice", "line": 21},
    f"{DECODE}.containers[0].name": {"kind": "layer", "name": "lower", "line": 44},
    f"{DECODE}.containers[0].env[0].name": {"kind": "layer", "line": 47},
    f"{DECODE}.containers[0].ports[0].containerPort": {"kind": "layer", "line": 49},
    "Secret/key metadata.name": {"kind": "layer", "line": 53},
    "Secret/key stringData.lower": {"kind": "layer", "line": 53},
    "Secret/key stringData.upper": {"kind": "base", "line": 32},
    # options
    "Deployment/acme-decode metadata.namespace": {"kind": "option", "name": "--namespace"},
    "RoleBinding/acme-epp-rolebinding roleRef.name": {"kind": "option", "name": "--epp-cluster-role"},
    "ServiceAccount/acme-sa imagePullSecrets[1].name": {"kind": "option", "name": "--pd-pull-secrets"},
    # rules, with the field that they make a value of
    "Deployment/acme-decode spec.replicas": {"kind": "rule", "name": "api-default", "path": "spec.decode.replicas"},
    "Deployment/acme-decode metadata.name": {"kind": "rule", "name": "names", "line": 4, "path": "metadata.name"},
    "Deployment/acme-decode apiVersion": {"kind": "rule", "name": "identity"},
    'Deployment/acme-decode spec.selector.matchLabels["llm-d.ai/model"]': {"kind": "rule", "name": "labels", "line": 7},
    "RoleBinding/acme-epp-rolebinding subjects[0].kind": {"kind": "rule", "name": "picker-rights"},
    f"{DECODE}.volumes[0].persistentVolumeClaim.claimName": {"kind": "rule", "name": "model-volume", "line": 12},
    f"{DECODE}.containers[0].volumeMounts[0].readOnly": {"kind": "rule", "name": "model-volume"},
}
AFFINITY = f"{DECODE}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]"
TABLE |= {
    f"{AFFINITY}.matchExpressions[0].key": {"kind": "modelservice", "path": "spec.decode.acceleratorTypes.labelKey"},
    f"{AFFINITY}.matchExpressions[0].values[0]": {"kind": "modelservice", "line": 14},
    f"{AFFINITY}.matchExpressions[0].operator": {"kind": "rule", "name": "accelerators"},
}
OPTIONS = ("-n", "models", "--epp-cluster-role", "picker", "--pd-pull-secrets", "a,b")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explain")
    (folder / "model.yaml").write_text(MODEL, encoding="utf-8")
    (folder / "base.yaml").write_text(BASE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def sources(folder: Path) -> dict[str, Source]:
    done = run_program("explain", "-m", "model.yaml", "-b", "base.yaml", *OPTIONS, "-o", "json", cwd=folder)
    assert (done.code, done.stderr) == (0, "")
    return {f"{each['object']} {path_of(tuple(each['path']))}": each["source"] for each in json.loads(done.stdout)}


@pytest.mark.parametrize("field", TABLE)
def test_a_field_has_its_source(field: str, sources: dict[str, Source]) -> None:
    found = {**sources[field], "path": path_of(tuple(sources[field].get("path", ())))}
    assert {key: found.get(key) for key in TABLE[field]} == TABLE[field]


def test_files_are_named_as_the_user_did(sources: dict[str, Source]) -> None:
    files = {(source["kind"], source.get("file")) for source in sources.values() if source["kind"] != "rule"}
    assert files == {("modelservice", "model.yaml"), ("base", "base.yaml"), ("layer", "base.yaml"), ("option", None)}


def test_a_line_of_a_preset_is_that_of_the_printed_preset() -> None:
    lines = run_program("preset", "gpu").stdout.splitlines()
    done = run_program("explain", "-f", "samples/hpa/values.yaml", "--preset", "gpu", "decodeDeployment", "-o", "json")
    (port,) = [each for each in json.loads(done.stdout) if each["path"][-1] == "containerPort"]
    assert {key: port["source"].get(key) for key in ("kind", "name", "file")} == {
        "kind": "layer", "name": "preset/gpu", "file": None,
    }  # fmt: skip
    assert "containerPort: {{ $port }}" in lines[port["source"]["line"] - 1]


def test_values_have_their_paths_and_lines(tmp_path: Path) -> None:
    text = """\
routing: {modelName: chat}
modelArtifacts: {uri: hf://acme/chat}
fullnameOverride: chat
labels: {team: search}
rbac: {eppClusterRole: picker}
decode:
  replicas: 3
autoscaling:
  prefill: null
"""
    (tmp_path / "v.yaml").write_text(text, encoding="utf-8")
    done = run_program("explain", "-f", "v.yaml", "--preset", "gpu", "-o", "json", cwd=tmp_path)
    assert (done.code, done.stderr) == (0, "")
    found = {f"{each['object']} {path_of(tuple(each['path']))}": each["source"] for each in json.loads(done.stdout)}
    values = {"kind": "values", "file": "v.yaml"}
    assert found["Deployment/chat-decode spec.replicas"] == {**values, "line": 7, "path": ["decode", "replicas"]}
    assert found["Service/chat-service-decode metadata.labels.team"] == {
        **values,
        "line": 4,
        "path": ["labels", "team"],
    }
    role = found["RoleBinding/chat-epp-rolebinding roleRef.name"]
    assert role == {**values, "line": 5, "path": ["rbac", "eppClusterRole"]}
    name = found["Deployment/chat-decode metadata.name"]
    assert name == {"kind": "rule", "name": "names", "file": "v.yaml", "line": 3, "path": ["fullnameOverride"]}


@pytest.mark.parametrize("style", ["|", '"'])
def test_a_base_config_among_the_values_has_the_lines_of_their_file(style: str, tmp_path: Path) -> None:
    base = """\
kind: ConfigMap
apiVersion: v1
metadata: {name: b}
data:
  decodeDeployment: |
    spec:
      template:
        spec:
          priorityClassName: high
"""
    text = "|\n" + "".join(f"  {line}\n" for line in base.splitlines()) if style == "|" else json.dumps(base) + "\n"
    values = f"preset: gpu\nbaseConfigFile: {text}decode: {{}}\n"
    more = "routing: {modelName: chat}\nmodelArtifacts: {uri: hf://acme/chat}\n"
    (tmp_path / "v.yaml").write_text(f"# first\n{values}{more}")
    wanted = f"decodeDeployment.{POD}.priorityClassName"
    (found,) = json.loads(run_program("explain", "-f", "v.yaml", wanted, "-o", "json", cwd=tmp_path).stdout)
    source = found["source"]
    assert (source["kind"], source["file"], source["line"]) == ("base", "v.yaml", 12 if style == "|" else 3)


CARRIER = """\
apiVersion: missing-post-renderer-msvc-post/v1
kind: ModelServiceCarrier
modelService:
  apiVersion: llm-d.ai/v1alpha1
  kind: ModelService
  metadata: {name: chat, namespace: models}
  spec:
    routing: {modelName: chat}
    modelArtifacts: {uri: hf://acme/chat}
    decode:
      containers:
      - {name: server, image: server:1}
options:
  pdPullSecrets: [secret]
childMetadata:
  labels:
    team: search
"""


def test_a_stream_of_manifests_has_its_own_lines(folder: Path) -> None:
    stream = "---\n".join([CARRIER, "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n", MODEL, BASE])
    model = stream.replace("  name: acme\n", "  name: acme\n  labels: {app.kubernetes.io/name: acme}\n")
    model = model.replace("spec:\n  routing:\n", "spec:\n  baseConfigMapRef: {name: platform}\n  routing:\n")
    done = run_program("explain", "-o", "json", stdin=model, cwd=folder)
    assert (done.code, done.stderr) == (0, "")
    found = {f"{each['object']} {path_of(tuple(each['path']))}": each["source"] for each in json.loads(done.stdout)}
    lines = model.split("\n")
    for field, kind, path, text in (
        ("Deployment/chat-decode spec.template.spec.containers[0].image", "modelservice", ..., "server:1"),
        ("ServiceAccount/chat-sa imagePullSecrets[0].name", "values", ["pdPullSecrets", 0], "secret"),
        ("ServiceAccount/chat-sa metadata.labels.team", "values", ["labels", "team"], "team: search"),
        (f"{DECODE}.priorityClassName", "base", ["decodeDeployment", *POD.split("."), "priorityClassName"], "high"),
    ):
        source = found[field]
        assert (source["kind"], source["file"]) == (kind, "<stdin>")
        assert path in (..., source["path"])
        assert text in lines[source["line"] - 1]
    label = found['Deployment/acme-decode metadata.labels["app.kubernetes.io/name"]']
    assert (label["kind"], label["name"]) == ("rule", "helm-metadata")
    assert label["path"] == ["metadata", "labels", "app.kubernetes.io/name"]
