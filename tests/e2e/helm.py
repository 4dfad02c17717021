"""Helm 3 and Helm 4 for tests, each with a home of its own, called alike where the two differ."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.e2e import build
from tests.e2e.command import CommandError, Result, clean_environment, run
from tests.e2e.kubectl import Kubectl

MAJORS = (3, 4)
PLUGIN = {"apiVersion": "v1", "type": "postrenderer/v1", "version": "0.1.0", "runtime": "subprocess"}


@dataclass(frozen=True, slots=True)
class PostRenderer:
    """A program Helm sends its manifests through, as flags for this Helm; `args` are the program's own."""

    name: str  # a path for Helm 3, a plugin's name for Helm 4; empty: none at all
    args: tuple[str, ...] = ()

    def flags(self) -> list[str]:
        """The flags of `helm install`, `upgrade` and `template`."""
        post = [f"--post-renderer={self.name}"] if self.name else []
        return [*post, *(f"--post-renderer-args={arg}" for arg in self.args)]

    def with_args(self, *args: str) -> PostRenderer:
        """The same program with other arguments."""
        return replace(self, args=args)


NO_POST_RENDERER = PostRenderer("")


@dataclass(frozen=True, slots=True)
class Helm:
    """One Helm, its home in `home`, talking to the cluster and namespace of `kubectl`.

    The commands on releases raise CommandError when Helm fails; `run(..., check=False)` gives the Result instead.
    """

    major: int
    home: Path
    kubectl: Kubectl

    @property
    def program(self) -> Path:
        """The executable."""
        return build.binary(f"helm{self.major}")

    @property
    def environment(self) -> dict[str, str]:
        """What Helm and its plugins see."""
        homes = {f"HELM_{kind.upper()}_HOME": str(self.home / kind) for kind in ("cache", "config", "data")}
        cluster = {"KUBECONFIG": str(self.kubectl.kubeconfig), "HELM_NAMESPACE": self.kubectl.namespace}
        return clean_environment(**homes, **cluster, KUBECACHEDIR=str(self.home / "kube-cache"))

    def run(
        self, *words: str | Path, check: bool = True, timeout: float = 180, env: dict[str, str] | None = None
    ) -> Result:
        """Any Helm command; `env` adds variables."""
        return run([self.program, *words], env={**self.environment, **(env or {})}, check=check, timeout=timeout)

    def install(self, release: str, chart: Path, *flags: str | Path, post: PostRenderer | None = None) -> Result:
        """`helm install`."""
        return self.run("install", release, chart, *_post(post), *flags)

    def upgrade(self, release: str, chart: Path, *flags: str | Path, post: PostRenderer | None = None) -> Result:
        """`helm upgrade`."""
        return self.run("upgrade", release, chart, *_post(post), *flags)

    def template(self, release: str, chart: Path, *flags: str | Path, post: PostRenderer | None = None) -> str:
        """What `helm template` prints."""
        return self.run("template", release, chart, *_post(post), *flags).stdout

    def fails(self, *words: str | Path, post: PostRenderer | None = None) -> Result:
        """A command that has to fail: its Result. A success fails the test."""
        result = self.run(*words, *_post(post), check=False)
        if result.ok:
            raise CommandError(result)
        return result

    def rollback(self, release: str, revision: int = 0) -> Result:
        """`helm rollback`, to the revision before when none is given."""
        return self.run("rollback", release, str(revision))

    def uninstall(self, release: str) -> Result:
        """`helm uninstall`, back when the objects are gone."""
        return self.run("uninstall", release, "--wait", "--timeout=60s")

    def manifest(self, release: str) -> str:
        """The objects of the newest revision, as Helm recorded them."""
        return self.run("get", "manifest", release).stdout

    def history(self, release: str) -> list[tuple[int, str]]:
        """(revision, status) of a release, oldest first; nothing for a release that is not there."""
        result = self.run("history", release, "-o", "json", check=False)
        if not result.ok:
            assert "not found" in result.stderr, str(result)
            return []
        rows: list[dict[str, Any]] = json.loads(result.stdout)
        return [(row["revision"], row["status"]) for row in rows]

    def install_plugin(self, folder: Path) -> Result:
        """`helm plugin install` of a local folder."""
        return self.run("plugin", "install", folder)

    def post_renderer(self, name: str, command: Sequence[str | Path]) -> PostRenderer:
        """Any command as post-renderer: an executable script for Helm 3, an installed plugin for Helm 4."""
        folder = self.home / "post-renderers" / name
        folder.mkdir(parents=True)
        script = folder / name  # for Helm 4 too, which would expand each `$` of a plugin's own arguments
        script.write_text(f'#!/bin/sh\nexec {shlex.join(map(str, command))} "$@"\n')
        script.chmod(0o755)
        if self.major == 3:
            return PostRenderer(str(script))
        plugin = {**PLUGIN, "name": name, "runtimeConfig": {"platformCommand": [{"command": str(script)}]}}
        (folder / "plugin.yaml").write_text(json.dumps(plugin))
        self.install_plugin(folder)
        return PostRenderer(name)

    def shell_post_renderer(self, name: str, script: str) -> PostRenderer:
        """A line of shell as post-renderer; its arguments are `$1`, `$2`, …"""
        return self.post_renderer(name, ["/bin/sh", "-c", script, name])


def _post(post: PostRenderer | None) -> list[str]:
    return post.flags() if post else []
