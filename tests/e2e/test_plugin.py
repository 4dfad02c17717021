"""The Helm 4 plugin: installed, listed, run from awkward places, taken away; and a release that changes Helms."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.e2e.command import clean_environment, run
from tests.e2e.helm import Helm, PostRenderer
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import CHART, VALUES, Model, msvc, msvc_post, values_file

AWKWARD = "a place with $HOME 'and' blanks"  # Helm splits commands at blanks and expands variables


@pytest.fixture
def helm(kubectl: Kubectl, tmp_path: Path) -> Helm:
    """Helm 4 alone."""
    return Helm(4, tmp_path / "helm-home", kubectl)


def test_installed_listed_used_and_uninstalled(helm: Helm) -> None:
    post = msvc_post(helm)
    listed = helm.run("plugin", "list").stdout.splitlines()[1].split()
    assert listed[:4] == ["msvc-post", msvc("--version").stdout.split()[1], "postrenderer/v1", "v1"]
    values = values_file(helm, VALUES)
    assert "kind: Deployment" in helm.template("sim", CHART, values, post=post)
    helm.run("plugin", "uninstall", "msvc-post")
    assert "msvc-post" in helm.fails("template", "sim", CHART, values, post=post).stderr


def test_by_the_variable_instead_of_an_installation(helm: Helm, tmp_path: Path) -> None:
    """As in CI, where nothing is installed: HELM_PLUGINS names the directory above the plugin's."""
    msvc("plugin-dir", "--output-dir", tmp_path / "plugins" / "msvc-post")
    words = Model(helm, PostRenderer("msvc-post")).words("template", VALUES)
    assert "kind: Deployment" in helm.run(*words, env={"HELM_PLUGINS": str(tmp_path / "plugins")}).stdout


def test_from_awkward_places(helm: Helm, tmp_path: Path) -> None:
    """The interpreter, the plugin, a base config and the directory Helm runs in."""
    (place := tmp_path / AWKWARD).mkdir()
    (place / "environment").symlink_to(Path(sys.prefix))
    (place / "yaml.py").write_text("raise SystemExit('a module of the directory Helm runs in')\n")
    python = place / "environment" / "bin" / Path(sys.executable).name
    printed = run([python, "-m", "msvc_helm", "plugin-dir", "--output-dir", place / "plugin"], env=clean_environment())
    helm.install_plugin(Path(printed.stdout.strip()))
    assert AWKWARD in (place / "plugin" / "msvc-post.sh").read_text().replace("'\"'\"'", "'")

    base = 'decodeDeployment: "spec: {template: {spec: {containers: [{name: s, image: awkward}]}}}"'
    (place / "base $HOME.yaml").write_text(f"kind: ConfigMap\ndata:\n  {base}\n")
    post = PostRenderer("msvc-post").with_args("--base-config", str(place / "base $HOME.yaml"))
    values = values_file(helm, {k: v for k, v in VALUES.items() if k != "baseConfig"})
    shown = run([helm.program, "template", "sim", CHART, values, *post.flags()], env=helm.environment, cwd=place)
    assert "image: awkward" in shown.stdout


def test_a_release_of_helm_3_goes_on_under_helm_4(kubectl: Kubectl, tmp_path: Path) -> None:
    """And back again, with an autoscaler's number kept all the way."""
    helms = [Helm(major, tmp_path / f"home-{major}", kubectl) for major in (3, 4, 3)]
    values = VALUES | {"decoupleScaling": True}
    for number, helm in enumerate(helms):
        model = Model(helm, msvc_post(helm))
        model.run("upgrade", values | {"labels": {"try": str(number)}}, "--install", "--wait")
        assert kubectl.replicas("sim-decode") == (number * 4 or 1)
        kubectl.scale("sim-decode", (number + 1) * 4)
    assert len(kubectl.uids("deployments")) == 1
    helms[0].uninstall("sim")
    kubectl.gone(["deployments", "pods"])
