"""What an import reads off a deployment, by table: the model and its place, ports, roles, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import Finished

Run = Callable[..., Finished]
HF = "hf_abcdefghijklmnopqrstuvwx"  # the form of a token, and none


def deployment(
    name: str, container: dict[str, Any], labels: dict[str, str] | None = None, **pod: Any
) -> dict[str, Any]:
    own = labels or {"app": name}
    spec = {"containers": [{"name": "server", "image": "docker.io/vllm/vllm-openai:v0.26.0", **container}], **pod}
    template = {"metadata": {"labels": own}, "spec": spec}
    metadata = {"name": name}
    spec = {"replicas": 1, "selector": {"matchLabels": own}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec}


def imported(run: Run, folder: Path, objects: list[dict[str, Any]], *words: str) -> tuple[dict[str, Any], Finished]:
    """The spec of the ModelService, and how the run ended."""
    (folder / "objects.yaml").write_text(yaml.safe_dump_all(objects), encoding="utf-8")
    done = run("import", folder / "objects.yaml", *words)
    spec = next(yaml.safe_load_all(done.stdout))["spec"] if done.stdout else {}
    return spec, done


CLAIM = {"volumes": [{"name": "v", "persistentVolumeClaim": {"claimName": "weights"}}]}
MOUNT = {"name": "v", "mountPath": "/models"}
MODELS: list[tuple[dict[str, Any], dict[str, Any], str, str, int]] = [
    # the container, the pod, and the uri, the model's name and the port that come of them
    ({"command": ["vllm", "serve", "Qwen/Qwen3-8B"]}, {}, "hf://Qwen/Qwen3-8B", "Qwen/Qwen3-8B", 8000),
    ({"args": ["--model=o/m", "--served-model-name", "a", "b"]}, {}, "hf://o/m", "a", 8000),
    ({"command": ["python3", "-m", "sglang.launch_server", "--model-path", "o/m"]}, {}, "hf://o/m", "o/m", 30000),
    ({"command": ["trtllm-serve", "o/m", "--port", "81"]}, {}, "hf://o/m", "o/m", 81),
    (
        {
            "command": ["sh", "-c", "cd /; exec vllm serve $M --port ${P}"],
            "env": [{"name": "M", "value": "o/m"}, {"name": "P", "value": "82"}],
        },
        {},
        "hf://o/m",
        "o/m",
        82,
    ),
    (
        {
            "image": "x/text-generation-inference:3",
            "env": [{"name": "MODEL_ID", "value": "o/m"}, {"name": "PORT", "value": "80"}],
        },
        {},
        "hf://o/m",
        "o/m",
        80,
    ),
    ({"image": "x/llama.cpp:server", "args": ["-hf", "o/m-GGUF:Q4"]}, {}, "hf://o/m-GGUF", "o/m-GGUF:Q4", 8080),
    ({"args": ["--model", "/models/a/b"], "volumeMounts": [MOUNT]}, CLAIM, "pvc://weights/a/b", "/models/a/b", 8000),
    (
        {"args": ["--model", "/models/b"], "volumeMounts": [{**MOUNT, "subPath": "a"}]},
        CLAIM,
        "pvc://weights/a/b",
        "/models/b",
        8000,
    ),
    (
        {"args": ["--model", "o/m"], "env": [{"name": "HF_HOME", "value": "/models/hub"}], "volumeMounts": [MOUNT]},
        CLAIM,
        "pvc+hf://weights/hub/o/m",
        "o/m",
        8000,
    ),
    (
        {"args": ["--model", "/models/b"], "volumeMounts": [MOUNT]},
        {"volumes": [{"name": "v", "image": {"reference": "r.example/m:v1"}}]},
        "oci://r.example/m:v1/b",
        "/models/b",
        8000,
    ),
    ({"args": ["--model", "/hub/models--o--m/snapshots/1"]}, {}, "hf://o/m", "/hub/models--o--m/snapshots/1", 8000),
]


@pytest.mark.parametrize(("container", "pod", "uri", "name", "port"), MODELS, ids=lambda value: str(value)[:40])
def test_the_model(
    container: dict[str, Any], pod: dict[str, Any], uri: str, name: str, port: int, run: Run, tmp_path: Path
) -> None:
    spec, done = imported(run, tmp_path, [deployment("d", container, **pod)])
    assert (done.code, done.stderr) == (0, "")
    assert spec["modelArtifacts"]["uri"] == uri
    assert spec["routing"] == {"modelName": name, "ports": [{"name": "http", "port": port}]}


GUESSES = [
    ({"command": ["vllm", "serve"]}, "hf://Qwen/Qwen3-0.6B", "no model is named: vLLM serves its default"),
    ({"args": ["--model", "s3://bucket/a/m"]}, "hf://example/m", 'no uri can name where "s3://bucket/a/m" comes from'),
    ({"args": ["--model", "/opt/m"], "image": "r.example/x:v1"}, "oci://r.example/x:v1/opt/m", "container's own image"),
]


@pytest.mark.parametrize(("container", "uri", "said"), GUESSES)
def test_a_guess_is_a_warning(container: dict[str, Any], uri: str, said: str, run: Run, tmp_path: Path) -> None:
    spec, done = imported(run, tmp_path, [deployment("d", container)])
    assert spec["modelArtifacts"]["uri"] == uri
    assert said in done.stderr
    assert imported(run, tmp_path, [deployment("d", container)], "--strict")[1].code == 1
    assert imported(run, tmp_path, [deployment("d", container)], "--uri", "hf://a/b")[1].stderr == ""


SERVE = {"command": ["vllm", "serve", "o/m"]}
KV = "--kv-transfer-config"
ROLES: list[tuple[dict[str, Any], dict[str, str], dict[str, str]]] = [
    # the labels and arguments of Deployments by name, what --role says, and the Deployment of each role
    (
        {"a": {"labels": {"llm-d.ai/role": "prefill"}}, "b": {"labels": {"llm-d.ai/role": "both"}}},
        {},
        {"prefill": "a", "decode": "b"},
    ),
    ({"x-decode": {}, "x-prefill": {}}, {}, {"prefill": "x-prefill", "decode": "x-decode"}),
    (
        {"a": {"args": [KV, '{"kv_role":"kv_producer"}']}, "b": {"args": [f'{KV}={{"kv_role": "kv_consumer"}}']}},
        {},
        {"prefill": "a", "decode": "b"},
    ),
    (
        {"a": {"args": ["--disaggregation-mode=prefill"]}, "b": {"args": ["--disaggregation-mode", "decode"]}},
        {},
        {"prefill": "a", "decode": "b"},
    ),
    ({"a": {"labels": {"tier": "prefill"}}, "b": {"labels": {"tier": "decode"}}}, {}, {"prefill": "a", "decode": "b"}),
    ({"a": {}, "b": {"labels": {"llm-d.ai/role": "encode"}}}, {}, {"decode": "a"}),
    ({"a": {}, "b": {}}, {"b": "decode", "Deployment/a": "prefill"}, {"prefill": "a", "decode": "b"}),
]


@pytest.mark.parametrize(("given", "told", "wanted"), ROLES, ids=lambda value: "+".join(value))
def test_the_roles(
    given: dict[str, Any], told: dict[str, str], wanted: dict[str, str], run: Run, tmp_path: Path
) -> None:
    objects = [
        deployment(name, {**SERVE, **({"args": each["args"]} if "args" in each else {})}, each.get("labels"))
        for name, each in given.items()
    ]
    words = [word for name, role in told.items() for word in ("--role", f"{name}={role}")]
    _, done = imported(run, tmp_path, objects, *words, "--output-dir", str(tmp_path / "out"))
    assert done.code == 0, done.stderr
    base = yaml.safe_load((tmp_path / "out" / "baseconfig.yaml").read_text(encoding="utf-8"))["data"]
    assert {role for role in ("prefill", "decode") if f"{role}Deployment" in base} == wanted.keys()
    files = ("-m", tmp_path / "out" / "modelservice.yaml", "-b", tmp_path / "out" / "baseconfig.yaml")
    children = yaml.safe_load(run("generate", *files, "-o", "children").stdout)
    assert {role: children[f"{role}Deployment"]["metadata"]["name"] for role in wanted} == wanted


SAME = deployment("d", SERVE)
REFUSED = [
    ([{"kind": "Deployment"}], [], "found no kind or no apiVersion"),
    ([{"apiVersion": "v1", "kind": "Service", "metadata": {}}], [], "Service: metadata.name: required, and not set"),
    ([{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}}], [], "no model server is found"),
    ([{**SAME, "spec": [1]}], [], "Deployment/d: spec: expected a map, found a list"),
    ([SAME, {**SAME, "spec": {**SAME["spec"], "replicas": 2}}], [], "given twice with different content"),
    ([SAME], ["--role", "e=decode"], '--role: no workload is called "e"; there are Deployment/d'),
    ([SAME], ["--role", "d=decoder"], '--role: expected OBJECT=decode or OBJECT=prefill, found "d=decoder"'),
    ([SAME], ["--role", "d"], "expected OBJECT=decode or OBJECT=prefill"),
    ([SAME], ["--uri", "hf://x"], 'expected hf://<repo>/<model>, found "hf://x"'),
    ([SAME], ["--name", "A_B"], '"A_B" cannot be'),
    ([{**SAME, "metadata": {"name": "d", "namespace": "a"}}], ["-n", "b"], 'are in the namespace a, not in "b"'),
    ([deployment("d", {**SERVE, "env": [{"name": "HF_TOKEN", "value": HF}]})], [], "a token is in plain text"),
    ([deployment("d", {**SERVE, "resourcez": {}})], [], "containers[0].resourcez: unknown field"),
    ([deployment("d", {**SERVE, "ports": 5})], [], "containers[0].ports: expected a list"),
    (
        [{"apiVersion": "llm-d.ai/v1alpha1", "kind": "ModelService", "metadata": {"name": "m"}}],
        [],
        "is a ModelService already",
    ),
]


@pytest.mark.parametrize(("objects", "words", "said"), REFUSED, ids=[said for _, _, said in REFUSED])
def test_refused(objects: list[dict[str, Any]], words: list[str], said: str, run: Run, tmp_path: Path) -> None:
    _, done = imported(run, tmp_path, objects, *words, "--output-dir", str(tmp_path / "out"))
    assert done.code in (1, 2)
    assert said in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_same_object_twice_is_one(run: Run, tmp_path: Path) -> None:
    assert imported(run, tmp_path, [SAME, SAME])[1].stderr == ""


def test_what_kubernetes_rejects_is_taken_over_with_a_warning(run: Run, tmp_path: Path) -> None:
    twice = deployment("d", {**SERVE, "env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]})
    _, done = imported(run, tmp_path, [twice], "--output-dir", str(tmp_path / "out"))
    assert "taken over, and Kubernetes would reject it: an earlier entry has the same name" in done.stderr
    made = run("generate", "-m", tmp_path / "out" / "modelservice.yaml", "-b", tmp_path / "out" / "baseconfig.yaml")
    assert next(yaml.safe_load_all(made.stdout)) == twice
