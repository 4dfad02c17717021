"""The pages on Flux, Argo CD and kustomize, command by command, as test_docs.py runs those on Helm.

Left out is what needs an image builder or an Argo CD. The registry is one on loopback. Where the page on Flux merges
the pull request, the test does what Flux would: apply what kustomize builds, and carry out the HelmReleases.
"""

from __future__ import annotations

from pathlib import Path

from tests.e2e.cluster import Cluster
from tests.e2e.conftest import NewHelm, NewNamespace
from tests.e2e.helm import Helm
from tests.e2e.kubectl import Kubectl, as_text
from tests.e2e.test_docs import as_the_operator_would, folder, follow
from tests.e2e.test_flux_releases import drift, reconcile

LEFT_OUT = ("docker ", "kubectl patch deployment argocd-repo-server")
KINDS = ("deployments", "replicasets", "services", "pods")
MERGE = "git push"


def test_from_the_operator_to_helm_releases(
    gitops_cluster: Cluster,
    new_namespace: NewNamespace,
    new_helm: NewHelm,
    charts: str,
    tmp_path: Path,
) -> None:
    kubectl = new_namespace(gitops_cluster)
    at = folder(tmp_path / "page", "flux.md", kubectl)
    as_the_operator_would(kubectl, at)
    kubectl.rolled_out("sim-decode")
    before = kubectl.uids(*KINDS)
    helm = new_helm(kubectl)

    def merge() -> str:
        built = helm.kubectl.run("kustomize", at / "fleet" / "models" / "production").stdout
        kubectl.run("apply", "--server-side", "-f", "-", stdin=built)
        release = kubectl.get("helmrelease", "sim")
        assert release is not None
        assert release["spec"]["chartRef"]["name"] == "acme-llm"
        reconcile(helm, f"{charts}/acme-llm", release, "--version=1.0.0", "--plain-http")  # takes what is labelled
        assert drift(helm, release) == {}
        return ""

    said = follow("flux.md", helm, at, left_out=LEFT_OUT, instead={MERGE: merge}, registry=charts)
    assert "unchanged" in (at / "adopt.sh").read_text(encoding="utf-8")
    assert "sim" in said["kubectl get helmreleases --namespace models"]
    assert kubectl.items("modelservices") == []
    assert kubectl.uids(*KINDS) == before, "no pod restarts"
    for item in kubectl.items("deployments", "services", "serviceaccounts"):
        assert "ownerReferences" not in item["metadata"]
    helm.uninstall("sim")


def test_argo_cd(
    gitops_cluster: Cluster,
    new_namespace: NewNamespace,
    new_helm: NewHelm,
    charts: str,
    tmp_path: Path,
) -> None:
    kubectl = new_namespace(gitops_cluster)
    at = folder(tmp_path / "page", "argo-cd.md", kubectl.within("argocd"))
    as_the_operator_would(kubectl, at)
    argocd = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "argocd"}}
    gitops_cluster.kubectl().run("apply", "-f", "-", stdin=as_text(argocd))
    said = follow("argo-cd.md", new_helm(kubectl), at, left_out=LEFT_OUT, registry=charts)
    assert said["kubectl apply -f samples/argo-cd/applicationset.yaml"].startswith("applicationset.argoproj.io/models")


def test_kustomize(helm: Helm, kubectl: Kubectl, tmp_path: Path) -> None:
    said = follow("kustomize.md", helm, folder(tmp_path / "page", "kustomize.md", kubectl))
    command = "kustomize build --enable-alpha-plugins --enable-exec"
    assert "kind: Deployment" in said[f"{command} samples/kustomize"]
    assert "kind: ModelService" not in said[f"{command} samples/kustomize"]
    assert "registry.example.com/server:1.0" in said[f"{command} ."]
