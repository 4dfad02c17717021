"""Running models taken over from the operator on a real API server with the real garbage collector.

The operator is played by its recorded objects. Every test ends with the same objects, ReplicaSets and pods as before.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import yaml

from tests.e2e import build
from tests.e2e.adopting import (
    CHILDREN,
    COLLECTED,
    Adopt,
    adopting,
    generated_chart,
    helm_of,
    identity,
    marks,
    removed,
    values_of,
)
from tests.e2e.cluster import Cluster
from tests.e2e.command import clean_environment, run
from tests.e2e.conftest import NewNamespace
from tests.e2e.helm import MAJORS
from tests.e2e.kubectl import Kubectl
from tests.e2e.operated import RECORDED, by_hand, operate
from tests.e2e.product import PROGRAMS, REPO, msvc, msvc_post

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="../shared is not here")


@pytest.fixture
def kubectl(operator_cluster: Cluster, new_namespace: NewNamespace) -> Kubectl:
    return new_namespace(operator_cluster)


@pytest.fixture
def adopt(kubectl: Kubectl, tmp_path: Path) -> Adopt:
    return adopting(kubectl, tmp_path)


CASES = [
    *(("hpa", major, "helm", "") for major in MAJORS),
    *(("d-default-sim", major, "helm", "basic-sim-preset") for major in MAJORS),
    ("pvc", 4, "apply", ""),
]


@pytest.mark.parametrize(("name", "major", "to", "chart"), CASES, ids=lambda value: str(value))
def test_nothing_that_runs_is_touched(
    name: str, major: int, to: str, chart: str, kubectl: Kubectl, adopt: Adopt, tmp_path: Path
) -> None:
    models = operate(kubectl, name)
    helm = helm_of(major, kubectl, tmp_path)
    before = identity(kubectl)
    assert marks(kubectl)
    words: list[str | Path] = ["--to", to]
    words += ["--chart", generated_chart(kubectl, chart, tmp_path)] if chart else []
    done = adopt(helm, *words, "--apply")
    assert f"{len(models)} of {len(models)} models are done" in done.stderr
    assert identity(kubectl) == before
    assert marks(kubectl) == []
    assert len(kubectl.items("modelservices")) == len(models)
    assert adopt(helm, *words, "--apply", "--delete-modelservices").ok
    assert kubectl.items("modelservices") == []
    time.sleep(COLLECTED)
    assert identity(kubectl) == before
    if to == "helm":
        assert {status for model in models for _, status in helm.history(model)} <= {"superseded", "deployed"}
        removed(helm, models[0], words, tmp_path)


def test_a_half_made_model_needs_a_word_and_a_failed_install_is_repaired(
    kubectl: Kubectl, adopt: Adopt, tmp_path: Path
) -> None:
    """Helm 4 without force conflicts, and leaves a failed release and part of the objects taken over."""
    (model,) = operate(kubectl, "nixl")
    helm = helm_of(4, kubectl, tmp_path)
    before = identity(kubectl)
    refused = adopt(helm, "--apply", check=False)
    assert refused.code == 1
    assert f"--allow-create {kubectl.namespace}/{model}" in refused.stderr
    assert identity(kubectl) == before
    assert helm.history(model) == []
    path = values_of(adopt(helm, "--allow-create", model).stdout, tmp_path)
    path.write_text(path.read_text().replace("epp-pull", "another"))
    chart = REPO / "charts" / "modelservice"
    failed = helm.fails(
        "install", model, chart, "--values", path, "--take-ownership", "--post-renderer", msvc_post(helm).name
    )
    assert "conflict" in failed.stderr
    assert [status for _, status in helm.history(model)] == ["failed"]
    done = adopt(helm, "--apply", "--allow-create", model)
    assert "1 of 1 models are done" in done.stderr
    after = identity(kubectl)
    assert {name: after.get(name) for name in before} == before
    assert marks(kubectl) == []


def test_flux_labels_then_its_helm_then_the_marks(kubectl: Kubectl, adopt: Adopt, tmp_path: Path) -> None:
    """What helm-controller does is played by Helm, which takes labelled objects without --take-ownership."""
    (model,) = operate(kubectl, "simple")
    helm = helm_of(4, kubectl, tmp_path)
    before = identity(kubectl)
    chart = generated_chart(kubectl, "simple-base-config", tmp_path)
    words = ("--to", "flux", "--chart", chart, "--apply")
    waits = adopt(helm, *words)
    assert "merge the HelmReleases of 1 models" in waits.stderr
    assert len(marks(kubectl)) == 3
    (tmp_path / "model.json").write_text(json.dumps(kubectl.get("modelservice", model)))
    flux = msvc("flux", tmp_path / "model.json", "--chart", "OCIRepository/a/b", "--pd-pull-secrets", "pd-pull").stdout
    values = tmp_path / "values.json"
    values.write_text(json.dumps(list(yaml.safe_load_all(flux))[-1]["spec"]["values"]))
    helm.run("upgrade", "--install", model, chart, "--values", values)
    assert adopt(helm, *words).ok
    assert marks(kubectl) == []
    assert identity(kubectl) == before


@pytest.mark.parametrize("major", MAJORS)
def test_the_script_does_the_same(major: int, kubectl: Kubectl, adopt: Adopt, tmp_path: Path) -> None:
    (model,) = operate(kubectl, "pvc")
    helm = helm_of(major, kubectl, tmp_path)
    before = identity(kubectl)
    script = adopt(helm).stdout
    post = msvc_post(helm).name
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "kubectl").symlink_to(build.binary("kubectl"))
    (folder / "helm").symlink_to(helm.program)
    path = f"{folder}:{PROGRAMS}:{clean_environment()['PATH']}"
    done = run(["sh", "-c", script], env={**helm.environment, "PATH": path}, cwd=tmp_path, timeout=240)
    assert post
    assert done.ok
    assert identity(kubectl) == before
    assert marks(kubectl) == []
    assert [status for _, status in helm.history(model)] == ["superseded", "deployed"]
    assert len(kubectl.items("modelservices")) == 1


def test_hand_made_objects(kubectl: Kubectl, adopt: Adopt, tmp_path: Path) -> None:
    """What kubectl applied: its field manager goes as the operator's does."""
    by_hand(kubectl, "d-default-sim")
    kubectl.run("wait", "deployment", "--all", "--for=jsonpath={.status.replicas}=1", "--timeout=60s")
    helm = helm_of(4, kubectl, tmp_path)
    before = identity(kubectl)
    text = kubectl.run("get", ",".join(CHILDREN), "-o", "json", "--show-managed-fields").stdout
    (tmp_path / "objects.json").write_text(text)
    words = ("--from", "objects.json", "--release", "llama", "--apply")
    assert "1 of 1 models are done" in adopt(helm, *words).stderr
    assert identity(kubectl) == before
    assert [status for _, status in helm.history("llama")] == ["superseded", "deployed"]
    text = kubectl.run("get", ",".join(CHILDREN), "-o", "json", "--show-managed-fields").stdout
    ours = [each for each in json.loads(text)["items"] if each["metadata"]["name"] != "default"]
    writers = {e["manager"] for each in ours for e in each["metadata"]["managedFields"] if not e.get("subresource")}
    assert writers == {"helm"}


