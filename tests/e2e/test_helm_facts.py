"""What real Helm does that the design leans on: when one of these changes, the design has to be thought over again."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.charts import HOOK, SETTINGS, web_chart, write_chart
from tests.e2e.cluster import Cluster
from tests.e2e.conftest import NewHelm, NewNamespace
from tests.e2e.helm import Helm
from tests.e2e.kubectl import Kubectl

KINDS = ("deployments", "configmaps")
SELECTOR = "app.kubernetes.io/managed-by=Helm"
UNKNOWN_KIND = "apiVersion: nobody.example/v1\nkind: Carrier\nmetadata: {name: carrier}\n"
MODELSERVICE = """\
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {name: m}
spec: {modelArtifacts: {uri: "hf://a/b"}, routing: {modelName: a/b}}
"""


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    return web_chart(tmp_path / "web")


def objects(kubectl: Kubectl) -> dict[str, str]:
    return kubectl.uids(*KINDS, selector=SELECTOR)


def image(kubectl: Kubectl) -> str:
    found = kubectl.get("deployment", "one-web")
    assert found is not None
    text: str = found["spec"]["template"]["spec"]["containers"][0]["image"]
    return text


def test_install_upgrade_rollback_uninstall(helm: Helm, kubectl: Kubectl, chart: Path) -> None:
    helm.install("one", chart, "--wait")
    made = objects(kubectl)
    assert made.keys() == {"Deployment/one-web", "ConfigMap/one-settings"}
    helm.upgrade("one", chart, "--set", "tag=2", "--set", "replicas=2", "--wait")
    assert (image(kubectl), kubectl.replicas("one-web"), objects(kubectl)) == ("example.test/web:2", 2, made)
    helm.rollback("one")
    assert image(kubectl) == "example.test/web:1"
    assert [status for _, status in helm.history("one")] == ["superseded", "superseded", "deployed"]
    helm.uninstall("one")
    assert (objects(kubectl), helm.history("one")) == ({}, [])


@pytest.mark.parametrize(
    ("script", "deleted_by"),
    [("cat >/dev/null", {3}), ("cat >/dev/null; echo ---", {3, 4}), ("cat >/dev/null; echo '# nothing'", {3, 4})],
    ids=["empty", "separator", "comment"],
)
def test_output_without_objects_deletes_the_release(
    helm: Helm, kubectl: Kubectl, chart: Path, script: str, deleted_by: set[int]
) -> None:
    helm.install("one", chart)
    before = objects(kubectl)
    post = helm.shell_post_renderer("nothing", script)
    result = helm.run("upgrade", "one", chart, *post.flags(), check=False)
    assert (result.ok, objects(kubectl)) == ((True, {}) if helm.major in deleted_by else (False, before)), str(result)


def test_an_unknown_kind_is_refused_before_anything_changes(helm: Helm, kubectl: Kubectl, chart: Path) -> None:
    carrier = write_chart(chart.parent / "carrier", {"carrier.yaml": UNKNOWN_KIND, "settings.yaml": SETTINGS})
    assert "no matches for kind" in helm.fails("install", "one", carrier).stderr
    assert (objects(kubectl), kubectl.items("secrets")) == ({}, [])
    helm.install("one", chart)
    before = objects(kubectl)
    assert "no matches for kind" in helm.fails("upgrade", "one", carrier).stderr
    assert (objects(kubectl), helm.history("one")) == (before, [(1, "deployed")])


def test_a_modelservice_as_carrier_would_delete_the_running_children(
    operator_cluster: Cluster, new_namespace: NewNamespace, new_helm: NewHelm, chart: Path
) -> None:
    kubectl = new_namespace(operator_cluster)
    helm = new_helm(kubectl)
    helm.install("one", chart)
    helm.upgrade("one", write_chart(chart.parent / "carrier", {"carrier.yaml": MODELSERVICE}))
    assert objects(kubectl) == {}


@pytest.mark.parametrize("script", ["cat; exit 1", "cat >/dev/null; kill -KILL $$"], ids=["fails", "killed"])
def test_a_failing_post_renderer_changes_nothing(helm: Helm, kubectl: Kubectl, chart: Path, script: str) -> None:
    post = helm.shell_post_renderer("broken", script)
    helm.fails("install", "one", chart, post=post)
    assert (objects(kubectl), helm.history("one")) == ({}, [])
    helm.install("one", chart)
    before = objects(kubectl)
    helm.fails("upgrade", "one", chart, "--set", "tag=2", post=post)
    assert (objects(kubectl), image(kubectl)) == (before, "example.test/web:1")
    assert helm.history("one") == [(1, "deployed")]


def test_only_helm_3_shows_what_a_failing_post_renderer_said(helm: Helm, chart: Path) -> None:
    post = helm.shell_post_renderer("broken", "echo what is wrong >&2; exit 1")
    result = helm.fails("template", "one", chart, post=post)
    assert ("what is wrong" in result.stderr) is (helm.major == 3)
    assert helm.major == 3 or 'plugin "broken" exited with error' in result.stderr


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="no /proc on this system")
def test_under_helm_4_a_plugin_can_speak_through_its_parents_stderr(helm: Helm, chart: Path) -> None:
    post = helm.shell_post_renderer("loud", "echo what is wrong >/proc/$PPID/fd/2; exit 1")
    assert "what is wrong" in helm.fails("template", "one", chart, post=post).stderr


def test_what_a_post_renderer_reads(helm: Helm, kubectl: Kubectl, tmp_path: Path) -> None:
    chart = web_chart(tmp_path / "web", hook=HOOK)
    post = helm.shell_post_renderer("tee", f"tee {tmp_path / 'seen'}")
    helm.install("one", chart, post=post)
    seen = (tmp_path / "seen").read_text()
    if helm.major == 3:
        assert "one-hook" not in seen
        assert seen.startswith("---\n# Source: web/templates/settings.yaml\n")
    else:
        assert "one-hook" in seen
        assert "# Source:" not in seen
        assert seen.count("postrenderer.helm.sh/postrender-filename: ") == 3
        assert "postrenderer.helm.sh/postrender-filename: 'web/templates/settings.yaml'" in seen
    assert "postrender-filename" not in helm.manifest("one")
    assert kubectl.get("configmap", "one-hook")


def test_post_renderer_arguments_reach_it(helm: Helm, chart: Path) -> None:
    post = helm.shell_post_renderer("args", 'cat >/dev/null; echo "kind: ConfigMap"; echo "args: $*"')
    assert "args: --a 1 b c" in helm.template("one", chart, post=post.with_args("--a", "1", "b c"))


def steps(table: str) -> list[Any]:
    """`what | Helm 3 | Helm 4` rows; `what` is a list of upgrades (=N, = for left out) and scalings (N)."""
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return [pytest.param(what.split(), {3: three, 4: four}, id=what) for what, three, four in rows]


@pytest.mark.parametrize(
    ("actions", "expected"),
    steps("""
        =  5 =      | 5 | 5
        =3 5 =      | 1 | 5
        =3 =        | 1 | 1
        =3 5 =5     | 5 | 5
        =3 5 =5 7 =7 | 7 | 7
        =3 5 =5 7 = | 1 | 7
        =3 5 =3     | 3 | conflict
        =  5 =4     | 4 | 4
    """),
)
def test_replicas_that_an_autoscaler_changed(
    helm: Helm, kubectl: Kubectl, chart: Path, actions: list[str], expected: dict[int, str]
) -> None:
    outcome = ""
    for action in actions:
        if not action.startswith("="):
            kubectl.scale("one-web", int(action))
            continue
        replicas = json.dumps(int(action[1:]) if action[1:] else None)
        result = helm.run("upgrade", "--install", "one", chart, f"--set-json=replicas={replicas}", check=False)
        outcome = "conflict" if "conflict" in result.stderr else str(kubectl.replicas("one-web"))
        assert result.ok or outcome == "conflict", str(result)
    assert outcome == expected[helm.major]
