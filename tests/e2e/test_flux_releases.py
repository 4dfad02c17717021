"""HelmReleases as helm-controller carries them out, which no registry has: by Helm itself, with a generated chart.

The objects go through the API server first; what it stored is what Helm is given.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.cluster import Cluster
from tests.e2e.conftest import NewNamespace
from tests.e2e.drift import drift as changes
from tests.e2e.helm import Helm
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import REPO, everything, msvc, values_file

BASE = REPO / "samples" / "sim" / "baseconfig.yaml"
SAMPLE = REPO / "samples" / "flux"
SCALED = SAMPLE / "values" / "search_rank.yaml"
CHART = ("--chart", "oci://registry.example.com/charts/acme-llm:1.0.0")


@pytest.fixture
def kubectl(gitops_cluster: Cluster, new_namespace: NewNamespace) -> Kubectl:
    """`kubectl` in a new namespace of a cluster that knows HelmReleases."""
    return new_namespace(gitops_cluster)


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chart of the sample, generated."""
    folder = tmp_path_factory.mktemp("charts") / "acme-llm"
    msvc("chart", "-b", BASE, "--name", "acme-llm", "-o", folder)
    return folder


def give(kubectl: Kubectl, text: str, *words: str) -> dict[str, Any]:
    """`msvc-helm flux` of this text, applied: the HelmRelease as the server has it."""
    made = msvc("flux", "-", *CHART, "-n", kubectl.namespace, *words, stdin=text).stdout
    kubectl.run("apply", "--server-side", "--validate=strict", "-f", "-", stdin=made)
    name = list(yaml.safe_load_all(made))[-1]["metadata"]["name"]
    found = kubectl.get("helmrelease", name)
    assert found is not None
    return found


def values_of(kubectl: Kubectl, release: dict[str, Any]) -> dict[str, Any]:
    """A HelmRelease's values: those of its ConfigMap, or its own."""
    for reference in release["spec"].get("valuesFrom", []):
        config = kubectl.get("configmap", reference["name"])
        assert config is not None
        values: dict[str, Any] = yaml.safe_load(config["data"][reference["valuesKey"]])
        return values
    own: dict[str, Any] = release["spec"]["values"]
    return own


def reconcile(helm: Helm, chart: Path | str, release: dict[str, Any], *words: str) -> None:
    """What helm-controller does: with Helm 4 it applies on the server and takes fields from whoever has them."""
    name = release["spec"].get("releaseName", release["metadata"]["name"])
    flags = ["--take-ownership", values_file(helm, values_of(helm.kubectl, release)), *words]
    if helm.major == 4:
        flags += ["--server-side=true", "--force-conflicts"]
    helm.run("upgrade", name, chart, "--install", "--wait", "--timeout=60s", *flags)


def drift(helm: Helm, release: dict[str, Any]) -> dict[str, list[str]]:
    """What helm-controller calls drift: where the release's manifest would change what is there.

    `Kind/name` of the object to the paths that no rule of the HelmRelease ignores.
    """
    name = release["spec"].get("releaseName", release["metadata"]["name"])
    words = ("--server-side", "--force-conflicts", "--field-manager=helm-controller")
    found = changes(helm.kubectl, helm.manifest(name), *words)
    for rule in release["spec"]["driftDetection"].get("ignore", []):
        target = f"{rule['target']['kind']}/{rule['target']['name']}"
        found[target] = [path for path in found.get(target, []) if path not in rule["paths"]]
    return {name: paths for name, paths in found.items() if paths}


@pytest.mark.parametrize("place", ["inline", "configmap"])
def test_from_install_to_uninstall(helm: Helm, kubectl: Kubectl, chart: Path, place: str) -> None:
    text = (SAMPLE / "modelservices" / "chat.yaml").read_text().replace("  namespace: assistants\n", "")
    release = give(kubectl, text, "--values-in", place)
    reconcile(helm, chart, release)
    kubectl.rolled_out("chat-decode")
    assert kubectl.replicas("chat-decode") == 3
    assert drift(helm, release) == {}

    kubectl.scale("chat-decode", 1)
    assert drift(helm, release) == {"Deployment/chat-decode": ["/spec/replicas"]}, "nobody was to change it"

    release = give(kubectl, text.replace("replicas: 3", "replicas: 2"), "--values-in", place)
    reconcile(helm, chart, release)
    assert kubectl.replicas("chat-decode") == 2
    helm.run("rollback", "chat", *(["--force-conflicts"] if helm.major == 4 else []))
    assert kubectl.replicas("chat-decode") == 3
    assert [revision for revision, _ in helm.history("chat")] == [1, 2, 3]

    helm.uninstall("chat")
    kubectl.gone(["deployments", "services", "pods"])
    left = {name for name in everything(kubectl) if not name.startswith(("HelmRelease/", "OCIRepository/"))}
    assert {name for name in left if not name.startswith("ConfigMap/chat-values-")} == set()


def test_an_autoscalers_number_is_kept_and_is_no_drift(helm: Helm, kubectl: Kubectl, chart: Path) -> None:
    release = give(kubectl, SCALED.read_text(), "--name", "rank")
    reconcile(helm, chart, release)
    kubectl.rolled_out("rank-decode")
    for number in (3, 4):
        kubectl.scale("rank-decode", number)
        assert drift(helm, release) == {}
        reconcile(helm, chart, release)
        assert kubectl.replicas("rank-decode") == number
        assert drift(helm, release) == {}
    kubectl.scale("rank-decode", 2)
    assert drift(helm, release) == {}
    release["spec"]["driftDetection"].pop("ignore")
    assert drift(helm, release) == {"Deployment/rank-decode": ["/spec/replicas"]}, "so the rule is needed"


def test_what_the_operator_made_is_taken_over_and_no_pod_restarts(
    helm: Helm,
    kubectl: Kubectl,
    chart: Path,
    tmp_path: Path,
) -> None:
    text = (SAMPLE / "modelservices" / "chat.yaml").read_text().replace("assistants", kubectl.namespace)
    model = tmp_path / "chat.yaml"
    model.write_text(text)
    made = msvc("generate", "-m", model, "-b", BASE).stdout
    kubectl.run("create", "--field-manager=manager", "-f", "-", stdin=made)
    kubectl.rolled_out("chat-decode")
    kinds = ("deployments", "replicasets", "services", "pods")
    before = kubectl.uids(*kinds)
    release = give(kubectl, text)
    reconcile(helm, chart, release)
    assert kubectl.uids(*kinds) == before
    assert drift(helm, release) == {}


def test_a_release_in_another_namespace_than_its_helm_release(
    helm: Helm,
    kubectl: Kubectl,
    chart: Path,
) -> None:
    """`helm list` finds it beside its objects, whatever namespace the HelmRelease is in."""
    text = SCALED.read_text()
    made = msvc("flux", "-", *CHART, "--name=rank", "-n", kubectl.namespace, "--flux-namespace=default", stdin=text)
    release = list(yaml.safe_load_all(made.stdout))[-1]
    assert release["metadata"] == {"name": f"{kubectl.namespace}-rank", "namespace": "default"}
    assert release["spec"]["targetNamespace"] == release["spec"]["storageNamespace"] == kubectl.namespace
    reconcile(helm, chart, release)
    assert helm.history("rank") == [(1, "deployed")]