def test_wrong_orders_are_refused(kubectl: Kubectl, adopt: Adopt, tmp_path: Path) -> None:
    """Another release, somebody's change: each stops it and nothing has changed. (A running operator would stop the
    tests beside this one, too: tests/adopt has that.)
    """
    (model,) = operate(kubectl, "simple")
    helm = helm_of(4, kubectl, tmp_path)
    deployment = f"deployment/{model}-decode"
    before = identity(kubectl)

    kubectl.run("annotate", deployment, "meta.helm.sh/release-name=theirs")
    assert "belongs to the Helm release theirs" in adopt(helm, "--apply", check=False).stderr
    kubectl.run("annotate", deployment, "meta.helm.sh/release-name-")

    patch = json.dumps({"imagePullSecrets": [{"name": "mine"}]})
    kubectl.run("patch", f"serviceaccount/{model}-sa", "--patch", patch, "--field-manager=kubectl-edit")
    said = adopt(helm, "--apply", "--pd-pull-secrets", "pd-pull", check=False).stderr
    assert "fields belong to somebody else than the operator: kubectl-edit (.imagePullSecrets)" in said
    assert helm.history(model) == []
    assert identity(kubectl) == before
    assert len(marks(kubectl)) == 3

    kubectl.run("delete", "modelservice", model, "--cascade=orphan", "--wait=false")
    time.sleep(COLLECTED)
    assert identity(kubectl) == before
