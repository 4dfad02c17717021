"""`status` of a recorded cluster: three namespaces of a real API server, whose pods kwok pretends to run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from msvc_helm import programs
from msvc_helm.programs import Finished as Done
from tests.conftest import REPO, Finished, run_program

Object = dict[str, Any]
RECORDED = Path(__file__).parent / "cluster.json"
KINDS = "deployments.apps\nreplicasets.apps\npods\nservices\nevents\nhttproutes.gateway.networking.k8s.io\nsecrets\n"


class Kubectl:
    """Answers as kubectl does, with some objects, and keeps what it was called with."""

    def __init__(self, items: list[Object], *, said: str = "", kinds: str = KINDS) -> None:
        self.answer = json.dumps({"items": items})
        self.said = said
        self.kinds = kinds
        self.calls: list[list[str]] = []

    def __call__(self, command: list[str]) -> Done:
        self.calls.append(command)
        if command[1] == "api-resources":
            return Done(0, self.kinds, self.kinds)
        return Done(int(bool(self.said)), self.answer, f"{self.answer}\n{self.said}")


Install = Callable[[Kubectl], Kubectl]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    def use(kubectl: Kubectl) -> Kubectl:
        monkeypatch.setattr(programs, "run", lambda command, **_: kubectl(command))
        monkeypatch.setattr(programs, "is_there", lambda _: True)
        return kubectl

    return use


@pytest.fixture
def recorded(install: Install) -> Kubectl:
    return install(Kubectl(json.loads(RECORDED.read_text())["items"]))


def without_age(done: Finished) -> str:
    return re.sub(r", \d+ (d|h|min|s) ago", "", done.stdout)


QWEN = """\
models/qwen: not ready
  decode      1/2 ready  (Deployment/qwen-decode, 8000 of 16000 nvidia.com/gpu)
  picker      1/1 ready  (Deployment/qwen-epp)
  pool        no Gateway  (InferencePool/qwen-inference-pool)
  route       no answer  (HTTPRoute/qwen-http-route)
  image       docker.io/vllm/vllm-openai:v0.26.0  (decode)
  image       ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0  (picker)
  changed     2026-11-30T16:17:16Z
  wrong:
  - decode: qwen-decode-685f5776dd-gmj56: not scheduled: 0/1 nodes are available: 1 Insufficient nvidia.com/gpu.
  - HTTPRoute/qwen-http-route: Gateway models/inference-gateway does not exist
"""
SIM = """\
models/sim: ready
  decode      2/2 ready  (Deployment/sim-decode)
  image       ghcr.io/llm-d/llm-d-inference-sim:v0.10.2  (decode)
  changed     2026-11-30T16:17:10Z
