"""What a pod gets of its model: every source, in every role, for containers and init containers.

Volumes, mounts and variables as `../shared/operator-behaviour.md` (hf, pvc) and issue 5 (oci, pvc+hf) have them. A real
API server's word on the same output: e2e/test_accepted.py.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import run_program
from tests.sources import CASES, DIGEST, GOLDEN, SOURCES, written

TOKEN = {"name": "HF_TOKEN", "valueFrom": {"secretKeyRef": {"name": "hf-token", "key": "HF_TOKEN"}}}
LLAMA, OPT = "meta-llama/Llama-3.1-8B", "facebook/opt-125m"
MODELS, CACHE = {"claimName": "models", "readOnly": True}, {"claimName": "cache"}
REGISTRY = "registry.example.com"


def home(path: str) -> dict[str, str]:
    return {"name": "HF_HOME", "value": path}


# The volume's source; the container's environment; ModelPath, MountedModelPath and HFModelName.
WANTED: dict[str, tuple[dict[str, Any], list[dict[str, Any]], tuple[str, str, str]]] = {
    "hf": ({"emptyDir": {}}, [home("/model-cache")], (OPT, "/model-cache", OPT)),
    "hf-token": ({"emptyDir": {}}, [TOKEN, home("/model-cache")], (LLAMA, "/model-cache", LLAMA)),
    "hf-size": ({"emptyDir": {"sizeLimit": "1536Mi"}}, [home("/model-cache")], (OPT, "/model-cache", OPT)),
    "hf-token-size": (
        {"emptyDir": {"sizeLimit": "40Gi"}},
        [TOKEN, home("/model-cache")],
        (LLAMA, "/model-cache", LLAMA),
    ),
    "pvc": (
        {"persistentVolumeClaim": MODELS},
        [],
        ("ibm-granite/granite-3.3-8b", "/model-cache/ibm-granite/granite-3.3-8b", ""),
    ),
    "pvc-root": ({"persistentVolumeClaim": MODELS}, [], ("", "/model-cache/", "")),
    "pvc-hf": (
        {"persistentVolumeClaim": CACHE},
        [home("/model-cache/hub/shared")],
        (OPT, "/model-cache/hub/shared", OPT),
    ),
    "pvc-hf-root": ({"persistentVolumeClaim": CACHE}, [home("/model-cache")], (OPT, "/model-cache", OPT)),
    "pvc-hf-token": (
        {"persistentVolumeClaim": CACHE},
        [TOKEN, home("/model-cache/hub")],
        (LLAMA, "/model-cache/hub", LLAMA),
    ),
    "oci-tag": (
        {"image": {"reference": f"{REGISTRY}:5000/models/opt:v1"}},
        [],
        (f"{REGISTRY}:5000/models/opt:v1", "/model-cache", ""),
    ),
    "oci-untagged": (
        {"image": {"reference": f"{REGISTRY}/models/opt"}},
        [],
        (f"{REGISTRY}/models/opt", "/model-cache", ""),
    ),
    "oci-digest": (
        {"image": {"reference": f"{REGISTRY}/models/opt@{DIGEST}"}},
        [],
        (f"{REGISTRY}/models/opt@{DIGEST}", "/model-cache", ""),
    ),
}


def test_every_source_is_here() -> None:
    assert WANTED.keys() == SOURCES.keys()


@pytest.mark.parametrize(("source", "role"), CASES)
def test_what_the_pod_gets(source: str, role: str, tmp_path: Path) -> None:
    done = run_program("generate", "-m", str(written(source, role, tmp_path)))
    assert (done.code, done.stderr) == (0, "")
    found = [each for each in yaml.safe_load_all(done.stdout) if each and each["kind"] == "Deployment"]
    (pod,) = (each["spec"]["template"]["spec"] for each in found)
    volume, environment, variables = WANTED[source]
    assert pod["volumes"] == [{"name": "model-storage", **volume}]
    read_only = {"readOnly": True} if source.startswith(("pvc-root", "oci")) or source == "pvc" else {}
    model, mounted, hugging_face = variables
    for each in (*pod["containers"], *pod["initContainers"]):
        if each["name"] in ("serves", "prepares"):
            assert each["volumeMounts"] == [{"name": "model-storage", "mountPath": "/model-cache", **read_only}]
            assert each.get("env", []) == environment
            assert each["args"] == [model, mounted, f"--hf={hugging_face}"]
        else:
            assert each.keys() == {"name", "image"}


@pytest.mark.parametrize(("source", "role"), CASES)
def test_the_output_is_the_one_kept(
    source: str, role: str, tmp_path: Path, golden: Callable[[Path, str], None]
) -> None:
    golden(GOLDEN / f"{source}-{role}.yaml", run_program("generate", "-m", str(written(source, role, tmp_path))).stdout)


def test_no_output_is_kept_of_a_case_that_is_gone() -> None:
    assert {path.stem for path in GOLDEN.glob("*.yaml")} == {f"{source}-{role}" for source, role in CASES}
