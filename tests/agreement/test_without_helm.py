"""Every way to a model's objects gives those of `generate`, without Helm: its charts are rendered in this process.

A change of the expansion that misses the charts' templates, or the other way round, fails here. The same comparisons
with real Helm, and with more cases, are in tests/e2e/test_agreement.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from msvc_helm.verify.ways import Ways
from tests import presets
from tests.agreement.cases import (
    CI,
    MORE,
    SAMPLES,
    TOLD,
    all_ways_agree,
    corpus_base,
    pairs,
    read_pair,
    sample,
    values_files,
    ways_agree,
)
from tests.agreement.charts import OWN, Refused, base_config, difference, generate
from tests.agreement.in_process import Engine, RenderedChart
from tests.conftest import REPO
from tests.test_parity import PAIRS

ENGINE = Engine()


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_all_ways(name: str, tmp_path: Path) -> None:
    all_ways_agree(sample(name), [ENGINE], tmp_path)


@pytest.mark.parametrize("values", CI)
def test_the_charts_own_examples_all_ways(values: str, tmp_path: Path) -> None:
    all_ways_agree(values_files(REPO / "charts" / "modelservice" / "ci" / values), [ENGINE], tmp_path)


@pytest.mark.parametrize("values", sorted(REPO.glob("samples/*/values.yaml")), ids=lambda path: path.parent.name)
def test_samples_of_values_all_ways(values: Path, tmp_path: Path) -> None:
    all_ways_agree(values_files(values), [ENGINE], tmp_path)


@pytest.mark.parametrize("base", ["gpu-pd", *OWN])
def test_every_feature(base: str, tmp_path: Path) -> None:
    chart = RenderedChart(0, tmp_path, base_config(base), validates=False)
    found = {name: chart.difference({**presets.values("hf-private"), **more}) for name, more in MORE.items()}
    assert not {name: text for name, text in found.items() if text}


SPLITS: dict[str, tuple[Any, str]] = {
    "nothing said": ({}, ""),
    "one node": ({"nodes": 1}, ""),
    "tensor only": ({"parallelism": {"tensor": 8}}, ""),
    "all of it": (
        {"nodes": 1, "parallelism": {"tensor": 2, "pipeline": 2, "data": 4, "dataLocal": 4, "expert": True}},
        "",
    ),
    "data in one pod": ({"parallelism": {"data": 8, "expert": False}}, ""),
    "no tensor": ({"parallelism": {"tensor": None, "data": 2}}, ""),
    "tensor of nothing": ({"parallelism": {"tensor": 0, "pipeline": 3}}, ""),
    "nodes": ({"nodes": 2}, "decode.nodes: 2 pods that work together need a group"),
    "nodes by data": ({"parallelism": {"data": 4, "dataLocal": 2}}, "decode.parallelism: 2 pods that work together"),
    "half a copy": ({"parallelism": {"data": 4, "dataLocal": 3}}, "data / dataLocal = 4 / 3 is not a whole number"),
    "copies that are not there": ({"parallelism": {"dataLocal": 8}}, "data / dataLocal = 1 / 8 is not"),
    "another sum": (
        {"nodes": 2, "parallelism": {"data": 16, "dataLocal": 4}},
        "nodes × dataLocal = 2 × 4 = 8, and data is 16",
    ),
    "an uneven node": ({"nodes": 3, "parallelism": {"data": 16}}, "data / nodes = 16 / 3 is not a whole number"),
    "an uneven sum": (
        {"nodes": 3, "parallelism": {"tensor": 4, "pipeline": 2}},
        "decode.nodes: tensor × pipeline × data = 4 × 2 × 1 = 8 accelerators cannot be split evenly between 3 pods",
    ),
    "a limit of its own": (
        {
            "parallelism": {"data": 8},
            "containers": [{"name": "vllm", "resources": {"limits": {"example.com/gpu": "4"}}}],
        },
        "= 1 × 1 × 8 = 8 accelerators, 8 for each of 1 pods, and a pod asks for 4",
    ),
}


@pytest.mark.parametrize("model", ["acme/model", "cpu"])
def test_every_split(model: str, tmp_path: Path) -> None:
    """Also what does not come out: with the same words."""
    chart = RenderedChart(0, tmp_path, base_config("split"), validates=False)
    for name, (section, words) in SPLITS.items():
        values = {**presets.values("hf-private"), "decode": section, "routing": {"modelName": model}}
        if not words:
            assert not chart.difference(values), name
        elif not (model == "cpu" and "a pod asks for" in words):
            with pytest.raises(Refused) as refused:
                generate(values, base_config("split"))
            assert words in str(refused.value), name
            assert words in chart.template(chart.values(values)).stderr, name


def test_a_generated_chart_refuses_variants(tmp_path: Path) -> None:
    chart = RenderedChart(0, tmp_path, base_config("split"), validates=False)
    values = {**presets.values("hf-private"), "decode": {"variants": [{"name": "canary"}]}}
    assert "decode.variants: a generated chart cannot make variants" in chart.template(chart.values(values)).stderr
    assert not chart.difference({**values, "decode": {"variants": []}})


@pytest.mark.parametrize("preset", ["gpu", "sim-pd"])
def test_every_source(preset: str, tmp_path: Path) -> None:
    chart = RenderedChart(0, tmp_path, base_config(preset))
    found = {case: chart.difference(presets.values(*case[1:])) for case in presets.CASES if case[0] == preset}
    assert not {case: text for case, text in found.items() if text}


def some_pairs() -> dict[str, list[str]]:
    """Those of the corpus; of base configs with many ModelServices every third one, each time others."""
    out = {}
    for number, (base, services) in enumerate(pairs("ok").items()):
        step = 3 if len(services) > 9 else 1
        out[base] = services[number % step :: step]
    return out


@pytest.mark.parity
@pytest.mark.skipif(not PAIRS, reason="../shared is not here")
@pytest.mark.parametrize(("base", "services"), some_pairs().items(), ids=some_pairs())
def test_pairs_of_the_corpus(base: str, services: list[str], tmp_path: Path) -> None:
    """Those that Kubernetes rejects, too, most of which lack an image: only a chart that does not check gives them."""
    unchecked = RenderedChart(0, tmp_path, corpus_base(base), validates=False)
    ways = Ways([ENGINE], TOLD, str(tmp_path))
    found = {}
    for service in services:
        (model,) = (done := read_pair(service, base)).models
        if done.problems:
            result = unchecked.template(unchecked.values(model.values.decode()), namespace=model.namespace)
            found[service] = difference(model.objects, result)
        else:
            ways_agree([model], ways)
    assert not {service: text for service, text in found.items() if text}
