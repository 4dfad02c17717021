"""Groups of pods as their real controller makes them of what `generate`, the chart and a generated chart render."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.cluster import Cluster
from tests.e2e.conftest import NewNamespace
from tests.e2e.helm import Helm
from tests.e2e.kubectl import Kubectl, until
from tests.e2e.product import Model, msvc, msvc_post, values_file

Object = dict[str, Any]
Bring = Callable[[Kubectl, Path, Object], Callable[[Object], object]]
LWS = "leaderworkerset.sigs.k8s.io"
LEADERS = {f"{LWS}/worker-index": "0"}
NAMES = {  # of two groups of two: the index of the group, and that of the pod in it
    "acme-decode-0": ("0", "0"),
    "acme-decode-0-1": ("0", "1"),
    "acme-decode-1": ("1", "0"),
    "acme-decode-1-1": ("1", "1"),
}
SERVER = {"name": "vllm", "image": "example.test/vllm:1", "args": ["--address=$(LWS_LEADER_ADDRESS)"]}
GROUP = {"leaderWorkerTemplate": {"workerTemplate": {"spec": {"containers": [SERVER]}}}}
POOL = {"targetPorts": [{"number": 8000}], "endpointPickerRef": {"name": "epp", "port": {"number": 9002}}}
BASE: dict[str, Object] = {
    "decodeLeaderWorkerSet": {"spec": GROUP},
    "decodeService": {"spec": {"selector": LEADERS, "ports": [{"port": 8000}]}},
    "inferencePool": {
        "apiVersion": "inference.networking.k8s.io/v1",
        "spec": {**POOL, "selector": {"matchLabels": LEADERS}},
    },
}


def values(image: str = "", **more: Any) -> Object:
    """Two groups of two pods."""
    return {
        "fullnameOverride": "acme",
        "routing": {"modelName": "deepseek"},
        "modelArtifacts": {"uri": "hf://deepseek-ai/DeepSeek-R1"},
        "decode": {"replicas": 2, "nodes": 2, "containers": [{"name": "vllm", "image": image}]},
        **more,
    }


def texts(base: dict[str, Object]) -> dict[str, str]:
    """A base config's templates."""
    return {key: json.dumps(child) for key, child in base.items()}


def base_file(folder: Path, base: dict[str, Object]) -> Path:
    """A base config as a file."""
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "base"}, "data": texts(base)}
    (path := folder / "base.yaml").write_text(json.dumps(config))
    return path


def generate(kubectl: Kubectl, folder: Path, asked: Object, *flags: str | Path) -> None:
    """Apply what `generate` prints."""
    (path := folder / "values.yaml").write_text(json.dumps(asked))
    kubectl.apply(msvc("generate", "--values", path, "--namespace", kubectl.namespace, *flags).stdout)


def by_generate(kubectl: Kubectl, folder: Path, asked: Object) -> Callable[[Object], object]:
    """Without Helm."""
    base = base_file(folder, BASE)
    generate(kubectl, folder, asked, "-b", base)
    return lambda other: generate(kubectl, folder, other, "-b", base)


def by_the_chart(kubectl: Kubectl, folder: Path, asked: Object) -> Callable[[Object], object]:
    """The chart, through msvc-post."""
    helm = Helm(4, folder / "helm", kubectl)
    model = Model(helm, msvc_post(helm), "acme")
    model.install({**asked, "baseConfig": texts(BASE)})
    return lambda other: model.upgrade({**other, "baseConfig": texts(BASE)})


def by_a_generated_chart(kubectl: Kubectl, folder: Path, asked: Object) -> Callable[[Object], object]:
    """A chart of its own."""
    helm, chart = Helm(3, folder / "helm", kubectl), folder / "own"
    msvc("chart", "-b", base_file(folder, BASE), "--name", "own", "-o", chart)
    helm.install("acme", chart, values_file(helm, asked))
    return lambda other: helm.upgrade("acme", chart, values_file(helm, other))


