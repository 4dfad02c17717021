"""What `msvc-helm flux` writes, asked of Flux's own schemas on a real API server, of kustomize, and of Helm."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from msvc_helm import goyaml
from msvc_helm.errors import Problem
from msvc_helm.flux.fleet import Charts, make_releases
from msvc_helm.flux.models import read_models
from msvc_helm.flux.settings import ReleaseSettings
from msvc_helm.read import inputs
from msvc_helm.resources.context import Options
from tests.e2e.cluster import Cluster
from tests.e2e.command import run
from tests.e2e.conftest import NewNamespace
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import REPO, msvc
from tests.e2e.verdicts import refused

SAMPLE = REPO / "samples" / "flux"
CHART = "oci://registry.example.com/charts/llm:1.0.0"
DIGEST = "sha256:" + "0" * 64


@pytest.fixture
def kubectl(gitops_cluster: Cluster, new_namespace: NewNamespace) -> Kubectl:
    """`kubectl` in a new namespace of that cluster."""
    return new_namespace(gitops_cluster)


@pytest.fixture
def namespaces(gitops_cluster: Cluster) -> None:
    """The namespaces that the sample's objects are in."""
    for name in ("assistants", "search", "flux-system"):
        gitops_cluster.kubectl().apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})


def documents(text: str) -> list[bytes]:
    """The YAML documents of a stream, as they stand there."""
    return [each.encode() for each in re.split(r"^---\n", text, flags=re.MULTILINE) if each.strip()]


def objects(text: str) -> list[Any]:
    """The objects of a stream as Go reads them, in the order of their kinds and names."""
    found: list[Any] = [goyaml.plain(node) for part in documents(text) if (node := goyaml.parse(part))]
    return sorted(found, key=lambda each: (each["kind"], each["metadata"]["name"]))


OPTIONS: list[tuple[str, ...]] = [
    (),
    ("--values-in=configmap",),
    ("--chart=oci://r.example/llm",),
    (f"--chart=oci://r.example/llm@{DIGEST}", "--source-secret=login"),
    ("--chart=oci://r.example/llm", "--chart-version=>=1.0.0 <2"),
    ("--chart=https://h.example/p.git//charts/llm?tag=v1",),
    (
        "--chart=git@h.example:p.git//charts/llm?branch=main&commit=0123456789abcdef0123456789abcdef01234567",
        "--source-secret=login",
    ),
    ("--chart=https://h.example/charts#llm:1.x",),
    ("--chart=GitRepository/flux-system/flux-system//charts/{base}",),
    ("--chart=HelmChart/llm",),
    ("--interval=1h30m", "--timeout=90s", "--retries=0", "--drift=warn", "--service-account=x"),
    ("--depends-on=a/b", "--depends-on=c", "--drift=disabled"),
    ("--flux-namespace=flux-system",),
    ("--values-in=inline", "--gie=v1"),
]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: " ".join(options) or "none")
@pytest.mark.usefixtures("namespaces")
def test_flux_takes_what_is_printed(kubectl: Kubectl, options: tuple[str, ...]) -> None:
    chart = () if any(each.startswith("--chart=") for each in options) else (f"--chart={CHART}",)
    text = msvc("flux", SAMPLE / "modelservices", SAMPLE / "values", *chart, *options).stdout
    assert refused(kubectl, documents(text)) == ({}, {})


def test_flux_takes_every_model_of_the_corpus(kubectl: Kubectl, shared: Path) -> None:
    """Whatever the operator took, as values in a HelmRelease and in a ConfigMap."""
    index = json.loads((shared / "parity" / "index.json").read_text())
    names = sorted({pair["modelservice"] for pair in index if pair["outcome"] == "ok"})
    chart = Charts(CHART, "")
    texts = []
    for name in names:
        files, problems = inputs([str(shared / "parity" / "modelservices" / name)]), list[Problem]()
        models = read_models(files, Options(), "auto", "", lambda _: None, problems)
        assert (len(models), problems) == (1, [])
        here = [model._replace(namespace=kubectl.namespace) for model in models]
        for place in ("inline", "configmap"):
            releases, _ = make_releases(here, chart, ReleaseSettings(values_in=place))
            texts += [text.encode() for text in releases[0].texts]
    assert len(texts) == 3 * len(names) > 90
    assert refused(kubectl, texts) == ({}, {})


@pytest.mark.usefixtures("namespaces")
def test_flux_takes_every_file_of_the_sample(kubectl: Kubectl) -> None:
    files = [path for folder in ("clusters", "sources", "models/base") for path in (SAMPLE / folder).rglob("*.yaml")]
    texts = [text for path in files if path.name != "kustomization.yaml" for text in documents(path.read_text())]
    assert len(texts) > 6
    assert refused(kubectl, texts) == ({}, {})


