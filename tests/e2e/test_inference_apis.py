"""The two APIs of the Inference Extension on real servers: which one is written, and the way from old to new."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e import crds
from tests.e2e.cluster import Cluster, running
from tests.e2e.conftest import NewHelm, NewNamespace
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import BASE, POOLS, VALUES, Model, msvc, msvc_post
from tests.e2e.sharing import shared_by_workers

TODAY, OLD = POOLS
OBJECTIVE = "inferenceobjectives.llm-d.ai"
POOL_REF = {"group": "inference.networking.k8s.io", "kind": "InferencePool", "name": "sim-inference-pool"}
POOL, MODEL = "InferencePool/sim-inference-pool", "InferenceModel/sim"
# As base configs of the operator's time have it.
YESTERDAY = BASE | {
    "inferencePool": "spec: {targetPortNumber: 8000, extensionRef: {failureMode: FailOpen}}",
    "inferenceModel": "spec: {criticality: Critical}",
    "httpRoute": (
        "spec: {rules: [{backendRefs: [{group: inference.networking.x-k8s.io, kind: InferencePool,"
        ' name: "{{ .InferencePoolName }}", port: 8000}]}]}'
    ),
    "eppDeployment": 'spec: {template: {spec: {containers: [{name: epp, image: "example.test/epp:1"}]}}}',
    "eppService": "spec: {ports: [{name: grpc, port: 9010}]}",
}
ROUTED: dict[str, Any] = VALUES | {
    "routing": {"modelName": "example/sim", "gatewayRefs": [{"name": "gw"}]},
    "baseConfig": YESTERDAY,
}


@pytest.fixture(scope="module")
def old_cluster(run_folder: Path) -> Iterator[Cluster]:
    """A cluster of the operator's time: the Inference Extension as v1alpha2 alone."""
    sources = [crds.folder(name) for name in ("gateway-api", "inference-v1alpha2")]
    with shared_by_workers(run_folder / "old", lambda at: running(at, sources)) as folder:
        yield Cluster(folder)


def pools(kubectl: Kubectl) -> dict[str, set[str]]:
    """The InferencePools of either API."""
    return {kind: set(kubectl.uids(kind)) for kind in POOLS}


def backend(kubectl: Kubectl) -> str:
    """The API group that the route's requests go to."""
    route = kubectl.get("httproute", "sim-http-route")
    assert route is not None
    return str(route["spec"]["rules"][0]["backendRefs"][0]["group"])


def test_auto_is_what_an_old_cluster_serves(
    old_cluster: Cluster, new_namespace: NewNamespace, new_helm: NewHelm
) -> None:
    kubectl = new_namespace(old_cluster)
    helm = new_helm(kubectl)
    model = Model(helm, msvc_post(helm))
    model.install(ROUTED)
    assert kubectl.uids(OLD, "inferencemodels").keys() == {POOL, MODEL}
    assert backend(kubectl) == "inference.networking.x-k8s.io"
    before = kubectl.uids(OLD, "inferencemodels", "deployments", "httproutes")
    assert 'no matches for kind "InferencePool"' in model.fails("upgrade", ROUTED | {"gie": "v1"}).stderr
    assert kubectl.uids(OLD, "inferencemodels", "deployments", "httproutes") == before


def test_today_s_where_both_are_served(cluster: Cluster, new_namespace: NewNamespace, new_helm: NewHelm) -> None:
    """From the operator's pool, which convert keeps, to the one that `auto` finds: no pod notices."""
    kubectl = new_namespace(cluster)
    helm = new_helm(kubectl)
    model = Model(helm, msvc_post(helm))
    kept = yaml.safe_load(converted(helm.home).read_text())
    assert kept["gie"] == "v1alpha2"
    model.install(kept, "--wait")
    assert pools(kubectl) == {OLD: {POOL}, TODAY: set()}
    before = kubectl.uids("pods", "deployments", "services", "httproutes")

    model.upgrade(kept | {"gie": "auto"}, "--wait")
    assert pools(kubectl) == {OLD: set(), TODAY: {POOL}}
    assert kubectl.uids("inferencemodels") == {}
    assert kubectl.uids("pods", "deployments", "services", "httproutes") == before
    assert backend(kubectl) == "inference.networking.k8s.io"
    pool = kubectl.get(TODAY, "sim-inference-pool")
    assert pool is not None
    assert pool["spec"]["endpointPickerRef"] == {
        "group": "",
        "kind": "Service",
        "name": "sim-epp-service",
        "port": {"number": 9010},
        "failureMode": "FailOpen",
    }

    helm.rollback("sim")
    assert pools(kubectl) == {OLD: {POOL}, TODAY: set()}
    assert kubectl.uids("pods", "deployments", "services", "httproutes") == before


def test_an_objective_in_the_place_of_an_inference_model(
    extended_cluster: Cluster, new_namespace: NewNamespace, new_helm: NewHelm
) -> None:
    """Where it is asked for: of the criticality, or as the base config has it."""
    kubectl = new_namespace(extended_cluster)
    helm = new_helm(kubectl)
    model = Model(helm, msvc_post(helm))
    model.install(ROUTED)
    assert kubectl.uids(OBJECTIVE) == {}
    model.upgrade(ROUTED | {"inferenceObjective": True})
    assert spec(kubectl) == {"priority": 10, "poolRef": POOL_REF}
    model.upgrade(ROUTED | {"baseConfig": YESTERDAY | {"inferenceObjective": "spec: {priority: -3}"}})
    assert spec(kubectl) == {"priority": -3, "poolRef": POOL_REF}
    assert kubectl.uids("inferencemodels") == {}


def spec(kubectl: Kubectl) -> dict[str, Any]:
    """What the one InferenceObjective asks for."""
    (found,) = kubectl.items(OBJECTIVE)
    assert found["metadata"]["name"] == "sim"
    return dict(found["spec"])


def converted(directory: Path) -> Path:
    """The values that `convert` makes of the operator's ModelService and its base config."""
    directory.mkdir(parents=True, exist_ok=True)
    spec = {key: value for key, value in ROUTED.items() if key != "baseConfig"}
    service = {"apiVersion": "llm-d.ai/v1alpha1", "kind": "ModelService", "metadata": {"name": "sim"}, "spec": spec}
    base = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "b"}, "data": YESTERDAY}
    for name, value in (("cr.yaml", service), ("base.yaml", base)):
        (directory / name).write_text(json.dumps(value))
    path = directory / "converted.yaml"
    path.write_text(msvc("convert", directory / "cr.yaml", "-b", directory / "base.yaml").stdout)
    return path
