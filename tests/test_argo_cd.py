"""Argo CD's plugin: the variables that Argo CD sets become options, and nothing more than options."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from msvc_helm.argo_cd import words
from tests.conftest import REPO, run_program

SAMPLE = REPO / "samples" / "sim"
PLUGIN = yaml.safe_load((REPO / "samples" / "argo-cd" / "plugin.yaml").read_text(encoding="utf-8"))["spec"]["generate"]
NAMESPACE = {"ARGOCD_APP_NAMESPACE": "search"}
ALPHA, STABLE = "inference.networking.x-k8s.io/v1alpha2", "inference.networking.k8s.io/v1"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, []),
        ({"PARAM_BASECONFIG": "", "KUBE_VERSION": ""}, []),
        ({"PARAM_BASECONFIG": "../base.yaml"}, ["--base-config=../base.yaml"]),
        ({"PARAM_BASECONFIG": "--strict"}, ["--base-config=--strict"]),
        ({"PARAM_EPP_CLUSTER_ROLE": "a b; $(c)"}, ["--epp-cluster-role=a b; $(c)"]),
        ({"KUBE_VERSION": "1.33.1"}, ["--kube-version=1.33.1"]),
        ({"KUBE_API_VERSIONS": f"v1,{ALPHA}"}, ["--gie=v1alpha2"]),
        ({"KUBE_API_VERSIONS": f"{ALPHA},{STABLE}"}, ["--gie=v1"]),
        ({"KUBE_API_VERSIONS": f"{STABLE}/InferencePool,apps/v1"}, []),
    ],
)
def test_variables_are_options(variables: dict[str, str], expected: list[str]) -> None:
    assert words(NAMESPACE | variables) == ["generate", "--modelservice", ".", "--namespace=search", *expected]


def plugin(folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """The command of the sample, in an Application's directory."""
    environment = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}/usr/bin", **variables}
    command = [*PLUGIN["command"], *PLUGIN["args"]]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_plugin_prints_what_generate_prints_and_runs_nothing_of_the_directory(tmp_path: Path) -> None:
    for name in ("modelservice.yaml", "baseconfig.yaml"):
        (tmp_path / name).write_bytes((SAMPLE / name).read_bytes())
    for module in ("yaml", "msvc_helm", "sitecustomize"):
        (tmp_path / f"{module}.py").write_text("raise SystemExit('a module of the directory')\n", encoding="utf-8")
    done = plugin(tmp_path, NAMESPACE)
    assert (done.returncode, done.stderr) == (0, "")
    files = ("-m", SAMPLE / "modelservice.yaml", "-b", SAMPLE / "baseconfig.yaml")
    assert done.stdout == run_program("generate", *files, "-n", "search").stdout
    outside = plugin(tmp_path, {})
    assert (outside.returncode, outside.stdout) == (2, "")
    assert outside.stderr.startswith("error: ARGOCD_APP_NAMESPACE is not set")
