"""What people do in the wrong order, on a real API server with the real garbage collector, which adopt survives.

Some of it concerns the whole cluster (the operator, the CRD, the controller manager): this file has its own.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import shlex
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import build
from tests.e2e.adopting import (
    CHILDREN,
    COLLECTED,
    Adopt,
    adopting,
    helm_of,
    identity,
    marks,
    removed,
    values_of,
)
from tests.e2e.cluster import Cluster, route_crds, running
from tests.e2e.command import run
from tests.e2e.conftest import NewNamespace
from tests.e2e.crds import MODELSERVICE
from tests.e2e.kubectl import Kubectl
from tests.e2e.operated import RECORDED, operate
from tests.e2e.product import CHART, msvc_post

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="../shared is not here")
MODEL = "granite-base-model"  # the one of the recorded namespace `simple`, three objects
DEPLOYMENT = f"deployment/{MODEL}-decode"
PULL = ("--pd-pull-secrets", "pd-pull")
OPERATOR = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "operator", "labels": {"kustomize.toolkit.fluxcd.io/name": "platform"}},
    "spec": {
        "selector": {"matchLabels": {"app": "operator"}},
        "template": {
            "metadata": {"labels": {"app": "operator"}},
            "spec": {"containers": [{"name": "manager", "image": "ghcr.io/llm-d/llm-d-model-service:v0.0.15"}]},
        },
    },
}


@pytest.fixture(scope="module")
def own_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with running(tmp_path_factory.mktemp("wrong-orders"), [*route_crds(), MODELSERVICE]) as cluster:
        yield cluster


@pytest.fixture
def kubectl(own_cluster: Cluster, new_namespace: NewNamespace) -> Kubectl:
    return new_namespace(own_cluster)


@pytest.fixture
def adopt(kubectl: Kubectl, tmp_path: Path) -> Adopt:
    return adopting(kubectl, tmp_path)


def comes_back(kubectl: Kubectl) -> None:
    """The operator takes the objects of the ModelService that is there, whoever has them."""
    service = kubectl.get("modelservice", MODEL)
    assert service is not None
    owner = {key: service["metadata"][key] for key in ("name", "uid")}
    owner |= {"apiVersion": "llm-d.ai/v1alpha1", "kind": "ModelService"}
    patch = json.dumps({"metadata": {"ownerReferences": [owner]}})
    for each in (f"serviceaccount/{MODEL}-sa", f"service/{MODEL}-service-decode", DEPLOYMENT):
        kubectl.run("patch", each, "--type=merge", "--field-manager=manager", "--patch", patch)


def created_again(kubectl: Kubectl, service: dict[str, Any]) -> None:
    """The ModelService from Git once more, by `kubectl apply`, under a new UID."""
    about = {key: service["metadata"][key] for key in ("name", "namespace")}
    kubectl.apply({**{key: value for key, value in service.items() if key != "status"}, "metadata": about})


def test_an_operator_that_runs_and_one_that_comes_back(
    own_cluster: Cluster, new_namespace: NewNamespace, kubectl: Kubectl, adopt: Adopt, tmp_path: Path
) -> None:
    """It stops everything; back after the move, it takes objects of a ModelService that Git made again."""
    operate(kubectl, "simple")
    system = new_namespace(own_cluster)
    system.apply(OPERATOR)
    system.rolled_out("operator")
    helm = helm_of(4, kubectl, tmp_path)
    before = identity(kubectl)
    refused = adopt(helm, "--apply", check=False)
    assert (refused.code, helm.history(MODEL), len(marks(kubectl))) == (1, [], 3)
    assert "the operator is running" in refused.stderr
    assert "it comes from the Flux Kustomization platform" in refused.stderr
    system.run("scale", "deployment/operator", "--replicas=0")
    system.gone(["pods"])
    assert adopt(helm, "--apply").ok
    service = kubectl.get("modelservice", MODEL)
    assert service is not None
    assert adopt(helm, "--apply", "--delete-modelservices").ok
    created_again(kubectl, service)
    comes_back(kubectl)
    assert len(marks(kubectl)) == 3
    assert adopt(helm, "--apply", "--delete-modelservices").ok
    time.sleep(COLLECTED)
    assert (marks(kubectl), kubectl.items("modelservices"), identity(kubectl)) == ([], [], before)


def test_modelservices_and_their_crd_are_deleted(
    own_cluster: Cluster, new_namespace: NewNamespace, kubectl: Kubectl, adopt: Adopt, tmp_path: Path
) -> None:
    """Whatever way they go, a model that was taken over stays; one that was not goes, which the script prevents."""
    operate(kubectl, "simple")
    left = new_namespace(own_cluster)
    operate(left, "simple")
    helm = helm_of(4, kubectl, tmp_path)
    before = identity(kubectl)
    script = adopt(helm).stdout
    assert adopt(helm, "--apply").ok
    service = kubectl.get("modelservice", MODEL)
    assert service is not None
    for cascade in ("background", "foreground"):
        kubectl.run("delete", "modelservice", MODEL, f"--cascade={cascade}")
        time.sleep(COLLECTED)
        assert identity(kubectl) == before
        created_again(kubectl, service)
    assert adopt(helm, "--apply").ok
    end = [line.removeprefix("# ") for line in script.splitlines()[-2:]]
    assert end[1].strip() == "kubectl delete customresourcedefinition modelservices.llm-d.ai"
    path = f"{build.binary('kubectl').parent}:{os.environ['PATH']}"
    refused = run(["sh", "-c", "\n".join(end)], env={**helm.environment, "PATH": path}, check=False)
    assert not refused.ok
    assert len(left.items("modelservices")) == 1
    kubectl.run("delete", "customresourcedefinition", "modelservices.llm-d.ai")
    left.gone(["deployments", "services", "pods"])
    gone = adopt(helm, "--apply", check=False)
    own_cluster.install_crds(MODELSERVICE)
    assert "the cluster has no ModelServices: their CRD is not installed" in gone.stderr
    assert identity(kubectl) == before


def test_a_modelservice_that_is_being_deleted(kubectl: Kubectl, adopt: Adopt, tmp_path: Path) -> None:
    """Somebody's finalizer holds it, which is the last chance; where the collector holds it, it is too late."""
    operate(kubectl, "simple")
    helm = helm_of(4, kubectl, tmp_path)
    before = identity(kubectl)
    hold = ("patch", "modelservice", MODEL, "--type=merge", "--patch")
    kubectl.run(*hold, '{"metadata": {"finalizers": ["example.test/hold"]}}')
    kubectl.run("delete", "modelservice", MODEL, "--wait=false")
    done = adopt(helm, "--apply")
    assert "being deleted, and example.test/hold holds it: its objects go with it unless taken over" in done.stderr
    kubectl.run(*hold, '{"metadata": {"finalizers": null}}')
    kubectl.gone(["modelservices"])
    time.sleep(COLLECTED)
    assert (identity(kubectl), marks(kubectl)) == (before, [])


