"""Generated charts through a real registry: pushed by either Helm as they are, and installed from there."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.e2e import build
from tests.e2e.helm import Helm
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import msvc
from tests.e2e.servers import free_ports, serving, wait_until
from tests.e2e.sharing import shared_by_workers

PRESET = "sim"
LEAST = ("--set", "routing.modelName=facebook/opt-125m", "--set", "modelArtifacts.uri=hf://facebook/opt-125m")


@contextlib.contextmanager
def registry(folder: Path) -> Iterator[None]:
    """A registry on loopback, without TLS; its address is in `folder`/address."""
    (port,) = free_ports(1)
    settings = {
        "version": "0.1",
        "log": {"level": "error", "accesslog": {"disabled": True}},
        "storage": {"filesystem": {"rootdirectory": str(folder / "data")}},
        "http": {"addr": f"127.0.0.1:{port}"},
    }
    (folder / "registry.yaml").write_text(yaml.safe_dump(settings))
    command: list[str | Path] = ["env", "OTEL_TRACES_EXPORTER=none", build.binary("registry"), "serve", "registry.yaml"]
    with serving("registry", command, folder) as server:

        def answers() -> bool:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return True
            return False

        wait_until(answers, "the registry", [server], 30)
        (folder / "address").write_text(f"127.0.0.1:{port}")
        yield


@pytest.fixture(scope="session")
def charts(run_folder: Path) -> Iterator[str]:
    """The address that charts are pushed to."""
    with shared_by_workers(run_folder / "registry", registry) as folder:
        yield f"oci://{(folder / 'address').read_text()}/charts"


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
