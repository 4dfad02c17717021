"""What tests of `msvc-helm adopt` on a real API server look at: what must stay, and whose marks objects bear."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from tests.e2e import build
from tests.e2e.command import Result, run
from tests.e2e.helm import Helm
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import PROGRAMS, REPO, msvc, msvc_post

POOL = "inferencepools.inference.networking.x-k8s.io"
CHILDREN = ("serviceaccounts", "rolebindings", "services", "deployments", POOL, "inferencemodels", "httproutes")
PODS = ("replicasets", "pods")
GIVEN = {"ServiceAccount/default"}
COLLECTED = 3  # seconds within which the garbage collector acts, which takes it less than one
Identity = dict[str, tuple[Any, ...]]
Adopt = Callable[..., Result]
IMPATIENT = "from msvc_helm.adopt import run; run.SECONDS = {}; from msvc_helm.cli import main; main()"


def adopting(kubectl: Kubectl, folder: Path) -> Adopt:
    """`msvc-helm adopt` for the models of a namespace, with a Helm, in a folder."""

    def call(helm: Helm, /, *words: str | Path, check: bool = True, patience: int = 0, **instead: Path) -> Result:
        programs = {"kubectl": build.binary("kubectl"), "helm": helm.program, **instead}
        named = [word for name, path in programs.items() for word in (f"--{name}", path)]
        front = [sys.executable, "-c", IMPATIENT.format(patience)] if patience else [PROGRAMS / "msvc-helm"]
        command = [*front, "adopt", "-n", kubectl.namespace, *named, *words]
        return run(command, env=helm.environment, cwd=folder, check=check, timeout=240)

    return call


def helm_of(major: int, kubectl: Kubectl, folder: Path) -> Helm:
    return Helm(major, folder / "home", kubectl)


def identity(kubectl: Kubectl) -> Identity:
    """What clients and pods hang on: UIDs, addresses, numbers, restarts."""
    found: Identity = {}
    for each in kubectl.items(*CHILDREN, *PODS):
        name = f"{each['kind']}/{each['metadata']['name']}"
        spec, status = each.get("spec", {}), each.get("status", {})
        restarts = [container.get("restartCount") for container in status.get("containerStatuses", [])]
        address = (spec.get("clusterIP"), str(spec.get("ports"))) if each["kind"] == "Service" else None
        number = spec.get("replicas") if each["kind"] in ("Deployment", "ReplicaSet") else None
        found[name] = (each["metadata"]["uid"], address, number, restarts)
    return {name: value for name, value in found.items() if name not in GIVEN}


def marks(kubectl: Kubectl) -> list[str]:
    """The objects that are the operator's by an owner reference or its field manager."""
    text = kubectl.run("get", ",".join(CHILDREN), "-o", "json", "--show-managed-fields").stdout
    return [
        each["metadata"]["name"]
        for each in json.loads(text)["items"]
        if each["metadata"].get("ownerReferences")
        or any(
            (entry["manager"], entry.get("subresource")) == ("manager", None)
            or entry["manager"] == "before-first-apply"
            for entry in each["metadata"].get("managedFields", [])
        )
    ]


def generated_chart(kubectl: Kubectl, name: str, folder: Path) -> Path:
    base = kubectl.get("configmap", name)
    assert base is not None
    (folder / "base.json").write_text(json.dumps(base))
    msvc("chart", "-b", folder / "base.json", "--name", "acme-llm", "-o", folder / "acme-llm")
    return folder / "acme-llm"


def values_of(script: str, folder: Path) -> Path:
    """The values of the only model of a script, in a file."""
    found = re.search(r"/values/\S+ <<'(END_OF_FILE_*)'\n(.*?)^\1$", script, re.MULTILINE | re.DOTALL)
    assert found
    path = folder / "values-by-hand.yaml"
    path.write_text(found[2])
    return path


def removed(helm: Helm, model: str, words: list[str | Path], folder: Path) -> None:
    """What an upgrade removes is removed: no other field manager keeps it."""
    values_at = folder / "adopt" / "values" / f"{helm.kubectl.namespace}_{model}.yaml"
    values = yaml.safe_load(values_at.read_text())
    values.pop("pdPullSecrets")
    values_at.write_text(yaml.safe_dump(values))
    account = helm.kubectl.get("serviceaccount", f"{model}-sa")
    assert account is not None
    assert account["imagePullSecrets"]
    chart = words[words.index("--chart") + 1] if "--chart" in words else REPO / "charts" / "modelservice"
    post = [] if "--chart" in words else ["--post-renderer", msvc_post(helm).name]
    helm.run("upgrade", model, chart, "--values", values_at, *post)
    account = helm.kubectl.get("serviceaccount", f"{model}-sa")
    assert account is not None
    assert not account.get("imagePullSecrets")
