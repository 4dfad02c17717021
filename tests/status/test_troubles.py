"""What is wrong, in words: pods in the states that the kubelet and the controllers write, models under any name."""

from __future__ import annotations

from typing import Any

import pytest

from msvc_helm.status.cluster import LiveObjects
from msvc_helm.status.models import ServedModel, models

Object = dict[str, Any]
LABELS = {"llm-d.ai/inferenceServing": "true", "llm-d.ai/model": "chat"}


def deployment(name: str, labels: Object, *, replicas: int = 1, ready: int = 0, **more: Any) -> Object:
    return {
        "kind": more.pop("kind", "Deployment"),
        "metadata": {"name": name, "namespace": "models", "uid": name, "labels": labels, **more.pop("metadata", {})},
        "spec": {"replicas": replicas, "template": {"metadata": {"labels": labels}, "spec": {"containers": []}}},
        "status": {"readyReplicas": ready, "updatedReplicas": replicas, **more},
    }


def pod(status: Object, name: str = "p", owner: str = "chat-decode") -> Object:
    owners = [{"kind": "ReplicaSet", "uid": owner}]
    about = {"name": name, "namespace": "models", "uid": name, "ownerReferences": owners}
    return {"kind": "Pod", "metadata": about, "spec": {"nodeName": "n", "containers": []}, "status": status}


def event(reason: str, message: str, uid: str = "p", time: str = "2026-01-01T00:00:00Z", **more: Any) -> Object:
    about = {"name": f"e{time}", "namespace": "models", "uid": f"e-{reason}-{time}"}
    what = {"type": "Warning", "reason": reason, "message": message, "lastTimestamp": time, **more}
    return {"kind": "Event", "metadata": about, "involvedObject": {"uid": uid}, **what}


def container(state: Object, name: str = "vllm", **more: Any) -> Object:
    return {"name": name, "ready": False, "state": state, **more}


def running(**more: Any) -> Object:
    return {"containerStatuses": [container({"running": {}}, **more)]}


DECODE = deployment("chat-decode", {**LABELS, "llm-d.ai/role": "decode"})
OOM = {"reason": "OOMKilled", "exitCode": 137}
PODS: dict[str, tuple[Object, list[Object], str]] = {
    "no image": (
        {"containerStatuses": [container({"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling"}})]},
        [],
        "decode: p: container vllm waits (ImagePullBackOff): Back-off pulling",
    ),
    "no secret": (
        {
            "containerStatuses": [
                container({"waiting": {"reason": "CreateContainerConfigError", "message": 'secret "hf" not found'}})
            ]
        },
        [],
        'decode: p: container vllm waits (CreateContainerConfigError): secret "hf" not found',
    ),
    "crash": (
        {
            "containerStatuses": [
                container({"waiting": {"reason": "CrashLoopBackOff"}}, restartCount=5, lastState={"terminated": OOM})
            ]
        },
        [],
        "decode: p: container vllm crashes (OOMKilled, exit code 137, 5 restarts)",
    ),
    "init container": (
        {
            "initContainerStatuses": [
                container({"terminated": {"reason": "Error", "exitCode": 1, "message": "no model"}}, "prepare")
            ],
            "containerStatuses": [container({"waiting": {"reason": "PodInitializing"}})],
        },
        [],
        "decode: p: container prepare crashes (Error, exit code 1, 0 restarts): no model",
    ),
    "no volume": (
        {"containerStatuses": [container({"waiting": {"reason": "ContainerCreating"}})]},
        [
            event("FailedMount", "older"),
            event("FailedMount", 'persistentvolumeclaim "models" not found', time="2026-01-01T00:01:00Z", count=7),
        ],
        'decode: p: persistentvolumeclaim "models" not found (7 times)',
    ),
    "probe": (
        running(),
        [event("Unhealthy", "Startup probe failed: connection refused"), event("BackOff", "x", time="2027")],
        "decode: p: container vllm is not ready: Startup probe failed: connection refused",
    ),
    "starts": (running(), [], "decode: p: container vllm is not ready yet"),
    "starts at all": ({}, [], "decode: p: not ready yet"),
    "no node": (
        {"conditions": [{"type": "PodScheduled", "status": "False", "message": "0/3 nodes. preemption: 0/3"}]},
        [],
        "decode: p: not scheduled: 0/3 nodes.",
    ),
}
REPLICA_SET = {
    "kind": "ReplicaSet",
    "metadata": {
        "name": "rs", "namespace": "models", "uid": "rs",
        "ownerReferences": [{"kind": "Deployment", "uid": "chat-decode"}],
    },
}  # fmt: skip


def only(*objects: Object) -> ServedModel:
    (found,) = models(LiveObjects(objects))
    return found


@pytest.mark.parametrize("case", PODS)
def test_a_pod_that_is_not_ready_says_why(case: str) -> None:
    status, events, message = PODS[case]
    assert only(DECODE, REPLICA_SET, pod(status, owner="rs"), *events).troubles == [message]


