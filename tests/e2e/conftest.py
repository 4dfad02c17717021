"""Fixtures of the end-to-end tests: real API servers, real Helm, a namespace of its own for every test.

A machine without Go skips these tests and says so; with CI=true or MSVC_HELM_E2E=required that is a failure instead.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e import build, crds, network
from tests.e2e.cluster import Cluster, route_crds, running
from tests.e2e.crds import MODELSERVICE
from tests.e2e.groups import running_groups
from tests.e2e.helm import MAJORS, Helm
from tests.e2e.kubectl import Kubectl
from tests.e2e.network import running_network
from tests.e2e.registry import registry
from tests.e2e.sharing import shared_by_workers

HERE = Path(__file__).parent
NewNamespace = Callable[[Cluster], Kubectl]
NewHelm = Callable[[Kubectl], Helm]


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by -m
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that no module can forget to."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session", autouse=True)
def tools(pytestconfig: pytest.Config) -> Callable[[str], Path]:
    """The path of a program by name (`tools("kustomize")`), all of them built; the rule for machines without Go."""
    if reason := build.why_not():
        if build.required():
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    reporter = pytestconfig.pluginmanager.getplugin("capturemanager")
    with reporter.global_and_fixture_disabled():
        build.everything()
    return build.binary


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this test run share, and no other run."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def cluster(run_folder: Path) -> Iterator[Cluster]:
    """The cluster of a new user, which most tests share: Gateway API and inference extension, no ModelService CRD."""
    with shared_by_workers(run_folder / "cluster", lambda at: running(at, route_crds())) as folder:
        yield Cluster(folder)


@pytest.fixture(scope="session")
def operator_cluster(run_folder: Path) -> Iterator[Cluster]:
    """The cluster of someone who moves from the operator: the ModelService CRD is there too (the operator is not)."""
    with shared_by_workers(run_folder / "operator", lambda at: running(at, [*route_crds(), MODELSERVICE])) as folder:
        yield Cluster(folder)


@pytest.fixture(scope="session")
def bare_cluster(run_folder: Path) -> Iterator[Cluster]:
    """A cluster as `kind create cluster` gives it: no CRDs."""
    with shared_by_workers(run_folder / "bare", running) as folder:
        yield Cluster(folder)


@pytest.fixture(scope="session")
def extended_cluster(run_folder: Path) -> Iterator[Cluster]:
    """The shared one's APIs, and by the schemas alone: ScaledObjects, InferenceObjectives, PodMonitors."""
    sources = [*route_crds(), *(crds.folder(name) for name in ("keda", "objectives", "monitors"))]
    with shared_by_workers(run_folder / "extended", lambda at: running(at, sources)) as folder:
        yield Cluster(folder)


@pytest.fixture(scope="session")
def groups_cluster(run_folder: Path) -> Iterator[Cluster]:
    """The shared one's APIs, with the controller of LeaderWorkerSets and DisaggregatedSets at work."""
    with shared_by_workers(run_folder / "groups", running_groups) as folder:
        yield Cluster(folder)


@pytest.fixture(scope="session")
def serving_cluster(run_folder: Path) -> Iterator[Cluster]:
    """A control plane for tests that run the pods themselves, in the network of its folder."""
    if reason := network.why_not():
        (pytest.fail if build.required() else pytest.skip)(reason)
    with shared_by_workers(run_folder / "serving", running_network) as folder:
        yield Cluster(folder)


@pytest.fixture(scope="session")
def gitops_cluster(run_folder: Path) -> Iterator[Cluster]:
    """The cluster of someone who moves to Flux or Argo CD, by their schemas alone: no controller of theirs runs."""
    sources = [*route_crds(), MODELSERVICE, *map(crds.folder, crds.GITOPS)]
    with shared_by_workers(run_folder / "gitops", lambda at: running(at, sources)) as folder:
        yield Cluster(folder)


@pytest.fixture(scope="session")
def charts(run_folder: Path) -> Iterator[str]:
    """Where charts are pushed to: `oci://127.0.0.1:PORT/charts`, to be used with --plain-http."""
    with shared_by_workers(run_folder / "registry", registry) as folder:
        yield f"oci://{(folder / 'address').read_text()}/charts"


@pytest.fixture
def new_namespace(request: pytest.FixtureRequest) -> Iterator[NewNamespace]:
    """Makes a namespace named after the test and gives `kubectl` in it; the namespaces are deleted after the test."""
    made: list[tuple[Cluster, str]] = []

    def new(cluster: Cluster) -> Kubectl:
        test = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower())[:48].strip("-")
        name = f"{test}-{secrets.token_hex(3)}"
        made.append((cluster, name))
        return cluster.create_namespace(name)

    yield new
    for cluster, name in made:
        cluster.delete_namespace(name)


@pytest.fixture
def kubectl(cluster: Cluster, new_namespace: NewNamespace) -> Kubectl:
    """`kubectl` in a new namespace of the shared cluster."""
    return new_namespace(cluster)


@pytest.fixture(params=MAJORS, ids=lambda major: f"helm{major}")
def new_helm(request: pytest.FixtureRequest, tmp_path: Path) -> NewHelm:
    """Gives Helm 3, then Helm 4, for the namespace of a `kubectl`: no plugin, nothing remembered."""
    return lambda kubectl: Helm(request.param, tmp_path / "helm-home", kubectl)


@pytest.fixture
def helm(new_helm: NewHelm, kubectl: Kubectl) -> Helm:
    """Helm 3, then Helm 4, in the namespace that `kubectl` has in this test."""
    return new_helm(kubectl)