def test_saved_objects_are_applied_again(kubectl: Kubectl, adopt: Adopt, tmp_path: Path) -> None:
    """With the owner reference of a ModelService that is gone, the collector would delete what is restored."""
    operate(kubectl, "simple")
    helm = helm_of(4, kubectl, tmp_path)
    assert adopt(helm, "--apply").ok
    before = identity(kubectl)
    kubectl.run("delete", "modelservice", MODEL)
    kubectl.run("delete", "service", f"{MODEL}-service-decode")
    (restore,) = (tmp_path / "adopt" / "restore").iterdir()
    kubectl.run("apply", "-f", restore)
    time.sleep(COLLECTED)
    after = identity(kubectl)
    service = f"Service/{MODEL}-service-decode"
    assert after.pop(service)[1] == before.pop(service)[1]
    assert after == before


@pytest.mark.parametrize("both", [False, True], ids=["owner", "owner-and-manager"])
def test_marks_are_taken_off_too_early(both: bool, kubectl: Kubectl, adopt: Adopt, tmp_path: Path) -> None:
    """The API server then writes the fields down as somebody's before the first apply, who must go as well."""
    operate(kubectl, "simple")
    helm = helm_of(4, kubectl, tmp_path)
    before = identity(kubectl)
    text = kubectl.run("get", ",".join(CHILDREN), "-o", "json", "--show-managed-fields").stdout
    for each in json.loads(text)["items"]:
        if each["metadata"].get("ownerReferences"):
            patch = [{"op": "remove", "path": "/metadata/ownerReferences"}]
            names = [entry["manager"] for entry in each["metadata"]["managedFields"]]
            if both:
                patch.append({"op": "remove", "path": f"/metadata/managedFields/{names.index('manager')}"})
            reference = f"{each['kind']}/{each['metadata']['name']}"
            kubectl.run("patch", reference, "--type=json", "--patch", json.dumps(patch))
    assert adopt(helm, "--apply", *PULL).ok
    assert (identity(kubectl), marks(kubectl)) == (before, [])
    removed(helm, MODEL, [], tmp_path)


