"""Helm 3 and Helm 4 for tests that need no cluster: as the end-to-end tests built them, or from PATH."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from msvc_helm import goyaml
from tests.conftest import REPO
from tests.e2e import build
from tests.e2e.command import CommandError, Result, clean_environment, run

CHART = REPO / "charts" / "modelservice"
MINIMAL: dict[str, Any] = {"routing": {"modelName": "m"}, "modelArtifacts": {"uri": "hf://a/b"}}


@dataclass(frozen=True, slots=True)
class Helm:
    """One Helm with a home of its own and no cluster."""

    major: int
    binary: Path
    home: Path

    def run(self, *words: str | Path, check: bool = True) -> Result:
        """Any Helm command."""
        homes = {f"HELM_{kind}_HOME": str(self.home / kind) for kind in ("CACHE", "CONFIG", "DATA")}
        environment = clean_environment(**homes, HELM_PLUGINS=str(self.home), KUBECONFIG=str(self.home / "none"))
        return run([self.binary, *words], env=environment, check=check)

    def values(self, values: Mapping[str, Any]) -> Path:
        """A values file."""
        path = self.home / f"values-{len(list(self.home.glob('values-*')))}.yaml"
        path.write_text(as_json(values), encoding="utf-8")
        return path

    def template(self, values: Mapping[str, Any], *flags: str | Path, release: str = "r", chart: Path = CHART) -> str:
        """What `helm template` prints for these values."""
        return self.run("template", release, chart, "-f", self.values(values), *flags).stdout

    def carrier(self, values: Mapping[str, Any], *flags: str | Path, release: str = "r") -> dict[str, Any]:
        """The one document that `helm template` prints for these values."""
        (document,) = documents(self.template(values, *flags, release=release))
        return document

    def error(self, values: Mapping[str, Any], *flags: str | Path, chart: Path = CHART) -> str:
        """What Helm says to values that it must not take."""
        result = self.run("template", "r", chart, "-f", self.values(values), *flags, check=False)
        if result.ok:
            raise CommandError(result)
        return result.stderr

    def stream(self, values: Mapping[str, Any], *flags: str | Path) -> bytes:
        """What a post-renderer reads of the chart with these values."""
        folder = self.home / "keep"
        folder.mkdir(exist_ok=True)
        script = folder / "keep.sh"
        script.write_text(f"#!/bin/sh\ntee {folder}/stdin\n")
        script.chmod(0o755)
        plugin = {"apiVersion": "v1", "type": "postrenderer/v1", "name": "keep", "version": "0.1.0"}
        subprocess_ = {"runtime": "subprocess", "runtimeConfig": {"platformCommand": [{"command": str(script)}]}}
        (folder / "plugin.yaml").write_text(json.dumps(plugin | subprocess_))
        self.template(values, f"--post-renderer={script if self.major == 3 else 'keep'}", *flags)
        return (folder / "stdin").read_bytes()


def as_json(value: object) -> str:
    """JSON that Helm's YAML parser reads: it does not know surrogate pairs."""

    def character(match: re.Match[str]) -> str:
        return match[0] if match[0] == r"\\" else str(json.loads(f'"{match[0]}"'))

    return re.sub(r"\\\\|\\ud[89ab]..\\ud[c-f]..", character, json.dumps(value))


def documents(stream: str | bytes) -> list[dict[str, Any]]:
    """All documents of a stream that hold anything."""
    text = stream if isinstance(stream, str) else stream.decode()
    found = []
    for part in re.split(r"^---\s*$", text, flags=re.MULTILINE):
        if (node := goyaml.parse(part)) is not None:
            value = goyaml.plain(node)
            assert isinstance(value, dict)
            found.append(value)
    return found


def find_helm(major: int) -> Path:
    """Helm of that major version, or a skip that says why not."""
    tool = build.tools()[f"helm{major}"]
    built = sorted(build.cache_root().glob(f"{tool.name}-{tool.version}-*/{tool.binary}"))
    if built:
        return built[-1]
    if on_path := shutil.which("helm"):
        version = subprocess.run([on_path, "version", "--short"], capture_output=True, text=True, check=True).stdout
        if version.startswith(f"v{major}."):
            return Path(on_path)
    if build.required() and not build.why_not():
        return build.binary(tool.name)
    pytest.skip(f"no Helm {major} on PATH, none built (python -m tests.e2e.build)")


@pytest.fixture(params=[3, 4], ids=lambda major: f"helm{major}")
def helm(request: pytest.FixtureRequest, tmp_path: Path) -> Helm:
    """Helm 3, then Helm 4."""
    home = tmp_path / "helm"
    home.mkdir()
    return Helm(request.param, find_helm(request.param), home)
