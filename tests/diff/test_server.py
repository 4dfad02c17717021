"""`diff --server` and `plan --server`, with a kubectl that answers as told (tests/e2e has the real one)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import run_program

NEW = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: models}
data: {a: "2"}
---
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: models}
stringData: {token: hush}
"""
RUNNING: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {
        "name": "settings",
        "namespace": "models",
        "labels": {"app.kubernetes.io/managed-by": "Helm", "other": "x"},
        "annotations": {"meta.helm.sh/release-name": "qwen"},
        "managedFields": [{"manager": "helm-controller", "operation": "Apply"}],
    },
    "data": {"a": "1"},
}
KUBECTL = """\
#!{python}
import json, sys
words, given = sys.argv[1:], json.loads(sys.stdin.read())
with open({log!r}, "a") as log:
    print(json.dumps([words, given]), file=log)
if words[0] == "get":
    print({running!r})
    sys.exit({code})
if given["kind"] == {rejected!r}:
    print("Warning: deprecated", file=sys.stderr)
    print('Error from server (Invalid): ' + given["kind"] + ' is invalid: field is immutable', file=sys.stderr)
    sys.exit(1)
print(json.dumps(given))
"""


@pytest.fixture
def cluster(tmp_path: Path) -> Any:
    """A kubectl that has these objects, rejects a kind, and notes what it is asked."""

    def make(*running: dict[str, Any], rejected: str = "", code: int = 0, said: str = "") -> Path:
        program = tmp_path / "kubectl"
        found = said or json.dumps({"kind": "List", "items": running})
        log = str(tmp_path / "log")
        text = KUBECTL.format(python=sys.executable, log=log, running=found, rejected=rejected, code=code)
        program.write_text(text)
        program.chmod(0o755)
        (tmp_path / "new.yaml").write_text(NEW)
        return program

    return make


def calls(folder: Path) -> list[tuple[list[str], dict[str, Any]]]:
    return [tuple(json.loads(line)) for line in (folder / "log").read_text().splitlines()]


def test_both_sides_are_the_servers(cluster: Any, tmp_path: Path) -> None:
    done = run_program("diff", "cluster:", "new.yaml", "--kubectl", cluster(RUNNING), "--context", "prod", cwd=tmp_path)
    assert done.code == 1
    assert 'data.a: "1" → "2"' in done.stdout
    assert "hush" not in done.stdout + done.stderr
    first, *rest = calls(tmp_path)
    assert first[0][0] == "get"
    assert [item["metadata"]["name"] for item in first[1]["items"]] == ["settings", "token"]
    assert all("--dry-run=server" in words and words[words.index("--context") + 1] == "prod" for words, _ in rest)
    applied = {obj["metadata"]["name"]: (words, obj) for words, obj in rest}
    words, obj = applied["settings"]
    assert "--field-manager=helm-controller" in words, "the one that applied it before"
    assert obj["metadata"]["labels"] == {"app.kubernetes.io/managed-by": "Helm"}, "what Helm adds stays, `other` goes"
    assert obj["metadata"]["annotations"] == {"meta.helm.sh/release-name": "qwen"}
    assert "--field-manager=helm" in applied["token"][0]


def test_what_the_server_rejects(cluster: Any, tmp_path: Path) -> None:
    program = cluster(RUNNING, rejected="ConfigMap")
    done = run_program("plan", "new.yaml", "new.yaml", "--server", "--kubectl", program, cwd=tmp_path)
    assert "ConfigMap/settings in models: refused" in done.stdout
    assert "note: ConfigMap is invalid: field is immutable" in done.stdout
    assert "Warning" not in done.stdout
    again = run_program("plan", "cluster:", "new.yaml", "--recreate", "--kubectl", program, cwd=tmp_path)
    assert "ConfigMap/settings in models: replaced" in again.stdout


WRONG = {
    "no kubectl": (("cluster:", "new.yaml", "--kubectl", "/nowhere/kubectl"), "/nowhere/kubectl is not on PATH"),
    "the new side": (("new.yaml", "cluster:"), "cluster: means the running objects: it can only be OLD"),
    "Helm 3": (("cluster:", "new.yaml", "--with", "helm3"), "give --with helm4 or apply"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_asked(case: str, cluster: Any, tmp_path: Path) -> None:
    words, said = WRONG[case]
    program = ["--kubectl", cluster()]
    program = [] if "--kubectl" in words else program
    done = run_program("diff", *words, *program, cwd=tmp_path)
    assert (done.code, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_cluster_that_does_not_answer(cluster: Any, tmp_path: Path) -> None:
    """Nothing is told of what runs: an error, never an empty cluster."""
    done = run_program("plan", "cluster:", "new.yaml", "--kubectl", cluster(code=1, said="{}"), cwd=tmp_path)
    assert (done.code, done.stdout) == (2, "")
    assert "kubectl get failed" in done.stderr


def test_kinds_of_one_name_are_told_apart_by_their_groups(cluster: Any, tmp_path: Path) -> None:
    """There are two InferencePools; an object that names no namespace is in the one that kubectl takes."""
    pools: list[dict[str, Any]] = [
        {"apiVersion": f"{group}/v1", "kind": "InferencePool", "metadata": {"name": "p", "labels": {"of": group}}}
        for group in ("inference.networking.k8s.io", "inference.networking.x-k8s.io")
    ]
    program = cluster(*({**pool, "metadata": {**pool["metadata"], "namespace": "models"}} for pool in pools))
    (tmp_path / "new.yaml").write_text("\n---\n".join(map(json.dumps, pools)))
    done = run_program("diff", "cluster:", "new.yaml", "--kubectl", program, cwd=tmp_path)
    assert "labels" not in done.stdout, done.stdout


@pytest.mark.parametrize(("own", "kept"), [({}, True), ({"helm.sh/chart": "qwen-2"}, False)])
def test_the_labels_of_a_chart_are_asked_with_where_new_has_none(
    own: dict[str, str], kept: bool, cluster: Any, tmp_path: Path
) -> None:
    """An upgrade puts them back; what a chart rendered has its own."""
    chart = {"helm.sh/chart": "qwen-1", "app.kubernetes.io/instance": "qwen"}
    running = {**RUNNING, "metadata": {**RUNNING["metadata"], "labels": {**chart, "other": "x"}}}
    new = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "labels": {"other": "x", **own}}}
    words = ("cluster:", "new.yaml", "-n", "models", "-o", "json", "--kubectl", cluster(running))
    (tmp_path / "new.yaml").write_text(json.dumps({**new, "data": {"a": "1"}}))
    done = run_program("diff", *words, cwd=tmp_path)
    assert (json.loads(done.stdout) == []) is kept
