"""That the tools are what they claim to be and the pretended cluster behaves like a real one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e import build
from tests.e2e.cluster import NODE, Cluster
from tests.e2e.command import run
from tests.e2e.kubectl import Kubectl, until
from tests.e2e.servers import StartError, serving, wait_until
from tests.e2e.sharing import shared_by_workers

VERSION_WORDS = {
    "etcd": ["--version"], "kube-apiserver": ["--version"], "kube-controller-manager": ["--version"],
    "kube-scheduler": ["--version"], "kubectl": ["version", "--client"], "helm3": ["version"], "helm4": ["version"],
}  # fmt: skip
UNSTAMPED = {"kwok", "lws", "epp", "kustomize", "kubeconform", "registry"}  # a plain build leaves these saying "devel"


def deployment(name: str, replicas: int = 1, **limits: str) -> dict[str, object]:
    labels = {"app": name}
    container = {"name": "main", "image": "example.test/never-pulled:1", "resources": {"limits": limits}}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec}


def test_every_tool_says_its_pinned_version(tools: Callable[[str], Path]) -> None:
    assert set(build.tools()) == VERSION_WORDS.keys() | UNSTAMPED
    for name, words in VERSION_WORDS.items():
        assert build.tools()[name].version.removeprefix("v") in run([tools(name), *words]).stdout
    for name in UNSTAMPED:
        assert os.access(tools(name), os.X_OK)


def test_a_second_build_makes_nothing() -> None:
    said: list[str] = []
    build.everything(said.append)
    assert said == []


def test_a_failed_build_leaves_no_half_made_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MSVC_HELM_E2E_CACHE", str(tmp_path))

    def make(folder: Path) -> None:
        (folder / "half").touch()
        raise build.BuildError("no such module")

    with pytest.raises(build.BuildError, match="no such module"):
        build.cached("tool-v1", make, lambda _: None)
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_a_server_that_ends_at_once_shows_its_log(tmp_path: Path) -> None:
    command = ["/bin/sh", "-c", "echo port is taken; exit 3"]
    with serving("web", command, tmp_path) as server, pytest.raises(StartError) as failure:
        wait_until(lambda: False, "an answer", [server], timeout=30)
    assert "waiting for an answer: web ended with code 3" in str(failure.value)
    assert "port is taken" in str(failure.value)


def test_what_workers_share_lives_until_the_last_is_through(tmp_path: Path) -> None:
    events: list[str] = []
    second_may_end = threading.Event()

    @contextmanager
    def start(_: Path) -> Iterator[None]:
        events.append("started")
        yield
        events.append("stopped")

    def second() -> None:
        with shared_by_workers(tmp_path, start):
            events.append("second is in")
            second_may_end.wait(30)
            events.append("second is through")

    with ThreadPoolExecutor() as pool:
        with shared_by_workers(tmp_path, start):
            other = pool.submit(second)
            until(lambda: "second is in" in events, "the second one in")
            threading.Timer(0.3, second_may_end.set).start()
        other.result()
    assert events == ["started", "second is in", "second is through", "stopped"]


@pytest.mark.parametrize(
    ("required", "code", "outcome"),
    [({}, 0, "SKIPPED"), ({"CI": "true"}, 1, "ERROR"), ({"MSVC_HELM_E2E": "required"}, 1, "ERROR")],
)
def test_without_go_these_tests_skip_unless_required(required: dict[str, str], code: int, outcome: str) -> None:
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"{__file__}::test_pods_turn_ready"]
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", "MSVC_HELM_E2E"}}
    done = subprocess.run(
        words, env={**kept, "PATH": "/nowhere", **required}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, outcome in done.stdout) == (code, True), done.stdout
    assert "install Go" in done.stdout


def test_the_api_server_is_the_pinned_one(cluster: Cluster) -> None:
    version = cluster.kubectl().run("version", "-o", "json").json()["serverVersion"]
    assert isinstance(version, dict)
    assert version["gitVersion"] == build.pinned("kubernetes", "k8s.io/kubernetes")


def test_pods_turn_ready(kubectl: Kubectl) -> None:
    kubectl.apply(deployment("web", 2, **{"nvidia.com/gpu": "8"}))
    kubectl.rolled_out("web")
    pods = kubectl.items("pods")
    assert [pod["spec"]["nodeName"] for pod in pods] == [NODE, NODE]


def test_a_deleted_deployment_takes_its_pods_along(kubectl: Kubectl) -> None:
    kubectl.apply(deployment("web"))
    kubectl.rolled_out("web")
    kubectl.run("delete", "deployment", "web")
    kubectl.gone(["replicasets", "pods"])


def test_an_autoscaler_scales_to_its_minimum(kubectl: Kubectl) -> None:
    kubectl.apply(deployment("web", 2))
    kubectl.run("autoscale", "deployment/web", "--min=4", "--max=6", "--cpu=50%")
    until(lambda: kubectl.replicas("web") == 4, "the autoscaler's minimum of 4 replicas")


def test_strict_dry_run_refuses_an_unknown_field_and_makes_nothing(kubectl: Kubectl) -> None:
    wrong = {**deployment("web"), "sepc": {}}
    assert 'unknown field "sepc"' in kubectl.dry_run(wrong).stderr
    assert kubectl.dry_run(deployment("web")).ok
    assert kubectl.uids("deployments") == {}


@pytest.mark.parametrize(
    ("fixture", "served"),
    [
        ("cluster", {"gateway.networking.k8s.io/v1", "inference.networking.k8s.io/v1",
                     "inference.networking.x-k8s.io/v1alpha2"}),
        ("operator_cluster", {"gateway.networking.k8s.io/v1", "inference.networking.k8s.io/v1",
                              "inference.networking.x-k8s.io/v1alpha2", "llm-d.ai/v1alpha1"}),
        ("bare_cluster", set()),
    ],
)  # fmt: skip
def test_each_cluster_serves_its_custom_resources(
    fixture: str, served: set[str], request: pytest.FixtureRequest
) -> None:
    cluster: Cluster = request.getfixturevalue(fixture)
    custom = {"gateway.networking.k8s.io/v1", "inference.networking.k8s.io/v1",
              "inference.networking.x-k8s.io/v1alpha2", "llm-d.ai/v1alpha1"}  # fmt: skip
    assert custom & set(cluster.kubectl().run("api-versions").stdout.split()) == served


def test_kustomize_and_kubeconform_run(tools: Callable[[str], Path], tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text("resources: [web.yaml]\nnamePrefix: my-\n")
    (tmp_path / "web.yaml").write_text(json.dumps(deployment("web")))
    assert "name: my-web" in run([tools("kustomize"), "build", tmp_path]).stdout
    assert "-strict" in run([tools("kubeconform"), "-h"]).stdout