def pods(kubectl: Kubectl, selector: str = "") -> dict[str, Object]:
    """Pods by name."""
    return {pod["metadata"]["name"]: pod for pod in kubectl.items("pods", selector=selector)}


def is_ready(pod: Object) -> bool:
    """Whether a pod serves, and is not about to go."""
    ready = any(each["type"] == "Ready" and each["status"] == "True" for each in pod["status"].get("conditions", []))
    return ready and "deletionTimestamp" not in pod["metadata"]


def settled(kubectl: Kubectl, count: int, selector: str = "") -> dict[str, Object]:
    """The pods, once there are so many and all of them serve."""

    def found() -> dict[str, Object]:
        there = pods(kubectl, selector)
        return there if len(there) == count and all(map(is_ready, there.values())) else {}

    return until(found, f"{count} pods {selector}", timeout=120)


def uids(there: dict[str, Object]) -> dict[str, str]:
    """The identities of pods, by name."""
    return {name: pod["metadata"]["uid"] for name, pod in there.items()}


def scale(kubectl: Kubectl, replicas: int) -> None:
    """By the scale subresource, as an autoscaler does."""
    kubectl.run("scale", "leaderworkerset/acme-decode", f"--replicas={replicas}")


def behind(kubectl: Kubectl, service: str) -> set[str]:
    """The names of the pods that a Service sends requests to."""
    slices = kubectl.items("endpointslices", selector=f"kubernetes.io/service-name={service}")
    return {end["targetRef"]["name"] for each in slices for end in each.get("endpoints") or []}


def in_the_pool(kubectl: Kubectl) -> set[str]:
    """The names of the pods that the pool selects."""
    (pool,) = kubectl.items("inferencepools.inference.networking.k8s.io")
    labels = pool["spec"]["selector"]["matchLabels"]
    return set(pods(kubectl, ",".join(f"{key}={value}" for key, value in labels.items())))


def seen_by_the_server(pod: Object) -> dict[str, str]:
    """The variables of its container."""
    (server,) = (each for each in pod["spec"]["containers"] if each["name"] == "vllm")
    return {each["name"]: each.get("value", "") for each in server["env"]}


def are_two_groups(kubectl: Kubectl, there: dict[str, Object]) -> None:
    """Assert who the pods are, what they see and who finds them."""
    assert there.keys() == NAMES.keys()
    for name, (group, worker) in NAMES.items():
        labels, seen = there[name]["metadata"]["labels"], seen_by_the_server(there[name])
        assert (labels["llm-d.ai/model"], labels["llm-d.ai/role"]) == ("deepseek", "decode")
        assert (labels[f"{LWS}/group-index"], labels[f"{LWS}/worker-index"]) == (group, worker)
        assert seen["LWS_LEADER_ADDRESS"] == f"acme-decode-{group}.acme-decode.{kubectl.namespace}"
        assert (seen["LWS_GROUP_SIZE"], seen["LWS_WORKER_INDEX"]) == ("2", worker)
    leaders = {name for name, (_, worker) in NAMES.items() if worker == "0"}
    until(lambda: behind(kubectl, "acme-service-decode") == leaders, "the leaders behind the Service")
    assert in_the_pool(kubectl) == leaders


def changes_one_group_at_a_time(kubectl: Kubectl, first: dict[str, str]) -> None:
    """Assert that scaling leaves what runs alone, and that a pod that is lost takes its own group along, no other."""
    scale(kubectl, 3)
    three = uids(settled(kubectl, 6))
    assert first.items() <= three.items()
    kubectl.run("delete", "pod", "acme-decode-2-1", "--wait=false")
    until(lambda: uids(pods(kubectl)).get("acme-decode-2") not in (None, three["acme-decode-2"]), "another leader")
    after = uids(settled(kubectl, 6))
    assert {name for name in three if after[name] != three[name]} == {"acme-decode-2", "acme-decode-2-1"}
    scale(kubectl, 2)
    assert uids(settled(kubectl, 4)) == first