def test_a_ready_pod_and_one_that_ends_say_nothing() -> None:
    ready = pod({"conditions": [{"type": "Ready", "status": "True"}], **running()})
    ends = pod(running(), "ending")
    ends["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    assert only(deployment("chat-decode", DECODE["metadata"]["labels"], ready=1), ready, ends).troubles == []


def test_many_pods_of_one_trouble_are_one_line() -> None:
    assert only(DECODE, pod(running(), "p1"), pod(running(), "p2")).troubles == [
        "decode: 2 pods (p1, …): container vllm is not ready yet"
    ]


@pytest.mark.parametrize(
    ("conditions", "events", "message"),
    [
        (
            [{"type": "Progressing", "status": "False", "message": 'ReplicaSet "rs" has timed out progressing.'}],
            [],
            'decode: ReplicaSet "rs" has timed out progressing.',
        ),
        (
            [],
            [event("FailedCreate", "serviceaccount chat-sa not found", uid="rs")],
            "decode: ReplicaSet/rs makes no pod: serviceaccount chat-sa not found",
        ),
        ([], [], "decode: 1 replica not ready, and nothing says why"),
    ],
)
def test_a_workload_without_pods_says_why(conditions: list[Object], events: list[Object], message: str) -> None:
    made = deployment("chat-decode", DECODE["metadata"]["labels"], conditions=conditions)
    assert only(made, REPLICA_SET, *events).troubles == [message]


def test_pods_that_are_ready_before_their_controller_counts_them_are_told() -> None:
    ready = pod({"conditions": [{"type": "Ready", "status": "True"}]})
    assert only(DECODE, ready).troubles == ["decode: 1 replica not ready by its status, though every pod is"]


def test_a_rollout_under_way_is_told() -> None:
    made = deployment("chat-decode", DECODE["metadata"]["labels"], replicas=2, ready=2)
    made["status"]["updatedReplicas"] = 1
    assert only(made).troubles == ["decode: 1 replica still to be replaced by the newest version"]


def test_numbers_of_an_older_generation_do_not_count() -> None:
    made = deployment("chat-decode", DECODE["metadata"]["labels"], ready=1, observedGeneration=1)
    made["metadata"]["generation"] = 2
    assert not only(made).is_ready


ROLE = {**LABELS, "llm-d.ai/role": "decode"}
RELEASE = {"annotations": {"meta.helm.sh/release-name": "release"}}
NAMES: dict[str, tuple[Object, str, str]] = {
    "role": (deployment("acme-decode", ROLE), "acme", "decode"),
    "prefill": (deployment("acme-prefill", {**LABELS, "llm-d.ai/role": "prefill"}), "acme", "prefill"),
    "variant": (deployment("acme-decode-large", {**ROLE, "llm-d.ai/variant": "large"}), "acme", "decode large"),
    "picker": (deployment("acme-epp", {"llm-d.ai/epp": "acme-epp"}), "acme", "picker"),
    "group": (deployment("acme-decode", ROLE, kind="LeaderWorkerSet"), "acme", "decode"),
    "a name of its own in a release": (deployment("server", ROLE, metadata=RELEASE), "release", "decode"),
    "a name of its own": (deployment("server", ROLE), "chat", "decode"),
}


@pytest.mark.parametrize("case", NAMES)
def test_a_workload_belongs_to_the_model_of_its_name_or_release_or_label(case: str) -> None:
    obj, name, part = NAMES[case]
    found = only(obj)
    assert (found.name, [each.part for each in found.workloads]) == (name, [part])


def test_what_is_no_model_is_passed_over() -> None:
    assert models(LiveObjects([deployment("web", {"app": "web"})])) == []


def test_a_set_of_roles_counts_its_groups() -> None:
    made = {
        "kind": "DisaggregatedSet",
        "metadata": {"name": "pd", "namespace": "models", "uid": "pd", "labels": LABELS},
        "spec": {"roles": [{"name": "prefill", "spec": {"replicas": 1}}, {"name": "decode", "spec": {"replicas": 2}}]},
        "status": {"roles": []},
    }
    owned = {"ownerReferences": [{"kind": "DisaggregatedSet", "uid": "pd"}]}
    groups = [
        deployment(f"pd-{role}", {**LABELS, "llm-d.ai/role": role}, ready=1, kind="LeaderWorkerSet", metadata=owned)
        for role in ("prefill", "decode")
    ]
    found = only(made, *groups)
    (roles,) = found.workloads
    assert (found.name, roles.ready, roles.wanted) == ("pd", 2, 3)


@pytest.mark.parametrize("status", [{"parents": None}, {"conditions": "x"}, {"conditions": [1]}, None])
def test_odd_objects_are_no_crash(status: Any) -> None:
    obj = {**DECODE, "status": status}
    assert only(obj, {"kind": "Pod", "metadata": None}, {"kind": "Event"}, {"metadata": {"uid": "x"}}).name == "chat"
