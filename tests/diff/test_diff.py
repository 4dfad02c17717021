"""`msvc-helm diff` against what is known of the API server: defaults, quantities, keys of lists, what it keeps."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from msvc_helm.diff.applied import HELM3, HELM4
from msvc_helm.diff.changes import ABSENT
from msvc_helm.diff.differences import Difference, differences
from msvc_helm.diff.manifests import manifests
from msvc_helm.read import documents
from tests.conftest import run_program
from tests.diff.objects import (
    ARGS,
    CONTAINER,
    DEPLOYMENT,
    ENV,
    FIRST,
    JOB,
    OTHER,
    OTHER_PATH,
    OTHERS,
    POD,
    REMOVED,
    ROUTE,
    SECRET,
    SERVICE,
    Step,
    corpus,
    edited,
    read,
    sides,
)


def compared(old: Any, new: Any, tool: str = HELM4) -> list[Difference]:
    return list(differences(read(old), read(new), tool))


def paths(old: Any, new: Any, tool: str = HELM4) -> list[tuple[Step, ...]]:
    return [change.path for each in compared(old, new, tool) for change in each.changes]


SAME = {
    "a quantity in another unit": (DEPLOYMENT, (*FIRST, "resources", "limits", "memory"), "65536Mi"),
    "a quantity as a number": (DEPLOYMENT, (*FIRST, "resources", "requests", "cpu"), 2),
    "the default of a Deployment": (DEPLOYMENT, ("spec", "progressDeadlineSeconds"), 600),
    "a part of a default": (DEPLOYMENT, ("spec", "strategy"), {"rollingUpdate": {"maxSurge": "25%"}}),
    "the default of a template": (DEPLOYMENT, (*POD, "terminationGracePeriodSeconds"), 30),
    "the default of a probe": (DEPLOYMENT, (*FIRST, "readinessProbe", "failureThreshold"), 3),
    "the policy that a tag stands for": (DEPLOYMENT, (*FIRST, "imagePullPolicy"), "IfNotPresent"),
    "the default of a volume": (DEPLOYMENT, (*POD, "volumes", 0, "configMap", "defaultMode"), 420),
    "an empty list": (DEPLOYMENT, (*POD, "tolerations"), []),
    "false where no pointer is": (DEPLOYMENT, (*POD, "hostNetwork"), False),
    "a security context of a pod that says nothing": (DEPLOYMENT, (*POD, "securityContext"), {}),
    "null": (DEPLOYMENT, (*FIRST, "lifecycle"), None),
    "what the server sets": (DEPLOYMENT, ("metadata", "uid"), "77a0f5d2"),
    "a status": (DEPLOYMENT, ("status",), {"replicas": 2}),
    "the target of a port that has none": (SERVICE, ("spec", "ports", 0, "targetPort"), 80),
    "the type of a Service": (SERVICE, ("spec", "type"), "ClusterIP"),
    "a Secret's text as data": (SECRET, ("data",), {"KEY": "b25l"}),
    "the default of a route's backend": (ROUTE, ("spec", "rules", 0, "backendRefs", 0, "kind"), "Service"),
    "the default of a rule": (ROUTE, ("spec", "rules", 0, "matches"), [{"path": {"type": "PathPrefix", "value": "/"}}]),
}  # fmt: skip


@pytest.mark.parametrize(("obj", "path", "value"), SAME.values(), ids=SAME)
def test_the_server_sees_no_difference(obj: dict[str, Any], path: tuple[Step, ...], value: Any) -> None:
    changed = edited(obj, (path, value))
    assert paths(obj, changed) == []
    assert paths(changed, obj) == []


CHANGED = {
    "an image": (DEPLOYMENT, (*FIRST, "image"), "vllm:v2", (*FIRST, "image")),
    "an equal quantity of another kind": (DEPLOYMENT, (*FIRST, "resources", "limits", "memory"), 64 << 30, None),
    "a pointer that is set": (DEPLOYMENT, (*POD, "affinity"), {}, (*POD, "affinity")),
    "false where a pointer is": (DEPLOYMENT, (*POD, "shareProcessNamespace"), False, None),
    "a default of pods, not of templates": (DEPLOYMENT, (*POD, "enableServiceLinks"), True, None),
    "the order of variables": (DEPLOYMENT, (*FIRST, "env"), ENV[::-1], (*FIRST, "env")),
    "an argument in front": (DEPLOYMENT, (*FIRST, "args"), ["-v", *ARGS], (*FIRST, "args", 0)),
    "a container between others": (DEPLOYMENT, (*POD, "containers"), [CONTAINER, OTHERS[1], OTHERS[0]], OTHER_PATH),
    "an unknown field": (DEPLOYMENT, (*POD, "nodeSelectors"), {"a": "b"}, (*POD, "nodeSelectors")),
    "a value of a wrong type": (DEPLOYMENT, ("spec", "replicas"), "three", ("spec", "replicas")),
    "a label of the object": (DEPLOYMENT, ("metadata", "labels"), {"a": ""}, ("metadata", "labels")),
    "a field of a kind without a schema": (OTHER, ("spec", "minReplicaCount"), 2, ("spec", "minReplicaCount")),
}  # fmt: skip


@pytest.mark.parametrize(("obj", "path", "value", "found"), CHANGED.values(), ids=CHANGED)
def test_a_change_is_found_where_it_is(
    obj: dict[str, Any], path: tuple[Step, ...], value: Any, found: tuple[Step, ...] | None
) -> None:
    assert paths(obj, edited(obj, (path, value))) == [found or path]


def test_what_neither_manifest_has_stays() -> None:
    headless = edited(SERVICE, (("spec", "clusterIP"), "None"))
    assert paths(headless, SERVICE) == []
    opened = edited(SERVICE, (("spec", "type"), "NodePort"), (("spec", "ports", 0, "nodePort"), 30080))
    without = edited(opened, (("spec", "ports", 0, "nodePort"), REMOVED))
    assert paths(opened, without) == []


def test_a_default_that_was_filled_in_stays() -> None:
    written = edited(JOB, (("spec", "completions"), 1))
    assert paths(JOB, written) == []
    assert paths(written, JOB) == [("spec", "completions")], "it was the manifest's own, and the other default is there"


def test_tools_differ_in_what_they_leave() -> None:
    recreate = edited(DEPLOYMENT, (("spec", "strategy"), {"type": "Recreate"}))
    assert paths(DEPLOYMENT, recreate, HELM4) == [("spec", "strategy", "type")]
    assert paths(DEPLOYMENT, recreate, HELM3) == [("spec", "strategy", "type"), ("spec", "strategy", "rollingUpdate")]


def test_what_a_secret_holds_is_not_shown() -> None:
    (each,) = compared(SECRET, edited(SECRET, (("stringData", "KEY"), "two")))
    assert each.changes == [(("data", "KEY"), "(hidden)", "(hidden)")]
    (new,) = differences([], read(SECRET))
    assert "one" not in str(new.changes)


def test_added_and_removed_objects() -> None:
    new, old = differences(read(SERVICE), read(SECRET))
    assert (new.pairing.either.title, new.changes[0].before) == ("Secret/token", ABSENT)
    assert (old.pairing.either.title, old.changes[0].after) == ("Service/front", ABSENT)


def test_a_namespace_may_be_given() -> None:
    written = edited(SERVICE, (("metadata", "namespace"), "models"))
    left = manifests(documents(io.BytesIO(yaml.safe_dump(SERVICE).encode()), "a"), "models")
    assert not list(differences(left, read(written)))
    assert len(list(differences(read(SERVICE), read(written)))) == 2


OBJECTS = [DEPLOYMENT, SERVICE, SECRET, ROUTE, JOB, OTHER]


@pytest.mark.parametrize("obj", OBJECTS, ids=lambda obj: obj["kind"])
def test_nothing_differs_from_itself(obj: dict[str, Any]) -> None:
    for tool in (HELM3, HELM4):
        assert compared(obj, obj, tool) == []


def _shuffled(value: Any, draw: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shuffled(value[key], draw) for key in draw(st.permutations(list(value)))}
    return [_shuffled(item, draw) for item in value] if isinstance(value, list) else value


@given(st.data(), st.sampled_from(OBJECTS))
def test_the_order_of_keys_is_no_difference(data: st.DataObject, obj: dict[str, Any]) -> None:
    assert compared(obj, _shuffled(obj, data.draw)) == []


UNITS = {"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30}


@given(st.integers(1, 1 << 12), st.sampled_from(["Mi", "Gi"]))
def test_the_spelling_of_a_quantity_is_no_difference(number: int, unit: str) -> None:
    path = (*FIRST, "resources", "limits", "memory")
    one = edited(DEPLOYMENT, (path, f"{number}{unit}"))
    assert compared(one, edited(one, (path, f"{number * UNITS[unit] // 1024}Ki"))) == []


def test_the_command_line(tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new"
    new.mkdir()
    old.write_text(yaml.safe_dump_all([DEPLOYMENT, SERVICE]))
    (new / "a.yaml").write_text(yaml.safe_dump(edited(DEPLOYMENT, (("spec", "replicas"), 3))))
    (new / "b.json").write_text(json.dumps(SERVICE))
    done = run_program("diff", old, new)
    assert (done.code, done.stderr) == (1, "")
    assert "~ Deployment/decode\n  spec.replicas: 2 → 3\n" in done.stdout
    done = run_program("diff", old, "-", "-o", "json", stdin=old.read_text())
    assert (done.code, json.loads(done.stdout)) == (0, [])
    done = run_program("diff", old, new, "-o", "json")
    entry = {"object": "Deployment/decode", "namespace": None, "path": ["spec", "replicas"], "before": 2, "after": 3}
    assert (done.code, json.loads(done.stdout)) == (1, [entry])
    done = run_program("diff", old, new, "-o", "markdown")
    assert "```diff\n  spec.replicas:\n-   2\n+   3\n```" in done.stdout


def test_what_is_removed_from_a_list_is_called_by_its_old_name(tmp_path: Path) -> None:
    env = [{"name": "OLD", "value": "1"}, {"name": "KEPT", "value": "1"}]
    for name, entries in (("old", env), ("new", env[1:])):
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(edited(DEPLOYMENT, ((*FIRST, "env"), entries))))
    for command in ("diff", "plan"):
        said = run_program(command, tmp_path / "old.yaml", tmp_path / "new.yaml").stdout
        assert "env[OLD]: -" in said.replace("\n", " ").replace("   ", " "), said
        assert "env[KEPT]" not in said


def test_a_block_of_markdown_holds_what_it_shows(tmp_path: Path) -> None:
    note = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "note"}, "data": {"a": "x\n```\ny\n"}}
    (tmp_path / "note.yaml").write_text(yaml.safe_dump(note))
    (tmp_path / "none.yaml").write_text("")
    done = run_program("diff", tmp_path / "none.yaml", tmp_path / "note.yaml", "-o", "markdown")
    assert done.code == 1
    assert done.stdout.count("\n````") == 2


WRONG = {
    "a ModelService": (
        {"apiVersion": "llm-d.ai/v1alpha1", "kind": "ModelService", "metadata": {"name": "m"}},
        "generate",
    ),
    "no kind": ({"metadata": {"name": "x"}}, "apiVersion, kind missing"),
    "no object": ([1], "expected an object, found a list"),
}


@pytest.mark.parametrize(("obj", "said"), WRONG.values(), ids=WRONG)
def test_what_is_no_manifest_is_an_error(tmp_path: Path, obj: Any, said: str) -> None:
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(obj))
    done = run_program("diff", tmp_path / "a.yaml", tmp_path / "missing.yaml")
    assert (done.code, done.stdout) == (2, "")
    assert said in done.stderr
    assert "missing.yaml: cannot be read: No such file or directory" in done.stderr


def test_an_object_that_is_there_twice_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(yaml.safe_dump_all([SERVICE, SERVICE]))
    done = run_program("diff", tmp_path / "a.yaml", tmp_path / "a.yaml")
    assert done.code == 2
    assert "Service/front is there twice; first in" in done.stderr


def test_a_git_revision(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    (tmp_path / "deploy").mkdir()
    file = tmp_path / "deploy" / "a.yaml"
    file.write_text(yaml.safe_dump(SERVICE))
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    file.write_text(yaml.safe_dump(edited(SERVICE, (("spec", "ports", 0, "port"), 8080))))
    for old in ("HEAD:deploy/a.yaml", "HEAD:deploy", "HEAD:./deploy"):
        done = run_program("diff", old, "deploy", cwd=tmp_path)
        assert done.code == 1, done.stderr
        assert "Service/front" in done.stdout
    done = run_program("diff", "HEAD:nothing", "deploy", cwd=tmp_path)
    assert done.code == 2
    assert "git cat-file" in done.stderr


def test_a_release(tmp_path: Path) -> None:
    helm = tmp_path / "helm"
    helm.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/called\ncat {tmp_path}/stored.yaml\n')
    helm.chmod(0o755)
    (tmp_path / "stored.yaml").write_text(yaml.safe_dump(SERVICE))
    done = run_program("diff", "release:front@3", tmp_path / "stored.yaml", "--helm", helm, "-n", "models")
    assert (done.code, done.stderr) == (0, "")
    assert (tmp_path / "called").read_text() == "get manifest front --revision 3 --namespace models\n"


LABELS = {
    "helm.sh/chart": "modelservice-0.1.0",
    "app.kubernetes.io/name": "modelservice",
    "app.kubernetes.io/version": "1",
}


@pytest.mark.parametrize(
    ("own", "words", "found"),
    [
        ({}, (), []),
        ({"app.kubernetes.io/version": "2"}, (), ["app.kubernetes.io/version"]),
        ({"helm.sh/chart": "other-2"}, (), ["app.kubernetes.io/name", "app.kubernetes.io/version", "helm.sh/chart"]),
        ({}, ("--with", "apply"), sorted(LABELS)),
    ],
)
def test_labels_that_the_chart_of_a_release_adds(
    own: dict[str, str], words: tuple[str, ...], found: list[str], tmp_path: Path
) -> None:
    """What was generated has none of them, which an upgrade adds; what a chart rendered is taken as it is."""
    (tmp_path / "helm").write_text(f"#!/bin/sh\ncat {tmp_path}/stored.yaml\n")
    (tmp_path / "helm").chmod(0o755)
    for name, labels in (("stored", {**LABELS, "app": "front"}), ("new", {"app": "front", **own})):
        obj = edited(SERVICE, (("metadata", "labels"), labels))
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(obj))
    new = tmp_path / "new.yaml"
    done = run_program("diff", "release:front", new, "--helm", tmp_path / "helm", "-o", "json", *words)
    assert sorted(each["path"][-1] for each in json.loads(done.stdout)) == found
    assert done.code == bool(found)


@pytest.mark.parametrize("case", corpus(), ids=lambda case: case["name"])
def test_a_cluster_saw_what_diff_sees(case: dict[str, Any], shared: Path) -> None:
    old, new = sides(case, shared / "plan")
    assert bool(list(differences(old, new))) == bool(case["helm3"] or case["helm4"])
