"""The pages on Helm, command by command as they stand, on a real API server with real Helm 3 and 4.

Every line of every `sh` block is run, in order, in one folder; a block marked `sh helm3` or `sh helm4` for that
Helm alone. Left out is what needs the network or what no test can have: kind, pip, a port to forward, an operator.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml

from tests.e2e import build
from tests.e2e.charts import write_chart
from tests.e2e.cluster import Cluster
from tests.e2e.conftest import NewHelm, NewNamespace
from tests.e2e.helm import Helm
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import CHART, PROGRAMS, REPO, VALUES, Model, everything, msvc, msvc_post, values_file
from tests.test_docs import blocks, commands, exported

LEFT_OUT = ("pip ", "kind ", "curl ", "kubectl port-forward", "helm template app my-chart")
OWNER = {"apiVersion": "llm-d.ai/v1alpha1", "kind": "ModelService", "controller": True, "blockOwnerDeletion": True}


def lines(page: str, major: int, left_out: tuple[str, ...] = LEFT_OUT) -> list[str]:
    """The command lines of a page that can be run here."""
    found = blocks((REPO / "docs" / page).read_text(encoding="utf-8"))
    shells = [b for b in found if b.language == "sh" and b.name in ("", "helm", f"helm{major}", "merge")]
    each = [command.line for block in shells for command in commands(block)]
    return [line for line in each if not line.startswith(left_out)]


def folder(at: Path, page: str, kubectl: Kubectl) -> Path:
    """A folder with the page's files, and with `helm` and `kubectl` that talk to the namespace."""
    at.mkdir()
    for block in blocks((REPO / "docs" / page).read_text(encoding="utf-8")):
        if "." in block.name and not (at / block.name).exists():
            (at / block.name).write_text(block.text, encoding="utf-8")
    for name in ("samples", "charts"):
        (at / name).symlink_to(REPO / name)
    (at / "bin").mkdir()
    words = [str(build.binary("kubectl")), "--namespace", kubectl.namespace]
    (at / "bin" / "kubectl").write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
    (at / "bin" / "kubectl").chmod(0o755)
    return at


def follow(
    page: str,
    helm: Helm,
    at: Path,
    *,
    left_out: tuple[str, ...] = LEFT_OUT,
    instead: Mapping[str, Callable[[], str]] = MappingProxyType({}),
    registry: str = "",
) -> dict[str, str]:
    """Run a page's commands, or what is to be done `instead` of one; what each printed.

    `registry` stands for the page's, and has no TLS.
    """
    (at / "bin" / "helm").symlink_to(helm.program)
    path = [at / "bin", PROGRAMS, build.binary("kustomize").parent, os.environ["PATH"]]
    env = helm.environment | {"PATH": os.pathsep.join(map(str, path)), "XDG_DATA_HOME": str(at / "data")}
    said = {}
    for line in lines(page, helm.major, left_out):
        if line in instead:
            said[line] = instead[line]()
            continue
        here = line.replace("adopt --namespace models", f"adopt --namespace {helm.kubectl.namespace}")
        here = here.replace("--namespace models", f"--namespace {helm.kubectl.namespace}")
        here = here.replace("models_sim", f"{helm.kubectl.namespace}_sim")
        if line.startswith("helm "):
            here = here.replace("oci://registry.example.com/charts", f"--plain-http {registry}")
        here = here.replace("get msvc -A", "get msvc")  # other tests have namespaces, too
        words = ["bash", "-o", "pipefail", "-c", here]
        done = subprocess.run(words, cwd=at, env=env, capture_output=True, text=True, timeout=180)
        assert done.returncode == 0, f"{here}\n{done.stdout}\n{done.stderr}"
        said[line] = done.stdout
    return said


@pytest.mark.parametrize("page", ["first-model.md", "helm.md"])
def test_the_commands_of_a_page_work_and_leave_nothing(page: str, helm: Helm, kubectl: Kubectl, tmp_path: Path) -> None:
    said = follow(page, helm, folder(tmp_path / "page", page, kubectl))
    assert [line for line in said if line.startswith("helm install")]
    kubectl.gone(["deployments", "replicasets", "pods"])
    assert everything(kubectl) <= {"ConfigMap/sim-base"}


def test_generated_charts(helm: Helm, kubectl: Kubectl, charts: str, tmp_path: Path) -> None:
    page = "generated-charts.md"
    said = follow(page, helm, folder(tmp_path / "page", page, kubectl), registry=charts)
    (verified,) = (output for line, output in said.items() if line.startswith("msvc-helm verify"))
    assert "all ways agree" in verified
    notes = [output for line, output in said.items() if line.startswith("helm install")]
    assert len(notes) == 2
    assert not any("Ignored, because" in each for each in notes)
    chart, values = tmp_path / "page" / "acme-llm", tmp_path / "page" / "values.yaml"
    ignored = helm.run("upgrade", "sim", chart, "-f", values, "--set", "baseConfigMapRef.name=old").stdout
    assert "Ignored, because this chart contains its own base config: baseConfigMapRef." in ignored
    helm.uninstall("sim")
    kubectl.gone(["deployments", "replicasets", "pods"])


