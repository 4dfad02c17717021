"""Generated charts through a real registry: pushed by either Helm as they are, and installed from there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.e2e.helm import Helm
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import msvc

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
