"""The chart's values without Helm, and the autoscalers they ask for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from msvc_helm.api.autoscaling import load_autoscaling
from msvc_helm.errors import InputError
from msvc_helm.recognise import OWN_VALUES, SPEC_FIELDS

from .conftest import REPO, Finished

Run = Callable[..., Finished]
VALUES = """\
routing: {modelName: some/model, ports: [{name: http, port: 8000}]}
modelArtifacts: {uri: "hf://some/model"}
decode: {containers: [{name: vllm, image: "i:1"}]}
"""
KEDA = {
    "serverAddress": "http://prometheus:9090",
    "triggers": [{"metric": "vllm:num_requests_waiting", "threshold": 5}],
}


def objects(run: Run, tmp_path: Path, text: str, *args: str) -> dict[str, Any]:
    path = tmp_path / "demo.yaml"
    path.write_text(text)
    done = run("generate", "-f", path, *args)
    assert done.code == 0, done.stderr
    return {f"{o['kind']}/{o['metadata']['name']}": o for o in yaml.safe_load_all(done.stdout)}


def refused(run: Run, tmp_path: Path, text: str, *args: str) -> str:
    path = tmp_path / "demo.yaml"
    path.write_text(text)
    done = run("generate", "-f", path, *args)
    assert (done.code, done.stdout) != (0, "")
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


def test_the_values_are_the_charts() -> None:
    schema = json.loads((REPO / "charts/modelservice/values.schema.json").read_text())
    assert sorted([*OWN_VALUES, *SPEC_FIELDS]) == sorted(schema["properties"])


def test_names_come_from_the_file_the_option_or_the_values(run: Run, tmp_path: Path) -> None:
    assert "Deployment/demo-decode" in objects(run, tmp_path, VALUES)
    assert "Deployment/r-decode" in objects(run, tmp_path, VALUES, "--name", "r")
    assert "Deployment/r-x-decode" in objects(run, tmp_path, VALUES + "nameOverride: x\n", "--name", "r")
    assert "Deployment/own-decode" in objects(run, tmp_path, VALUES + "fullnameOverride: own\n", "--name", "r")


def test_labels_are_for_the_children_and_not_for_their_pods(run: Run, tmp_path: Path) -> None:
    made = objects(run, tmp_path, VALUES + "labels: {team: a}\nannotations: {b: c}\n")
    assert all(o["metadata"]["labels"]["team"] == "a" for o in made.values())
    assert all(o["metadata"]["annotations"] == {"b": "c"} for o in made.values())
    assert "team" not in made["Deployment/demo-decode"]["spec"]["template"]["metadata"]["labels"]


def test_a_base_config_in_the_values(run: Run, tmp_path: Path) -> None:
    base = 'baseConfig:\n  decodeService: |\n    spec: {ports: [{port: {{ getPort "http" }}}]}\n'
    made = objects(run, tmp_path, VALUES + base)
    assert made["Service/demo-service-decode"]["spec"]["ports"] == [{"port": 8000}]
    broken = refused(run, tmp_path, VALUES + base.replace("http", "nope"))
    assert "demo.yaml" in broken
    assert 'no port "nope"' in broken
    assert "demo.yaml:6" in broken


@pytest.mark.parametrize(
    ("extra", "expect"),
    [
        ("kind: ModelService\n", 'expected a map of values, found kind "ModelService"; give it with -m'),
        ("kind: ConfigMap\n", "give it with -b"),
        ("decod: {}\n", 'decod: unknown value; did you mean "decode"?'),
        ("prefill: {replica: 1}\n", 'prefill.replica: unknown field; did you mean "replicas"?'),
        ("labels: [a]\n", "labels: expected a map"),
        ("preset: nope\n", 'there is no preset "nope"'),
        ("baseConfigFile: x\nbaseConfig: {x: y}\n", "more than one base config"),
        ("preset: [sim, nope]\n", 'preset: there is no preset "nope"'),
        ("preset: [[sim]]\n", "preset: expected the name of a preset"),
        ("autoscaling: {decode: {minReplicas: 3, maxReplicas: 2}}\n", "3 is more than maxReplicas, 2"),
        ("autoscaling: {decode: {}}\n", "autoscaling.decode.maxReplicas: required, and not set"),
        ("autoscaling: {decode: []}\n", "autoscaling.decode: expected a map"),
        ("autoscaling: {prefill: {maxReplicas: 2}}\n", "there is no prefill to scale"),
    ],
)
def test_wrong_values(run: Run, tmp_path: Path, extra: str, expect: str) -> None:
    assert expect in refused(run, tmp_path, VALUES + extra)


def test_no_values_at_all(run: Run, tmp_path: Path) -> None:
    assert "error: no values found in" in refused(run, tmp_path, "# nothing\n")


def test_an_autoscaler_owns_the_number_of_its_role_alone(run: Run, tmp_path: Path) -> None:
    text = (
        VALUES
        + "prefill: {replicas: 2, containers: [{name: vllm, image: i}]}\nautoscaling: {decode: {maxReplicas: 4}}\n"
    )
    made = objects(run, tmp_path, text)
    assert "replicas" not in made["Deployment/demo-decode"]["spec"]
    assert made["Deployment/demo-prefill"]["spec"]["replicas"] == 2
    assert made["HorizontalPodAutoscaler/demo-decode"]["spec"] == {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "demo-decode"},
        "minReplicas": 1,
        "maxReplicas": 4,
    }


def test_a_scaled_objects_query_is_made_of_the_expanded_names(run: Run, tmp_path: Path) -> None:
    triggers = [
        {"metric": m, "threshold": 5} for m in ("vllm:num_requests_waiting", "inference_pool_average_queue_size")
    ]
    values = VALUES + yaml.safe_dump(
        {"autoscaling": {"decode": {"maxReplicas": 4, "keda": {**KEDA, "triggers": triggers}}}}
    )
    made = objects(run, tmp_path, values, "--namespace", "ns")
    made_of = made["ScaledObject/demo-decode"]["spec"]["triggers"]
    # What the pool has is per pod already; KEDA's default, AverageValue, divides by the number of pods.
    assert [t.get("metricType", "AverageValue") for t in made_of] == ["AverageValue", "Value"]
    assert [t["metadata"]["query"] for t in made_of] == [
        'sum(vllm:num_requests_waiting{namespace="ns",pod=~"demo-decode-.+"})',
        'max(inference_pool_average_queue_size{namespace="ns",name="demo-inference-pool"})',
    ]


def keda(**wrong: object) -> object:
    """An autoscaler by KEDA with one thing wrong: of its trigger, or of what stands beside it."""
    beside = {key: value for key, value in wrong.items() if key in ("pollingInterval", "cooldownPeriod")}
    trigger = {"metric": "m", "threshold": 5} | {key: value for key, value in wrong.items() if key not in beside}
    return {"decode": {"maxReplicas": 4, "keda": {**KEDA, **beside, "triggers": [trigger]}}}


@pytest.mark.parametrize("threshold", [5, 0, 0.5, "5", "2.5e3", "-1"])
def test_thresholds_are_numbers_as_keda_reads_them(threshold: object) -> None:
    assert load_autoscaling(keda(threshold=threshold, activationThreshold=threshold), {})


@pytest.mark.parametrize(
    ("values", "replicas", "path"),
    [
        ([], {}, "autoscaling"),
        ({"decoder": {}}, {}, "autoscaling.decoder"),
        ({"decode": {"minReplicas": 1}}, {}, "autoscaling.decode.maxReplicas"),
        ({"decode": {"maxReplicas": "4"}}, {}, "autoscaling.decode.maxReplicas"),
        ({"decode": {"maxReplicas": True}}, {}, "autoscaling.decode.maxReplicas"),
        ({"decode": {"maxReplicas": 4, "minReplicas": 0}}, {}, "autoscaling.decode.minReplicas"),
        ({"decode": {"maxReplicas": 4}}, {"decode": 5}, "autoscaling.decode"),
        ({"decode": {"maxReplicas": 4, "metrics": [{}], "keda": KEDA}}, {}, "autoscaling.decode.keda"),
        ({"decode": {"maxReplicas": 4, "keda": {"triggers": []}}}, {}, "autoscaling.decode.keda.serverAddress"),
        (
            {"decode": {"maxReplicas": 4, "keda": {**KEDA, "triggers": [{"metric": "m"}]}}},
            {},
            "autoscaling.decode.keda.triggers[0].threshold",
        ),
        ({"decode": {"maxReplicas": 4, "metrics": "cpu"}}, {}, "autoscaling.decode.metrics"),
        ({"decode": {"maxReplicas": 4, "metrics": ["cpu"]}}, {}, "autoscaling.decode.metrics"),
        ({"decode": {"maxReplicas": 4, "behavior": "slow"}}, {}, "autoscaling.decode.behavior"),
        ({"decode": {"maxReplicas": 4, "metrics": [{}], "behavior": {}, "keda": KEDA}}, {}, "autoscaling.decode.keda"),
        ({"decode": {"maxReplicas": 4, "keda": "yes"}}, {}, "autoscaling.decode.keda"),
        (keda(pollingInterval=0), {}, "autoscaling.decode.keda.pollingInterval"),
        (keda(cooldownPeriod="1m"), {}, "autoscaling.decode.keda.cooldownPeriod"),
        (keda(metric=3), {}, "autoscaling.decode.keda.triggers[0].metric"),
        (keda(metric="waiting requests"), {}, "autoscaling.decode.keda.triggers[0].metric"),
        (keda(metric=None), {}, "autoscaling.decode.keda.triggers[0].metric"),
        (keda(query="sum(up)"), {}, "autoscaling.decode.keda.triggers[0].metric"),
        (keda(metric=None, query=["sum(up)"]), {}, "autoscaling.decode.keda.triggers[0].query"),
        (keda(threshold="many"), {}, "autoscaling.decode.keda.triggers[0].threshold"),
        (keda(threshold={}), {}, "autoscaling.decode.keda.triggers[0].threshold"),
        (keda(activationThreshold=True), {}, "autoscaling.decode.keda.triggers[0].activationThreshold"),
    ],
)
def test_contradictions_name_their_place(values: object, replicas: dict[str, int], path: str) -> None:
    with pytest.raises(InputError) as caught:
        load_autoscaling(values, replicas)
    assert path in [p.path for p in caught.value.problems]
