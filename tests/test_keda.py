"""ScaledObjects: what a metric's series are told apart by, and whatever KEDA's own schema has."""

from __future__ import annotations

import re
from typing import Any

import pytest

from msvc_helm.api.autoscaling import load_autoscaling
from msvc_helm.api.metrics import SERVER, UNKNOWN, origin
from msvc_helm.errors import InputError
from tests import presets
from tests.conftest import SHARED

Object = dict[str, Any]
ADDRESS = "http://prometheus.monitoring:9090"
SERIES = SHARED / "components"


def exported(name: str) -> list[tuple[str, set[str]]]:
    """The metrics of a component with the names of their labels, as it exports them."""
    lines = (SERIES / name).read_text(encoding="utf-8").split() if SERIES.is_dir() else []
    return [(line.partition("{")[0], set(re.findall(r"(\w+)=\"", line))) for line in lines]


def scaled(fewest: int = 0, **keda: Any) -> Object:
    """The spec of the ScaledObject that a trigger, or other fields, make."""
    whole = {"serverAddress": ADDRESS, "triggers": [{"metric": "vllm:num_requests_waiting", "threshold": 5}], **keda}
    values = presets.values(autoscaling={"decode": {"minReplicas": fewest, "maxReplicas": 4, "keda": whole}}, decode={})
    found: Object = presets.expand(values, "sim", quiet=False).children["decodeScaledObject"]["spec"]
    return found


def trigger(**fields: Any) -> Object:
    """The one trigger of a ScaledObject."""
    (found,) = scaled(triggers=[{"threshold": 5, **fields}])["triggers"]
    assert isinstance(found, dict)
    return found


@pytest.mark.skipif(not SERIES.is_dir(), reason="../shared is not here")
@pytest.mark.parametrize(("metric", "labels"), exported("epp-metrics.txt"))
def test_a_query_for_the_picker_has_a_label_that_the_series_has(metric: str, labels: set[str]) -> None:
    query = trigger(metric=metric)["metadata"]["query"]
    (own,) = set(re.findall(r"(\w+)=~?\"", query)) - {"namespace"}
    told_apart = {"name", "inference_pool", "model_name", "target_model_name"}
    assert own in labels if labels & told_apart else own == "pod"
    assert ("m-epp-.+" in query) == (own == "pod")


@pytest.mark.skipif(not SERIES.is_dir(), reason="../shared is not here")
@pytest.mark.parametrize(("metric", "labels"), exported("model-server-metrics.txt"))
def test_a_query_for_a_server_is_for_the_roles_pods(metric: str, labels: set[str]) -> None:
    assert labels is not None
    assert 'pod=~"m-decode-.+"' in trigger(metric=metric)["metadata"]["query"]


@pytest.mark.parametrize(
    ("metric", "query", "kind"),
    [
        ("llm_d_epp_average_queue_size", 'max(M{namespace="models",name="m-inference-pool"})', "Value"),
        ("inference_pool_average_queue_size", 'max(M{namespace="models",name="m-inference-pool"})', "Value"),
        ("llm_d_epp_flow_control_queue_size", 'sum(M{namespace="models",model_name="opt"})', None),
        ("inference_extension_flow_control_queue_size", 'sum(M{namespace="models",model_name="opt"})', None),
        ("llm_d_epp_request_running", 'sum(M{namespace="models",model_name="opt"})', None),
        ("llm_d_epp_prefix_indexer_size", 'sum(M{namespace="models",pod=~"m-epp-.+"})', None),
        ("vllm:num_requests_waiting", 'sum(M{namespace="models",pod=~"m-decode-.+"})', None),
    ],
)
def test_the_query_of_a_metric(metric: str, query: str, kind: str | None) -> None:
    found = trigger(metric=metric)
    assert found["metadata"]["query"] == query.replace("M", metric, 1)
    assert found.get("metricType") == kind


def test_a_metric_that_nobody_is_known_to_export_is_told() -> None:
    values = presets.values(
        autoscaling={"decode": {"maxReplicas": 4, "keda": {"serverAddress": ADDRESS, "triggers": [
            {"metric": "my_queue", "threshold": 1}, {"metric": "vllm:num_requests_waiting", "threshold": 1}]}}},
        decode={},
    )  # fmt: skip
    with pytest.raises(AssertionError, match='known to export "my_queue"'):
        presets.expand(values, "sim")
    assert origin("my_queue") is UNKNOWN
    assert UNKNOWN.by == SERVER


