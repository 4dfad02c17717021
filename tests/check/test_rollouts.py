"""The accelerators that a rollout needs beside those that run: `check` and `plan` count them alike."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from msvc_helm.diff.applied import HELM4
from msvc_helm.findings import report
from msvc_helm.inputs import inputs_for
from msvc_helm.pipeline import expand_document
from msvc_helm.plan.plan import plan
from tests.check.samples import options
from tests.diff.objects import read

MODEL = """\
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {{name: acme, namespace: models}}
spec:
  routing: {{modelName: acme/chat}}
  modelArtifacts: {{uri: hf://acme/chat}}
  decode: {{replicas: {0}, nodes: {1}}}
"""
POD = "spec: {containers: [{name: vllm, image: vllm:v1, resources: {limits: {nvidia.com/gpu: 2}}}]}"
DEPLOYMENT = "decodeDeployment: '{{spec: {{{} template: {{{}}}}}}}'"
GROUP = "decodeLeaderWorkerSet: '{{spec: {{{} leaderWorkerTemplate: {{size: 2, workerTemplate: {{{}}}}}}}}}'"
LED = (
    "decodeLeaderWorkerSet: '{{spec: {{{0} leaderWorkerTemplate: {{size: 2, leaderTemplate: {{{1}}},"
    " workerTemplate: {{{1}}}}}}}}}'"
)
SET = (
    "disaggregatedSet: '{{spec: {{roles: [{{name: decode, spec: {{{} leaderWorkerTemplate: {{size: 2,"
    " workerTemplate: {{{}}}}}}}}}]}}}}'"
)
ROLLING = "strategy: {{type: RollingUpdate, rollingUpdate: {{{}}}}},"
OF_GROUPS = "rolloutStrategy: {{type: RollingUpdate, rollingUpdateConfiguration: {{{}}}}},"
STRATEGIES = {
    "own": (DEPLOYMENT, ""),
    "recreate": (DEPLOYMENT, "strategy: {type: Recreate},"),
    "none more": (DEPLOYMENT, ROLLING.format("maxSurge: 0, maxUnavailable: 1")),
    "more than there are": (DEPLOYMENT, ROLLING.format("maxSurge: 5, maxUnavailable: 0")),
    "one number only": (DEPLOYMENT, ROLLING.format("maxUnavailable: 0")),
    "shares": (DEPLOYMENT, ROLLING.format('maxSurge: "34%", maxUnavailable: "50%"')),
    "groups": (GROUP, ""),
    "groups, more": (GROUP, OF_GROUPS.format("maxSurge: 2")),
    "groups with leaders": (LED, OF_GROUPS.format('maxSurge: "50%"')),
    "roles of a set": (SET, ""),
    "roles of a set, none more": (SET, OF_GROUPS.format("maxSurge: 0, maxUnavailable: 1")),
}


@pytest.mark.parametrize("replicas", [1, 3, 8])
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_as_many_as_plan_says(strategy: str, replicas: int, tmp_path: Path) -> None:
    base, text = STRATEGIES[strategy]
    data = base.format(text, POD)
    (tmp_path / "ms.yaml").write_text(MODEL.format(replicas, 1 if base is DEPLOYMENT else 2), encoding="utf-8")
    (tmp_path / "base.yaml").write_text(
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: base}}\ndata:\n  {data}\n", encoding="utf-8"
    )
    asked = inputs_for(
        {
            "models": (f"{tmp_path}/ms.yaml",),
            "values": (),
            "bases": (f"{tmp_path}/base.yaml",),
            "preset": "",
            "name": "",
        }
    )
    (document,) = asked.documents()
    (expansion,) = expand_document(document, asked.bases, options("v1")).expansions
    (workload,) = [obj for obj in expansion.children.values() if "replicas" in str(obj)]
    old, new = read(workload), read(_changed(workload))
    (entry,) = plan(old, new, HELM4)
    assert entry.verdict == "rolls"
    spare = entry.accelerators["nvidia.com/gpu"].spare

    found = report(asked.documents(), asked.bases, options("v1"), frozenset()).findings
    said = [f for f in found if f.rule in ("rollout-spare", "needs-accelerators")]
    counts = [int(number) for f in said for number in re.findall(r"without (\d+) free", str(f.problem))]
    assert counts == ([spare] if spare else [])
    assert [f.severity for f in said] == ([] if not spare else ["info"] if replicas < 4 else ["warning"])
    never = any("never ends" in str(f.problem) for f in said)
    assert entry.rollout
    assert never == (bool(spare) and (entry.rollout.floor >= replicas or base is SET))


def _changed(workload: dict[str, object]) -> dict[str, object]:
    changed: dict[str, object] = json.loads(json.dumps(workload).replace("vllm:v1", "vllm:v2"))
    return changed
