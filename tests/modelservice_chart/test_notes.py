"""What the chart tells after it was installed: how a first request reaches the kind of workload that the model has."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helm_engine.charts import Chart, Settings
from tests.modelservice_chart.conftest import CHART, MINIMAL

LEADER = (
    "  POD=$(kubectl --namespace models get pods --output name --selector llm-d.ai/model=facebook-opt-125m,"
    "llm-d.ai/role=decode,leaderworkerset.sigs.k8s.io/worker-index=0 | head -n 1)\n"
    "  kubectl --namespace models port-forward $POD 8000:8000 &\n"
)
KINDS = {
    "decodeDeployment": "  kubectl --namespace models port-forward deployment/r-decode 8000:8000 &\n",
    "decodeStatefulSet": "  kubectl --namespace models port-forward statefulset/r-decode 8000:8000 &\n",
    "decodeLeaderWorkerSet": LEADER,
    "disaggregatedSet": LEADER,
    "decodeService": "  kubectl --namespace models port-forward deployment/r-decode 8000:8000 &\n",
}


def notes(values: dict[str, Any]) -> str:
    settings = Settings(release="r", namespace="models")
    return Chart.of_folder(CHART).render([MINIMAL, values], settings)["modelservice/templates/NOTES.txt"]


@pytest.mark.parametrize("key", KINDS)
def test_a_first_request_goes_to_the_workload_of_the_base_config(key: str) -> None:
    values = {"routing": {"modelName": "facebook/opt-125m"}, "decode": {}, "baseConfig": {key: "spec: {}"}}
    assert f"\nSend a first request:\n{KINDS[key]}  ADDRESS=localhost:8000\n" in notes(values)


def test_a_model_of_unknown_workloads_is_taken_for_a_deployment() -> None:
    assert "port-forward deployment/r-decode 8000:8200 &\n" in notes(
        {"routing": {"ports": [{"name": "http", "port": 8200}]}}
    )
