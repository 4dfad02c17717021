"""What a role may have in place of a Deployment: groups of pods and StatefulSets, as the base config says.

What is expected was measured with the real controllers (`../shared/workloads.md`) or is what their webhooks refuse.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from msvc_helm.baseconfig import BaseConfig
from msvc_helm.bases import Bases
from msvc_helm.conflicts import Conflicts
from msvc_helm.errors import InputError
from msvc_helm.expand import objects
from msvc_helm.goyaml import parse
from msvc_helm.pipeline import Expansion, expand_request
from msvc_helm.request import Request
from msvc_helm.resources.children import APPLY_ORDER
from msvc_helm.resources.context import Options
from msvc_helm.write import dump

ROLE = {"llm-d.ai/inferenceServing": "true", "llm-d.ai/model": "acme-model", "llm-d.ai/role": "decode"}
SERVER = {"name": "vllm", "image": "registry.example.com/vllm:1"}
POD: dict[str, Any] = {"spec": {"containers": [SERVER]}}
GROUP = {"spec": {"leaderWorkerTemplate": {"size": 2, "workerTemplate": POD}}}
LED = {"spec": {"leaderWorkerTemplate": {"size": 2, "leaderTemplate": POD, "workerTemplate": POD}}}
STATEFUL = {"spec": {"serviceName": "{{ .DecodeServiceName }}", "template": POD}}
SET = {"spec": {"roles": [{"name": role, **GROUP} for role in ("prefill", "decode")]}}


def made(base: dict[str, Any], name: str = "acme", *, scaling: Any = None, **spec: Any) -> Expansion:
    """What becomes of a model with a base config of these keys and sections."""
    texts = {key: dump(value) for key, value in base.items()}
    service = {
        "apiVersion": "llm-d.ai/v1alpha1",
        "kind": "ModelService",
        "metadata": {"name": name, "namespace": "models"},
        "spec": {
            "routing": {"modelName": "acme/model"},
            "modelArtifacts": {"uri": "hf://acme/model"},
            "decode": {},
            **spec,
        },
    }
    root = parse(dump(service))
    assert root is not None
    request = Request(root, Options(), base=BaseConfig(texts), autoscaling=scaling)
    return expand_request(request, Bases(), lambda _: None)


def child(key: str, base: dict[str, Any], **more: Any) -> Any:
    """The child of that key; the expansion has nothing that would be refused."""
    found = made(base, **more)
    assert found.refused == []
    return found.children[key]


def problems(base: dict[str, Any], **more: Any) -> list[str]:
    """What is wrong, in words."""
    try:
        return [str(problem) for problem in made(base, **more).refused]
    except InputError as error:
        return [str(problem) for problem in error.problems]


def pods(obj: Any) -> Iterator[dict[str, Any]]:
    """The pod templates of a LeaderWorkerSet."""
    return (obj["spec"]["leaderWorkerTemplate"][field] for field in ("leaderTemplate", "workerTemplate"))


def test_a_leader_worker_set_takes_the_place_of_the_deployment() -> None:
    found = made({"decodeLeaderWorkerSet": GROUP}, decode={"replicas": 3}).children
    assert "decodeDeployment" not in found
    group = found["decodeLeaderWorkerSet"]
    assert (group["apiVersion"], group["kind"]) == ("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet")
    assert group["metadata"] == {"name": "acme-decode", "namespace": "models", "labels": ROLE}
    assert group["spec"].keys() == {"replicas", "leaderWorkerTemplate"}, "it has no selector"
    assert group["spec"]["replicas"] == 3
    assert group["spec"]["leaderWorkerTemplate"].keys() == {"size", "workerTemplate"}
    worker = group["spec"]["leaderWorkerTemplate"]["workerTemplate"]
    assert worker["metadata"]["labels"] == ROLE
    assert worker["spec"]["serviceAccountName"] == "acme-sa"
    assert worker["spec"]["volumes"] == [{"name": "model-storage", "emptyDir": {}}]


def test_what_the_owner_says_goes_to_leader_and_workers() -> None:
    accelerators = {"labelKey": "gpu", "labelValues": ["H100"]}
    own = {"name": "vllm", "args": ["--model={{ .HFModelName }}"], "mountModelVolume": True}
    section = {"containers": [own], "acceleratorTypes": accelerators}
    for pod in pods(child("decodeLeaderWorkerSet", {"decodeLeaderWorkerSet": LED}, decode=section)):
        (server,) = pod["spec"]["containers"]
        assert server["image"] == SERVER["image"]
        assert server["args"] == ["--model=acme/model"]
        assert server["volumeMounts"] == [{"name": "model-storage", "mountPath": "/model-cache"}]
        terms = pod["spec"]["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
        assert terms["nodeSelectorTerms"][0]["matchExpressions"][0]["values"] == ["H100"]
        assert pod["metadata"]["labels"] == ROLE


@pytest.mark.parametrize(
    ("name", "leader", "worker"),
    [("router", ["vllm", "router"], ["vllm"]), ("log", ["vllm", "router", "log"], ["vllm", "log"])],
    ids=["one that the leader has", "one that is new"],
)
def test_a_container_goes_where_one_of_its_name_is(name: str, leader: list[str], worker: list[str]) -> None:
    head = {"spec": {"containers": [SERVER, {"name": "router", "image": "registry.example.com/router:1"}]}}
    base = {"spec": {"leaderWorkerTemplate": {"size": 2, "leaderTemplate": head, "workerTemplate": POD}}}
    own = {"name": name, "image": "registry.example.com/own:1"}
    group = child("decodeLeaderWorkerSet", {"decodeLeaderWorkerSet": base}, decode={"containers": [own]})
    assert [[c["name"] for c in pod["spec"]["containers"]] for pod in pods(group)] == [leader, worker]


def test_a_stateful_set_selects_its_pods_and_has_its_own_service_name() -> None:
    stateful = child("decodeStatefulSet", {"decodeStatefulSet": STATEFUL})
    assert (stateful["apiVersion"], stateful["kind"]) == ("apps/v1", "StatefulSet")
    assert stateful["spec"]["selector"] == {"matchLabels": ROLE}
    assert stateful["spec"]["serviceName"] == "acme-service-decode"
    assert stateful["spec"]["template"]["metadata"]["labels"] == ROLE


def test_both_roles_of_a_disaggregated_set_get_their_sections() -> None:
    sections: dict[str, Any] = {"prefill": {"replicas": 2}, "decode": {"replicas": 4}}
    found = made({"disaggregatedSet": SET}, **sections)
    assert found.refused == []
    assert not [key for key in found.children if "Deployment" in key or "LeaderWorkerSet" in key]
    both = found.children["disaggregatedSet"]
    assert (both["apiVersion"], both["kind"]) == ("disaggregatedset.x-k8s.io/v1", "DisaggregatedSet")
    assert both["metadata"]["name"] == "acme"
    assert "llm-d.ai/role" not in both["metadata"]["labels"]
    for entry, (role, section) in zip(both["spec"]["roles"], sections.items(), strict=True):
        labels = {**ROLE, "llm-d.ai/role": role}
        assert entry["name"] == role
        assert entry["metadata"]["labels"] == labels
        assert entry["spec"]["replicas"] == section["replicas"]
        worker = entry["spec"]["leaderWorkerTemplate"]["workerTemplate"]
        assert worker["metadata"]["labels"] == labels
        assert worker["spec"]["serviceAccountName"] == "acme-sa"


def test_accounts_and_services_come_before_the_pods_and_the_pool_after() -> None:
    base = {
        "decodeLeaderWorkerSet": GROUP,
        "prefillStatefulSet": STATEFUL,
        "decodeService": {"spec": {"ports": [{"port": 8000}]}},
        "inferencePool": {"spec": {"targetPortNumber": 8000, "extensionRef": {"portNumber": 9002}}},
    }
    found = made(base, prefill={})
    assert [obj["kind"] for obj in objects(found.children, APPLY_ORDER)] == [
        "ServiceAccount",
        "Service",
        "StatefulSet",
        "LeaderWorkerSet",
        "InferencePool",
    ]


@pytest.mark.parametrize("keda", [False, True], ids=["hpa", "keda"])
@pytest.mark.parametrize("key", ["decodeLeaderWorkerSet", "decodeStatefulSet"])
def test_an_autoscaler_scales_the_kind_that_there_is(key: str, keda: bool) -> None:
    trigger = {"metric": "vllm:num_requests_waiting", "threshold": 5}
    scaler = {"maxReplicas": 4, **({"keda": {"serverAddress": "http://p", "triggers": [trigger]}} if keda else {})}
    base = {key: GROUP if key == "decodeLeaderWorkerSet" else STATEFUL}
    found = made(base, scaling={"decode": scaler}).children
    ref = found["decodeScaledObject" if keda else "decodeAutoscaler"]["spec"]["scaleTargetRef"]
    workload = found[key]
    assert ref == {"apiVersion": workload["apiVersion"], "kind": workload["kind"], "name": "acme-decode"}
    assert "replicas" not in workload["spec"]


def group_of(size: int, **template: Any) -> dict[str, Any]:
    """A base config with a LeaderWorkerSet."""
    return {
        "decodeLeaderWorkerSet": {"spec": {"leaderWorkerTemplate": {**template, "size": size, "workerTemplate": POD}}}
    }


def rolling(**numbers: Any) -> dict[str, Any]:
    """A base config with a LeaderWorkerSet whose rollout has these numbers."""
    strategy = {"rolloutStrategy": {"rollingUpdateConfiguration": numbers}}
    return {"decodeLeaderWorkerSet": {"spec": {**GROUP["spec"], **strategy}}}


def in_worker(**pod: Any) -> dict[str, Any]:
    """A base config with a LeaderWorkerSet whose pods have these fields."""
    return group_of(2) | {
        "decodeLeaderWorkerSet": {
            "spec": {"leaderWorkerTemplate": {"workerTemplate": {"spec": {"containers": [SERVER], **pod}}}}
        }
    }


WORKER = "spec.leaderWorkerTemplate.workerTemplate.spec"
REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "two workloads": ({"decodeDeployment": {}, **group_of(2)}, {}, "decode has decodeDeployment as well"),
    "a set and a workload": ({"disaggregatedSet": SET, **group_of(2)}, {}, "decode has decodeLeaderWorkerSet as well"),
    "a scaled set": ({"disaggregatedSet": SET}, {"decoupleScaling": True}, "has no scale subresource"),
    "a set with an autoscaler": (
        {"disaggregatedSet": SET},
        {"scaling": {"decode": {"maxReplicas": 2}}},
        "autoscaling.decode: no autoscaler can own the replicas",
    ),
    "a set of which one role stands": (
        {"disaggregatedSet": SET},
        {"decode": {"replicas": 0}, "prefill": {}},
        "expected zero in all roles or in none",
    ),
    "a set of one role": ({"disaggregatedSet": {"spec": {"roles": SET["spec"]["roles"][1:]}}}, {}, "2 to 10 entries"),
    "no image": (in_worker(containers=[{"name": "vllm"}]), {}, f"{WORKER}.containers[0].image"),
    "a mount without a volume": (
        in_worker(containers=[{**SERVER, "volumeMounts": [{"name": "x", "mountPath": "/x"}]}]),
        {},
        f"{WORKER}.containers[0].volumeMounts[0].name",
    ),
    "pods that end": (in_worker(restartPolicy="Never"), {}, f"{WORKER}.restartPolicy"),
    "no pod moves": (rolling(maxSurge=0, maxUnavailable=0), {}, "must be more than 0, as maxSurge is 0"),
    "no pod moves by default": (rolling(maxUnavailable=0), {}, "must be more than 0, as maxSurge is 0"),
    "a part before the first": (rolling(partition=-1), {}, "partition: expected 0 or more"),
    "a size of nothing": (group_of(0), {}, "size: expected 1 or more, found 0"),
    "a subgroup that does not divide": (group_of(4, subGroupPolicy={"subGroupSize": 5}), {}, "divides 4 or 3, found 5"),
    "a leader left out": (
        group_of(4, subGroupPolicy={"subGroupSize": 2, "subGroupPolicyType": "LeaderExcluded"}),
        {},
        "divides 3, found 2",
    ),
    "a name of 52 letters": (group_of(2), {"name": "a" * 44}, "have 53 characters"),
    "a name of 50 letters and ten groups more": (
        group_of(2),
        {"name": "a" * 43, "decode": {"replicas": 11}},
        f'"{"a" * 43}-decode-10", have 53 characters',
    ),
    "a name of 49 letters that surges": (
        rolling(maxSurge=1),
        {"name": "a" * 43, "decode": {"replicas": 10}},
        "have 53 characters",
    ),
    "the long name of a stateful set": ({"decodeStatefulSet": STATEFUL}, {"name": "a" * 46}, "at most 52 characters"),
    "the long name of a set": ({"disaggregatedSet": SET}, {"name": "a" * 34, "prefill": {}}, "prefill-0"),
    "a name of 50 letters that scales": (
        group_of(2),
        {"name": "a" * 43, "scaling": {"decode": {"maxReplicas": 11}}},
        "autoscaling.decode.maxReplicas: name and highest index",
    ),
    "a name that begins with a digit": (group_of(2), {"name": "7b"}, "beginning with a letter"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_makes_no_pods_is_refused(case: str) -> None:
    base, more, words = REFUSED[case]
    found = problems(base, **more)
    assert any(words in problem for problem in found), found


@pytest.mark.parametrize(
    ("base", "more"),
    [
        (group_of(2), {"name": "a" * 43}),
        (group_of(4, subGroupPolicy={"subGroupSize": 3}), {}),
        (group_of(5, subGroupPolicy={"subGroupSize": 2, "subGroupPolicyType": "LeaderExcluded"}), {}),
        (rolling(maxSurge=1, maxUnavailable=0), {}),
        ({"decodeStatefulSet": STATEFUL}, {"name": "a" * 45}),
        ({"disaggregatedSet": SET}, {"decode": {"replicas": 0}, "prefill": {"replicas": 0}}),
        ({"disaggregatedSet": SET}, {"name": "a" * 33, "prefill": {}}),
    ],
)
def test_what_makes_pods_is_not(base: dict[str, Any], more: dict[str, Any]) -> None:
    assert problems(base, **more) == []


def test_a_service_under_the_name_of_a_group_is_refused() -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "acme-decode"},
        "spec": {"ports": [{"port": 1}]},
    }
    conflicts = Conflicts()
    (found,) = conflicts.add(made({**group_of(2), "extraObjects": [service]}).claims())
    assert "makes Service models/acme-decode" in found[1].message
    assert not list(Conflicts().add(made({"decodeStatefulSet": STATEFUL, "extraObjects": [service]}).claims()))


VARIABLES = (
    "Nodes",
    "TensorParallelism",
    "PipelineParallelism",
    "DataParallelism",
    "DataLocalParallelism",
    "ExpertParallelism",
    "AcceleratorCount",
)


@pytest.mark.parametrize(
    ("section", "size", "seen"),
    [
        ({}, 4, [1, 1, 1, 1, 1, "false", 1]),
        ({"nodes": 3}, 3, [3, 1, 1, 1, 1, "false", 1]),
        ({"nodes": 2, "parallelism": {"tensor": 8, "pipeline": 2}}, 2, [2, 8, 2, 1, 1, "false", 8]),
        ({"nodes": 2, "parallelism": {"tensor": 16}}, 2, [2, 16, 1, 1, 1, "false", 8]),
        ({"parallelism": {"data": 16, "dataLocal": 8, "expert": True}}, 2, [2, 1, 1, 16, 8, "true", 8]),
        ({"containers": [{"name": "vllm", "resources": {"limits": {"rdma/ib": 1}}}]}, 4, [1, 1, 1, 1, 1, "false", 1]),
        (
            {"containers": [{"name": "vllm", "resources": {"limits": {"rdma/ib": 1, "nvidia.com/gpu": 4}}}]},
            4,
            [1, 1, 1, 1, 1, "false", 4],
        ),
        ({"nodes": 4, "parallelism": {"data": 16, "tensor": 2}}, 4, [4, 2, 1, 16, 4, "false", 8]),
        ({"nodes": 4, "parallelism": {"data": 16, "dataLocal": 4}}, 4, [4, 1, 1, 16, 4, "false", 4]),
    ],
)
@pytest.mark.parametrize("role", ["prefill", "decode"])
def test_a_split_is_worked_out(role: str, section: dict[str, Any], size: int, seen: list[Any]) -> None:
    args = [f"{{{{ .{role.title()}{name} }}}}" for name in VARIABLES]
    group = {"size": 4, "workerTemplate": {"spec": {"containers": [{**SERVER, "args": args}]}}}
    made_of = {f"{role}LeaderWorkerSet": {"spec": {"leaderWorkerTemplate": group}}}
    spec = child(f"{role}LeaderWorkerSet", made_of, **{"decode": None} | {role: section})["spec"][
        "leaderWorkerTemplate"
    ]
    assert spec["size"] == size
    assert spec["workerTemplate"]["spec"]["containers"][0]["args"] == list(map(str, seen))


def with_gpus(number: int, size: int) -> dict[str, Any]:
    """A base config with a group of so many pods that ask for so many GPUs each."""
    server = {**SERVER, "resources": {"limits": {"nvidia.com/gpu": number, "rdma/ib": 1}}}
    template = {"size": size, "workerTemplate": {"spec": {"containers": [server]}}}
    return {"decodeLeaderWorkerSet": {"spec": {"leaderWorkerTemplate": template}}}


@pytest.mark.parametrize(
    ("gpus", "size", "split", "words"),
    [
        (8, 2, {"tensor": 8, "pipeline": 2}, ""),
        (8, 2, {"tensor": 8}, ""),  # the operator's field alone is a note, as it ever was
        (4, 2, {"tensor": 8, "pipeline": 2}, "8 × 2 × 1 = 16 accelerators, 8 for each of 2 pods, and a pod asks for 4"),
        (8, 3, {"tensor": 8, "pipeline": 2}, "16 accelerators cannot be split evenly between the 3 pods of a group"),
    ],
)
def test_a_split_fits_the_pods_of_the_base_config(gpus: int, size: int, split: dict[str, int], words: str) -> None:
    found = problems(with_gpus(gpus, size), decode={"parallelism": split})
    assert [words in problem for problem in found] == ([True] if words else [])


@pytest.mark.parametrize("key", ["decodeDeployment", "decodeStatefulSet"])
def test_several_pods_need_a_group(key: str) -> None:
    base = {key: {"spec": {"template": POD}}}
    assert not problems(base, decode={"nodes": 1})
    (found,) = problems(base, decode={"nodes": 2})
    assert f"spec.decode.nodes: 2 pods that work together need a group, and decode is a {key[6:]}" in found


def test_a_role_of_a_set_has_its_size() -> None:
    sections: dict[str, Any] = {"prefill": {"nodes": 1}, "decode": {"nodes": 4}}
    roles = child("disaggregatedSet", {"disaggregatedSet": SET}, **sections)["spec"]["roles"]
    assert [entry["spec"]["leaderWorkerTemplate"]["size"] for entry in roles] == [1, 4]


def test_a_mount_of_a_claim_that_each_pod_gets_has_its_volume() -> None:
    claim = {
        "metadata": {"name": "cache"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    }
    pod = {"spec": {"containers": [{**SERVER, "volumeMounts": [{"name": "cache", "mountPath": "/cache"}]}]}}
    stateful = {"decodeStatefulSet": {"spec": {"template": pod, "volumeClaimTemplates": [claim]}}}
    group = {"decodeLeaderWorkerSet": {"spec": {"leaderWorkerTemplate": {"workerTemplate": pod}}}}
    assert problems(stateful) == []
    assert len(problems(group)) == 1
    group["decodeLeaderWorkerSet"]["spec"]["leaderWorkerTemplate"]["volumeClaimTemplates"] = [claim]  # type: ignore[assignment]
    assert problems(group) == []