def have_rolled(kubectl: Kubectl, before: dict[str, str]) -> None:
    """Assert that each pod was replaced by one with the new image."""

    def image(pod: Object) -> str:
        return str(pod["spec"]["containers"][0]["image"])

    def new() -> bool:
        there = pods(kubectl).values()
        return len(there) == len(before) and all(is_ready(pod) and image(pod).endswith(":2") for pod in there)

    until(new, "the new image in every pod", timeout=120)
    assert not set(uids(pods(kubectl)).values()) & set(before.values())


@pytest.fixture
def kubectl(groups_cluster: Cluster, new_namespace: NewNamespace) -> Kubectl:
    return new_namespace(groups_cluster)


@pytest.mark.parametrize("bring", [by_generate, by_the_chart, by_a_generated_chart])
def test_groups_of_two_pods(bring: Bring, kubectl: Kubectl, tmp_path: Path) -> None:
    change = bring(kubectl, tmp_path, values())
    there = settled(kubectl, 4)
    are_two_groups(kubectl, there)
    changes_one_group_at_a_time(kubectl, uids(there))
    change(values("example.test/vllm:2"))
    have_rolled(kubectl, uids(there))


def test_the_layer_for_experts_over_nodes(kubectl: Kubectl, tmp_path: Path) -> None:
    """Both roles of the shipped layers, each two pods of eight GPUs."""
    split = {"nodes": 2, "parallelism": {"data": 16, "expert": True}}
    generate(kubectl, tmp_path, values(prefill=split, decode=split), "--preset", "gpu-pd,wide-ep")
    for role in ("prefill", "decode"):
        there = settled(kubectl, 2, f"llm-d.ai/role={role}")
        assert there.keys() == {f"acme-{role}-0", f"acme-{role}-0-1"}
        for pod in there.values():
            (server,) = (each for each in pod["spec"]["containers"] if each["name"] == "vllm")
            assert server["resources"]["limits"]["nvidia.com/gpu"] == "8"
            assert seen_by_the_server(pod)["LWS_LEADER_ADDRESS"].startswith(f"acme-{role}-0.")


def test_a_disaggregated_set_rolls_both_roles(kubectl: Kubectl, tmp_path: Path) -> None:
    base: dict[str, Object] = {
        "disaggregatedSet": {"spec": {"roles": [{"name": role, "spec": GROUP} for role in ("prefill", "decode")]}},
        "decodeService": {"spec": {"ports": [{"port": 8000}]}},
    }
    file = base_file(tmp_path, base)
    asked = values(prefill={"replicas": 1, "nodes": 2, "containers": [{"name": "vllm"}]})
    generate(kubectl, tmp_path, asked, "-b", file)
    before = settled(kubectl, 6)
    decode = set(settled(kubectl, 4, "llm-d.ai/role=decode"))
    assert len(kubectl.items("leaderworkersets")) == 2
    until(lambda: behind(kubectl, "acme-service-decode") == decode, "the decode pods behind the Service")
    for pod in before.values():
        assert pod["metadata"]["labels"]["llm-d.ai/model"] == "deepseek"
        assert seen_by_the_server(pod)["LWS_GROUP_SIZE"] == "2"

    asked["prefill"]["containers"][0]["image"] = "example.test/vllm:2"
    generate(kubectl, tmp_path, asked, "-b", file)
    until(lambda: not set(uids(settled(kubectl, 6)).values()) & set(uids(before).values()), "both roles new", 180)
    images = {
        pod["metadata"]["labels"]["llm-d.ai/role"]: pod["spec"]["containers"][0]["image"][-1]
        for pod in pods(kubectl).values()
    }
    assert images == {"prefill": "2", "decode": "1"}
