"""The CustomResourceDefinitions of the APIs a ModelService's children use, taken from their pinned Go modules."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.e2e import build

MODELSERVICE = Path(__file__).parents[2] / "msvc_helm" / "spec" / "crd.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """A folder of YAML files in a Go module; `group` picks those whose name starts with it."""

    module: str
    version: str
    folder: str
    group: str = ""


GATEWAY_API = "sigs.k8s.io/gateway-api"
INFERENCE = "sigs.k8s.io/gateway-api-inference-extension"
SOURCES = {
    "gateway-api": Source(GATEWAY_API, "v1.6.3", "config/crd/standard"),
    "gateway-api-experimental": Source(GATEWAY_API, "v1.6.3", "config/crd/experimental"),
    # InferenceModel and InferencePool as the operator made them, which later releases no longer have …
    "inference-v1alpha2": Source(INFERENCE, "v0.3.0", "config/crd/bases"),
    # … and InferencePool as it is today, in another API group, so both can be served at once.
    "inference-v1": Source(INFERENCE, "v1.5.0", "config/crd/bases", "inference.networking.k8s.io_inferencepools"),
}


def folder(name: str, report: Callable[[str], None] = print) -> Path:
    """The folder holding the CRDs of a source, downloaded now if it never was. Raises build.BuildError."""
    source = SOURCES[name]

    def make(target: Path) -> None:
        command = ["go", "mod", "download", "-json", f"{source.module}@{source.version}"]
        module = Path(json.loads(build.run_go(command, Path("/")))["Dir"])
        for path in sorted((module / source.folder).glob(f"{source.group}*.yaml")):
            if path.name != "kustomization.yaml" and "_vap_" not in path.name:  # a policy against downgrades
                shutil.copyfile(path, target / path.name)
        if not any(target.iterdir()):
            raise build.BuildError(f"{source.module}@{source.version} has no {source.folder}/{source.group}*.yaml")

    return build.cached(f"crds-{name}-{source.version}", make, report)
