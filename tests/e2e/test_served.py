"""Requests served for real, of what generate, the chart and a generated chart render over the preset `sim` and others.

The API server with its rights, the controllers, the scheduler, Envoy and the endpoint picker are real ones; the picker
runs in its pod's own network, with the token of its account. `containers.programs` has what plays which image.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.cluster import Cluster
from tests.e2e.conftest import NewNamespace
from tests.e2e.containers import POOL_OF_FLAGS
from tests.e2e.envoy_config import endpoints_of
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


def generated(kubectl: Kubectl, folder: Path, asked: Object, release: str, *flags: str | Path) -> list[Object]:
    """What `generate` prints."""
    (path := folder / f"{release}.yaml").write_text(json.dumps(asked))
    words = ["--name", release, "--namespace", kubectl.namespace, *flags]
    return list(yaml.safe_load_all(msvc("generate", "--values", path, *words).stdout))


def by_generate(kubectl: Kubectl, folder: Path) -> None:
    """Without Helm."""
    kubectl.apply(generated(kubectl, folder, values(), "m", "--preset", "sim"))


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
    """The pods that answer requests which have nothing in common, also with earlier ones: no cache draws them."""
    answers = [envoy.ask(model, secrets.token_hex(60)) for _ in range(count)]
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
        until(lambda: who_answer(envoy, NAME) == {first, second}, "the picker knows both pods, and gives both requests")
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
        kubectl.apply(generated(kubectl, tmp_path, values(name, 1), release, "--preset", "sim", "-b", base))
    kubelet.settle(*((f"{release}-{role}", 1) for release in names for role in ("decode", "epp")))
    with gateway(kubectl, GATEWAY, tmp_path / "envoy") as envoy:
        for release, name in names.items():
            answer = envoy.first(name)
            assert answer.pod.startswith(f"{release}-decode-")
            assert json.loads(answer.body)["model"] == name
            assert len(who_answer(envoy, name, 4)) == 1
        assert envoy.ask("somebody/else", "hello").status == 404


def pool_of_flags(objects: list[Object]) -> list[Object]:
    """What `containers.flags_of_the_picker` needs: a pool of the selector and the ports, and its rights."""
    (picker,) = (each for each in objects if (each["kind"], each["metadata"]["name"]) == ("Deployment", "m-epp"))
    args = picker["spec"]["template"]["spec"]["containers"][0]["args"]
    flags = dict(word.removeprefix("--").split("=", 1) for word in args)
    labels = dict(pair.split("=") for pair in flags["endpoint-selector"].split(","))
    ports = [{"number": int(port)} for port in flags["endpoint-target-ports"].split(",")]
    found = {"name": "m-epp-service", "port": {"number": 9002}}
    named: Object = {"metadata": {"name": POOL_OF_FLAGS}}
    groups = ["inference.networking.k8s.io", "inference.networking.x-k8s.io"]
    watched = ["inferencepools", "inferenceobjectives", "inferencemodelrewrites"]
    rights = {"apiGroups": groups, "resources": watched, "verbs": ["list", "watch"]}
    subject = {"kind": "ServiceAccount", "name": "m-epp-sa"}
    api = "rbac.authorization.k8s.io"
    role = {"apiGroup": api, "kind": "Role", "name": POOL_OF_FLAGS}
    spec = {"selector": {"matchLabels": labels}, "targetPorts": ports, "endpointPickerRef": found}
    return [
        {"apiVersion": "inference.networking.k8s.io/v1", "kind": "InferencePool", **named, "spec": spec},
        {"apiVersion": f"{api}/v1", "kind": "Role", **named, "rules": [rights]},
        {
            "apiVersion": f"{api}/v1",
            "kind": "RoleBinding",
            **named,
            "roleRef": role,
            "subjects": [subject],
        },
    ]


def test_the_layer_without_a_gateway(kubectl: Kubectl, kubelet: Kubelet, tmp_path: Path) -> None:
    """Envoy and the picker in one pod, with the configuration that the layer `standalone` has for Envoy."""
    objects = generated(kubectl, tmp_path, values(), "m", "--preset", "sim,standalone")
    kubectl.apply([*pool_of_flags(objects), *objects])
    kubelet.settle(("m-decode", 2), ("m-epp", 1))
    ((host, port),) = endpoints_of(kubectl, "m-epp-service", 80)
    envoy = Envoy(port, host=host)
    assert envoy.first(NAME).status == 200
    assert who_answer(envoy, NAME) == {each.pod["metadata"]["name"] for each in kubelet.named("m-decode")}


def test_decode_pods_answer_behind_their_sidecar(kubectl: Kubectl, kubelet: Kubelet, tmp_path: Path) -> None:
    """Of the preset `sim-pd`, by way of the Service: its picker's plugins are llm-d's own, so no picker runs here."""
    asked = {**values(), "prefill": {"replicas": 1}}
    objects = generated(kubectl, tmp_path, asked, "m", "--preset", "sim-pd")
    kubectl.apply([each for each in objects if (each["kind"], each["metadata"]["name"]) != ("Deployment", "m-epp")])
    kubelet.settle(("m-decode", 2), ("m-prefill", 1))
    behind = endpoints_of(kubectl, "m-service-decode", 8000)
    answers = [Envoy(port, host=host).first(NAME) for host, port in behind]
    assert {each.pod for each in answers} == {each.pod["metadata"]["name"] for each in kubelet.named("m-decode")}
    for host, _ in endpoints_of(kubectl, "m-service-prefill", 8000):
        assert Envoy(8000, host=host).first(NAME).pod.startswith("m-prefill-")