@pytest.mark.parametrize(
    ("old", "new"), [("interval: 10m", "interval: often"), ("retries: 3", "retrys: 3"), ("mode: enabled", "mode: on")]
)
@pytest.mark.usefixtures("namespaces")
def test_flux_would_notice_a_mistake(kubectl: Kubectl, old: str, new: str) -> None:
    text = msvc("flux", SAMPLE / "modelservices", "--chart", CHART).stdout
    assert old in text
    created, applied = refused(kubectl, documents(text.replace(old, new)))
    assert created
    assert applied


Build = Callable[[Path], str]


@pytest.fixture
def build(tools: Callable[[str], Path]) -> Build:
    """`kustomize build` of a folder, as Flux builds it."""
    return lambda folder: run([tools("kustomize"), "build", folder]).stdout


@pytest.mark.parametrize(("cluster", "own"), [("production", ()), ("staging", ("staging",))])
def test_what_kustomize_makes_of_the_sample_is_what_each_cluster_was_to_have(
    build: Build, cluster: str, own: tuple[str, ...]
) -> None:
    chart = "oci://registry.example.com/charts/acme-llm:1.0.0"
    files = [SAMPLE / "values" / "search_rank.yaml", SAMPLE / "modelservices" / "code.yaml"]
    files.append(SAMPLE / own[0] / "chat.yaml" if own else SAMPLE / "modelservices" / "chat.yaml")
    wanted = msvc("flux", *files, "--chart", chart, "--source-namespace=flux-system").stdout
    both = build(SAMPLE / "sources") + "---\n" + build(SAMPLE / "models" / cluster)
    assert objects(both) == objects(wanted)


MODEL = """\
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {name: NAME, namespace: search}
spec:
  routing: {modelName: m}
  modelArtifacts: {uri: "hf://a/b"}
  decode: DECODE
"""
DIFFERENCES = {
    "number": ("{replicas: 2}", "{replicas: 1}"),
    "nothing": ("{replicas: 2}", "{replicas: null}"),
    "from-nothing": ("{replicas: null}", "{replicas: 2}"),
    "gone": ("{replicas: 2, parallelism: {tensor: 2}}", "{replicas: 2}"),
    "new": ("{replicas: 2}", "{replicas: 2, parallelism: {tensor: 2}}"),
    "words": (
        '{containers: [{name: x, args: ["on", "012", "1e3", "~", ""]}]}',
        '{containers: [{name: x, args: ["off", "0o14", "null", "", "a: b"]}]}',
    ),
    "longer": (
        "{containers: [{name: x, args: [a]}]}",
        "{containers: [{name: x, args: [a, b]}, {name: 'y'}]}",
    ),
    "keys": (
        "{acceleratorTypes: {labelKey: a/b, labelValues: [c]}}",
        "{containers: [{name: x, resources: {limits: {nvidia.com/gpu: 1, a~b/c: '2'}}}]}",
    ),
    "large": (f"{{containers: [{{name: x, args: [{'a' * 20000}]}}]}}", "{replicas: 1}"),
}


def test_any_difference_between_clusters_arrives(build: Build, tmp_path: Path) -> None:
    for folder, index in (("all", 0), ("own", 1)):
        (tmp_path / folder).mkdir()
        for name, both in DIFFERENCES.items():
            text = MODEL.replace("NAME", name).replace("DECODE", both[index])
            (tmp_path / folder / f"{name}.yaml").write_text(text)
    msvc("flux", "all", "--chart", CHART, "--layout", ".", "--force", "--cluster=a", "--cluster=b=own", cwd=tmp_path)
    for cluster, folder in (("a", "all"), ("b", "own")):
        printed = msvc("flux", folder, "--chart", CHART, "--source-namespace=flux-system", cwd=tmp_path).stdout
        wanted = [each for each in objects(printed) if each["kind"] != "OCIRepository"]
        assert objects(build(tmp_path / "models" / cluster)) == wanted


def test_three_clusters_of_twenty_models_are_what_was_asked_for(
    build: Build, gitops_cluster: Cluster, kubectl: Kubectl, tmp_path: Path
) -> None:
    for folder in ("all", "staging"):
        (tmp_path / folder).mkdir()
        for index in range(20):
            decode = f"{{replicas: {1 if folder == 'staging' else 2 + index % 3}}}"
            text = MODEL.replace("NAME", f"model-{index:02}").replace("search", f"team-{index % 4}")
            (tmp_path / folder / f"{index:02}.yaml").write_text(text.replace("DECODE", decode))
    clusters = ("--cluster=eu", "--cluster=us", "--cluster=staging=staging")
    msvc("flux", "all", "--chart", CHART, "--layout", ".", "--force", *clusters, cwd=tmp_path)
    for index in range(4):
        team = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": f"team-{index}"}}
        gitops_cluster.kubectl().apply(team)
    for cluster in ("eu", "us", "staging"):
        built = build(tmp_path / "models" / cluster)
        assert len(objects(built)) == 20
        assert refused(kubectl, documents(built)) == ({}, {})
        replicas = {each["spec"]["values"]["decode"]["replicas"] for each in yaml.safe_load_all(built)}
        assert replicas == ({1} if cluster == "staging" else {2, 3, 4})
