"""Presets on a real API server: under both Helms, in a namespace that lets only restricted pods in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from msvc_helm.presets import read
from tests.e2e.cluster import Cluster
from tests.e2e.conftest import NewHelm, NewNamespace
from tests.e2e.helm import Helm
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import Model, msvc_post, state
from tests.layers.stacks import STACKS, objects_of
from tests.presets import CASES, PRESETS, TWO_ROLES, all_objects, expand, values

POOLS = "inferencepools.inference.networking.k8s.io"


@pytest.fixture
def restricted(kubectl: Kubectl) -> Kubectl:
    """A namespace in which the API server refuses every pod that breaks the restricted standard."""
    kubectl.run("label", "namespace", kubectl.namespace, "pod-security.kubernetes.io/enforce=restricted")
    return kubectl


def roles(preset: str) -> list[str]:
    return ["m-prefill", "m-decode"] if preset in TWO_ROLES else ["m-decode"]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_and_four_lines_are_a_release(preset: str, helm: Helm, restricted: Kubectl) -> None:
    model = Model(helm, msvc_post(helm), "m")
    model.install(values(preset=preset), "--wait")
    restricted.rolled_out(*roles(preset), "m-epp")
    kinds = ("deployments", "services", "roles", "rolebindings", "configmaps", "httproutes", POOLS)
    made = {f"{obj['kind']}/{obj['metadata']['name']}" for obj in all_objects(expand(values(), preset))}
    assert state(restricted, *kinds).keys() == {name for name in made if not name.startswith("ServiceAccount/")}
    account = f"--as=system:serviceaccount:{restricted.namespace}:m-epp-sa"
    for verb in ("get", "list", "watch"):
        for resource in ("pods", POOLS):
            assert restricted.run("auth", "can-i", verb, resource, account).stdout.strip() == "yes"
    assert restricted.run("auth", "can-i", "list", "secrets", account, check=False).stdout.strip() == "no"

    own = {"baseConfig": yaml.safe_load(read(preset))["data"]}
    before = state(restricted, *kinds)
    model.upgrade(values(**own), "--wait")
    assert state(restricted, *kinds) == before, "a preset taken out and passed back changes nothing"
    helm.uninstall("m")


@pytest.mark.parametrize("gie", ["v1", "v1alpha2"])
@pytest.mark.parametrize("preset", PRESETS)
def test_every_source_and_role_is_accepted(
    preset: str, gie: str, cluster: Cluster, new_namespace: NewNamespace
) -> None:
    kubectl = new_namespace(cluster)
    kubectl.run("label", "namespace", kubectl.namespace, "pod-security.kubernetes.io/warn=restricted")
    for number, (_, source, which) in enumerate(case for case in CASES if case[0] == preset):
        made = expand(values(source, which), preset, gie=gie, name=f"m{number}", namespace=kubectl.namespace)
        verdict = kubectl.dry_run(all_objects(made))
        assert verdict.ok, str(verdict)
        assert "Warning" not in verdict.stderr, str(verdict)


NOT_SERVED = ("DestinationRule", "GCPBackendPolicy", "HealthCheckPolicy", "LeaderWorkerSet", "PodMonitor")


@pytest.mark.parametrize("preset", PRESETS)
def test_every_stack_of_layers_is_accepted(
    preset: str, cluster: Cluster, new_namespace: NewNamespace, tmp_path: Path
) -> None:
    kubectl = new_namespace(cluster)
    for stack in (stack for stack in STACKS if stack[0] == preset):
        objects = objects_of(tmp_path, stack, kubectl.namespace)
        verdict = kubectl.dry_run([obj for obj in objects if obj["kind"] not in NOT_SERVED])
        assert verdict.ok, f"{stack}: {verdict}"
        assert "Warning" not in verdict.stderr, f"{stack}: {verdict}"


@pytest.mark.parametrize("preset", PRESETS)
def test_its_pod_monitors_are_accepted(
    preset: str, extended_cluster: Cluster, new_namespace: NewNamespace, new_helm: NewHelm
) -> None:
    """The one word of the page, in a copy that the chart is given."""
    kubectl = new_namespace(extended_cluster)
    helm = new_helm(kubectl)
    data = yaml.safe_load(read(preset).replace(b"podMonitor := false", b"podMonitor := true"))["data"]
    Model(helm, msvc_post(helm), "m").install(values(baseConfig=data))
    assert set(kubectl.uids("podmonitors")) == {"PodMonitor/m-inference-pool", "PodMonitor/m-epp"}


def test_the_standard_is_enforced(restricted: Kubectl) -> None:
    """Or the tests above would prove nothing."""
    pod: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "c", "image": "example.test/c:1"}]},
    }
    assert "violates PodSecurity" in restricted.dry_run(pod).stderr
