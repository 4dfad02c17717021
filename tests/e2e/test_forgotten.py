"""Helm without its post-renderer: refused before anything changes, in words that say what is missing."""

from __future__ import annotations

import pytest

from tests.e2e.charts import write_chart
from tests.e2e.cluster import Cluster
from tests.e2e.conftest import NewHelm, NewNamespace
from tests.e2e.product import CHART, VALUES, Model, everything, msvc_post, values_file

SAID = 'no matches for kind "ModelServiceCarrier" in version "missing-post-renderer-msvc-post/v1"'
OWN_MODEL = """\
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {name: m}
spec:
  modelArtifacts: {uri: "hf://a/b"}
  routing: {modelName: a/b}
  decode: {containers: [{name: server, image: "example.test/sim:1"}]}
"""


@pytest.fixture(params=["cluster", "operator_cluster"])
def model(request: pytest.FixtureRequest, new_namespace: NewNamespace, new_helm: NewHelm) -> Model:
    """In a cluster without and in one with the ModelService CRD, which would take a ModelService for an object."""
    somewhere: Cluster = request.getfixturevalue(request.param)
    helm = new_helm(new_namespace(somewhere))
    return Model(helm, msvc_post(helm))


@pytest.mark.parametrize("flags", [[], ["--atomic"]], ids=["plain", "atomic"])
def test_on_install_and_on_upgrade(model: Model, flags: list[str]) -> None:
    helm, values = model.helm, values_file(model.helm, VALUES)
    for verb in (["install"], ["upgrade", "--install"]):
        assert SAID in helm.fails(*verb, "sim", CHART, values, *flags).stderr
    assert (everything(helm.kubectl), helm.history("sim")) == (set(), [])

    model.install(VALUES)
    before = model.state()
    changed = values_file(helm, VALUES | {"decode": {"replicas": 7}})
    for verb in (["upgrade"], ["upgrade", "--install"]):
        assert SAID in helm.fails(*verb, "sim", CHART, changed, *flags).stderr
    assert model.state() == before


def test_a_chart_of_ones_own_where_no_crd_is(
    cluster: Cluster, new_namespace: NewNamespace, new_helm: NewHelm, model: Model
) -> None:
    """Without the CRD; with it Helm would delete the children, see test_helm_facts."""
    kubectl = new_namespace(cluster)
    helm = new_helm(kubectl)
    chart = write_chart(model.helm.home / "own", {"model.yaml": OWN_MODEL})
    own = Model(helm, msvc_post(helm), "own", chart)
    assert 'no matches for kind "ModelService"' in helm.fails("install", "own", chart).stderr
    assert everything(kubectl) == set()
    own.install({})
    before = own.state()
    assert 'no matches for kind "ModelService"' in helm.fails("upgrade", "own", chart).stderr
    assert own.state() == before
