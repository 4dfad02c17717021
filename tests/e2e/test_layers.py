"""Layers in a cluster: the chart looks up the ConfigMaps that a base config extends, and brings its presets along."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPO
from tests.e2e.helm import Helm
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import Model, msvc_post
from tests.presets import values

LAYERS = [
    {"extends": "company", "decodeDeployment": "spec: {template: {spec: {nodeSelector: {pool: null}}}}"},
    {
        "extends": "- preset/sim\n",
        "decodeDeployment": "spec: {template: {spec: {nodeSelector: {pool: x, zone: a}}}}",
        "httpRoute": "spec: {parentRefs: [{$patch: replace}, {name: public}]}",
    },
]


def spec(kubectl: Kubectl, kind: str, name: str) -> Any:
    found = kubectl.get(kind, name)
    assert found is not None
    return found["spec"]


def test_a_reference_brings_its_layers(helm: Helm, kubectl: Kubectl) -> None:
    for name, data in zip(("team", "company"), LAYERS, strict=True):
        config_map = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}
        kubectl.apply([config_map])
    model = Model(helm, msvc_post(helm), "m")
    model.install(values(baseConfigMapRef={"name": "team"}))
    made = spec(kubectl, "deployment", "m-decode")["template"]["spec"]
    assert made["nodeSelector"] == {"zone": "a"}
    assert made["containers"][0]["image"].startswith("ghcr.io/llm-d/llm-d-inference-sim:")
    assert [ref["name"] for ref in spec(kubectl, "httproute", "m-http-route")["parentRefs"]] == ["public"]

    kubectl.run("delete", "configmap", "company")
    said = model.refused("upgrade", values(baseConfigMapRef={"name": "team"})).stderr
    assert 'data.extends: there is no base config "company"' in said

    model.upgrade(values(preset=["sim", "standalone"]))
    assert kubectl.run("get", "httproutes", "-o", "name").stdout == ""
    assert len(spec(kubectl, "deployment", "m-epp")["template"]["spec"]["containers"]) == 2
    helm.uninstall("m")


@pytest.mark.parametrize("path", sorted((REPO / "samples" / "gateways").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_sample_gateways_are_accepted(path: Path, kubectl: Kubectl) -> None:
    assert kubectl.dry_run(path.read_text(encoding="utf-8")).ok
