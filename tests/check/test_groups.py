"""The rules look into groups of pods: the leader serves, and its workers are not taken for servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import REPO, run_program

BASE = Path(__file__).parent / "groups.yaml"
SECTION = "nodes: 2, parallelism: {tensor: 8, pipeline: 2}"
MODEL = f"""\
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {{name: acme, namespace: models}}
spec:
  routing: {{modelName: acme/chat}}
  modelArtifacts: {{uri: hf://acme/chat}}
  decode: {{{SECTION}, containers: [{{name: vllm, mountModelVolume: true}}]}}
"""
# What is changed in the base config, and the rule that then finds something at which field.
FAULTS: dict[str, tuple[str, str, str]] = {
    "": ("", "", ""),
    "no such index": ('worker-index: "0"', 'worker-index: "2"', "decodeService: spec.selector: "),
    "the port of nobody": ("port: 8000, targetPort: http", "port: 8000, targetPort: 9000", "decodeService: spec.ports"),
    "a flag that vLLM does not have": ("--port=8000", "--prot=8000", "leaderTemplate.spec.containers[0].args[0]"),
    "more nodes than the group has": ("- --port=8000", "- --port=8000\n                  - --nnodes=4", "group-size"),
    "workers that lend what nobody takes": (
        "--pipeline-parallel-size={{ .DecodePipelineParallelism }}",
        "--pipeline-parallel-size=1",
        "group-idle",
    ),
    "half of the GPUs": (
        "--tensor-parallel-size={{ .DecodeTensorParallelism }}",
        "--tensor-parallel-size=2",
        "gpu-count",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_only_the_fault_is_found(fault: str, tmp_path: Path) -> None:
    before, after, words = FAULTS[fault]
    text = BASE.read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "base.yaml").write_text(text.replace(before, after), encoding="utf-8")
    (tmp_path / "ms.yaml").write_text(MODEL, encoding="utf-8")
    done = run_program("check", "-m", "ms.yaml", "-b", "base.yaml", "--strict", cwd=tmp_path)
    found = [line for line in done.stdout.splitlines() if line.startswith(("error", "warning"))]
    assert any(words in line for line in found) if words else not found, done.stdout


def test_a_group_among_the_further_objects_is_the_roles_by_its_labels(shared: Path) -> None:
    cases = shared / "cases"
    done = run_program("check", "-m", str(cases / "07b-ms.yaml"), "-b", str(cases / "07-wide-ep.yaml"), cwd=REPO)
    assert "pool-selects-others" not in done.stdout
    assert "extraObjects: spec.leaderWorkerTemplate.workerTemplate.spec.containers[0]" in done.stdout