def test_the_operator_s_entry_is_left_in_place(kubectl: Kubectl, adopt: Adopt, tmp_path: Path) -> None:
    """Somebody took over by hand, and what upgrades remove stays; until adopt takes the entry off."""
    operate(kubectl, "simple")
    helm = helm_of(4, kubectl, tmp_path)
    before = identity(kubectl)
    path = values_of(adopt(helm, *PULL).stdout, tmp_path)
    words = (MODEL, CHART, "--values", path, "--post-renderer", msvc_post(helm).name)
    helm.run("install", *words, "--take-ownership")
    path.write_text(path.read_text().replace("pdPullSecrets:\n  - pd-pull\n", ""))
    helm.run("upgrade", *words)
    account = kubectl.get("serviceaccount", f"{MODEL}-sa")
    assert account is not None
    assert account["imagePullSecrets"] == [{"name": "pd-pull"}]
    assert len(marks(kubectl)) == 3
    assert adopt(helm, "--apply", *PULL).ok
    assert (identity(kubectl), marks(kubectl)) == (before, [])
    removed(helm, MODEL, [], tmp_path)


def test_helm_rolled_back_and_uninstalled_the_model(kubectl: Kubectl, adopt: Adopt, tmp_path: Path) -> None:
    """With --rollback-on-failure one conflict costs the running model. Nothing is made again unasked."""
    operate(kubectl, "simple")
    helm = helm_of(4, kubectl, tmp_path)
    path = values_of(adopt(helm, *PULL).stdout, tmp_path)
    path.write_text(path.read_text().replace("pd-pull", "another"))
    words = ("--values", path, "--post-renderer", msvc_post(helm).name, "--take-ownership", "--rollback-on-failure")
    assert "conflict" in helm.fails("install", MODEL, CHART, *words, "--timeout=5s").stderr
    kubectl.gone(["deployments", "services"])
    refused = adopt(helm, "--apply", check=False)
    assert refused.code == 1
    assert f"--allow-create {kubectl.namespace}/{MODEL}" in refused.stderr
    assert kubectl.items("deployments") == []
    assert adopt(helm, "--apply", "--allow-create", MODEL).ok
    assert len(kubectl.items("deployments")) == 1
    assert marks(kubectl) == []


def killing(program: Path, pattern: str, folder: Path, *, after: bool = False) -> Path:
    """A program that kills its caller when it is called with words that match, before it does anything, or after."""
    script = folder / f"killing-{program.name}"
    real = f'{shlex.quote(str(program))} "$@"'
    then = f"{real if after else ':'}; kill -KILL $PPID; exit 1"
    cases = f'case "$*" in *dry-run*) ;; {pattern}) {then} ;; esac'
    script.write_text(f"#!/bin/sh\n{cases}\nexec {real}\n")
    script.chmod(0o755)
    return script


