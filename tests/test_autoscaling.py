"""`autoscaling` in a ModelService: the same words as in values, the same objects, the same verdicts."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft7Validator

from msvc_helm.api import load
from msvc_helm.bases import Bases
from msvc_helm.carrier import unpack
from msvc_helm.convert import convert
from msvc_helm.excerpt import SourceText
from msvc_helm.expand import objects
from msvc_helm.goyaml import parse
from msvc_helm.pipeline import Expanded, expand_document, expand_request
from msvc_helm.presets import candidate
from msvc_helm.read import Document, ValuesDocument
from msvc_helm.resources.children import APPLY_ORDER
from msvc_helm.resources.context import Options
from msvc_helm.schema import read_crd, values_schema
from tests.presets import values
from tests.rows import every

Object = dict[str, Any]
OPTIONS = Options(namespace="models")
CPU = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}
QUEUE = {
    "type": "External",
    "external": {"metric": {"name": "q"}, "target": {"type": "AverageValue", "averageValue": 5}},
}
SLOWLY = {
    "scaleDown": {"stabilizationWindowSeconds": 600, "policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}]}
}
KEDA = {"serverAddress": "http://p:9090", "triggers": [{"metric": "vllm:num_requests_waiting", "threshold": 0.5}]}
SCALED: dict[str, Object] = {
    "bounds": {"maxReplicas": 4},
    "metrics and behaviour": {"minReplicas": 2, "maxReplicas": 4, "metrics": [CPU, QUEUE], "behavior": SLOWLY},
    "to zero": {"minReplicas": 0, "maxReplicas": 4, "keda": KEDA, "behavior": SLOWLY},
    "nulls": {"minReplicas": None, "maxReplicas": 4, "metrics": [{**CPU, "pods": None}], "keda": None},
}


def spec(scaling: Any) -> Object:
    return {**values(), "decode": {}, "autoscaling": {"decode": scaling}}


def expanded(document: Document) -> Expanded:
    return expand_document(document, Bases((candidate("sim"),)), OPTIONS)


def of_service(scaling: Any) -> Expanded:
    """What becomes of a ModelService."""
    return expanded(service(scaling))


def service(scaling: Any) -> Document:
    metadata = {"name": "m", "namespace": "models"}
    whole = {"apiVersion": "llm-d.ai/v1alpha1", "kind": "ModelService", "metadata": metadata, "spec": spec(scaling)}
    return Document("cr.yaml", 1, 1, json.dumps(whole, indent=1).encode())


def of_values(scaling: Any) -> Expanded:
    """What becomes of values."""
    return expanded(ValuesDocument(Document("values.yaml", 1, 1, json.dumps(spec(scaling)).encode()), "m"))


def made(done: Expanded) -> list[Object]:
    assert not done.problems
    (only,) = done.expansions
    assert not only.refused
    return list(objects(only.children, APPLY_ORDER))


@pytest.mark.parametrize("scaling", SCALED.values(), ids=SCALED)
def test_a_modelservice_says_what_values_say(scaling: Object) -> None:
    found = made(of_service(scaling))
    assert found == made(of_values(scaling))
    (scaler,) = (each for each in found if each["kind"] in ("HorizontalPodAutoscaler", "ScaledObject"))
    assert scaler["kind"] == ("ScaledObject" if scaling.get("keda") else "HorizontalPodAutoscaler")
    (workload,) = (each for each in found if each["metadata"]["name"] == scaler["spec"]["scaleTargetRef"]["name"]
                   and each is not scaler)  # fmt: skip
    assert "replicas" not in workload["spec"]
    by_schema().validate(spec(scaling))


@pytest.mark.parametrize("scaling", SCALED.values(), ids=SCALED)
def test_converted_values_make_the_same(scaling: Object) -> None:
    document = service(scaling)
    node = parse(document.raw)
    assert node is not None
    text = convert(load(node), SourceText(document), OPTIONS).text
    assert made(expanded(ValuesDocument(Document("values.yaml", 1, 1, text.encode()), "m"))) == made(
        of_service(scaling)
    )


def put(at: list[Any], value: Any) -> Object:
    """The metrics and behaviour of SCALED with another value at a path."""
    out = copy.deepcopy(SCALED["metrics and behaviour"])
    holder: Any = out
    for key in at[:-1]:
        holder = holder[key]
    holder[at[-1]] = value
    return out


WRONG: dict[str, tuple[Any, str]] = {
    "a field of the metrics": (
        put(["metrics", 0, "resource", "target", "averageUtilisation"], 8),
        'decode.metrics[0].resource.target.averageUtilisation: unknown field; did you mean "averageUtilization"?',
    ),
    "a field of the behaviour": (
        put(["behavior", "scaleDown", "policys"], []),
        'decode.behavior.scaleDown.policys: unknown field; did you mean "policies"?',
    ),
    "a type": (
        put(["metrics", 0, "resource", "target", "averageUtilization"], "80"),
        "decode.metrics[0].resource.target.averageUtilization: expected an",
    ),
    "what is missing": (put(["metrics", 0], {"resource": {}}), "decode.metrics[0].type: required field is missing"),
    "a field": (put(["maxReplica"], 3), 'decode.maxReplica: unknown field; did you mean "maxReplicas"?'),
    "the way round": (put(["minReplicas"], 9), "decode.minReplicas: 9 is more than maxReplicas, 4"),
    "a field of KEDA": (
        {"maxReplicas": 4, "keda": {**KEDA, "fallbak": {}}},
        'decode.keda.fallbak: unknown field; did you mean "fallback"?',
    ),
    "zero without KEDA": ({"minReplicas": 0, "maxReplicas": 4}, "decode.minReplicas: expected a whole number of at"),
}


@pytest.mark.parametrize(("scaling", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_so_in_both(scaling: Any, message: str) -> None:
    told = [str(problem) for problem in of_service(scaling).problems]
    assert any(f"spec.autoscaling.{message}" in each for each in told)
    assert all(each.startswith("cr.yaml:") and each.split(":")[1].isdigit() for each in told)
    told = [str(problem) for problem in of_values(scaling).problems]
    assert any(f" autoscaling.{message}" in each for each in told)


@every([name for name in WRONG if name not in ("the way round", "zero without KEDA")])
def test_helm_refuses_it_by_the_schema_of_both_charts(name: str) -> None:
    assert not by_schema().is_valid(spec(WRONG[name][0]))


@cache
def by_schema() -> Draft7Validator:
    """The judge that Helm has."""
    return Draft7Validator(values_schema(read_crd()))


def test_the_carrier_of_an_older_chart_has_it_next_to_the_spec() -> None:
    whole = json.loads(service(SCALED["bounds"]).raw)
    scaling = whole["spec"].pop("autoscaling")
    node = parse(json.dumps({"modelService": whole, "autoscaling": scaling}))
    assert node is not None
    request = unpack(node, OPTIONS, source="carrier", document=1)
    found = expand_request(request, Bases((candidate("sim"),)), lambda _: None)
    assert list(objects(found.children, APPLY_ORDER)) == made(of_service(SCALED["bounds"]))
