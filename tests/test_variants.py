"""Variants of a role: further groups of pods beside its own, which stays as it is.

What shares a selector and what would be counted twice was seen on a real API server (`../shared/workloads.md`).
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.test_workloads import GROUP, POD, ROLE, SERVER, SET, STATEFUL, made, problems

ARGS = ["--tp={{ .DecodeTensorParallelism }}", "--as={{ .Variant }}", "--of={{ .DecodeDeploymentName }}"]
DEPLOYMENT = {"spec": {"template": {"spec": {"containers": [{**SERVER, "args": ARGS}]}}}}
BASE: dict[str, Any] = {
    "decodeDeployment": DEPLOYMENT,
    "decodeService": {"spec": {"ports": [{"port": 8000}]}},
    "inferencePool": {"spec": {"targetPortNumber": 8000, "extensionRef": {"portNumber": 9002}}},
}
H100, L40S = ({"labelKey": "gpu", "labelValues": [name]} for name in ("H100", "L40S"))
OWN: dict[str, Any] = {
    "replicas": 3,
    "parallelism": {"tensor": 2},
    "acceleratorTypes": H100,
    "containers": [{"name": "vllm", "args": ["--own"], "env": [{"name": "A", "value": "1"}]}],
}
CANARY = {"name": "canary", "containers": [{"name": "vllm", "image": "registry.example.com/vllm:2"}]}
SMALL = {"name": "small", "replicas": 2, "acceleratorTypes": L40S, "parallelism": {"tensor": 4}}


def decode(*variants: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The section of a role with variants."""
    return {**OWN, **more, "variants": list(variants)}


def test_the_own_group_and_all_else_stay_as_they_are() -> None:
    before, after = made(BASE, decode=OWN), made(BASE, decode=decode(CANARY, SMALL))
    assert after.refused == []
    variants = after.children.pop("decodeVariants")
    assert after.children == before.children
    assert [each["metadata"]["name"] for each in variants] == ["acme-decode-canary", "acme-decode-small"]


def test_a_variant_has_the_roles_fields_and_its_own_over_them() -> None:
    canary, small = made(BASE, decode=decode(CANARY, SMALL)).children["decodeVariants"]
    for each, name, replicas in ((canary, "canary", 1), (small, "small", 2)):
        labels = {**ROLE, "llm-d.ai/variant": name}
        assert each["kind"] == "Deployment"
        assert each["spec"]["replicas"] == replicas
        assert each["spec"]["selector"] == {"matchLabels": labels}
        assert each["spec"]["template"]["metadata"]["labels"] == labels
        assert each["spec"]["template"]["spec"]["serviceAccountName"] == "acme-sa"
    images = [each["spec"]["template"]["spec"]["containers"][0]["image"][-1] for each in (canary, small)]
    assert images == ["2", "1"]
    for each, tensor, name, gpu in ((canary, 2, "canary", "H100"), (small, 4, "small", "L40S")):
        pod = each["spec"]["template"]["spec"]
        assert pod["containers"][0]["args"] == ["--own", f"--tp={tensor}", f"--as={name}", "--of=acme-decode"]
        assert pod["containers"][0]["env"] == [{"name": "A", "value": "1"}]
        (term,) = pod["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
        assert [each["values"] for each in term["matchExpressions"]] == [[gpu]]


@pytest.mark.parametrize("base", [GROUP, STATEFUL], ids=["LeaderWorkerSet", "StatefulSet"])
def test_a_variant_is_of_the_roles_kind(base: dict[str, Any]) -> None:
    kind = "LeaderWorkerSet" if base is GROUP else "StatefulSet"
    found = made({f"decode{kind}": base}, decode={"variants": [{"name": "b"}]})
    assert found.refused == []
    (variant,) = found.children["decodeVariants"]
    assert (variant["kind"], variant["metadata"]["name"]) == (kind, "acme-decode-b")


def test_services_and_the_pool_select_the_variants_too() -> None:
    children = made(BASE, decode=decode(CANARY)).children
    labels = children["decodeVariants"][0]["spec"]["template"]["metadata"]["labels"]
    for selector in (
        children["decodeService"]["spec"]["selector"],
        children["inferencePool"]["spec"]["selector"]["matchLabels"],
    ):
        assert selector.items() <= labels.items()


def test_a_number_that_an_autoscaler_owns_is_the_roles_not_a_variants() -> None:
    children = made(BASE, decode=decode(SMALL, replicas=None), decoupleScaling=True).children
    assert "replicas" not in children["decodeDeployment"]["spec"]
    assert children["decodeVariants"][0]["spec"]["replicas"] == 2


def test_a_query_of_the_own_pods_leaves_the_variants_out() -> None:
    trigger = {"metric": "vllm:num_requests_waiting", "threshold": 5}
    scaling = {"decode": {"maxReplicas": 4, "keda": {"serverAddress": "http://p", "triggers": [trigger]}}}
    (found,) = made(BASE, decode=decode(CANARY, SMALL), scaling=scaling).children["decodeScaledObject"]["spec"][
        "triggers"
    ]
    assert 'pod=~"acme-decode-.+",pod!~"(acme-decode-canary|acme-decode-small)-.+"}' in found["metadata"]["query"]
    (plain,) = made(BASE, decode=OWN, scaling=scaling).children["decodeScaledObject"]["spec"]["triggers"]
    assert "!~" not in plain["metadata"]["query"]


EXTERNAL = {"type": "External", "external": {"metric": {"name": "queue"}, "target": {"type": "Value", "value": "5"}}}
CPU = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}}}


