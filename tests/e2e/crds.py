"""The CustomResourceDefinitions of the APIs that our output is written in, taken from their pinned Go modules."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.e2e import build

MODELSERVICE = Path(__file__).parents[2] / "msvc_helm" / "api" / "crd.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """A folder of YAML files in a Go module; `group` picks those whose name starts with it."""

    module: str
    version: str
    folder: str
    group: str = ""

    def files(self) -> Path:
        """The module's own files, in Go's cache."""
        command = ["go", "mod", "download", "-json", f"{self.module}@{self.version}"]
        return Path(json.loads(build.run_go(command, Path("/")))["Dir"])

    def fill(self, target: Path) -> None:
        """Put its CRDs into a folder."""
        for path in sorted((self.files() / self.folder).glob(f"{self.group}*.yaml")):
            if path.name != "kustomization.yaml" and "_vap_" not in path.name:  # a policy against downgrades
                shutil.copyfile(path, target / path.name)
        if not any(target.iterdir()):
            raise build.BuildError(f"{self.module}@{self.version} has no {self.folder}/{self.group}*.yaml")


@dataclass(frozen=True, slots=True)
class Moved:
    """The CRDs of a source under the API group that they have moved to, where the Go proxy has no newer source."""

    source: Source
    old: str
    new: str

    @property
    def version(self) -> str:
        """That of the source."""
        return self.source.version

    def fill(self, target: Path) -> None:
        """Put its CRDs into a folder."""
        self.source.fill(target)
        for path in target.iterdir():
            path.write_text(path.read_text().replace(self.old, self.new))


@dataclass(frozen=True, slots=True)
class Generated:
    """CRDs made of Go types by controller-gen, as their project makes them; both stand in go.mod of tools/`at`."""

    at: str
    module: str
    version: str
    package: str

    def fill(self, target: Path) -> None:
        """Put its CRDs into a folder."""
        words = ["crd", f"paths={self.module}/{self.package}", f"output:crd:dir={target}"]
        build.run_go(["go", "tool", "controller-gen", *words], build.MODULES / self.at)


GATEWAY_API = "sigs.k8s.io/gateway-api"
INFERENCE = build.INFERENCE
LWS = "sigs.k8s.io/lws"
FLUX = "github.com/fluxcd"
HELM_API = f"{FLUX}/helm-controller/api"
ARGO_CD = Source("github.com/argoproj/argo-cd/v3", "v3.5.7", "manifests/crds")
GITOPS = ("flux-helm", "flux-source", "flux-kustomize", "argo-cd")
SOURCES: dict[str, Source | Moved | Generated] = {
    "gateway-api": Source(GATEWAY_API, "v1.6.3", "config/crd/standard"),
    "gateway-api-experimental": Source(GATEWAY_API, "v1.6.3", "config/crd/experimental"),
    # InferenceModel and InferencePool as the operator made them, which later releases no longer have …
    "inference-v1alpha2": Source(INFERENCE, "v0.3.0", "config/crd/bases"),
    # … and InferencePool as it is today, in another API group, so both can be served at once.
    "inference-v1": Source(INFERENCE, "v1.5.0", "config/crd/bases", "inference.networking.k8s.io_inferencepools"),
    # What its own endpoint picker watches beside pools.
    "inference-alpha": Source(INFERENCE, "v1.5.0", "config/crd/bases", "inference.networking.x-k8s.io_inference[om]"),
    # The router, which owns it now, has kept the Inference Extension's InferenceObjective but for the group.
    "objectives": Moved(
        Source(INFERENCE, "v1.5.0", "config/crd/bases", "inference.networking.x-k8s.io_inferenceobjectives"),
        "inference.networking.x-k8s.io",
        "llm-d.ai",
    ),
    "groups": Source(LWS, build.pinned("lws", LWS), "config/crd/bases"),
    "monitors": Source(
        "github.com/prometheus-operator/prometheus-operator",
        "v0.85.0",
        "example/prometheus-operator-crd",
        "monitoring.coreos.com_podmonitors",
    ),
    "keda": Source("github.com/kedacore/keda/v2", "v2.20.2", "config/crd/bases", "keda.sh_scaledobjects"),
    # Flux 2.9. The proxy refuses helm-controller, whose CRD is generated of its types, in a module that it has.
    "flux-helm": Generated("flux", HELM_API, build.pinned("flux", HELM_API), "v2"),
    "flux-source": Source(f"{FLUX}/source-controller", "v1.9.6", "config/crd/bases"),
    "flux-kustomize": Source(f"{FLUX}/kustomize-controller", "v1.9.6", "config/crd/bases"),
    "argo-cd": ARGO_CD,
}


def folder(name: str, report: Callable[[str], None] = print) -> Path:
    """The folder holding the CRDs of a source, downloaded now if it never was. Raises build.BuildError."""
    source = SOURCES[name]
    return build.cached(f"crds-{name}-{source.version}", source.fill, report)
