"""Every source a model can come from, in every role, for containers and init containers that mount it or do not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.conftest import REPO

GOLDEN = REPO / "tests" / "golden" / "sources"
DIGEST = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
SOURCES: dict[str, dict[str, str]] = {
    "hf": {"uri": "hf://facebook/opt-125m"},
    "hf-token": {"uri": "hf://meta-llama/Llama-3.1-8B", "authSecretName": "hf-token"},
    "hf-size": {"uri": "hf://facebook/opt-125m", "size": "1.5Gi"},
    "hf-token-size": {"uri": "hf://meta-llama/Llama-3.1-8B", "authSecretName": "hf-token", "size": "40Gi"},
    "pvc": {"uri": "pvc://models/ibm-granite/granite-3.3-8b"},
    "pvc-root": {"uri": "pvc://models/"},
    "pvc-hf": {"uri": "pvc+hf://cache/hub/shared/facebook/opt-125m"},
    "pvc-hf-root": {"uri": "pvc+hf://cache/facebook/opt-125m"},
    "pvc-hf-token": {"uri": "pvc+hf://cache/hub/meta-llama/Llama-3.1-8B", "authSecretName": "hf-token"},
    "oci-tag": {"uri": "oci://registry.example.com:5000/models/opt:v1"},
    "oci-untagged": {"uri": "oci://registry.example.com/models/opt"},
    "oci-digest": {"uri": f"oci://registry.example.com/models/opt@{DIGEST}"},
}
ROLES = ("prefill", "decode")
CASES = tuple((source, role) for source in SOURCES for role in ROLES)


def _container(name: str, *, mounts: bool) -> dict[str, Any]:
    container: dict[str, Any] = {"name": name, "image": "example.test/server:1"}
    if not mounts:
        return container
    arguments = ["{{ .ModelPath }}", "{{ .MountedModelPath }}", "--hf={{ .HFModelName }}"]
    return container | {"args": arguments, "mountModelVolume": True}


def modelservice(source: str, role: str) -> dict[str, Any]:
    """A model from `source` in one role: two containers and two init containers, one of each mounts the model."""
    section = {
        "containers": [_container("serves", mounts=True), _container("looks-on", mounts=False)],
        "initContainers": [_container("prepares", mounts=True), _container("waits", mounts=False)],
    }
    return {
        "apiVersion": "llm-d.ai/v1alpha1",
        "kind": "ModelService",
        # Prefill pods with nobody to answer: a fault elsewhere, here the role that is looked at.
        "metadata": {"name": source, "annotations": {"msvc-helm/ignore": "decode-missing"}},
        "spec": {"routing": {"modelName": "m"}, "modelArtifacts": SOURCES[source], role: section},
    }


def written(source: str, role: str, directory: Path) -> Path:
    """The case as a file."""
    path = directory / f"{source}-{role}.yaml"
    path.write_text(json.dumps(modelservice(source, role)), encoding="utf-8")
    return path
