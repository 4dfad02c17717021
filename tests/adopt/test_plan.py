"""What adopt finds in recorded clusters, and what it will not do."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from msvc_helm.adopt.command import AdoptOptions
from msvc_helm.adopt.findings import Allowed, state
from msvc_helm.adopt.objects import release_patch
from msvc_helm.adopt.operator import operators
from msvc_helm.adopt.read import Objects
from tests.adopt.recorded import BEFORE, RECORDED, Object, by_hand, in_the_way, one, recorded, seen
from tests.conftest import run_program

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="../shared is not here")
# What really happened to the pods of these models when Helm took them over.
WORDS = {
    "simple": "unchanged",
    "pvc": "unchanged",
    "d-default-sim": "unchanged",
    "d-no-gpu": "unchanged",
    "hpa": "in place",
    "nixl": "created",
}


@pytest.mark.parametrize(("name", "word"), WORDS.items())
def test_the_word_for_a_recorded_model(name: str, word: str) -> None:
    found = seen(recorded(name))
    assert {(model.word, state(model)) for model in found.models} == {(word, "to do")}
    assert not found.blocked
    assert bool(in_the_way(recorded(name))) is (word == "created")
    names = tuple(map(str, found.models))
    assert in_the_way(recorded(name), AdoptOptions(allowed=Allowed(create=names))) == ""


@pytest.mark.parametrize("name", [name for name in WORDS if name != "d-no-gpu"])
def test_what_was_taken_over_is_seen(name: str) -> None:
    items = recorded(name, "after-helm-install")
    names = {model["metadata"]["name"]: "" for model in items if model["kind"] == "ModelService"}
    for each in items:
        if each["kind"] == "Deployment":
            model = each["metadata"]["annotations"]["meta.helm.sh/release-name"]
            model = each["metadata"].get("ownerReferences", [{"name": model}])[0]["name"]
            names[model] = each["metadata"]["annotations"]["meta.helm.sh/release-name"]
    found = seen(items, AdoptOptions(releases=names))
    assert {state(model) for model in found.models} == {"taken over"}
    assert not any("belongs to the Helm release" in line for line in in_the_way(items, AdoptOptions(releases=names)))
    assert "belongs to the Helm release" in in_the_way(items, AdoptOptions(releases=dict.fromkeys(names, "another")))


def test_an_operator_that_came_back_has_taken_its_objects_again() -> None:
    (model,) = seen(recorded("d-no-gpu", "operator-came-back")).models
    assert state(model) == "taken over"  # Helm's annotations are there, and so are the operator's owner references


def test_without_its_modelservice_nothing_is_left_to_do() -> None:
    done = run_program("adopt", "--from", RECORDED / "after-cr-deleted")
    assert (done.code, done.stdout) == (1, "")
    assert "no ModelService is found" in done.stderr


def _image(items: list[Object]) -> None:
    one(items, "Deployment")["spec"]["template"]["spec"]["containers"][0]["image"] = "example.test/older:1"


def _scaled(items: list[Object]) -> None:
    one(items, "Deployment")["spec"]["replicas"] = 4


def _selector(items: list[Object]) -> None:
    one(items, "Deployment")["spec"]["selector"]["matchLabels"]["llm-d.ai/role"] = "other"


def _deleting(items: list[Object]) -> None:
    about = one(items, "ModelService")["metadata"]
    about |= {"deletionTimestamp": "2026-11-27T03:13:52Z", "finalizers": ["foregroundDeletion"]}


def _without_uid(items: list[Object]) -> None:
    del one(items, "ModelService")["metadata"]["uid"]


def _second_owner(items: list[Object]) -> None:
    owners = one(items, "Service")["metadata"]["ownerReferences"]
    owners.append({**owners[0], "uid": "another", "name": "twin"})


def _other_release(items: list[Object]) -> None:
    one(items, "Service")["metadata"]["annotations"] = {
        "meta.helm.sh/release-name": "theirs",
        "meta.helm.sh/release-namespace": "simple",
    }


def _no_account(items: list[Object]) -> None:
    items.remove(one(items, "ServiceAccount"))


def _no_base(items: list[Object]) -> None:
    items.remove(one(items, "ConfigMap"))


def _elsewhere(items: list[Object]) -> None:
    text = "- {metadata: {name: extra, namespace: other}, data: {a: b}}"
    one(items, "ConfigMap")["data"]["configMaps"] = text


def _stranger(items: list[Object]) -> None:
    one(items, "Service")["metadata"]["ownerReferences"][0]["uid"] = "gone"


def _operator(items: list[Object]) -> None:
    items.append(deployment(image="ghcr.io/llm-d/llm-d-model-service:v0.0.10"))


CHANGES: dict[str, tuple[Callable[[list[Object]], None], str]] = {
    "image": (_image, "would replace its pods, because of spec.template.spec.containers[vllm].image"),
    "scaled": (_scaled, "would change its number of pods (4 to 1): set decoupleScaling: true"),
    "selector": (_selector, "cannot be changed so: spec.selector"),
    "deleting": (_deleting, "the ModelService is being deleted (foregroundDeletion)"),
    "no uid": (_without_uid, "the ModelService has no UID"),
    "second owner": (_second_owner, "Service/granite-base-model-service-decode is owned by another ModelService"),
    "another release": (_other_release, "belongs to the Helm release simple/theirs"),
    "missing": (_no_account, "ServiceAccount/granite-base-model-sa is not in the cluster and would be created"),
    "no base config": (_no_base, 'there is no base config "simple-base-config"'),
    "a second namespace": (_elsewhere, "ConfigMap/extra is for the namespace other"),
    "owner not there": (_stranger, "objects are owned by a ModelService that is not there"),
    "operator": (_operator, "kubectl scale deployment modelservice --namespace llm-d --replicas=0"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_in_the_way_is_said_and_nothing_is_done(change: str, tmp_path: Path) -> None:
    items = recorded("simple")
    apply, expected = CHANGES[change]
    apply(items)
    assert expected in in_the_way(items)
    path = tmp_path / "objects.json"
    path.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}), encoding="utf-8")
    done = run_program("adopt", "--from", path)
    assert done.code == 1
    assert expected in done.stderr
    assert ("helm install" in done.stdout) is (change == "operator")  # which is the script's first step


def test_what_may_roll_may_not_be_scaled() -> None:
    items = recorded("simple")
    _image(items)
    _scaled(items)
    allowed = AdoptOptions(allowed=Allowed(roll=("granite-base-model",)))
    assert "would change its number of pods (4 to 1)" in in_the_way(items, allowed)
    assert "would replace its pods" not in in_the_way(items, allowed)


@pytest.mark.parametrize(("kind", "pods"), [("ServiceAccount", False), ("Deployment", True)])
def test_new_pods_are_told_of_what_has_pods(kind: str, pods: bool) -> None:
    items = recorded("simple")
    items.remove(one(items, kind))
    assert ("would be created, with new pods: --allow-create" in in_the_way(items)) is pods


def test_a_model_may_roll_where_that_is_said() -> None:
    items = recorded("simple")
    _image(items)
    allowed = AdoptOptions(allowed=Allowed(roll=("granite-base-model",)))
    assert in_the_way(items, allowed) == ""
    assert seen(items, allowed).models[0].word == "rolls"


def deployment(name: str = "modelservice", image: str = "example.test/x:1", **spec: object) -> Object:
    pod = {"containers": [{"name": "m", "image": image, **spec}], "serviceAccountName": "controller"}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {
            "name": name,
            "namespace": "llm-d",
            "labels": {"kustomize.toolkit.fluxcd.io/name": "apps", "kustomize.toolkit.fluxcd.io/namespace": "flux"},
        },
        "spec": {"replicas": 1, "template": {"spec": pod}},
    }


def rights(*resources: str, group: str = "llm-d.ai") -> list[Object]:
    rule = {"apiGroups": [group], "resources": list(resources), "verbs": ["get", "update"]}
    return [
        {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "ClusterRole",
            "metadata": {"name": "r"},
            "rules": [rule],
        },
        {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "ClusterRoleBinding",
            "metadata": {"name": "b"},
            "roleRef": {"kind": "ClusterRole", "name": "r"},
            "subjects": [{"kind": "ServiceAccount", "name": "controller", "namespace": "llm-d"}],
        },
    ]


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ([deployment(image="ghcr.io/llm-d/llm-d-model-service:v0.0.10")], True),
        ([deployment(image="registry.test:5000/mirror/modelservice@sha256:0")], True),
        ([deployment(args=["run", "--epp-cluster-role=x"])], True),
        ([deployment(), *rights("modelservices", "modelservices/status")], True),
        ([deployment(), *rights("modelservices")], False),
        ([deployment(), *rights("modelservices/status", group="other")], False),
        ([deployment(image="vllm/vllm-openai:v0.9", args=["--port", "8000"])], False),
        ([deployment(image="example.test/my-modelservice-ui-not:1")], False),
    ],
)
def test_the_operator_is_found_by_what_it_is(items: list[Object], found: bool) -> None:
    seen_ = operators(Objects(items))
    assert bool(seen_) is found
    for each in seen_:
        assert each.origins == ("the Flux Kustomization flux/apps",)
        assert not each.stopped


@pytest.mark.parametrize("stage", [BEFORE, "after-helm-install", "operator-came-back", "after-cr-deleted"])
def test_one_patch_takes_both_marks_off_and_nothing_else(stage: str) -> None:
    count = 0
    for path in sorted((RECORDED / stage).glob("*.yaml")):
        for obj in recorded(path.stem, stage):
            owners = obj["metadata"].get("ownerReferences", [])
            owner = next((each["uid"] for each in owners if each["kind"] == "ModelService"), "none")
            patch = release_patch(obj, owner)
            after = patched(obj, patch)
            entries = [e for e in obj["metadata"].get("managedFields", []) if not operators_entry(e)]
            left = [each for each in owners if each["kind"] != "ModelService"]
            assert after["metadata"].get("managedFields", []) == entries
            assert after["metadata"].get("ownerReferences", []) == left
            assert (patch == []) is (after == obj)
            if patch:
                assert patch[0] == {
                    "op": "test",
                    "path": "/metadata/resourceVersion",
                    "value": obj["metadata"]["resourceVersion"],
                }
                count += 1
    assert (count == 0) is (stage == "after-cr-deleted")


def operators_entry(entry: Object) -> bool:
    return (entry["manager"], entry["operation"], entry.get("subresource")) == ("manager", "Update", None)


def patched(obj: Object, patch: list[Object]) -> Object:
    """RFC 6902, as far as it is used: test and remove."""
    out: Object = json.loads(json.dumps(obj))
    for step in patch:
        *above, last = step["path"].strip("/").split("/")
        found: Any = out
        for part in above:
            found = found[int(part) if isinstance(found, list) else part]
        key = int(last) if isinstance(found, list) else last
        if step["op"] == "test":
            assert found[key] == step["value"]
        else:
            del found[key]
    return out


def test_objects_that_no_operator_made_are_imported_and_planned(tmp_path: Path) -> None:
    items = by_hand("d-default-sim")
    items[0]["metadata"]["labels"] = {"argocd.argoproj.io/instance": "models"}
    path = tmp_path / "objects.json"
    path.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}), encoding="utf-8")
    done = run_program("adopt", "--from", path, "--release", "x=llama")
    assert (done.code, done.stderr) == (0, "")
    subprocess.run(["sh", "-n"], input=done.stdout, text=True, check=True)
    assert "  unchanged\n" in done.stdout
    assert "the objects come from the Argo CD application models" in done.stdout
    lines = done.stdout.splitlines()
    frees = [line for line in lines if line.startswith("free d-default-sim ")]
    assert len(frees) == len(items)
    assert all(line.endswith(" '' helm kubectl-client-side-apply") for line in frees)
    assert not any("modelservices.llm-d.ai" in line and "delete" in line for line in lines)
    assert any(line.startswith("helm install llama ") for line in lines)


@pytest.mark.parametrize("to", ["helm", "flux", "apply"])
def test_the_script_is_one_that_a_shell_reads_with_its_files(to: str, tmp_path: Path) -> None:
    words = ("--from", RECORDED / BEFORE, "--to", to, "--allow-create", "nixl/facebook-opt-125m-nixl")
    done = run_program("adopt", *words)
    assert (done.code, done.stderr) == (0, "")
    subprocess.run(["sh", "-n"], input=done.stdout, text=True, check=True)
    assert "set -eu" in done.stdout
    for never in ("--atomic", "--rollback-on-failure", "--wait ", "replace"):
        assert not [line for line in done.stdout.splitlines() if line.startswith("helm ") and never in line]
    live = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    assert not any("delete" in line for line in live if line.startswith("kubectl"))
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name in ("kubectl", "helm", "flux"):
        (bin_ / name).write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
        (bin_ / name).chmod(0o755)
    env = {"PATH": f"{bin_}:/usr/bin:/bin"}
    ran = subprocess.run(["sh"], input=done.stdout, text=True, env=env, cwd=tmp_path, capture_output=True, check=False)
    assert (ran.returncode, "was not taken over yet" in ran.stderr) == (1, True)  # nothing is there that applied it
    manifest = tmp_path / "adopt" / "manifests" / "d-default-sim_meta-llama-llama-3-2-3b-instruct.yaml"
    kinds = [each["kind"] for each in yaml.safe_load_all(manifest.read_text(encoding="utf-8"))]
    assert kinds.count("Deployment") == 3
