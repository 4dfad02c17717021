"""Every way to a model's objects gives those of `generate`, without Helm: its charts are rendered in this process.

A change of the expansion that misses the charts' templates, or the other way round, fails here. The same comparisons
with real Helm, and with more cases, are in tests/e2e/test_agreement.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from msvc_helm.bases import given_bases
from msvc_helm.read import inputs
from msvc_helm.verify.ways import Ways
from msvc_helm.write import dump
from tests import presets
from tests.agreement.cases import (
    CI,
    SAMPLES,
    TOLD,
    all_ways_agree,
    corpus_base,
    features,
    pairs,
    read_pair,
    sample,
    values_files,
    ways_agree,
)
from tests.agreement.charts import OWN, Refused, accepted, base_config, difference, generate
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
    cases = features(base)
    found = {name: chart.difference({**presets.values("hf-private"), **more}) for name, more in cases.items()}
    assert not {name: text for name, text in found.items() if text}


def container(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, **more}


OF_GROUPS: dict[str, tuple[dict[str, Any], str]] = {
    "more nodes": ({"decode": {"nodes": 4, "parallelism": {"tensor": 8, "data": 4}}}, ""),
    "both roles": ({"prefill": {"replicas": 2}, "decode": {"replicas": 0}}, ""),
    "a container of both": (
        {"decode": {"containers": [container("vllm", mountModelVolume=True, args=["{{ .ModelName }}"])]}},
        "",
    ),
    "a container of the leader": ({"decode": {"containers": [container("router", image="i:2")]}}, ""),
    "a new container": ({"decode": {"containers": [container("log", image="i:2")]}}, ""),
    "an init container of the workers": ({"decode": {"initContainers": [container("wait", args=["-v"])]}}, ""),
    "no devices": ({"routing": {"modelName": "no-devices"}, "decode": {"parallelism": {"data": 4}}}, ""),
    "one more accelerator": (
        {"decode": {"acceleratorTypes": {"labelKey": "gpu", "labelValues": ["H100"]}, "replicas": None}},
        "",
    ),
    "resources taken away": (
        {"decode": {"containers": [container("vllm", resources={"limits": {"example.com/gpu": None}})]}},
        "",
    ),
    "many groups": ({"autoscaling": {"decode": {"maxReplicas": 100}}, "decode": {}}, ""),
    "a name too long for its groups": (
        {"fullnameOverride": "a" * 43, "autoscaling": {"decode": {"maxReplicas": 10}}, "decode": {}},
        "autoscaling.decode.maxReplicas: name and highest index",
    ),
    "a name too long": ({"fullnameOverride": "a" * 44, "decode": {}}, "have 53 characters"),
    "a strategy": ({"decode": {"strategy": {"type": "Recreate"}}}, "decode.strategy: is that of a Deployment"),
    "nodes of a StatefulSet": ({"prefill": {"nodes": 2}}, "prefill.nodes: 2 pods that work together need a group"),
    "an uneven group": (
        {"decode": {"parallelism": {"tensor": 3}, "nodes": 2}},
        "3 accelerators cannot be split evenly between 2 pods",
    ),
    "arguments for a shell of the workers": (
        {"decode": {"nodes": 2, "parallelism": {"tensor": 2}, "containers": [container("vllm", args=["-x"])]}},
        "",
    ),
}


@pytest.mark.parametrize("case", OF_GROUPS)
def test_groups_and_stateful_sets(case: str, tmp_path: Path) -> None:
    agrees_or_fails(tmp_path, "groups", *OF_GROUPS[case])


def agrees_or_fails(folder: Path, base: str, more: dict[str, Any], words: str) -> None:
    """The chart gives the same objects as `generate`, or both fail with these words."""
    chart = RenderedChart(0, folder, base_config(base))
    values = {**presets.values("hf-private"), "decode": {}, **more}
    if not words:
        assert not chart.difference(values)
        return
    with pytest.raises(Refused) as refused:
        accepted(values, base_config(base))
    assert words in str(refused.value)
    assert words in chart.template(chart.values(values)).stderr


UNSCALED = "no autoscaler can own the replicas of a DisaggregatedSet: it has no scale subresource"
OF_A_SET: dict[str, tuple[dict[str, Any], str]] = {
    "one role": ({}, ""),
    "both roles": ({"prefill": {"replicas": 2, "nodes": 2, "parallelism": {"tensor": 4}}, "decode": {"nodes": 3}}, ""),
    "no role": ({"decode": None}, ""),
    "a role that it has not": ({"routing": {"modelName": "no-entry"}, "decode": {}}, "containers: required"),
    "a role that is new": (
        {"routing": {"modelName": "no-entry"}, "decode": {"containers": [container("vllm", image="i:1")]}},
        "",
    ),
    "a container of the leader": ({"decode": {"containers": [container("router", image="i:2")]}}, ""),
    "one at zero": ({"decode": {"replicas": 0}}, "roles[1].spec.replicas"),
    "an autoscaler": ({"autoscaling": {"decode": {"maxReplicas": 4}}}, f"autoscaling.decode: {UNSCALED}"),
    "decoupled": ({"decoupleScaling": True}, f"decoupleScaling: {UNSCALED}"),
    "a strategy": ({"decode": {"strategy": {"type": "Recreate"}}}, "decode.strategy: is that of a Deployment"),
    "accelerators that do not come out": (
        {"prefill": {"nodes": 2, "parallelism": {"tensor": 2}, "containers": [container("vllm", image="i:1")]},
         "routing": {"modelName": "no-devices"}},
        "",
    ),
    "another sum": (
        {"prefill": {"nodes": 2, "parallelism": {"tensor": 4}, "containers": [
            container("vllm", resources={"limits": {"example.com/gpu": 8}})]}},
        "example.com/gpu in the limits of disaggregatedSet must be 2",
    ),
    "a long name": ({"fullnameOverride": "a" * 33}, ""),
    "a name too long": ({"fullnameOverride": "a" * 34}, "have 53 characters"),
}  # fmt: skip


@pytest.mark.parametrize("case", OF_A_SET)
def test_a_disaggregated_set(case: str, tmp_path: Path) -> None:
    agrees_or_fails(tmp_path, "set", *OF_A_SET[case])


@pytest.mark.parametrize(
    ("name", "more"),
    [("groups", {"decodeDeployment": "spec: {}"}), ("set", {"decodeLeaderWorkerSet": "spec: {}"})],
)
def test_two_workloads_of_one_role(name: str, more: dict[str, str], tmp_path: Path) -> None:
    own = base_config(name).base()
    texts = {**own.texts, **more}
    config = {"kind": "ConfigMap", "metadata": {"name": "b"}, "data": texts}
    (tmp_path / "base.yaml").write_text(dump(config), encoding="utf-8")
    (base,) = given_bases(inputs([str(tmp_path / "base.yaml")]))
    values = {**presets.values("hf-private"), "decode": {}}
    with pytest.raises(Refused) as refused:
        accepted(values, base)
    chart = RenderedChart(0, tmp_path, base)
    for told in (str(refused.value), chart.template(chart.values(values)).stderr):
        assert ": a role has one workload" in told
        assert ("decode has decodeDeployment as well" if name == "groups" else "has decodeLeaderWorkerSet as") in told


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


GPUS = "example.com/gpu"
H100, L40S = ({"labelKey": "gpu", "labelValues": [name]} for name in ("H100", "L40S"))
QUEUE = {"type": "External", "external": {"metric": {"name": "q"}, "target": {"type": "Value", "value": 5}}}
CPU = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}
ON_METRICS = {"serverAddress": "http://p", "triggers": [{"metric": "vllm:num_requests_waiting", "threshold": 5}]}
ON_CPU = {"serverAddress": "http://p", "triggers": [{"type": "cpu", "metadata": {"value": "80"}}]}
ROLE: dict[str, Any] = {
    "replicas": 3,
    "acceleratorTypes": H100,
    "labels": {"team": "a"},
    "tolerations": [{"key": "a", "operator": "Exists"}],
    "containers": [
        container("vllm", args=["--role"], env=[{"name": "A", "value": "1"}],
                  resources={"limits": {"memory": None, "cpu": 2}, "requests": {"cpu": None}}),
    ],
}  # fmt: skip
CANARY: dict[str, Any] = {"name": "canary", "containers": [container("vllm", image="i:2", args=["v={{ .Variant }}"])]}
SMALL: dict[str, Any] = {
    "name": "small",
    "replicas": None,
    "acceleratorTypes": L40S,
    "parallelism": {"tensor": 4},
    "labels": {"team": "b"},
    "tolerations": [{"key": "b", "operator": "Exists"}],
    "containers": [
        container("vllm", resources={"limits": {"memory": "1Gi", "cpu": None}}),
        container("more", image="i"),
    ],
    "initContainers": [container("side", image="i", restartPolicy="Always")],
}


def varied(*variants: Any, **more: Any) -> dict[str, Any]:
    return {"decode": {**ROLE, **more, "variants": list(variants)}}


OF_VARIANTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "two": ("split", varied(CANARY, SMALL), ""),
    "none": ("split", varied(), ""),
    "of both roles": ("gpu-pd", {**varied(CANARY), "prefill": {"variants": [{"name": "b", "replicas": 0}]}}, ""),
    "of groups": ("groups", varied(CANARY, {"name": "wide", "nodes": 3}), ""),
    "of a stateful set": ("groups", {"prefill": {"variants": [{"name": "b"}]}}, ""),
    "of an account": ("owners", varied(CANARY, SMALL), ""),
    "a long name": ("split", {**varied(CANARY), "fullnameOverride": "a" * 53}, ""),
    "decoupled": ("split", {**varied(CANARY), "decoupleScaling": True}, ""),
    "queries": (
        "split", {**varied(CANARY, SMALL), "autoscaling": {"decode": {"maxReplicas": 4, "keda": ON_METRICS}}}, ""
    ),
    "metrics of others": (
        "split", {**varied(CANARY), "autoscaling": {"decode": {"maxReplicas": 4, "metrics": [QUEUE]}}}, ""
    ),
    "metrics of pods": (
        "split",
        {**varied(CANARY), "autoscaling": {"decode": {"maxReplicas": 4, "metrics": [QUEUE, CPU]}}},
        "would count the variants' pods as its own",
    ),
    "metrics of nothing": (
        "split", {**varied(CANARY), "autoscaling": {"decode": {"maxReplicas": 4}}}, "would count the variants' pods"
    ),
    "metrics of pods by KEDA": (
        "split", {**varied(CANARY), "autoscaling": {"decode": {"maxReplicas": 4, "keda": ON_CPU}}}, "would count the"
    ),
    "metrics of groups": ("groups", {**varied(CANARY), "autoscaling": {"decode": {"maxReplicas": 4}}}, ""),
    "of a set": ("set", {"decode": {"variants": [CANARY]}}, "decode.variants: the roles of a DisaggregatedSet have no"),
    "the same name": ("split", varied(CANARY, CANARY), "decode.variants"),
    "a container twice": (
        "split", varied({"name": "b", "containers": [container("a"), container("a")]}), "decode.variants[0].containers"
    ),
    "nodes of a Deployment": (
        "split", varied({"name": "b", "nodes": 2}), "decode.variants[0].nodes: 2 pods that work together need a group"
    ),
    "a sum": (
        "split",
        varied({"name": "b", "nodes": 3, "parallelism": {"data": 16}}),
        "decode.variants[0].parallelism.data: data / nodes = 16 / 3",
    ),
    "a limit": (
        "split",
        varied(CANARY, {"name": "b", "parallelism": {"data": 8}, "containers": [
            container("vllm", resources={"limits": {GPUS: 4}})]}),
        "decode.variants[1].parallelism: tensor",
    ),
    "what selects": ("split", varied({"name": "b", "labels": {"llm-d.ai/variant": "c"}}), 'is "b" here'),
}  # fmt: skip


@pytest.mark.parametrize("case", OF_VARIANTS)
def test_variants(case: str, tmp_path: Path) -> None:
    agrees_or_fails(tmp_path, *OF_VARIANTS[case])


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


POD: Any = {"spec": {"containers": [{"name": "a", "image": "i:1"}]}}
CLAIM: Any = {
    "metadata": {"name": "c"},
    "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
}
MOUNTS: Any = {
    "spec": {"containers": [{"name": "a", "image": "i:1", "volumeMounts": [{"name": "c", "mountPath": "/c"}]}]}
}


def group(name: str = "g", replicas: int | None = None, rolling: Any = None, **template: Any) -> Any:
    rollout = {"rolloutStrategy": {"rollingUpdateConfiguration": rolling}} if rolling else {}
    number = {} if replicas is None else {"replicas": replicas}
    spec = {**number, **rollout, "leaderWorkerTemplate": {"workerTemplate": POD, **template}}
    return {"kind": "LeaderWorkerSet", "metadata": {"name": name}, "spec": spec}


def stateful(name: str = "s", **spec: Any) -> Any:
    labels = {"app": "s"}
    template = {"metadata": {"labels": labels}, **POD}
    return {
        "kind": "StatefulSet",
        "metadata": {"name": name},
        "spec": {"selector": {"matchLabels": labels}, "template": template, **spec},
    }


def both(name: str = "d", **replicas: int) -> Any:
    roles = [{"name": role, "spec": {**group()["spec"], "replicas": n}} for role, n in replicas.items()]
    return {"kind": "DisaggregatedSet", "metadata": {"name": name}, "spec": {"roles": roles}}


LONG = "a" * 50
GROUPS: dict[str, Any] = {
    "a group": group(size=4, subGroupPolicy={"subGroupSize": 3}, leaderTemplate=POD),
    "a long name": group(LONG),
    "a longer name": group(LONG + "a"),
    "a long name of ten groups": group(LONG, 10),
    "a long name of eleven groups": group(LONG, 11),
    "a long name that surges": group(LONG, 10, {"maxSurge": 1}),
    "a long name that surges by percent": group(LONG, 10, {"maxSurge": "5%"}),
    "a long name at zero": group(LONG, 0),
    "a name with a digit first": group("1a"),
    "no rollout": group(rolling={"maxSurge": 0, "maxUnavailable": 0}),
    "no rollout by default": group(rolling={"maxUnavailable": "0%"}),
    "an uneven subgroup": group(size=4, subGroupPolicy={"subGroupSize": 5}),
    "no leader in the subgroups": group(
        size=4, subGroupPolicy={"subGroupSize": 2, "subGroupPolicyType": "LeaderExcluded"}
    ),
    "a subgroup of nothing": group(subGroupPolicy={"subGroupPolicyType": "LeaderWorker"}),
    "no size": group(size=0),
    "a mount of a claim": group(workerTemplate=MOUNTS, volumeClaimTemplates=[CLAIM]),
    "a mount of nothing": group(workerTemplate=MOUNTS),
    "a leader's mount of nothing": group(leaderTemplate=MOUNTS),
    "a stateful set": stateful(podManagementPolicy="Parallel", updateStrategy={"type": "OnDelete"}),
    "a stateful set of a long name": stateful("s" * 52),
    "a stateful set of a longer name": stateful("s" * 53),
    "other pods": stateful(selector={"matchLabels": {"app": "t"}}),
    "an unknown policy": stateful(podManagementPolicy="Serial"),
    "both roles": both(prefill=1, decode=2),
    "both roles at zero": both(prefill=0, decode=0),
    "one role at zero": both(prefill=0, decode=2),
    "a long name of both": both("d" * 35, prefill=1, decode=1),
    "one role": both(decode=1),
}
API = {"StatefulSet": "apps/v1", "DisaggregatedSet": "disaggregatedset.x-k8s.io/v1"}


def test_groups_among_the_further_objects_get_one_verdict(tmp_path: Path) -> None:
    """A generated chart rejects what `generate` rejects, in the same words."""
    for number, (name, obj) in enumerate(GROUPS.items()):
        obj = {"apiVersion": API.get(obj["kind"], "leaderworkerset.x-k8s.io/v1"), **obj}
        config = {"kind": "ConfigMap", "metadata": {"name": "b"}, "data": {"extraObjects": dump([obj])}}
        (tmp_path / "base.yaml").write_text(dump(config), encoding="utf-8")
        (base,) = given_bases(inputs([str(tmp_path / "base.yaml")]))
        folder = tmp_path / str(number)
        folder.mkdir()
        chart = RenderedChart(0, folder, base)
        values = {**presets.values("hf-private"), "decode": None}
        values["routing"] = {"modelName": "m"}
        try:
            accepted(values, base)
        except Refused as refused:
            told = chart.template(chart.values(values)).stderr
            for problem in refused.problems:
                assert f"{problem.path.partition(': ')[2] or problem.path}: {problem.message}" in told, (name, told)
        else:
            assert not chart.difference(values), name