def test_moving_from_the_operator(
    operator_cluster: Cluster, new_namespace: NewNamespace, new_helm: NewHelm, tmp_path: Path
) -> None:
    kubectl = new_namespace(operator_cluster)
    at = folder(tmp_path / "page", "moving-from-the-operator.md", kubectl)
    as_the_operator_would(kubectl, at)
    kubectl.rolled_out("sim-decode")
    before = kubectl.uids("deployments", "replicasets", "services", "pods")

    helm = new_helm(kubectl)
    follow("moving-from-the-operator.md", helm, at)
    assert "unchanged" in (at / "adopt.sh").read_text(encoding="utf-8")
    assert kubectl.items("modelservices") == []
    kubectl.run("wait", "deployment/sim-decode", "--for=jsonpath={.metadata.name}=sim-decode", "--timeout=10s")
    assert kubectl.uids("deployments", "replicasets", "services", "pods") == before
    for kind in ("deployments", "services", "serviceaccounts"):
        assert not [each for each in kubectl.items(kind) if "ownerReferences" in each["metadata"]]
    helm.uninstall("sim")


def as_the_operator_would(kubectl: Kubectl, at: Path) -> None:
    """A model as the operator leaves it: the ModelService, its base config, and children that it owns."""
    files = exported(kubectl.namespace)
    for name, text in files.items():
        (at / name).write_text(text, encoding="utf-8")
        kubectl.run("apply", "-f", "-", stdin=text)
    service = kubectl.get("modelservice", "sim")
    assert service is not None
    owner = OWNER | {key: service["metadata"][key] for key in ("name", "uid")}
    words = ("--gie", "v1alpha2", "--operator-defaults")
    made = msvc("generate", "-m", at / "old-models.yaml", "-b", at / "old-base.yaml", *words).stdout
    children: list[dict[str, Any]] = list(yaml.safe_load_all(made))
    for child in children:
        child["metadata"]["ownerReferences"] = [owner]
    kubectl.run("create", "--field-manager=manager", "-f", "-", stdin=yaml.safe_dump_all(children))


def test_what_helm_itself_says_is_on_the_page_of_errors(helm: Helm, kubectl: Kubectl, tmp_path: Path) -> None:
    page = (REPO / "docs" / "errors.md").read_text(encoding="utf-8")
    headings = [line.removeprefix("### ") for line in page.splitlines() if line.startswith("### ")]

    def on_the_page(said: str, *parts: str) -> None:
        assert all(part in said for part in parts), said
        assert [each for each in headings if all(part in each for part in parts)], parts

    post = msvc_post(helm)
    model = Model(helm, post)
    on_the_page(
        helm.fails("install", "sim", CHART, values_file(helm, VALUES)).stderr,
        'no matches for kind "ModelServiceCarrier" in version "missing-post-renderer-msvc-post/v1"',
    )
    keda = {
        "serverAddress": "http://prometheus.test",
        "triggers": [{"metric": "vllm:num_requests_waiting", "threshold": 5}],
    }
    scaled = VALUES | {"decode": {}, "autoscaling": {"decode": {"maxReplicas": 3, "keda": keda}}}
    on_the_page(model.fails("install", scaled).stderr, "no matches for kind ", '"ScaledObject"')
    own = write_chart(tmp_path / "own", {"model.yaml": (REPO / "samples" / "sim" / "modelservice.yaml").read_text()})
    on_the_page(
        helm.fails("install", "own", own).stderr,
        'no matches for kind "ModelService" in version "llm-d.ai/v1alpha1"',
    )
    typo = VALUES | {"decode": {"replica": 2}}
    on_the_page(model.fails("install", typo).stderr, "additional properties 'replica' not allowed")
    missing = helm.run(
        "install", "sim", CHART, values_file(helm, VALUES), "--post-renderer=msvc-pots", check=False
    ).stderr
    words = (
        "unable to find binary at msvc-post" if helm.major == 3 else "{Name:msvc-post Type:postrenderer/v1} not found"
    )
    on_the_page(missing.replace("msvc-pots", "msvc-post"), words)
    if helm.major == 4:
        broken = VALUES | {"baseConfig": {"decodeDeployment": "{{ if }}"}}
        on_the_page(model.fails("install", broken).stderr, 'plugin "msvc-post" exited with error')

    kubectl.run("create", "deployment", "sim-decode", "--image=example.test/other:1")
    on_the_page(model.fails("install", VALUES).stderr, "invalid ownership metadata")
    kubectl.run("delete", "deployment", "sim-decode")
    model.install(VALUES)
    other = VALUES | {"routing": {"modelName": "other"}}
    on_the_page(model.fails("upgrade", other).stderr, "modelName is immutable")
    kubectl.scale("sim-decode", 5)
    if helm.major == 4:
        on_the_page(model.fails("upgrade", VALUES).stderr, "conflict occurred while applying object", ".spec.replicas")
