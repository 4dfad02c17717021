"""Which clusters take `oci://`: the table of the feature gate ImageVolume, by how a version reaches us.

Kubernetes' own table of feature gates: alpha and off from 1.31, beta and off from 1.33, on from 1.35.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from msvc_helm.api.kubernetes import check_image_volumes, known_version
from msvc_helm.errors import InputError, Problem, UsageError
from tests.conftest import run_program

MODEL = """\
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {name: m}
spec:
  routing: {modelName: m}
  modelArtifacts: {uri: "oci://registry.example.com/models/opt:v1"}
  decode: {containers: [{name: vllm, image: i, mountModelVolume: true}]}
"""
VALUES = """\
routing: {modelName: m}
modelArtifacts: {uri: "oci://registry.example.com/models/opt:v1"}
decode: {containers: [{name: vllm, image: i}]}
baseConfig: {decodeService: "spec: {ports: [{port: 80}]}"}
"""
REFUSED, WARNED, TAKEN = "refused", "warned", "taken"
CLUSTERS = {
    "": TAKEN,  # nobody knows
    "v1.9.11": REFUSED,
    "1.30": REFUSED,
    "v1.30.14-eks-931bdca": REFUSED,
    "v1.31.0": WARNED,
    "1.32": WARNED,
    "v1.33.5+k3s1": WARNED,
    "v1.34.1-gke.1829001": WARNED,
    "1.35": TAKEN,
    "v1.36.3": TAKEN,
    "v1.100.0": TAKEN,
}


@pytest.mark.parametrize(("version", "verdict"), CLUSTERS.items())
def test_image_volumes(version: str, verdict: str) -> None:
    assert known_version(version) == version
    warnings: list[Problem] = []
    if verdict == REFUSED:
        with pytest.raises(InputError, match=r"needs Kubernetes 1\.31 or later") as error:
            check_image_volumes(version, warnings.append)
        assert version in str(error.value)
    else:
        check_image_volumes(version, warnings.append)
    assert [version in str(warning) for warning in warnings] == [True] * (verdict == WARNED)


@pytest.mark.parametrize("text", ["new", "2", "2.0", "1.", "1.x", "v", "36", "-1.36"])
def test_what_is_no_version(text: str) -> None:
    with pytest.raises(UsageError, match="takes a version"):
        known_version(text)


@pytest.mark.parametrize(("flag", "text"), [("-m", MODEL), ("-f", VALUES)])
def test_the_command_line_is_told_the_version(flag: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    for version, verdict in (("1.36", TAKEN), ("1.33", WARNED), ("1.30", REFUSED)):
        done = run_program("generate", flag, str(tmp_path / "x.yaml"), f"--kube-version={version}")
        assert (done.code, bool(done.stdout)) == ((1, False) if verdict == REFUSED else (0, True))
        assert (version in done.stderr) == (verdict != TAKEN)
    done = run_program("generate", flag, str(tmp_path / "x.yaml"), "--kube-version", "old")
    assert (done.code, done.stdout) == (2, "")
    assert "--kube-version" in done.stderr


@pytest.mark.parametrize(("carried", "told"), [("v1.30.1", ""), ("v1.30.1", "1.36"), ("", "1.30")])
def test_the_chart_says_what_its_cluster_is(carried: str, told: str) -> None:
    """The carrier's word stands over an option, as with all the others."""
    service = {"apiVersion": "llm-d.ai/v1alpha1", "kind": "ModelService", "metadata": {"name": "m"}}
    spec = {
        "routing": {"modelName": "m"},
        "modelArtifacts": {"uri": "oci://registry.example.com/m:1"},
        "decode": {"containers": [{"name": "c", "image": "i"}]},
    }
    carrier = {
        "apiVersion": "missing-post-renderer-msvc-post/v1",
        "kind": "ModelServiceCarrier",
        "metadata": {"name": "m"},
        "modelService": service | {"spec": spec},
        "capabilities": {"kubeVersion": carried},
    }
    words = ["--kube-version", told] if told else []
    done = run_program(*words, stdin=json.dumps(carrier), module="msvc_helm.post")
    assert (done.code, done.stdout) == (1, "")
    assert f"found {carried or told}" in done.stderr
