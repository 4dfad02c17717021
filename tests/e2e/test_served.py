"""Requests served for real, of what generate, the chart and a generated chart render over the preset `sim`.

The API server with its rights, the controllers, the scheduler, Envoy and the endpoint picker are real ones; the picker
runs in its pod's own network, with the token of its account. `containers.programs` has what plays which image.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.cluster import Cluster
from tests.e2e.conftest import NewNamespace
from tests.e2e.gateway import Envoy, gateway, request
from tests.e2e.helm import Helm
from tests.e2e.kubectl import Kubectl, until
from tests.e2e.kubelet import Kubelet
from tests.e2e.network import Network
from tests.e2e.product import Model, msvc, msvc_post, values_file

Object = dict[str, Any]
Bring = Callable[[Kubectl, Path], object]
GATEWAY = "inference-gateway"
NAME = "Qwen/Qwen3-8B"
BY_NAME = """
spec:
  rules:
    - $patch: replace
    - matches:
        - path: {type: PathPrefix, value: /v1}
          headers: [{name: X-Gateway-Model-Name, value: {{ .ModelName | quote }}}]
      backendRefs:
        - {group: {{ .GIEGroup }}, kind: InferencePool, name: {{ .InferencePoolName }}}
"""


def values(name: str = NAME, replicas: int = 2) -> Object:
    """A model."""
    source = {"uri": f"hf://{name}"}
    return {"routing": {"modelName": name}, "modelArtifacts": source, "decode": {"replicas": replicas}}


def generate(kubectl: Kubectl, folder: Path, asked: Object, release: str, *flags: str | Path) -> None:
    """Apply what `generate` prints."""
    (path := folder / f"{release}.yaml").write_text(json.dumps(asked))
    words = ["--preset", "sim", "--name", release, "--namespace", kubectl.namespace, *flags]
    kubectl.apply(msvc("generate", "--values", path, *words).stdout)


def by_generate(kubectl: Kubectl, folder: Path) -> None:
    """Without Helm."""
    generate(kubectl, folder, values(), "m")


def by_the_chart(kubectl: Kubectl, folder: Path) -> None:
    """The chart, through msvc-post."""
    helm = Helm(4, folder / "helm", kubectl)
    Model(helm, msvc_post(helm), "m").install({**values(), "preset": "sim"})


def by_a_generated_chart(kubectl: Kubectl, folder: Path) -> None:
    """A chart of its own."""
    helm, chart = Helm(3, folder / "helm", kubectl), folder / "own"
    msvc("chart", "--preset", "sim", "--name", "own", "-o", chart)
    helm.install("m", chart, values_file(helm, {**values(), "fullnameOverride": "m"}))


@pytest.fixture
def kubectl(serving_cluster: Cluster, new_namespace: NewNamespace) -> Kubectl:
    return new_namespace(serving_cluster)


@pytest.fixture
def kubelet(kubectl: Kubectl, serving_cluster: Cluster, tmp_path: Path) -> Iterator[Kubelet]:
    with Kubelet(kubectl, Network.of(serving_cluster.folder), tmp_path / "pods") as kubelet:
        yield kubelet


def who_answer(envoy: Envoy, model: str, count: int = 12) -> set[str]:
    """The pods that answer requests which have nothing in common."""
    answers = [envoy.ask(model, f"{number} {'abc' * number}") for number in range(count)]
    assert {answer.status for answer in answers} == {200}
    return {answer.pod for answer in answers}


@contextmanager
def busy(address: str) -> Iterator[None]:
    """A server that says in its metrics that requests wait."""
    request(8000, "POST", "/pretend", "100", host=address)
    yield
    request(8000, "POST", "/pretend", "0", host=address)


@pytest.mark.parametrize("bring", [by_generate, by_the_chart, by_a_generated_chart])
def test_a_model_answers(bring: Bring, kubectl: Kubectl, kubelet: Kubelet, tmp_path: Path) -> None:
    bring(kubectl, tmp_path)
    kubelet.settle(("m-decode", 2), ("m-epp", 1))
    kubectl.rolled_out("m-decode", "m-epp")
    first, second = (each.pod["metadata"]["name"] for each in kubelet.named("m-decode"))
    with gateway(kubectl, GATEWAY, tmp_path / "envoy") as envoy:
        answer = json.loads(envoy.first(NAME).body)
        assert (answer["model"], answer["choices"][0]["message"]["role"]) == (NAME, "assistant")
        assert envoy.ask(NAME, "hello", stream=True).body.count("data: ") == 6
        assert who_answer(envoy, NAME) == {first, second}
        with busy(kubelet.named(first)[0].address):
            until(lambda: who_answer(envoy, NAME) == {second}, "only the pod answers that has time")
        long = "word " * 400
        assert len({envoy.ask(NAME, long).pod for _ in range(8)}) == 1, "the cache of a prefix keeps to its pod"


def test_the_second_model_is_reached_by_its_name(kubectl: Kubectl, kubelet: Kubelet, tmp_path: Path) -> None:
    """With a Gateway that puts the body's model into a header, and the page's route for it."""
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "by-name"}, "data": {"httpRoute": BY_NAME}}
    (base := tmp_path / "base.yaml").write_text(json.dumps(config))
    names = {"a": NAME, "b": "google/gemma-3-4b-it"}
    for release, name in names.items():
        generate(kubectl, tmp_path, values(name, 1), release, "-b", base)
    kubelet.settle(*((f"{release}-{role}", 1) for release in names for role in ("decode", "epp")))
    with gateway(kubectl, GATEWAY, tmp_path / "envoy") as envoy:
        for release, name in names.items():
            answer = envoy.first(name)
            assert answer.pod.startswith(f"{release}-decode-")
            assert json.loads(answer.body)["model"] == name
            assert len(who_answer(envoy, name, 4)) == 1
        assert envoy.ask("somebody/else", "hello").status == 404
