"""What the expansion replaces in a base config is said, by every way in, with the field, its value and the new one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from msvc_helm.bases import Bases, given_bases
from msvc_helm.pipeline import expand_document
from msvc_helm.read import inputs
from msvc_helm.resources.context import Options
from msvc_helm.resources.kinds import GIE_GROUPS
from tests.conftest import REPO, run_program

SERVICE: dict[str, Any] = {
    "apiVersion": "llm-d.ai/v1alpha1",
    "kind": "ModelService",
    "metadata": {"name": "chat", "namespace": "prod"},
    "spec": {
        "routing": {"modelName": "acme/chat"},
        "modelArtifacts": {"uri": "pvc+hf://cache/hub/acme/chat", "authSecretName": "token"},
        "decode": {"replicas": 3, "containers": [{"name": "vllm", "image": "ours", "mountModelVolume": True}]},
        "endpointPicker": {"containers": [{"name": "epp", "image": "ours"}]},
        "baseConfigMapRef": {"name": "base"},
    },
}
POOL = {"targetPortNumber": 8000, "extensionRef": {"name": "{{ .EPPServiceName }}"}}
NEW_POOL = {"targetPorts": [{"number": 8000}], "endpointPickerRef": {"name": "{{ .EPPServiceName }}"}}
HOME = {"name": "HF_HOME", "value": "/data"}


def pod(**spec: Any) -> dict[str, Any]:
    return {"spec": {"template": {"spec": spec}}}


# What a key of the base config says, and the warnings.
REPLACED: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "an account": (
        "decodeDeployment",
        pod(serviceAccountName="reader"),
        ['spec.template.spec.serviceAccountName: "reader" is replaced by "chat-sa"'],
    ),
    "the picker's account": (
        "eppDeployment",
        pod(serviceAccountName="picker"),
        ['spec.template.spec.serviceAccountName: "picker" is replaced by "chat-epp-sa"'],
    ),
    "labels and selectors": (
        "decodeDeployment",
        {
            "metadata": {"labels": {"llm-d.ai/model": "other", "team": "ml"}},
            "spec": {
                "selector": {"matchLabels": {"llm-d.ai/role": "both", "team": "ml"}},
                "template": {"metadata": {"labels": {"llm-d.ai/inferenceServing": "false", "team": "ml"}}},
            },
        },
        [
            'metadata.labels["llm-d.ai/model"]: "other" is replaced by "acme-chat"',
            'spec.selector.matchLabels["llm-d.ai/role"]: "both" is replaced by "decode"',
            'spec.template.metadata.labels["llm-d.ai/inferenceServing"]: "false" is replaced by "true"',
        ],
    ),
    "a Service's selector": (
        "decodeService",
        {"spec": {"selector": {"llm-d.ai/role": "decoder", "app": "x"}}},
        ['spec.selector["llm-d.ai/role"]: "decoder" is replaced by "decode"'],
    ),
    "a picker of the old API": (
        "inferencePool",
        {"spec": POOL | {"extensionRef": {"name": "own"}}},
        ['spec.extensionRef.name: "own" is replaced by "chat-epp-service"'],
    ),
    "a picker of the new API": (
        "inferencePool",
        {"spec": NEW_POOL | {"endpointPickerRef": {"name": "own", "port": {"number": 9002}}}},
        ['spec.endpointPickerRef.name: "own" is replaced by "chat-epp-service"'],
    ),
    "a pool's selector": (
        "inferencePool",
        {"spec": NEW_POOL | {"selector": {"matchLabels": {"llm-d.ai/model": "own"}}}},
        ['spec.selector.matchLabels["llm-d.ai/model"]: "own" is replaced by "acme-chat"'],
    ),
    "a priority's pool": (
        "inferenceObjective",
        {"spec": {"priority": 1, "poolRef": {"group": GIE_GROUPS["v1alpha2"], "name": "own"}}},
        ['spec.poolRef.name: "own" is replaced by "chat-inference-pool"'],
    ),
    "a kind and a namespace": (
        "decodeDeployment",
        {"kind": "StatefulSet", "metadata": {"namespace": "other"}},
        ['kind: "StatefulSet" is replaced by "Deployment"', 'metadata.namespace: "other" is replaced by "prod"'],
    ),
    "the model's volume": (
        "decodeDeployment",
        pod(volumes=[{"name": "tmp", "emptyDir": {}}, {"name": "model-storage", "emptyDir": {}}]),
        [
            'spec.template.spec.volumes[1]: {"name": "model-storage", "emptyDir": {}} is replaced by '
            '{"name": "model-storage", "persistentVolumeClaim": {"claimName": "cache"}}'
        ],
    ),
    "where the model is": (
        "decodeDeployment",
        pod(
            containers=[
                {"name": "vllm", "env": [HOME], "volumeMounts": [{"name": "mine", "mountPath": "/model-cache"}]},
                {"name": "beside", "env": [HOME]},
            ]
        ),
        [
            'spec.template.spec.containers[0].env[0]: {"name": "HF_HOME", "value": "/data"} is replaced by '
            '{"name": "HF_HOME", "value": "/model-cache/hub"}',
            'spec.template.spec.containers[0].volumeMounts[0]: {"name": "mine", "mountPath": "/model-cache"} is '
            'replaced by {"name": "model-storage", "mountPath": "/model-cache"}',
        ],
    ),
    "a volume of the same kind": (
        "decodeDeployment",
        pod(volumes=[{"name": "model-storage", "persistentVolumeClaim": {}}]),
        [],
    ),
    "what the model owner sets": (
        "decodeDeployment",
        {"spec": {"replicas": 1, "template": {"spec": {"containers": [{"name": "vllm", "image": "base"}]}}}},
        [],
    ),
    "what is the same": (
        "decodeDeployment",
        {
            "metadata": {"name": "any", "namespace": "prod", "labels": {"llm-d.ai/model": "{{ .SanitizedModelName }}"}},
            **pod(
                serviceAccountName="{{ .ModelServiceName }}-sa",
                volumes=[{"name": "model-storage", "persistentVolumeClaim": {"claimName": "cache"}}],
            ),
        },
        [],
    ),
    "nothing": ("decodeDeployment", pod(serviceAccountName="", volumes=[]), []),
}


def files(folder: Path, key: str, child: dict[str, Any]) -> tuple[Path, Path]:
    model, base = folder / "model.yaml", folder / "base.yaml"
    model.write_text(json.dumps(SERVICE))
    data = {key: yaml.safe_dump(child, sort_keys=False)}
    data |= {"eppDeployment": "spec: {}"} if key == "inferencePool" else {}  # else the picker is somebody else's
    base.write_text(yaml.safe_dump({"kind": "ConfigMap", "metadata": {"name": "base"}, "data": data}))
    return model, base


def warned(model: Path, base: Path, gie: str = "v1") -> list[str]:
    """The warnings of replaced values, without their place."""
    (document,) = [document for source in inputs([str(model)]) for document in source.documents()]
    found = expand_document(document, Bases(given_bases(inputs([str(base)]))), Options(gie=gie))
    assert not found.problems
    said = [w for w in found.warnings if "is replaced by" in w.message or "is left out" in w.message]
    assert all(w.source == str(base) and w.line for w in said)
    return [f"{w.path}: {w.message}" for w in said]


@pytest.mark.parametrize("gie", GIE_GROUPS)
@pytest.mark.parametrize("case", REPLACED)
def test_what_is_replaced_is_said(case: str, gie: str, tmp_path: Path) -> None:
    key, child, wanted = REPLACED[case]
    found = [text for text in warned(*files(tmp_path, key, child), gie) if text.startswith(key)]
    assert sorted(found) == sorted(f"{key}: {text}" for text in wanted)


def test_the_labels_of_an_inference_model(tmp_path: Path) -> None:
    labels = {"team": "ml", "llm-d.ai/model": "own"}
    found = warned(*files(tmp_path, "inferenceModel", {"metadata": {"labels": labels}}), "v1alpha2")
    assert sorted(found) == [
        'inferenceModel: metadata.labels.team: "ml" is left out',
        'inferenceModel: metadata.labels["llm-d.ai/model"]: "own" is replaced by "acme-chat"',
    ]


@pytest.mark.parametrize(
    ("command", "stdin"),
    [
        (["generate", "-m", "{model}", "-b", "{base}", "-o", "children"], False),
        (["check", "-m", "{model}", "-b", "{base}"], False),
        (["-b", "{base}"], True),
    ],
    ids=["generate", "check", "msvc-post"],
)
def test_by_every_way_in(command: list[str], stdin: bool, tmp_path: Path) -> None:
    """With the line of the field, and never among the objects."""
    model, base = files(tmp_path, "decodeDeployment", pod(serviceAccountName="reader"))
    words = [word.format(model=model, base=base) for word in command]
    module = "msvc_helm.post" if stdin else "msvc_helm"
    done = run_program(*words, module=module, stdin=model.read_bytes() if stdin else b"")
    said = done.stdout if command[0] == "check" else done.stderr
    assert 'decodeDeployment: spec.template.spec.serviceAccountName: "reader" is replaced by "chat-sa"' in said
    assert command[0] == "check" or "is replaced" not in done.stdout


def test_the_line_is_the_fields(tmp_path: Path) -> None:
    model, base = tmp_path / "model.yaml", tmp_path / "base.yaml"
    model.write_text(json.dumps(SERVICE))
    text = "spec:\n  template:\n    spec:\n      nodeName: x\n      serviceAccountName: reader\n"
    indented = "".join(f"    {line}\n" for line in text.splitlines())
    base.write_text(f"kind: ConfigMap\nmetadata: {{name: base}}\ndata:\n  decodeDeployment: |\n{indented}")
    done = run_program("generate", "-m", str(model), "-b", str(base))
    assert f"{base}:9: decodeDeployment: spec.template.spec.serviceAccountName" in done.stderr


# Presets are expanded without a single warning in test_presets.py.
SAMPLES = sorted(path.parent for path in REPO.glob("samples/*/baseconfig.yaml"))


@pytest.mark.parametrize("folder", SAMPLES, ids=lambda path: path.name)
def test_samples_have_nothing_replaced(folder: Path) -> None:
    for model in folder.glob("modelservice*.yaml"):
        assert warned(model, folder / "baseconfig.yaml") == []