@pytest.mark.parametrize(
    ("metrics", "mixed"), [([], True), ([CPU], True), ([EXTERNAL, CPU], True), ([EXTERNAL], False)]
)
def test_an_autoscaler_that_would_count_the_variants_is_refused(metrics: list[Any], mixed: bool) -> None:
    scaling = {"decode": {"maxReplicas": 4, "metrics": metrics}}
    found = problems(BASE, decode=decode(CANARY), scaling=scaling)
    assert ["autoscaling.decode: an autoscaler of acme-decode would count" in problem for problem in found] == (
        [True] if mixed else []
    )
    assert not problems({"decodeLeaderWorkerSet": GROUP}, decode={"variants": [{"name": "b"}]}, scaling=scaling), (
        "the selector of a LeaderWorkerSet has its name in it"
    )


CONVENTIONS = {"labels": False}
REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "a set": ({"disaggregatedSet": SET}, {"variants": [{"name": "b"}]}, "spec.decode.variants: the roles of a"),
    "no labels": (
        {**BASE, "conventions": CONVENTIONS},
        decode(CANARY),
        "spec.decode.variants: variants are told apart",
    ),
    "one name twice": (BASE, decode(CANARY, CANARY), "spec.decode.variants[1].name"),
    "a name that is none": (BASE, decode({"name": "A b"}), "spec.decode.variants[0].name"),
    "no name": (BASE, decode({}), "spec.decode.variants[0].name: required field is missing"),
    "variants of a variant": (BASE, decode({"name": "b", "variants": []}), "spec.decode.variants[0].variants"),
    "two containers of one name": (
        BASE,
        decode({"name": "b", "containers": [{"name": "c"}, {"name": "c"}]}),
        "spec.decode.variants[0].containers[1].name",
    ),
    "a template that fails": (
        BASE,
        decode({"name": "b", "containers": [{"name": "vllm", "args": ["{{ .Nothing }}"]}]}),
        "can't evaluate field Nothing",
    ),
    "a group of a Deployment": (BASE, decode({"name": "b", "nodes": 2}), "spec.decode.variants[0].nodes: 2 pods that"),
    "a sum that does not come out": (
        {"decodeLeaderWorkerSet": GROUP},
        {"parallelism": {"data": 16}, "variants": [{"name": "b", "nodes": 3}]},
        "spec.decode.variants[0].parallelism.data: data / nodes = 16 / 3",
    ),
    "no image": (
        {"decodeDeployment": {"spec": {"template": POD}}},
        {"variants": [{"name": "b", "containers": [{"name": "x"}]}]},
        "spec.template.spec.containers[1].image",
    ),
    "a name of 53 letters": (
        {"decodeLeaderWorkerSet": GROUP},
        {"variants": [{"name": "b" * 40}]},
        "have 54 characters",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_where_it_is_said(case: str) -> None:
    base, section, words = REFUSED[case]
    found = problems(base, decode=section)
    assert any(words in problem for problem in found), found
