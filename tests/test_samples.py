"""Every sample through the command line: the exact output, no finding, and that its objects fit together."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import reader
from tests.conftest import REPO, Finished, run_program

GOLDEN = REPO / "tests" / "golden" / "samples"
MODELS = {path.parent.name for path in REPO.glob("samples/*/modelservice.yaml")}
VALUES = {path.parent.name for path in REPO.glob("samples/*/values.yaml")}
SAMPLES = sorted(MODELS | VALUES)
PROMISED = {
    "sim", "hf-public", "hf-private", "hf-cached", "pvc", "oci", "pd", "gateway", "groups", "hpa", "keda",
}  # fmt: skip


def main_file(sample: str) -> str:
    """What the model's owner writes."""
    return f"samples/{sample}/{'modelservice' if sample in MODELS else 'values'}.yaml"


def sample_inputs(sample: str) -> tuple[str, ...]:
    """The sample's files as options: a ModelService with its base config, or values named as the README names them."""
    if sample in VALUES:
        return "-f", main_file(sample), "--name", "sample"
    return "-m", main_file(sample), "-b", f"samples/{sample}/baseconfig.yaml", "--epp-cluster-role", "endpoint-picker"


def generate(sample: str, *args: str) -> Finished:
    return run_program("generate", *sample_inputs(sample), *args)


def test_a_sample_is_of_one_form() -> None:
    assert not MODELS & VALUES


@pytest.fixture(scope="module", params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def finished(sample: str) -> Finished:
    return generate(sample)


@pytest.fixture(scope="module")
def objects(finished: Finished) -> list[dict[str, Any]]:
    return [document for document in reader.load_all(finished.stdout) if document]


def of_kind(objects: list[dict[str, Any]], *kinds: str) -> list[dict[str, Any]]:
    return [item for item in objects if item["kind"] in kinds]


def pod_templates(objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    groups = [item["spec"]["leaderWorkerTemplate"] for item in of_kind(objects, "LeaderWorkerSet")]
    return [item["spec"]["template"] for item in of_kind(objects, "Deployment")] + [
        group[field] for group in groups for field in ("leaderTemplate", "workerTemplate") if field in group
    ]


def pod_labels(objects: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [template["metadata"]["labels"] for template in pod_templates(objects)]


def opened_ports(template: dict[str, Any]) -> set[int | str]:
    pod = template["spec"]
    ports = [port for c in pod["containers"] + pod.get("initContainers", []) for port in c.get("ports", [])]
    return {port["containerPort"] for port in ports} | {port["name"] for port in ports if "name" in port}


def test_the_promised_samples_are_there() -> None:
    assert set(SAMPLES) >= PROMISED


def test_every_sample_says_what_it_is_for(sample: str) -> None:
    readme = (REPO / "samples" / sample / "README.md").read_text(encoding="utf-8")
    assert readme.startswith(f"# {sample}: ")
    assert main_file(sample) in readme
    assert f"[{sample}]({sample})" in (REPO / "samples" / "README.md").read_text(encoding="utf-8")


def test_the_output_is_the_one_kept(sample: str, finished: Finished, golden: Callable[[Path, str], None]) -> None:
    assert finished.code == 0, finished.stderr
    assert finished.stderr == "", "a sample warns about nothing"
    golden(GOLDEN / f"{sample}.yaml", finished.stdout)


def test_no_output_is_kept_of_a_sample_that_is_gone() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.yaml")) == SAMPLES


def test_nothing_is_wrong_with_it(sample: str) -> None:
    done = run_program("check", *sample_inputs(sample), "--strict", "-o", "json")
    assert done.code == 0, done.stdout
    assert {finding["severity"] for finding in json.loads(done.stdout)["findings"]} <= {"info"}


def test_the_same_bytes_again(sample: str, finished: Finished) -> None:
    assert generate(sample) == finished


def test_every_output_form_holds_the_same_objects(sample: str, objects: list[dict[str, Any]]) -> None:
    listed = reader.load(generate(sample, "-o", "json").stdout)
    assert (listed["kind"], listed["items"]) == ("List", objects)
    children = reader.load(generate(sample, "-o", "children").stdout)
    flat = [item for child in children.values() for item in (child if isinstance(child, list) else [child])]
    assert sorted(flat, key=repr) == sorted(objects, key=repr)


def test_every_service_selects_pods_that_open_its_ports(objects: list[dict[str, Any]]) -> None:
    for service in of_kind(objects, "Service"):
        wanted = service["spec"]["selector"].items()
        chosen = [item for item in pod_templates(objects) if wanted <= item["metadata"]["labels"].items()]
        assert len(chosen) == 1, service["metadata"]["name"]
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= opened_ports(chosen[0])


def test_every_deployment_selects_its_own_pods_alone(objects: list[dict[str, Any]]) -> None:
    for deployment in of_kind(objects, "Deployment"):
        wanted = deployment["spec"]["selector"]["matchLabels"].items()
        assert [wanted <= labels.items() for labels in pod_labels(objects)].count(True) == 1


def test_the_pool_selects_the_serving_pods_and_names_its_picker(objects: list[dict[str, Any]]) -> None:
    services = {item["metadata"]["name"] for item in of_kind(objects, "Service")}
    for pool in of_kind(objects, "InferencePool"):
        for template in pod_templates(objects):
            labels = template["metadata"]["labels"]
            serves = "llm-d.ai/role" in labels
            assert (pool["spec"]["selector"]["matchLabels"].items() <= labels.items()) == serves
            assert not serves or {port["number"] for port in pool["spec"]["targetPorts"]} <= opened_ports(template)
        assert pool["spec"]["endpointPickerRef"]["name"] in services


def test_every_route_ends_at_an_object_that_is_there(objects: list[dict[str, Any]]) -> None:
    there = {(item["kind"], item["metadata"]["name"]) for item in objects}
    for route in of_kind(objects, "HTTPRoute"):
        backends = [(b["kind"], b["name"]) for rule in route["spec"]["rules"] for b in rule["backendRefs"]]
        assert backends
        assert set(backends) <= there


def test_every_account_and_config_map_that_a_pod_names_is_there(objects: list[dict[str, Any]]) -> None:
    there = {(item["kind"], item["metadata"]["name"]) for item in objects}
    for template in pod_templates(objects):
        pod = template["spec"]
        assert ("ServiceAccount", pod["serviceAccountName"]) in there
        maps = [volume["configMap"]["name"] for volume in pod["volumes"] if "configMap" in volume]
        assert {("ConfigMap", name) for name in maps} <= there


def test_every_container_keeps_to_the_restricted_pod_security_standard(objects: list[dict[str, Any]]) -> None:
    for template in pod_templates(objects):
        pod = template["spec"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in pod["containers"] + pod.get("initContainers", []):
            context = container["securityContext"]
            assert context["allowPrivilegeEscalation"] is False, container["name"]
            assert context["capabilities"] == {"drop": ["ALL"]}, container["name"]
            assert context.get("runAsUser", pod["securityContext"].get("runAsUser", 0)) > 0, container["name"]
