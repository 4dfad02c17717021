"""What a real API server makes of everything we hand out: the samples and the chart's values per feature."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from msvc_helm.resources.kinds import GIE_GROUPS
from tests.e2e.cluster import Cluster
from tests.e2e.conftest import NewHelm, NewNamespace
from tests.e2e.helm import Helm
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import CHART, REPO, VALUES, everything, msvc, msvc_post, values_file
from tests.e2e.verdicts import refused
from tests.sources import CASES, GOLDEN

SAMPLES = sorted(path.parent for path in REPO.glob("samples/*/modelservice.yaml"))
VALUES_SAMPLES = sorted(path.parent for path in REPO.glob("samples/*/values.yaml"))
CI_VALUES = sorted((CHART / "ci").glob("*-values.yaml"))
assert SAMPLES
assert VALUES_SAMPLES
assert CI_VALUES


def objects(text: str) -> list[dict[str, Any]]:
    return [each for each in yaml.safe_load_all(text) if each]


@pytest.mark.parametrize("gie", GIE_GROUPS)
def test_every_samples_output(kubectl: Kubectl, gie: str) -> None:
    made = [
        each
        for sample in SAMPLES
        for each in objects(
            msvc(
                "generate", "-m", sample / "modelservice.yaml", "-b", sample / "baseconfig.yaml",
                "-n", kubectl.namespace, "--gie", gie, "--epp-cluster-role", "endpoint-picker",
            ).stdout
        )
    ]  # fmt: skip
    kinds = {each["kind"] for each in made}
    assert kinds >= {"Deployment", "Service", "ServiceAccount", "RoleBinding", "HTTPRoute", "InferencePool"}
    result = kubectl.dry_run(made)
    assert result.ok, str(result)
    assert len(result.stdout.splitlines()) == len(made)


def test_every_source_in_every_role_and_init_container(kubectl: Kubectl) -> None:
    """To be created, as Helm 3 does, and by server-side apply, as Helm 4 does; the cases of `tests/test_sources.py`."""
    files = sorted(GOLDEN.glob("*.yaml"))
    texts = [part.encode() for file in files for part in file.read_text().split("---\n") if part.strip()]
    assert len(texts) == 2 * len(CASES), "an account and a Deployment each"
    assert refused(kubectl, texts) == ({}, {})


def test_an_image_as_a_volume_is_refused_where_the_cluster_is_too_old(helm: Helm) -> None:
    """The chart says how old: the cluster itself, or what is given in the place of one."""
    post = msvc_post(helm)
    values = VALUES | {"modelArtifacts": {"uri": "oci://registry.example.com/models/opt:v1"}}
    words = ("sim", CHART, values_file(helm, values))
    helm.install(*words, "--dry-run=server", post=post)
    old = helm.fails("template", *words, "--kube-version=1.30", post=post).stderr
    assert "needs Kubernetes 1.31 or later" in old
    assert helm.template(*words, "--kube-version=1.33", post=post)


@pytest.mark.parametrize("sample", VALUES_SAMPLES, ids=lambda sample: sample.name)
def test_every_sample_of_values_is_a_release(
    sample: Path, extended_cluster: Cluster, new_namespace: NewNamespace, new_helm: NewHelm
) -> None:
    """Helm makes of it what `generate` prints; the objects beside the values, such as a claim, are taken too."""
    kubectl = new_namespace(extended_cluster)
    for file in sample.glob("*.yaml"):
        if all("kind" in document for document in objects(file.read_text())):  # not further values
            kubectl.apply(file.read_text())
    helm = new_helm(kubectl)
    helm.install("m", CHART, f"--values={sample / 'values.yaml'}", post=msvc_post(helm))
    printed = msvc("generate", "-f", sample / "values.yaml", "--name", "m", "-n", kubectl.namespace).stdout
    assert {key(each) for each in objects(helm.manifest("m"))} == {key(each) for each in objects(printed)}
    helm.uninstall("m")


def key(made: dict[str, Any]) -> tuple[str, str, str]:
    """All of an object but for the labels that Helm's own releases have."""
    return made["apiVersion"], made["kind"], json.dumps({**made, "metadata": made["metadata"]["name"]}, sort_keys=True)


def test_the_samples_themselves(operator_cluster: Cluster, new_namespace: NewNamespace) -> None:
    """The ModelServices by their CRD, base configs as ConfigMaps, and the ClusterRole for the administrator."""
    kubectl = new_namespace(operator_cluster)
    files = [REPO / "samples" / "cluster-role.yaml"]
    files += [sample / name for sample in SAMPLES for name in ("modelservice.yaml", "baseconfig.yaml")]
    result = kubectl.dry_run([each for file in files for each in objects(file.read_text())])
    assert result.ok, str(result)
    assert "endpoint-picker" in result.stdout


def test_a_sample_installed_without_helm_becomes_ready(kubectl: Kubectl) -> None:
    sample = REPO / "samples" / "sim"
    files = ("-m", sample / "modelservice.yaml", "-b", sample / "baseconfig.yaml")
    kubectl.apply(msvc("generate", *files).stdout)
    kubectl.rolled_out("sim-decode")
    assert len(kubectl.items("pods")) == 2


def release(values: Path) -> str:
    return values.name.removesuffix("-values.yaml")


def test_every_ci_values_file_passes_a_strict_dry_run(helm: Helm, kubectl: Kubectl) -> None:
    post = msvc_post(helm)
    rendered = [helm.template(release(file), CHART, f"--values={file}", post=post) for file in CI_VALUES]
    made = [each for text in rendered for each in objects(text)]
    result = kubectl.dry_run(made)
    assert result.ok, str(result)
    assert len(result.stdout.splitlines()) == len(made)


def test_every_ci_values_file_installs(helm: Helm, kubectl: Kubectl) -> None:
    post = msvc_post(helm)
    for file in CI_VALUES:
        helm.install(release(file), CHART, f"--values={file}", post=post)
    ready = {"minimal", "base-config", "environment"}  # others want claims or nodes that are not here
    kubectl.rolled_out(*[f"{name}-decode" for name in ready])
    for file in CI_VALUES:
        helm.uninstall(release(file))
    kubectl.gone(["deployments", "replicasets", "pods"])
    assert everything(kubectl) == set()