def test_what_a_trigger_may_have() -> None:
    found = trigger(
        query="sum(up)",
        activationThreshold=0.5,
        metricType="AverageValue",
        name="up",
        useCachedMetrics=True,
        authenticationRef={"name": "thanos", "kind": "ClusterTriggerAuthentication"},
        authModes="bearer",
        unsafeSsl=True,
        metadata={"customAuthHeader": "a", "threshold": 7},
    )
    assert found == {
        "type": "prometheus",
        "name": "up",
        "metricType": "AverageValue",
        "useCachedMetrics": True,
        "authenticationRef": {"name": "thanos", "kind": "ClusterTriggerAuthentication"},
        "metadata": {
            "serverAddress": ADDRESS,
            "query": "sum(up)",
            "threshold": "7",
            "activationThreshold": "0.5",
            "authModes": "bearer",
            "unsafeSsl": "true",
            "customAuthHeader": "a",
        },
    }


def test_a_trigger_of_another_scaler_needs_no_prometheus() -> None:
    cron = {"type": "cron", "metadata": {"timezone": "UTC", "desiredReplicas": 2}}
    assert scaled(serverAddress=None, triggers=[cron])["triggers"] == [
        {"type": "cron", "metadata": {"timezone": "UTC", "desiredReplicas": "2"}}
    ]


def test_what_a_scaled_object_may_have() -> None:
    fallback = {"failureThreshold": 3, "replicas": 6, "behavior": "currentReplicasIfHigher"}
    found = scaled(1, idleReplicaCount=0, initialCooldownPeriod=60, fallback=fallback)
    assert (found["minReplicaCount"], found["idleReplicaCount"], found["initialCooldownPeriod"]) == (1, 0, 60)
    assert found["fallback"] == fallback


def test_the_behaviour_is_that_of_the_autoscaler_which_keda_makes() -> None:
    behavior = {"scaleUp": {"stabilizationWindowSeconds": 300}}
    keda = {
        "serverAddress": ADDRESS,
        "triggers": [{"query": "a", "threshold": 1}],
        "advanced": {"restoreToOriginalReplicaCount": True},
    }
    values = presets.values(autoscaling={"decode": {"maxReplicas": 4, "behavior": behavior, "keda": keda}}, decode={})
    assert presets.expand(values, "sim").children["decodeScaledObject"]["spec"]["advanced"] == {
        "horizontalPodAutoscalerConfig": {"behavior": behavior},
        "restoreToOriginalReplicaCount": True,
    }


@pytest.mark.parametrize(
    ("keda", "message"),
    [
        ({"fallback": {"replicas": 1}}, "keda.fallback.failureThreshold: required field is missing"),
        ({"fallback": {"failureThreshold": "3", "replicas": 1}}, "keda.fallback.failureThreshold: expected an integer"),
        ({"advanced": {"horizontalPodAutoscaler": {}}}, 'unknown field; did you mean "horizontalPodAutoscalerConfig"?'),
        ({"idleReplicaCount": 1}, "keda.idleReplicaCount: 1 is not fewer than minReplicas, 1"),
        ({"idleReplicaCount": -1}, "keda.idleReplicaCount: expected a whole number of at least 0"),
        ({"triggers": [{"query": "a", "threshold": 1, "authenticationRef": {}}]}, "authenticationRef.name: required"),
        ({"triggers": [{"query": "a", "threshold": 1, "authMode": "bearer"}]}, 'did you mean "authModes"?'),
        ({"triggers": [{"query": "a", "threshold": 1, "metadata": {"a": True}}]}, "metadata.a: expected text"),
        ({"triggers": [{"type": "cron", "threshold": 1}]}, "threshold: is for a trigger on Prometheus"),
        ({"serverAddress": ""}, "keda.serverAddress: the address of Prometheus is required"),
    ],
)
def test_what_is_wrong_has_its_place(keda: Object, message: str) -> None:
    whole = {"serverAddress": ADDRESS, "triggers": [{"query": "a", "threshold": 1}], **keda}
    with pytest.raises(InputError) as error:
        load_autoscaling({"decode": {"maxReplicas": 4, "keda": whole}}, {})
    assert message in str(error.value)
