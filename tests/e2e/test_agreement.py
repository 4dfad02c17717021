"""The objects of a generated chart are those of `generate`: the parity corpus, the presets and the samples."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from msvc_helm import goyaml
from msvc_helm.asked import Asked
from msvc_helm.bases import given_bases
from msvc_helm.errors import InputError
from msvc_helm.programs import Helm
from msvc_helm.read import inputs
from msvc_helm.resources.context import Options
from msvc_helm.verify.models import Read, read
from msvc_helm.verify.ways import Ways
from tests import presets
from tests.agreement.charts import OWN, Chart, base_config, difference
from tests.conftest import REPO
from tests.e2e import build
from tests.e2e.helm import MAJORS
from tests.test_parity import CORPUS, OPTIONS, PAIRS

Object = dict[str, Any]
TOLD = OPTIONS._replace(namespace="default")
SAMPLES = sorted(path.parent.name for path in REPO.glob("samples/*/baseconfig.yaml"))
CI = sorted(path.name for path in REPO.glob("charts/modelservice/ci/*-values.yaml"))
GATEWAY = {"name": "gateway", "namespace": "infra"}
KEDA = {
    "serverAddress": "http://prometheus:9090",
    "triggers": [{"metric": "vllm:num_requests_waiting", "threshold": 5}],
}
MORE: dict[str, Object] = {
    "gateway": {"routing": {"modelName": "opt", "gatewayRefs": [GATEWAY, {"name": "other", "port": 80}]}},
    "ports": {"routing": {"modelName": "opt", "ports": [{"name": "http", "port": 9000}]}},
    "no-label": {"routing": {"modelName": "___"}},
    "long-model": {"routing": {"modelName": "org/" + "m" * 90}},
    "hpa": {"autoscaling": {"decode": {"minReplicas": 1, "maxReplicas": 4}}, "decode": {}},
    "keda": {"autoscaling": {"decode": {"minReplicas": 0, "maxReplicas": 4, "keda": KEDA}}, "decode": {}},
    "old-api": {"gie": "v1alpha2"},
    "access": {"rbac": {"eppClusterRole": "epp"}, "eppPullSecrets": ["a"], "pdPullSecrets": ["b", "c"]},
    "objective": {"gie": "v1", "inferenceObjective": True},
    "metadata": {"labels": {"team": "ml"}, "annotations": {"note": "a\nb\n", "number": "1"}},
    "name": {"nameOverride": "second"},
    "full-name": {"fullnameOverride": "dots.and-a-name-with-more-characters-than-a-label-may-have-by-far"},
    "null-replicas": {"decode": {"replicas": None}},
    "zero-replicas": {"decode": {"replicas": 0}},
    "decoupled": {"decoupleScaling": True},
    "accelerators": {"decode": {"acceleratorTypes": {"labelKey": "gpu", "labelValues": ["A100", "H100"]}}},
    "picker": {"endpointPicker": {"replicas": 2, "containers": [{"name": "epp", "args": ["-v", "4"]}]}},
    "tensor": {"decode": {"parallelism": {"tensor": 8}}},
    "arguments": {"decode": {"containers": [{"name": "vllm", "args": ["--name={{ .ModelName }}"]}]}},
}  # fmt: skip
both_helms = pytest.mark.parametrize("major", MAJORS, ids=lambda major: f"helm{major}")


def pairs(outcome: str) -> dict[str, list[str]]:
    """The ModelServices of the corpus by base config."""
    out: dict[str, list[str]] = {}
    for pair in PAIRS:
        if pair["outcome"] == outcome:
            out.setdefault(pair["baseconfig"], []).append(pair["modelservice"])
    return out


@cache
def read_pair(service: str, base: str) -> Read:
    files = inputs([str(CORPUS / "modelservices" / service)])
    return read(Asked(files, [], "", given_bases(inputs([str(CORPUS / "baseconfigs" / base)]))), TOLD)


@pytest.mark.parity
@both_helms
@pytest.mark.parametrize("base", pairs("ok"))
def test_every_pair_of_the_corpus(base: str, major: int, tmp_path: Path) -> None:
    """Those that the API server rejects, too: most of them lack an image."""
    chart = Chart(major, tmp_path, given_bases(inputs([str(CORPUS / "baseconfigs" / base)]))[0], validates=False)
    found = {}
    for service in pairs("ok")[base]:
        (model,) = read_pair(service, base).models
        result = chart.template(chart.values(model.values.decode()), namespace=model.namespace)
        found[service] = difference(model.objects, result)
    assert not {service: text for service, text in found.items() if text}


@pytest.mark.parity
@both_helms
@pytest.mark.parametrize("base", pairs("error"))
def test_what_is_refused_is_refused_by_the_chart(base: str, major: int, tmp_path: Path) -> None:
    """When it is generated, or when it is rendered."""
    try:
        chart = Chart(major, tmp_path, given_bases(inputs([str(CORPUS / "baseconfigs" / base)]))[0])
    except InputError:
        return
    taken = []
    for service in pairs("error")[base]:
        values = as_values((CORPUS / "modelservices" / service).read_bytes())
        if values is not None and chart.template(chart.values(values)).ok:
            taken.append(service)
    assert not taken


def as_values(text: bytes) -> Object | None:
    """The spec of what may be no valid ModelService as values; None where it is no map."""
    node = goyaml.parse(text)
    service: Any = goyaml.plain(node) if node is not None else None
    spec = service.get("spec") if isinstance(service, dict) else None
    if not isinstance(spec, dict):
        return None
    told = {"gie": TOLD.gie, "rbac": {"eppClusterRole": TOLD.epp_cluster_role}}
    return {**spec, **told, "fullnameOverride": service["metadata"]["name"]}


@both_helms
@pytest.mark.parametrize("preset", presets.PRESETS)
def test_every_preset_with_every_source(preset: str, major: int, tmp_path: Path) -> None:
    chart = Chart(major, tmp_path, base_config(preset))
    found = {case: chart.difference(presets.values(*case[1:])) for case in presets.CASES if case[0] == preset}
    assert not {case: text for case, text in found.items() if text}
    assert found


@both_helms
@pytest.mark.parametrize("base", [*presets.PRESETS, *OWN])
def test_every_feature(base: str, major: int, tmp_path: Path) -> None:
    chart = Chart(major, tmp_path, base_config(base), validates=False)
    found = {name: chart.difference({**presets.values("hf-private"), **more}) for name, more in MORE.items()}
    assert not {name: text for name, text in found.items() if text}


@both_helms
@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sample_all_ways(sample: str, major: int, tmp_path: Path) -> None:
    folder = REPO / "samples" / sample
    bases = given_bases(inputs([str(folder / "baseconfig.yaml")]))
    services = [str(path) for path in (folder / "modelservice.yaml",) if path.exists()]
    values = [str(path) for path in sorted(folder.glob("values*.yaml"))]
    assert services or values
    all_ways_agree(Asked(inputs(services), inputs(values), "", bases), major, tmp_path)


@both_helms
@pytest.mark.parametrize("values", CI)
def test_the_charts_own_examples_all_ways(values: str, major: int, tmp_path: Path) -> None:
    path = REPO / "charts" / "modelservice" / "ci" / values
    all_ways_agree(Asked([], inputs([str(path)]), "", ()), major, tmp_path)


def all_ways_agree(asked: Asked, major: int, folder: Path) -> None:
    options = Options(namespace="models", epp_cluster_role="epp")
    found = read(asked, options)
    assert not found.problems
    ways = Ways([Helm(str(build.binary(f"helm{major}")), str(folder))], options, str(folder))
    outcomes = [outcome for model in found.models for outcome in ways.outcomes(model)]
    assert all(outcome.agrees for outcome in outcomes), json.dumps([str(outcome) for outcome in outcomes], indent=1)
    assert len(outcomes) == 3 * len(found.models) > 0
