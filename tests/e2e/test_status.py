"""`status` of a real API server: a model that becomes ready, and one that no node has the accelerators for."""

from __future__ import annotations

import json
from typing import Any

from tests.e2e import build
from tests.e2e.command import clean_environment, run
from tests.e2e.kubectl import Kubectl, until
from tests.e2e.product import PROGRAMS, REPO, msvc

SIM = REPO / "samples" / "sim"
LIMIT = {"limits": {"nvidia.com/gpu": "20000"}}
STARVED = {
    "routing": {"modelName": "chat"},
    "modelArtifacts": {"uri": "hf://acme/chat"},
    "decode": {"containers": [{"name": "vllm", "resources": LIMIT}]},
}


def status(kubectl: Kubectl) -> list[dict[str, Any]]:
    env = clean_environment(KUBECONFIG=str(kubectl.kubeconfig))
    words = ["-n", kubectl.namespace, "--kubectl", str(build.binary("kubectl")), "-o", "json"]
    done = run([PROGRAMS / "msvc-helm", "status", *words], env=env, check=False)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_a_model_is_ready_and_another_says_what_it_lacks(kubectl: Kubectl) -> None:
    files = ("-m", SIM / "modelservice.yaml", "-b", SIM / "baseconfig.yaml", "-n", kubectl.namespace)
    kubectl.apply(msvc("generate", *files).stdout)
    starved = msvc("generate", "-f", "-", "--name", "chat", "--preset", "gpu", *files[-2:], stdin=json.dumps(STARVED))
    kubectl.apply(starved.stdout)

    def settled() -> list[dict[str, Any]]:
        found = status(kubectl)
        told = [each["name"] for each in found if each["ready"] or any("Insufficient" in t for t in each["troubles"])]
        return found if told == ["chat", "sim"] else []

    chat, sim = until(settled, "both models say how they are")
    assert (sim["ready"], [(each["ready"], each["wanted"]) for each in sim["workloads"]]) == (True, [(2, 2)])
    assert not chat["ready"]
    assert chat["workloads"][0]["accelerators"] == {"nvidia.com/gpu": {"wanted": 20000, "placed": 0}}
    (pending,) = [text for text in chat["troubles"] if text.startswith("decode: ")]
    assert pending.endswith("not scheduled: 0/1 nodes are available: 1 Insufficient nvidia.com/gpu.")
