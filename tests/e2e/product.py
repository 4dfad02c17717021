"""What is tested, as its users run it: the chart, the post-renderer under either Helm, the command line."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.command import Result, clean_environment, run
from tests.e2e.helm import Helm, PostRenderer
from tests.e2e.kubectl import Kubectl

REPO = Path(__file__).parents[2]
CHART = REPO / "charts" / "modelservice"
PROGRAMS = Path(sys.executable).parent  # where this environment's console scripts are

BASE = {
    "decodeDeployment": 'spec: {template: {spec: {containers: [{name: server, image: "example.test/sim:1"}]}}}',
    "decodeService": "spec: {ports: [{port: 8000}]}",
}
VALUES: dict[str, Any] = {
    "routing": {"modelName": "example/sim"},
    "modelArtifacts": {"uri": "hf://example/sim"},
    "decode": {"replicas": 2},
    "baseConfig": BASE,
}
POOLS = ("inferencepools.inference.networking.k8s.io", "inferencepools.inference.networking.x-k8s.io")
ROUTING = ("httproutes", *POOLS, "inferencemodels")
KINDS = (
    "deployments", "services", "serviceaccounts", "configmaps", "rolebindings", "poddisruptionbudgets", *ROUTING
)  # fmt: skip
# What is in every namespace, or comes and goes by itself.
GIVEN = {"ServiceAccount/default", "ConfigMap/kube-root-ca.crt"}
NOISE = {"Event", "EndpointSlice", "Endpoints"}


def msvc(*words: str | Path, cwd: Path = REPO, stdin: str = "") -> Result:
    """`msvc-helm` with these words. Raises CommandError when it fails."""
    return run([PROGRAMS / "msvc-helm", *words], env=clean_environment(), cwd=cwd, stdin=stdin)


def msvc_post(helm: Helm) -> PostRenderer:
    """The post-renderer as the README has it installed: the program for Helm 3, the plugin for Helm 4."""
    if helm.major == 3:
        return PostRenderer(str(PROGRAMS / "msvc-post"))
    folder = helm.home / "plugin-dir"
    if not folder.exists():
        helm.install_plugin(Path(msvc("plugin-dir", "--output-dir", folder).stdout.strip()))
    return PostRenderer("msvc-post")


def values_file(helm: Helm, values: dict[str, Any]) -> str:
    """The flag that gives Helm these values, from a file of their own."""
    helm.home.mkdir(parents=True, exist_ok=True)
    path = helm.home / f"values-{len(list(helm.home.iterdir()))}.yaml"
    path.write_text(json.dumps(values))
    return f"--values={path}"


def config_map(name: str, data: dict[str, str] | None = None) -> dict[str, Any]:
    """A base config as a platform engineer applies it."""
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": BASE if data is None else data}


def state(kubectl: Kubectl, *kinds: str) -> dict[str, tuple[str, str]]:
    """`Kind/name` → UID and generation of all that Helm can have made: equal when nothing was changed or made anew."""
    found = {}
    for item in kubectl.items(*(kinds or KINDS)):
        about = item["metadata"]
        # A Deployment's resourceVersion changes with its status, its generation only with its spec.
        version = str(about.get("generation") or about["resourceVersion"])
        found[f"{item['kind']}/{about['name']}"] = (about["uid"], version)
    return {name: version for name, version in found.items() if name not in GIVEN}


def everything(kubectl: Kubectl) -> set[str]:
    """`Kind/name` of all objects of the namespace, of whatever kind, but for what Kubernetes itself puts there."""
    kinds = kubectl.run("api-resources", "--verbs=list", "--namespaced", "-o", "name").stdout.split()
    found = kubectl.uids(*kinds)
    return {name for name in found if name.split("/")[0] not in NOISE} - GIVEN


@dataclass(frozen=True, slots=True)
class Model:
    """A release of charts/modelservice (or of `chart`) that goes through `post`."""

    helm: Helm
    post: PostRenderer
    name: str = "sim"
    chart: Path = CHART

    def words(self, verb: str, values: dict[str, Any], *flags: str | Path) -> list[str]:
        """What follows `helm` on the command line, the values in a file."""
        return [verb, self.name, str(self.chart), values_file(self.helm, values), *self.post.flags(), *map(str, flags)]

    def run(self, verb: str, values: dict[str, Any], *flags: str | Path) -> Result:
        """`helm <verb>` with these values."""
        return self.helm.run(*self.words(verb, values, *flags))

    def fails(self, verb: str, values: dict[str, Any], *flags: str | Path) -> Result:
        """A command that has to fail."""
        return self.helm.fails(*self.words(verb, values, *flags))

    def install(self, values: dict[str, Any], *flags: str | Path) -> Result:
        """`helm install`."""
        return self.run("install", values, *flags)

    def upgrade(self, values: dict[str, Any], *flags: str | Path) -> Result:
        """`helm upgrade`."""
        return self.run("upgrade", values, *flags)

    def refused(self, verb: str, values: dict[str, Any], *flags: str | Path) -> Result:
        """A command that has to fail, and has to change nothing: neither objects nor what Helm remembers."""
        before = self.state()
        result = self.fails(verb, values, *flags)
        assert self.state() == before, str(result)
        return result

    def state(self) -> tuple[dict[str, tuple[str, str]], list[tuple[int, str]]]:
        """The objects of the namespace and the release's history."""
        return state(self.helm.kubectl), self.helm.history(self.name)
