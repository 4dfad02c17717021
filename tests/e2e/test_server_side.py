"""`plan --server` and `diff cluster:` against a real API server: what they say is what then happens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e import build
from tests.e2e.command import Result, clean_environment, run
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import PROGRAMS, REPO, msvc

MANAGER = "--field-manager=helm"


@pytest.fixture
def objects(kubectl: Kubectl) -> list[dict[str, Any]]:
    """What a sample makes, applied as Helm 4 applies it."""
    sample = REPO / "samples" / "pd"
    words = ("-m", sample / "modelservice.yaml", "-b", sample / "baseconfig.yaml", "-n", kubectl.namespace)
    made = list(yaml.safe_load_all(msvc("generate", *words, "--epp-cluster-role", "view").stdout))
    kubectl.run("apply", "--server-side", MANAGER, "-f", "-", stdin=yaml.safe_dump_all(made))
    return made


def asked(kubectl: Kubectl, command: str, old: str, new: list[dict[str, Any]], folder: Path, *words: str) -> Result:
    """`msvc-helm plan` or `diff`, with JSON as its output."""
    (folder / "new.yaml").write_text(yaml.safe_dump_all(new))
    cache = str(kubectl.kubeconfig.parent / "kube-cache")
    env = clean_environment(KUBECONFIG=str(kubectl.kubeconfig), KUBECACHEDIR=cache)
    program = ("--kubectl", build.binary("kubectl"), "-o", "json")
    return run([PROGRAMS / "msvc-helm", command, old, "new.yaml", *program, *words], env=env, cwd=folder, check=False)


def verdicts(result: Result) -> dict[str, str]:
    assert result.code == 0, result.stderr
    return {entry["object"]: entry["verdict"] for entry in json.loads(result.stdout)["objects"]}


def test_what_runs_is_what_is_wished(kubectl: Kubectl, objects: list[dict[str, Any]], tmp_path: Path) -> None:
    """Defaults that the server has filled in, and what Helm has added, are no change."""
    assert verdicts(asked(kubectl, "plan", "cluster:", objects, tmp_path)) == {}
    same = asked(kubectl, "diff", "cluster:", objects, tmp_path)
    assert (same.code, json.loads(same.stdout)) == (0, []), same.stderr


def test_each_change(kubectl: Kubectl, objects: list[dict[str, Any]], tmp_path: Path) -> None:
    """A rollout, a refusal in the server's words, a new object, one that goes; and nothing has changed by asking."""
    (tmp_path / "old.yaml").write_text(yaml.safe_dump_all(objects))
    before = kubectl.uids("deployments", "services")
    new = json.loads(json.dumps(objects))
    by_kind = {kind: [obj for obj in new if obj["kind"] == kind] for kind in ("Deployment", "Service", "ConfigMap")}
    decode = next(obj for obj in by_kind["Deployment"] if obj["metadata"]["name"].endswith("-decode"))
    picker = next(obj for obj in by_kind["Deployment"] if obj["metadata"]["name"].endswith("-epp"))
    decode["spec"]["template"]["spec"]["containers"][0].setdefault("args", []).append("--max-model-len=100")
    for labels in (picker["spec"]["selector"]["matchLabels"], picker["spec"]["template"]["metadata"]["labels"]):
        labels["another"] = "label"
    gone = by_kind["Service"][0]
    new = [obj for obj in new if obj is not gone]
    new.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "more", "namespace": kubectl.namespace}})
    found = verdicts(asked(kubectl, "plan", "old.yaml", new, tmp_path, "--server"))
    assert found.pop(f"Deployment/{decode['metadata']['name']}") == "rolls"
    assert found.pop(f"Deployment/{picker['metadata']['name']}") == "refused"
    assert found.pop(f"Service/{gone['metadata']['name']}") == "deleted"
    assert found.pop("ConfigMap/more") == "created"
    assert found == {}, "what is unchanged is not listed"
    told = asked(kubectl, "diff", "old.yaml", new, tmp_path, "--server")
    assert told.code == 1
    assert "field is immutable" in told.stderr
    assert kubectl.uids("deployments", "services") == before
    assert kubectl.get("configmap", "more") is None


def test_a_live_number_stays(kubectl: Kubectl, objects: list[dict[str, Any]], tmp_path: Path) -> None:
    """What an autoscaler has set and the manifests leave out is no change."""
    decode = next(obj for obj in objects if obj["metadata"]["name"].endswith("-decode") and obj["kind"] == "Deployment")
    decode["spec"].pop("replicas", None)
    kubectl.run("apply", "--server-side", MANAGER, "--force-conflicts", "-f", "-", stdin=yaml.safe_dump(decode))
    kubectl.scale(decode["metadata"]["name"], 3)
    assert verdicts(asked(kubectl, "plan", "cluster:", objects, tmp_path)) == {}
