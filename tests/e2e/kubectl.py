"""`kubectl` for tests: one cluster, one namespace, JSON results."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from tests.e2e import build
from tests.e2e.command import Result, clean_environment, run

T = TypeVar("T")
Manifest = str | dict[str, Any] | list[dict[str, Any]]


def as_text(manifest: Manifest) -> str:
    """YAML text as it is; objects as the JSON that a YAML reader takes too."""
    if isinstance(manifest, str):
        return manifest
    if isinstance(manifest, dict):
        return json.dumps(manifest)
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": manifest})


def until(probe: Callable[[], T], what: str, timeout: float = 60) -> T:
    """The first true value of `probe`, asked five times a second; fails the test after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while not (value := probe()):
        assert time.monotonic() < deadline, f"after {timeout} s still not: {what} (last seen: {value!r})"
        time.sleep(0.2)
    return value


@dataclass(frozen=True, slots=True)
class Kubectl:
    """`kubectl` with a kubeconfig and a namespace. Every method raises CommandError when kubectl does."""

    kubeconfig: Path
    namespace: str = "default"

    def within(self, namespace: str) -> Kubectl:
        """The same cluster, another namespace."""
        return replace(self, namespace=namespace)

    def run(self, *words: str | Path, stdin: str = "", check: bool = True, timeout: float = 120) -> Result:
        """Any kubectl command."""
        cache = str(self.kubeconfig.parent / "kube-cache")  # a port used again must not find another cluster's answers
        env = clean_environment(KUBECONFIG=str(self.kubeconfig), KUBECACHEDIR=cache)
        command = [build.binary("kubectl"), "--namespace", self.namespace, *words]
        return run(command, env=env, stdin=stdin, check=check, timeout=timeout)

    def apply(self, manifest: Manifest, *words: str) -> Result:
        """`kubectl apply` of YAML text or of objects, fields the server does not know refused."""
        return self.run("apply", "--validate=strict", "-f", "-", *words, stdin=as_text(manifest))

    def dry_run(self, manifest: Manifest) -> Result:
        """The server's verdict on objects without making them: a Result, also when it refuses."""
        words = ["create", "--dry-run=server", "--validate=strict", "-f", "-"]
        return self.run(*words, stdin=as_text(manifest), check=False)

    def get(self, kind: str, name: str) -> dict[str, Any] | None:
        """One object, or None where there is none of that name."""
        text = self.run("get", kind, name, "-o", "json", "--ignore-not-found").stdout
        found: dict[str, Any] | None = json.loads(text) if text.strip() else None
        return found

    def items(self, *kinds: str, selector: str = "") -> list[dict[str, Any]]:
        """All objects of the kinds in the namespace."""
        words = ["get", ",".join(kinds), "-o", "json", f"--selector={selector}"]
        items: list[dict[str, Any]] = json.loads(self.run(*words).stdout)["items"]
        return items

    def uids(self, *kinds: str, selector: str = "") -> dict[str, str]:
        """`Kind/name` → UID of all objects of the kinds: equal before and after when nothing was made anew."""
        found = self.items(*kinds, selector=selector)
        return {f"{item['kind']}/{item['metadata']['name']}": item["metadata"]["uid"] for item in found}

    def replicas(self, deployment: str) -> int:
        """A Deployment's `spec.replicas`."""
        found = self.get("deployment", deployment)
        assert found is not None, f"no Deployment {deployment} in namespace {self.namespace}"
        return int(found["spec"]["replicas"])

    def scale(self, deployment: str, replicas: int) -> None:
        """Change `spec.replicas` by the scale subresource, as an autoscaler does."""
        self.run("scale", f"deployment/{deployment}", f"--replicas={replicas}")

    def rolled_out(self, *deployments: str, timeout: int = 60) -> None:
        """Wait until every pod of the Deployments is up to date and Ready."""
        for name in deployments:
            self.run("rollout", "status", f"deployment/{name}", f"--timeout={timeout}s", timeout=timeout + 10)

    def gone(self, kinds: Iterable[str], selector: str = "", timeout: float = 60) -> None:
        """Wait until no object of the kinds is left: garbage collection follows a deletion by some seconds."""
        wanted = tuple(kinds)
        until(lambda: not self.uids(*wanted, selector=selector), f"all {', '.join(wanted)} gone", timeout)
