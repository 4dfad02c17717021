"""What the operator left in its objects is written where that is asked for: the recorded objects are the oracle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import reader
from tests.conftest import REPO, run_program

RECORDED = REPO.parent / "shared" / "adopt" / "before-operator-running"
TOLD = ("--gie=v1alpha2", "--epp-cluster-role=epp-role", "--epp-pull-secrets=epp-pull", "--pd-pull-secrets=pd-pull")
NAMES = sorted(path.stem for path in RECORDED.glob("*.yaml"))
Object = dict[str, Any]


def recorded(name: str) -> list[Object]:
    return list(yaml.load((RECORDED / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)["items"])


def pods(items: list[Object]) -> dict[str, Object]:
    return {
        each["metadata"]["name"]: each["spec"]["template"]["spec"] for each in items if each["kind"] == "Deployment"
    }


def written(items: list[Object], folder: Path) -> Path:
    path = folder / "models.yaml"
    kept = [item for item in items if item["kind"] in ("ModelService", "ConfigMap")]
    path.write_text(yaml.safe_dump_all(kept), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", NAMES)
def test_the_pods_have_the_affinity_that_run(name: str, tmp_path: Path) -> None:
    items = recorded(name)
    models, bases = tmp_path / "m.yaml", tmp_path / "b.yaml"
    models.write_text(yaml.safe_dump_all([i for i in items if i["kind"] == "ModelService"]), encoding="utf-8")
    bases.write_text(yaml.safe_dump_all([i for i in items if i["kind"] == "ConfigMap"]), encoding="utf-8")
    words = ("generate", "-m", models, "-b", bases, *TOLD)
    plain = pods(list(reader.load_all(run_program(*words).stdout)))
    made = pods(list(reader.load_all(run_program(*words, "--operator-defaults").stdout)))
    running = pods(items)
    assert running
    for deployment, pod in running.items():
        assert made[deployment].get("affinity") == pod.get("affinity"), deployment
        refs = [e["valueFrom"] for c in pod["containers"] for e in c.get("env", ()) if "valueFrom" in e]
        ours = [e["valueFrom"] for c in made[deployment]["containers"] for e in c.get("env", ()) if "valueFrom" in e]
        assert ours == refs, deployment
    assert not any("affinity" in pod and not pod["affinity"] for pod in plain.values())


@pytest.mark.parametrize(
    ("metadata", "carried"), [({"uid": "88f63c02-35be-400b-a7e4-2f3c9ca11117"}, True), ({}, False)]
)
def test_values_carry_it_for_a_model_of_a_cluster(metadata: Object, carried: bool, tmp_path: Path) -> None:
    (model,) = (item for item in recorded("simple") if item["kind"] == "ModelService")
    model["metadata"] = {"name": "sim", "namespace": "models", **metadata}
    values = yaml.safe_load(run_program("convert", written([model], tmp_path)).stdout)
    assert values.get("operatorDefaults", False) is carried
    release = list(
        reader.load_all(run_program("flux", tmp_path / "models.yaml", "--chart", "OCIRepository/a/b").stdout)
    )[-1]
    assert release["spec"]["values"].get("operatorDefaults", False) is carried


def test_nothing_is_rolled_back_while_a_model_is_adopted(tmp_path: Path) -> None:
    text = "routing: {modelName: m}\nmodelArtifacts: {uri: hf://a/b}\ndecode: {}\n"
    for more, rolled_back in (("", True), ("operatorDefaults: false\n", True), ("operatorDefaults: true\n", False)):
        path = tmp_path / "models_sim.yaml"
        path.write_text(text + more, encoding="utf-8")
        made = run_program("flux", path, "--chart", "OCIRepository/a/b").stdout
        assert ("remediation" in list(reader.load_all(made))[-1]["spec"]["upgrade"]) is rolled_back


def test_a_written_affinity_stays_and_nothing_is_changed_twice(tmp_path: Path) -> None:
    spec = "spec: {template: {spec: {%s containers: [{name: a, image: b}]}}}"
    own = "affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}},"
    values = {
        "routing": {"modelName": "m", "gatewayRefs": [{"name": "g"}]},
        "modelArtifacts": {"uri": "hf://a/b"},
        "operatorDefaults": True,
        "decode": {},
        "prefill": {"acceleratorTypes": {"labelKey": "k", "labelValues": ["v"]}},
        "baseConfig": {
            "decodeDeployment": spec % own,
            "prefillDeployment": spec % "",
            "inferencePool": "spec: {targetPortNumber: 1}",
        },
    }
    path = tmp_path / "v.yaml"
    path.write_text(yaml.safe_dump(values), encoding="utf-8")
    found = {o["kind"] + o["metadata"]["name"]: o for o in reader.load_all(run_program("generate", "-f", path).stdout)}
    decode, prefill = (found[f"Deploymentv-{role}"]["spec"]["template"]["spec"] for role in ("decode", "prefill"))
    assert "podAntiAffinity" in decode["affinity"]
    assert "nodeAffinity" in prefill["affinity"]
    route = found["HTTPRoutev-http-route"]["spec"]
    assert route["parentRefs"] == [{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "g"}]
    assert route["rules"][0]["matches"] == [{"path": {"type": "PathPrefix", "value": "/"}}]
    assert route["rules"][0]["backendRefs"][0]["weight"] == 1