def pending(kubectl: Kubectl) -> None:
    """The release as a Helm leaves it that is killed while it installs."""
    (secret,) = (each for each in kubectl.items("secrets", selector="owner=helm"))
    packed = base64.b64decode(base64.b64decode(secret["data"]["release"]))
    release = json.loads(gzip.decompress(packed))
    release["info"]["status"] = "pending-install"
    text = base64.b64encode(base64.b64encode(gzip.compress(json.dumps(release).encode()))).decode()
    patch = {"data": {"release": text}, "metadata": {"labels": {"status": "pending-install"}}}
    words = ("--type=merge", "--patch-file=/dev/stdin")  # an argument may not be as long
    kubectl.run("patch", f"secret/{secret['metadata']['name']}", *words, stdin=json.dumps(patch))


def test_runs_that_are_killed(kubectl: Kubectl, adopt: Adopt, tmp_path: Path) -> None:
    """At the first apply, at the second patch; and a Helm that was killed. The same command goes on each time."""
    operate(kubectl, "simple")
    helm = helm_of(3, kubectl, tmp_path)
    before = identity(kubectl)
    killed = killing(helm.program, "'upgrade --install'*", tmp_path, after=True)
    assert adopt(helm, "--apply", check=False, helm=killed).code == -signal.SIGKILL
    assert ([status for _, status in helm.history(MODEL)], len(marks(kubectl))) == (["deployed"], 3)
    pending(kubectl)
    stopped = adopt(helm, "--apply", check=False)
    assert f"the release {MODEL} is pending-install: a Helm is at work, or was killed" in stopped.stderr
    (command,) = (part for part in stopped.stderr.split("; ") if "kubectl delete secret" in part)
    kubectl.run(*shlex.split(command[command.index("kubectl ") :])[1:])
    killed = killing(build.binary("kubectl"), f"'patch Service/{MODEL}'*", tmp_path)
    assert adopt(helm, "--apply", check=False, kubectl=killed).code == -signal.SIGKILL
    assert len(marks(kubectl)) == 2
    assert "1 of 1 models are done" in adopt(helm, "--apply").stderr
    assert (identity(kubectl), marks(kubectl)) == (before, [])
    assert helm.history(MODEL)[-1][1] == "deployed"


@contextmanager
def stopped(cluster: Cluster, name: str) -> Iterator[None]:
    """A program of the control plane does nothing meanwhile."""
    pid = int((cluster.folder / f"{name}.pid").read_text())
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_a_controller_manager_that_does_not_answer(
    own_cluster: Cluster, kubectl: Kubectl, adopt: Adopt, tmp_path: Path
) -> None:
    """The ModelService stays, held by the finalizer of the collector, and so do its objects."""
    operate(kubectl, "simple")
    helm = helm_of(4, kubectl, tmp_path)
    before = identity(kubectl)
    assert adopt(helm, "--apply").ok
    with stopped(own_cluster, "kube-controller-manager"):
        waits = adopt(helm, "--apply", "--delete-modelservices", check=False, patience=3)
        assert waits.code == 1
        assert "the controller manager does not answer" in waits.stderr
        again = adopt(helm, check=False)
        assert "the ModelService is being deleted (orphan)" in again.stderr
        assert identity(kubectl) == before
    kubectl.gone(["modelservices"])
    time.sleep(COLLECTED)
    assert identity(kubectl) == before


def test_a_release_of_another_name(kubectl: Kubectl, adopt: Adopt, tmp_path: Path) -> None:
    """Its objects keep their names; a second run under the model's name is refused, for it would be a second owner."""
    operate(kubectl, "simple")
    helm = helm_of(3, kubectl, tmp_path)
    before = identity(kubectl)
    assert adopt(helm, "--apply", "--release", "granite").ok
    refused = adopt(helm, "--apply", check=False)
    assert refused.code == 1
    assert (
        f"belongs to the Helm release {kubectl.namespace}/granite; if that is this model's: --release" in refused.stderr
    )
    assert (helm.history(MODEL), identity(kubectl)) == ([], before)
    assert adopt(helm, "--apply", "--release", "granite", "--delete-modelservices").ok
    assert (identity(kubectl), marks(kubectl)) == (before, [])
