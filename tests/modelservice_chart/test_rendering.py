"""What Helm makes of the chart: one carrier, which holds the values as they were given."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from msvc_helm.api.names import Names
from msvc_helm.schema.build import own_values
from tests.modelservice_chart.conftest import CHART, MINIMAL, Helm, documents

CI = sorted(CHART.glob("ci/*-values.yaml"))
CONFIG_MAP = "kind: ConfigMap\ndata:\n  decodeDeployment: |\n    spec: {}\n"
CARRIER_KEYS = ("apiVersion", "kind", "metadata", "modelService", "options", "childMetadata", "release", "capabilities")


def test_it_lints(helm: Helm) -> None:
    helm.run("lint", "--strict", CHART)


@pytest.mark.parametrize("path", CI, ids=lambda path: path.stem)
def test_every_ci_file_lints_and_gives_one_carrier(helm: Helm, path: Path) -> None:
    helm.run("lint", "--strict", CHART, "-f", path)
    (carrier,) = documents(helm.run("template", "r", CHART, "-f", path).stdout)
    values = yaml.safe_load(path.read_text())
    spec = {key: value for key, value in values.items() if key not in own_values()}
    assert carrier["modelService"]["spec"] == spec
    assert carrier["apiVersion"] == "missing-post-renderer-msvc-post/v1"
    assert carrier["kind"] == "ModelServiceCarrier"


def test_the_carrier_as_a_whole(helm: Helm) -> None:
    carrier = helm.carrier(MINIMAL, "--namespace", "models", "--kube-version", "1.36.3", release="qwen")
    assert tuple(carrier) == CARRIER_KEYS
    name = {"name": "qwen", "namespace": "models"}
    assert carrier["metadata"] == name
    assert carrier["modelService"] == {
        "apiVersion": "llm-d.ai/v1alpha1", "kind": "ModelService", "metadata": name, "spec": MINIMAL,
    }  # fmt: skip
    assert carrier["options"] == {"eppClusterRole": "", "eppPullSecrets": [], "pdPullSecrets": [], "gie": "auto"}
    assert carrier["childMetadata"] == {
        "labels": {
            "helm.sh/chart": "modelservice-0.1.0",
            "app.kubernetes.io/managed-by": "Helm",
            "app.kubernetes.io/name": "modelservice",
            "app.kubernetes.io/instance": "qwen",
            "app.kubernetes.io/version": "0.1.0",
        },
        "annotations": {},
    }
    facts = {"revision": 1, "isInstall": True, "isUpgrade": False, "chart": "modelservice-0.1.0"}
    assert carrier["release"] == name | facts
    assert carrier["capabilities"] == {"kubeVersion": "v1.36.3", "apiVersions": ["autoscaling/v2"]}


def test_the_chart_is_told_what_the_cluster_serves(helm: Helm) -> None:
    group = "inference.networking.k8s.io/v1"
    carrier = helm.carrier(MINIMAL, "--api-versions", f"{group},keda.sh/v1alpha1,example.com/v1", "--is-upgrade")
    assert carrier["capabilities"]["apiVersions"] == [group, "autoscaling/v2", "keda.sh/v1alpha1"]
    assert (carrier["release"]["isInstall"], carrier["release"]["isUpgrade"]) == (False, True)


@pytest.mark.parametrize(
    ("release", "values", "name"),
    [
        ("qwen", {}, "qwen"),
        ("qwen", {"nameOverride": "chat"}, "qwen-chat"),
        ("qwen", {"fullnameOverride": "llama.v3"}, "llama.v3"),
        ("qwen", {"nameOverride": "chat", "fullnameOverride": "llama"}, "llama"),
        ("123", {}, "123"),
        ("1e3", {"nameOverride": ""}, "1e3"),
        ("null", {"fullnameOverride": None}, "null"),
    ],
)
def test_names(helm: Helm, release: str, values: dict[str, Any], name: str) -> None:
    carrier = helm.carrier(MINIMAL | values, release=release)
    assert carrier["metadata"]["name"] == carrier["modelService"]["metadata"]["name"] == name
    assert carrier["release"]["name"] == carrier["childMetadata"]["labels"]["app.kubernetes.io/instance"] == release


def test_the_charts_own_values_are_no_part_of_the_spec(helm: Helm) -> None:
    own = {key: field["default"] for key, field in own_values().items()}
    assert helm.carrier(MINIMAL | own)["modelService"]["spec"] == MINIMAL
    nothing = dict.fromkeys(own)
    assert helm.carrier(MINIMAL | nothing)["modelService"]["spec"] == MINIMAL


def test_options_labels_and_annotations(helm: Helm) -> None:
    values = {
        "rbac": {"eppClusterRole": "epp"}, "eppPullSecrets": ["0755"], "pdPullSecrets": ["a", "b"], "gie": "v1alpha2",
        "labels": {"team": "search", "app.kubernetes.io/version": "1.0", "gone": None},
        "annotations": {"example.com/text": "yes", "gone": None},
    }  # fmt: skip
    carrier = helm.carrier(MINIMAL | values)
    options = {"eppClusterRole": "epp", "eppPullSecrets": ["0755"], "pdPullSecrets": ["a", "b"], "gie": "v1alpha2"}
    assert carrier["options"] == options
    labels = carrier["childMetadata"]["labels"]
    assert (labels["team"], labels["app.kubernetes.io/version"], len(labels)) == ("search", "1.0", 6)
    assert carrier["childMetadata"]["annotations"] == {"example.com/text": "yes"}


def test_null_and_zero_replicas_survive(helm: Helm, tmp_path: Path) -> None:
    spec = {"decode": {"replicas": None, "parallelism": {"tensor": None}}, "prefill": {"replicas": 0}}
    assert helm.carrier(MINIMAL | spec)["modelService"]["spec"] == MINIMAL | spec
    (tmp_path / "over.yaml").write_text("decode: {replicas: null}\nprefill: null\n")
    given = MINIMAL | {"decode": {"replicas": 3}, "prefill": {"replicas": 3}}
    for flags in (["-f", tmp_path / "over.yaml"], ["--set", "decode.replicas=null,prefill=null"]):
        merged = helm.carrier(given, *flags)["modelService"]["spec"]
        assert merged == MINIMAL | {"decode": {"replicas": None}, "prefill": None}


def test_base_config_of_the_values(helm: Helm) -> None:
    values = {"baseConfig": {"decodeDeployment": "spec: {}\n", "decodeService": None}}
    base = helm.carrier(MINIMAL | values)["baseConfig"]
    assert base == {"source": "values: baseConfig", "data": {"decodeDeployment": "spec: {}\n"}}


def test_base_config_file(helm: Helm, tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(CONFIG_MAP)
    base = helm.carrier(MINIMAL, "--set-file", f"baseConfigFile={tmp_path / 'base.yaml'}")["baseConfig"]
    assert base == {"source": "values: baseConfigFile", "configMap": CONFIG_MAP}


def test_a_reference_is_left_to_the_post_renderer_where_no_cluster_answers(helm: Helm) -> None:
    reference = {"baseConfigMapRef": {"name": "vllm", "namespace": "platform"}}
    carrier = helm.carrier(MINIMAL | reference)
    assert "baseConfig" not in carrier
    assert carrier["modelService"]["spec"] == MINIMAL | reference


def with_presets(tmp_path: Path) -> Path:
    chart = tmp_path / "chart"
    shutil.copytree(CHART, chart)
    shutil.rmtree(chart / "presets", ignore_errors=True)
    (chart / "presets").mkdir()
    for name in ("sim", "gpu-pd"):
        (chart / "presets" / f"{name}.yaml").write_text(CONFIG_MAP)
    return chart


def test_a_preset(helm: Helm, tmp_path: Path) -> None:
    (carrier,) = documents(helm.template(MINIMAL | {"preset": "gpu-pd"}, chart=with_presets(tmp_path)))
    assert carrier["baseConfig"] == {"source": "preset gpu-pd", "configMap": CONFIG_MAP}


def test_an_unknown_preset_is_an_error_that_lists_those_there_are(helm: Helm, tmp_path: Path) -> None:
    chart = with_presets(tmp_path)
    for name in ("gpu", "../values", "SIM"):
        error = helm.error(MINIMAL | {"preset": name}, chart=chart)
        assert f'preset "{name}" is not in this chart; presets there are: gpu-pd, sim' in error
    shutil.rmtree(chart / "presets")
    assert "presets there are: none" in helm.error(MINIMAL | {"preset": "sim"}, chart=chart)


BASES = {
    "baseConfig": {"decodeDeployment": "spec: {}"},
    "baseConfigFile": CONFIG_MAP,
    "baseConfigMapRef": {"name": "vllm"},
}


@pytest.mark.parametrize("second", list(BASES)[1:])
def test_two_base_configs_are_an_error(helm: Helm, second: str) -> None:
    for first in list(BASES)[: list(BASES).index(second)]:
        error = helm.error(MINIMAL | {key: BASES[key] for key in (first, second)})
        assert f"values give more than one base config ({first}, {second}): keep one of them" in error


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "routing.modelName is not set"),
        ({"routing": {"modelName": "m"}}, "modelArtifacts.uri is not set"),
        (MINIMAL | {"decod": {}}, "additional properties 'decod' not allowed"),
        (MINIMAL | {"decode": {"replica": 1}}, "additional properties 'replica' not allowed"),
        (MINIMAL | {"decode": {"replicas": -1}}, "/decode/replicas"),
        (MINIMAL | {"decode": {"replicas": "2"}}, "/decode/replicas"),
        (MINIMAL | {"decode": {"containers": [{"image": "a"}]}}, "missing property 'name'"),
        (MINIMAL | {"gie": "v9"}, "/gie"),
    ],
)
def test_wrong_values_are_refused(helm: Helm, values: dict[str, Any], message: str) -> None:
    assert message in helm.error(values)


def parent(tmp_path: Path, values: dict[str, Any]) -> Path:
    """A chart that holds this one twice, under names of its own."""
    chart = tmp_path / "parent"
    shutil.copytree(CHART, chart / "charts" / "modelservice")
    (chart / "templates").mkdir()  # Helm 4's lint wants one
    dependencies = [
        {"name": "modelservice", "version": "0.1.0", "alias": alias, "condition": f"{alias}.enabled"}
        for alias in ("chat", "code")
    ]
    meta = {"apiVersion": "v2", "name": "parent", "version": "1.0.0", "dependencies": dependencies}
    (chart / "Chart.yaml").write_text(yaml.safe_dump(meta))
    (chart / "values.yaml").write_text(yaml.safe_dump(values))
    return chart


def test_as_an_aliased_dependency_twice(helm: Helm, tmp_path: Path) -> None:
    values = {alias: MINIMAL | {"nameOverride": alias, "enabled": True} for alias in ("chat", "code")}
    chart = parent(tmp_path, values | {"global": {"region": {"name": "eu"}}})
    helm.run("lint", "--strict", chart)
    first, second = documents(helm.template({"code": {"decode": {"replicas": None}}}, chart=chart))
    assert [first["metadata"]["name"], second["metadata"]["name"]] == ["r-chat", "r-code"]
    assert first["modelService"]["spec"] == MINIMAL
    assert second["modelService"]["spec"] == MINIMAL | {"decode": {"replicas": None}}
    assert second["release"]["chart"] == second["childMetadata"]["labels"]["helm.sh/chart"] == "code-0.1.0"
    (only,) = documents(helm.template({"chat": {"enabled": False}}, chart=chart))
    assert only["metadata"]["name"] == "r-code"


def test_a_dependencys_values_are_checked(helm: Helm, tmp_path: Path) -> None:
    chart = parent(tmp_path, {"chat": MINIMAL | {"decode": {"replica": 1}}, "code": {"enabled": False}})
    assert "additional properties 'replica' not allowed" in helm.error({}, chart=chart)


def names_in_notes(helm: Helm, values: dict[str, Any], release: str = "r") -> str:
    if helm.major == 3:
        pytest.skip("Helm 3 prints notes only where there is a cluster")
    flags = ("--dry-run=client", "-f", helm.values(MINIMAL | values))
    return helm.run("install", release, CHART, *flags).stdout.partition("NOTES:\n")[2]


def test_notes_name_what_was_made_as_msvc_post_names_it(helm: Helm) -> None:
    keys = ("prefillDeployment", "prefillService", "decodeService", "eppDeployment", "inferencePool", "httpRoute")
    for name in ("llama.v3", "a" * 60 + ".b", "a" * 53 + "." + "b" * 9):
        names = Names(name, "Qwen/Qwen3 8B!", lambda _: None)
        values = {"fullnameOverride": name, "routing": {"modelName": "Qwen/Qwen3 8B!"}, "decode": {}}
        notes = names_in_notes(helm, values | {"baseConfig": dict.fromkeys(keys, "x")})
        made = [
            f"deployment/{names.prefill_deployment}", f"service/{names.prefill_service}",
            f"deployment/{names.decode_deployment}", f"service/{names.decode_service}",
            f"deployment/{names.epp_deployment}", f"inferencepool/{names.inference_pool}",
            f"httproute/{names.http_route}",
        ]  # fmt: skip
        assert notes.partition("Created:\n")[2].partition("\n\n")[0].split() == made
        assert f"--selector llm-d.ai/model={names.model_label}\n" in notes


def test_notes_say_how_to_send_a_request(helm: Helm) -> None:
    gateway = {"modelName": "it's", "gatewayRefs": [{"name": "s", "kind": "Service"}, {"name": "gw", "namespace": "g"}]}
    notes = names_in_notes(helm, {"routing": gateway, "decode": {}})
    assert "--namespace g get gateway gw" in notes
    assert r"""'{"max_tokens":32,"model":"it'\''s","prompt":"Once upon a time"}'""" in notes
    assert "rollback" not in notes
    ports = {"modelName": "m", "ports": [{"name": "http", "port": 8200}]}
    notes = names_in_notes(helm, {"routing": ports, "decode": {}, "decoupleScaling": True})
    assert "port-forward deployment/r-decode 8000:8200" in notes
    assert "`helm rollback` does not" in notes
