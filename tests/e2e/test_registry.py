"""Charts and the plugin through a real registry: pushed as docs/registry.md has it, and used from there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.e2e.helm import Helm
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import CHART, PROGRAMS, VALUES, msvc, values_file
from tests.e2e.registry import push_plugin

PRESET = "sim"
LEAST = ("--set", "routing.modelName=facebook/opt-125m", "--set", "modelArtifacts.uri=hf://facebook/opt-125m")


@pytest.mark.parametrize("version", ["1.2.3", "derived"])
def test_an_archive_goes_through_a_registry_unchanged(helm: Helm, charts: str, tmp_path: Path, version: str) -> None:
    words: list[str | Path] = [
        "--output-format",
        "tgz",
        "-o",
        tmp_path,
        *(["--version", version] if version != "derived" else []),
    ]
    archive = Path(msvc("chart", "--preset", PRESET, *words).stdout.strip())
    full = archive.name.removeprefix(f"{PRESET}-").removesuffix(".tgz")
    (tmp_path / "pulled").mkdir()
    helm.run("push", archive, charts, "--plain-http")
    helm.run("pull", f"{charts}/{PRESET}", "--version", full, "--plain-http", "--destination", tmp_path / "pulled")
    assert (tmp_path / "pulled" / archive.name).read_bytes() == archive.read_bytes()
    assert yaml.safe_load(helm.run("show", "chart", archive).stdout)["version"] == full


def test_a_model_is_installed_from_a_registry(helm: Helm, kubectl: Kubectl, charts: str, tmp_path: Path) -> None:
    words: list[str | Path] = [
        "--name",
        "acme",
        "--version",
        f"1.0.{helm.major}",
        "--output-format",
        "tgz",
        "-o",
        tmp_path,
    ]
    archive = Path(msvc("chart", "--preset", PRESET, *words).stdout.strip())
    helm.run("push", archive, charts, "--plain-http")
    where = [f"{charts}/acme", "--version", f"1.0.{helm.major}", "--plain-http"]
    helm.run("install", "m", *where, *LEAST, "--set", "decode.replicas=2")
    kubectl.rolled_out("m-decode")
    helm.run("upgrade", "m", *where, *LEAST, "--set", "decode.replicas=3")
    kubectl.rolled_out("m-decode")
    found = kubectl.get("deployment", "m-decode")
    assert found is not None
    assert found["spec"]["replicas"] == 3
    helm.uninstall("m")
    kubectl.gone(["deployments", "replicasets", "pods"])


def test_the_chart_and_the_plugin_are_used_from_a_registry(helm: Helm, charts: str, tmp_path: Path) -> None:
    version = msvc("--version").stdout.split()[1]
    chart = Path(msvc("chart-dir", "--output-dir", tmp_path / "modelservice").stdout.strip())
    assert chart != CHART
    helm.run("package", chart, "--destination", tmp_path)
    helm.run("push", tmp_path / f"modelservice-{version}.tgz", f"{charts}/{helm.major}", "--plain-http")
    post, path = PROGRAMS / "msvc-post", f"{PROGRAMS}:{helm.environment['PATH']}"
    if helm.major == 4:
        plugin = msvc("plugin-dir", "--portable", "--output-dir", tmp_path / "plugin").stdout.strip()
        helm.run("plugin", "package", "--sign=false", plugin, "--destination", tmp_path)
        repository = f"{charts}/plugins/msvc-post"
        push_plugin(repository, version, tmp_path / f"msvc-post-{version}.tgz")
        helm.run("plugin", "install", f"{repository}:{version}", "--verify=false", "--plain-http")
        assert helm.run("plugin", "list").stdout.splitlines()[1].split()[:2] == ["msvc-post", version]
        post = Path("msvc-post")
    where = [f"{charts}/{helm.major}/modelservice", "--version", version, "--plain-http", values_file(helm, VALUES)]
    shown = helm.run("template", "m", *where, f"--post-renderer={post}", env={"PATH": path}).stdout
    assert "kind: Deployment" in shown
    if helm.major == 4:
        without = {"PATH": "/usr/bin:/bin"}
        done = helm.run("template", "m", *where, f"--post-renderer={post}", env=without, check=False)
        assert not done.ok
        assert "kind: Deployment" not in done.stdout