"""


@pytest.mark.usefixtures("recorded")
def test_a_model_is_a_screen() -> None:
    done = run_program("status", "qwen", "-A")
    assert (done.code, done.stderr, without_age(done)) == (1, "", QWEN)


def test_the_page_shows_that_screen() -> None:
    page = (REPO / "docs" / "status.md").read_text(encoding="utf-8")
    assert QWEN in page.replace(", 56 s ago", "")


@pytest.mark.usefixtures("recorded")
def test_models_come_by_namespace_and_name_and_say_whether_they_are_ready() -> None:
    lines = run_program("status", "-A").stdout.splitlines()
    assert [line for line in lines if line and not line.startswith(" ")] == [
        "models/qwen: not ready",
        "models/sim: ready",
        "routed/deepseek-r1: not ready",
        "routed/llama: not ready",
        "tight/sim: not ready",
    ]


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("llama", "  pool        not accepted by inference-gateway  (InferencePool/llama-inference-pool)"),
        ("llama", "  route       accepted by inference-gateway  (HTTPRoute/llama-http-route)"),
        ("llama", "  autoscaler  1 now, 1 to 4  (HorizontalPodAutoscaler/llama-decode)"),
        (
            "llama",
            "  - InferencePool/llama-inference-pool: inference-gateway: "
            "Extension reference not found: Service llama-epp",
        ),
        ("llama", "  - HorizontalPodAutoscaler/llama-decode: the HPA was unable to compute the replica count: "),
        ("deepseek-r1", "  decode      0/2 ready  (LeaderWorkerSet/deepseek-r1-decode, 0 of 32 nvidia.com/gpu)"),
        ("deepseek-r1", "  - decode: no pod yet: does its controller run?"),
        ("sim", '  - decode: pods "sim-decode-8496b7848f-qfnsc" is forbidden: exceeded quota: none, requested: pods=1'),
    ],
)
def test_what_is_accepted_and_what_is_wrong_is_told(name: str, line: str) -> None:
    assert any(each.startswith(line) for each in run_program("status", name, "-A").stdout.splitlines())


def test_the_cluster_is_only_read_and_only_kinds_that_it_has(recorded: Kubectl) -> None:
    run_program("status", "-n", "models", "--context", "c", "--kubectl", "k")
    listed, asked = recorded.calls
    common = ["--request-timeout=30s", "--context", "c"]
    assert listed == ["k", "api-resources", "--verbs=list", "-o", "name", *common]
    assert asked[:2] + asked[3:5] == ["k", "get", "-o", "json"]
    assert set(asked[2].split(",")) == set(KINDS.split()) - {"secrets"}
    assert asked[5:] == ["--namespace", "models", *common] or asked[5:] == [*common, "--namespace", "models"]


@pytest.mark.usefixtures("recorded")
def test_json_says_the_same() -> None:
    (found,) = json.loads(run_program("status", "qwen", "-A", "-o", "json").stdout)
    decode, picker = found.pop("workloads")
    assert decode == {
        "part": "decode",
        "object": "Deployment/qwen-decode",
        "ready": 1,
        "wanted": 2,
        "updated": 2,
        "accelerators": {"nvidia.com/gpu": {"wanted": 16000, "placed": 8000}},
        "images": ["docker.io/vllm/vllm-openai:v0.26.0"],
    }
    assert (picker["part"], picker["ready"]) == ("picker", 1)
    assert (found["namespace"], found["name"], found["ready"], found["model"]) == (
        "models", "qwen", False, "qwen-qwen3-8b",
    )  # fmt: skip
    assert [each["state"] for each in found["pools"] + found["routes"]] == ["no Gateway", "no answer"]
    assert len(found["troubles"]) == 2


def test_a_model_that_is_ready_exits_with_0(install: Install) -> None:
    items = json.loads(RECORDED.read_text())["items"]
    install(Kubectl([item for item in items if item["metadata"]["namespace"] == "models"]))
    done = run_program("status", "sim")
    assert (done.code, without_age(done)) == (0, SIM)


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("qwe", "-A"), 'there is no model "qwe" in any namespace; did you mean "qwen"?'),
        (("-A", "-n", "x"), "--all-namespaces and --namespace do not go together"),
    ],
)
def test_what_cannot_be_shown_is_an_error(words: tuple[str, ...], message: str) -> None:
    done = run_program("status", *words)
    assert (done.code, done.stdout, done.stderr) == (2, "", f"error: {message}\n")


def test_an_empty_namespace_is_an_error_with_a_way_on(install: Install) -> None:
    install(Kubectl([]))
    done = run_program("status", "-n", "empty")
    assert (done.code, done.stderr) == (
        2, "error: there is no model in namespace empty; -A looks at every namespace\n",
    )  # fmt: skip


FORBIDDEN = 'Error from server (Forbidden): {0} is forbidden: User "u" cannot list resource "{0}" in API group ""'


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-A",), "you may not list pods, events in all namespaces; -n NAME looks into one"),
        (("-n", "models"), "you may not list pods, events in models"),
        ((), "you may not list pods, events in the namespace of the context"),
    ],
)
def test_what_may_not_be_read_is_one_warning(words: tuple[str, ...], told: str, install: Install) -> None:
    other = "Error from server: etcdserver: request timed out"
    said = "\n".join([FORBIDDEN.format("pods"), other, FORBIDDEN.format("events")])
    items = json.loads(RECORDED.read_text())["items"]
    install(Kubectl([item for item in items if item["metadata"]["namespace"] == "models"], said=said))
    done = run_program("status", "sim", *words)
    assert done.stderr.splitlines()[:2] == [f"warning: {told}", f"warning: {other}"]
    assert "models/sim: ready" in done.stdout


def test_nothing_in_any_namespace_has_no_further_way(install: Install) -> None:
    install(Kubectl([]))
    assert run_program("status", "-A").stderr == "error: there is no model in any namespace\n"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("The connection to the server localhost:8080 was refused", "kubectl reads nothing: The connection"),
        ("", "kubectl reads nothing: it prints nothing"),
    ],
)
def test_a_cluster_that_does_not_answer_is_an_error(answer: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "run", lambda _, **__: Done(1, "", answer))
    monkeypatch.setattr(programs, "is_there", lambda _: True)
    done = run_program("status")
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {message}")


def test_without_kubectl_there_is_an_error() -> None:
    done = run_program("status", "--kubectl", "no-such-program")
    assert (done.code, done.stderr) == (2, "error: no-such-program is not on PATH; --kubectl names it\n")


def test_watch_looks_again_until_it_is_interrupted(recorded: Kubectl, monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep(_: float) -> None:
        if len(recorded.calls) > 3:
            raise KeyboardInterrupt

    monkeypatch.setattr("msvc_helm.cli.status.time.sleep", sleep)
    done = run_program("status", "sim", "-A", "--watch")
    assert done.code == 130
    assert done.stdout.count("models/sim: ready") == 2
