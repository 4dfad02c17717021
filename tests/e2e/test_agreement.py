"""The objects of a generated chart are those of `generate`: the parity corpus, the presets and the samples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from msvc_helm import goyaml
from msvc_helm.errors import InputError
from msvc_helm.programs import Helm
from tests import presets
from tests.agreement.cases import (
    CI,
    SAMPLES,
    TOLD,
    Object,
    all_ways_agree,
    corpus_base,
    features,
    pairs,
    read_pair,
    sample,
    values_files,
)
from tests.agreement.charts import OWN, Chart, base_config, difference
from tests.conftest import REPO
from tests.e2e import build
from tests.e2e.helm import MAJORS
from tests.test_parity import CORPUS

both_helms = pytest.mark.parametrize("major", MAJORS, ids=lambda major: f"helm{major}")


@pytest.mark.parity
@both_helms
@pytest.mark.parametrize("base", pairs("ok"))
def test_every_pair_of_the_corpus(base: str, major: int, tmp_path: Path) -> None:
    """Those that the API server rejects, too: most of them lack an image."""
    chart = Chart(major, tmp_path, corpus_base(base), validates=False)
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
        chart = Chart(major, tmp_path, corpus_base(base))
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
    found = {name: chart.difference({**presets.values("hf-private"), **more}) for name, more in features(base).items()}
    assert not {name: text for name, text in found.items() if text}


@both_helms
@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_all_ways(name: str, major: int, tmp_path: Path) -> None:
    all_ways_agree(sample(name), helms(major, tmp_path), tmp_path)


@both_helms
@pytest.mark.parametrize("values", CI)
def test_the_charts_own_examples_all_ways(values: str, major: int, tmp_path: Path) -> None:
    path = REPO / "charts" / "modelservice" / "ci" / values
    all_ways_agree(values_files(path), helms(major, tmp_path), tmp_path)


def helms(major: int, folder: Path) -> list[Helm]:
    return [Helm(str(build.binary(f"helm{major}")), str(folder))]
