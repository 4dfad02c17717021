"""What the chart learns from a cluster: the base config it refers to, running replicas, APIs, facts of the release."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from msvc_helm import goyaml
from msvc_helm.api.names import Names
from tests.conftest import REPO
from tests.e2e.helm import Helm, PostRenderer
from tests.e2e.kubectl import Kubectl

CHART = REPO / "charts" / "modelservice"
MODEL = ("--set=routing.modelName=m", "--set=modelArtifacts.uri=hf://a/b")
TEXT = "spec:\n  a: {{ .ModelName }}\n\n  b: |\n    ---\n    yes: \"0755\"\n  c: 'é'\t\n"
PLACEHOLDER = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: placeholder}\n"
Carrier = Callable[[], dict[str, Any]]


@pytest.fixture
def seen(helm: Helm, tmp_path: Path) -> tuple[PostRenderer, Carrier]:
    """A post-renderer that keeps what it was given, and the carrier it was given last."""
    (tmp_path / "placeholder.yaml").write_text(PLACEHOLDER)
    script = f"cat >{tmp_path}/stdin; cat {tmp_path}/placeholder.yaml"

    def carrier() -> dict[str, Any]:
        node = goyaml.parse((tmp_path / "stdin").read_bytes())
        assert node is not None
        value = goyaml.plain(node)
        assert isinstance(value, dict)
        return value

    return helm.shell_post_renderer("keep", script), carrier


def config_map(name: str, data: dict[str, str]) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


def deployment(name: str, replicas: int) -> dict[str, Any]:
    labels = {"app": name[:63]}
    pod = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "a", "image": "example.com/a:1"}]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": pod}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec}


def test_the_base_config_is_read_from_the_cluster(
    helm: Helm, kubectl: Kubectl, seen: tuple[PostRenderer, Carrier]
) -> None:
    post, carrier = seen
    reference = "--set=baseConfigMapRef.name=vllm"
    helm.install("one", CHART, *MODEL, reference, post=post)
    assert "baseConfig" not in carrier(), "there is no such ConfigMap yet"
    kubectl.apply([config_map("vllm", {"decodeDeployment": TEXT, "decodeService": ""})])
    helm.upgrade("one", CHART, *MODEL, reference, post=post)
    source = f"ConfigMap {kubectl.namespace}/vllm (from the cluster)"
    assert carrier()["baseConfig"] == {"source": source, "data": {"decodeDeployment": TEXT, "decodeService": ""}}
    other = ("--set=baseConfigMapRef.name=kube-root-ca.crt", "--set=baseConfigMapRef.namespace=kube-system")
    helm.upgrade("one", CHART, *MODEL, *other, post=post)
    assert carrier()["baseConfig"]["source"] == "ConfigMap kube-system/kube-root-ca.crt (from the cluster)"
    assert carrier()["baseConfig"]["data"]["ca.crt"].startswith("-----BEGIN CERTIFICATE-----\n")


@pytest.mark.parametrize("name", ["one", "n" * 50 + ".x" * 10])
def test_live_replicas(helm: Helm, kubectl: Kubectl, seen: tuple[PostRenderer, Carrier], name: str) -> None:
    post, carrier = seen
    names = Names(name, "m", lambda _: None)
    flags = (*MODEL, f"--set=fullnameOverride={name}", "--set=decode.replicas=1")
    helm.install("one", CHART, *flags, "--set=decoupleScaling=true", post=post)
    assert "liveReplicas" not in carrier()
    kubectl.apply([deployment(names.decode_deployment, 2), deployment(names.epp_deployment, 4)])
    helm.upgrade("one", CHART, *flags, "--set=decoupleScaling=true", post=post)
    assert carrier()["liveReplicas"] == {"decode": 2}
    kubectl.apply([deployment(names.decode_deployment, 0), deployment(names.prefill_deployment, 3)])
    helm.upgrade("one", CHART, *flags, "--set=decoupleScaling=true", post=post)
    assert carrier()["liveReplicas"] == {"decode": 0, "prefill": 3}
    helm.upgrade("one", CHART, *flags, post=post)
    assert "liveReplicas" not in carrier()


def test_facts_of_release_and_cluster(helm: Helm, kubectl: Kubectl, seen: tuple[PostRenderer, Carrier]) -> None:
    post, carrier = seen
    helm.install("one", CHART, *MODEL, post=post)
    facts = {"name": "one", "namespace": kubectl.namespace, "chart": "modelservice-0.1.0"}
    assert carrier()["release"] == facts | {"revision": 1, "isInstall": True, "isUpgrade": False}
    helm.upgrade("one", CHART, *MODEL, post=post)
    assert carrier()["release"] == facts | {"revision": 2, "isInstall": False, "isUpgrade": True}
    assert carrier()["capabilities"]["kubeVersion"] == "v1.36.3"
    assert {"autoscaling/v2", "gateway.networking.k8s.io/v1"} < set(carrier()["capabilities"]["apiVersions"])


def test_notes_are_shown(helm: Helm, seen: tuple[PostRenderer, Carrier]) -> None:
    notes = helm.install("one", CHART, *MODEL, "--set=decode.replicas=1", post=seen[0]).stdout
    assert "deployment/one-decode" in notes
    assert "port-forward deployment/one-decode 8000:8000" in notes


def test_a_forgotten_post_renderer_changes_nothing(
    helm: Helm, kubectl: Kubectl, seen: tuple[PostRenderer, Carrier]
) -> None:
    said = 'no matches for kind "ModelServiceCarrier" in version "missing-post-renderer-msvc-post/v1"'
    assert said in helm.fails("install", "one", CHART, *MODEL).stderr
    helm.install("two", CHART, *MODEL, post=seen[0])
    before = kubectl.uids("configmaps")
    assert said in helm.fails("upgrade", "two", CHART, *MODEL).stderr
    assert kubectl.uids("configmaps") == before
