"""A model's life under Helm, from the first install to an empty namespace; `lookup` of base configs; neighbours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.cluster import Cluster
from tests.e2e.conftest import NewNamespace
from tests.e2e.helm import Helm
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import CHART, REPO, VALUES, Model, config_map, everything, msvc, msvc_post

SAMPLE = REPO / "samples" / "gateway"
PREFILL = {"containers": [{"name": "vllm", "image": "vllm/vllm-openai:v0.9.0"}]}
BY_REFERENCE = {k: v for k, v in VALUES.items() if k != "baseConfig"} | {"baseConfigMapRef": {"name": "platform"}}


@pytest.fixture
def model(helm: Helm) -> Model:
    return Model(helm, msvc_post(helm))


def deployment(kubectl: Kubectl, name: str) -> dict[str, Any]:
    found = kubectl.get("deployment", name)
    assert found is not None, f"no Deployment {name}"
    return found


def images(kubectl: Kubectl, name: str) -> list[str]:
    return [each["image"] for each in deployment(kubectl, name)["spec"]["template"]["spec"]["containers"]]


def test_install_upgrade_rollback_uninstall(helm: Helm, kubectl: Kubectl) -> None:
    """The sample with an endpoint picker behind a Gateway, as `convert` makes its values."""
    files = ("-m", SAMPLE / "modelservice.yaml", "-b", SAMPLE / "baseconfig.yaml")
    values = yaml.safe_load(msvc("convert", SAMPLE / "modelservice.yaml", "-b", SAMPLE / "baseconfig.yaml").stdout)
    values["rbac"] = {"eppClusterRole": "endpoint-picker"}
    assert values.pop("gie") == "v1"  # convert keeps the API of the base config; here the cluster decides
    generated = msvc("generate", *files, "--epp-cluster-role", "endpoint-picker").stdout
    wanted = {f"{o['kind']}/{o['metadata']['name']}" for o in yaml.safe_load_all(generated)}
    model = Model(helm, msvc_post(helm), "qwen3-32b")

    model.install(values, "--wait")
    kubectl.rolled_out("qwen3-32b-decode", "qwen3-32b-epp")
    first = model.state()[0]
    assert first.keys() == wanted
    assert kubectl.replicas("qwen3-32b-decode") == 4
    before = images(kubectl, "qwen3-32b-decode")

    values["decode"]["containers"][0]["image"] = "vllm/vllm-openai:v9.9.9"
    model.upgrade(values | {"decode": values["decode"] | {"replicas": 2}, "prefill": PREFILL}, "--wait")
    kubectl.rolled_out("qwen3-32b-decode", "qwen3-32b-prefill")
    second = model.state()[0]
    assert second.keys() - first.keys() == {"Deployment/qwen3-32b-prefill"}
    assert {name: uid for name, (uid, _) in second.items() if name in first} == {n: u for n, (u, _) in first.items()}
    assert {n for n in first if first[n] != second[n]} == {"Deployment/qwen3-32b-decode"}
    assert (kubectl.replicas("qwen3-32b-decode"), images(kubectl, "qwen3-32b-prefill")) == (
        2,
        [PREFILL["containers"][0]["image"]],
    )
    assert "vllm/vllm-openai:v9.9.9" in images(kubectl, "qwen3-32b-decode")

    helm.rollback("qwen3-32b")
    kubectl.rolled_out("qwen3-32b-decode")
    assert model.state()[0].keys() == wanted
    assert (kubectl.replicas("qwen3-32b-decode"), images(kubectl, "qwen3-32b-decode")) == (4, before)
    assert [status for _, status in helm.history("qwen3-32b")] == ["superseded", "superseded", "deployed"]

    helm.uninstall("qwen3-32b")
    kubectl.gone(["deployments", "replicasets", "pods"])
    assert everything(kubectl) == set()


def test_what_helm_remembers_are_the_objects_with_the_labels_of_the_release(model: Model, kubectl: Kubectl) -> None:
    model.install(VALUES)
    recorded = [each for each in yaml.safe_load_all(model.helm.manifest("sim")) if each]
    assert [each["kind"] for each in recorded] == ["ServiceAccount", "Service", "Deployment"]
    for each in recorded:
        labels = each["metadata"]["labels"]
        assert labels["app.kubernetes.io/managed-by"] == "Helm"
        assert labels["app.kubernetes.io/instance"] == "sim"
        assert labels["helm.sh/chart"].startswith("modelservice-")
    assert model.helm.manifest("sim").count("# Source: modelservice/templates/modelservice.yaml") == 3
    pod = deployment(kubectl, "sim-decode")["spec"]
    for labels in (pod["selector"]["matchLabels"], pod["template"]["metadata"]["labels"]):
        assert not [key for key in labels if "helm" in key.lower() or key.startswith("app.kubernetes.io/")]


def test_the_same_values_again_change_nothing(model: Model) -> None:
    model.install(VALUES)
    before = model.state()[0]
    model.upgrade(VALUES)
    assert model.state()[0] == before


def test_a_dry_run_on_the_server_makes_nothing_and_shows_the_objects(model: Model, kubectl: Kubectl) -> None:
    kubectl.apply(config_map("platform"))
    before = model.state()
    shown = model.install(BY_REFERENCE, "--dry-run=server").stdout
    assert "name: sim-decode" in shown
    assert "Carrier" not in shown
    assert model.state() == before


def test_a_base_config_is_read_from_the_cluster(
    model: Model, kubectl: Kubectl, cluster: Cluster, new_namespace: NewNamespace
) -> None:
    kubectl.apply(config_map("platform"))
    model.install(BY_REFERENCE)
    assert images(kubectl, "sim-decode") == ["example.test/sim:1"]

    newer = {"decodeDeployment": 'spec: {template: {spec: {containers: [{name: s, image: "example.test/sim:2"}]}}}'}
    kubectl.apply(config_map("platform", newer))
    model.upgrade(BY_REFERENCE)
    assert images(kubectl, "sim-decode") == ["example.test/sim:2"]

    elsewhere = new_namespace(cluster)
    elsewhere.apply(config_map("platform"))
    model.upgrade(BY_REFERENCE | {"baseConfigMapRef": {"name": "platform", "namespace": elsewhere.namespace}})
    assert images(kubectl, "sim-decode") == ["example.test/sim:1"]


def test_a_base_config_that_is_not_there_is_refused_by_its_name(model: Model, kubectl: Kubectl) -> None:
    kubectl.apply(config_map("platform"))
    missing = BY_REFERENCE | {"baseConfigMapRef": {"name": "platfrom"}}
    assert '"platfrom"' in model.refused("install", missing).stderr
    model.install(BY_REFERENCE)
    said = model.refused("upgrade", missing).stderr
    assert "spec.baseConfigMapRef.name" in said
    assert "--base-config" in said


def test_without_a_cluster_the_flag_that_gives_the_base_config_is_named(model: Model, tmp_path: Path) -> None:
    result = model.refused("template", BY_REFERENCE)
    assert (result.stdout, "--base-config" in result.stderr) == ("", True)
    (tmp_path / "base.yaml").write_text(yaml.safe_dump(config_map("platform")))
    given = model.post.with_args("--base-config", str(tmp_path / "base.yaml"))
    assert "name: sim-decode" in Model(model.helm, given).run("template", BY_REFERENCE).stdout


def test_two_releases_side_by_side(model: Model, kubectl: Kubectl) -> None:
    other = Model(model.helm, model.post, "other")
    model.install(VALUES)
    alone = model.state()[0]
    other.install(VALUES | {"routing": {"modelName": "other"}})
    both = model.state()[0]
    assert {name: both[name] for name in alone} == alone
    assert {name.replace("sim", "other") for name in alone} == both.keys() - alone.keys()

    other.upgrade(VALUES | {"routing": {"modelName": "other"}, "decode": {"replicas": 5}})
    assert (kubectl.replicas("sim-decode"), kubectl.replicas("other-decode")) == (2, 5)
    model.helm.uninstall("other")
    assert model.state()[0] == alone


def test_a_second_release_of_the_same_names_is_refused(model: Model) -> None:
    model.install(VALUES)
    Model(model.helm, model.post, "other").refused("install", VALUES | {"fullnameOverride": "sim"})


def test_the_chart_as_a_package(model: Model, kubectl: Kubectl, tmp_path: Path) -> None:
    model.helm.run("package", CHART, "--destination", tmp_path)
    (package,) = tmp_path.glob("modelservice-*.tgz")
    Model(model.helm, model.post, "sim", package).install(VALUES, "--wait")
    assert kubectl.replicas("sim-decode") == 2
