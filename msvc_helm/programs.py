"""Other programs, run to their end; Helm 3 and Helm 4 called alike."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from msvc_helm import plugin
from msvc_helm.errors import InputError, Problem
from msvc_helm.managed_files import write_files
from msvc_helm.untyped import maps

WHERE_HELM = "https://helm.sh/docs/intro/install"


class Finished(NamedTuple):
    """A program's exit code, its standard output, and both outputs as a reader sees them."""

    code: int
    stdout: str
    text: str

    @property
    def errors(self) -> str:
        """What it says beside its standard output."""
        return self.text.removeprefix(self.stdout.rstrip()).strip()


def is_there(program: str) -> bool:
    """Whether a program is on PATH, or is an executable file."""
    return shutil.which(program) is not None


def demand(program: str, option: str) -> None:
    """Raise InputError where a program is not there; `option` would name it."""
    if not is_there(program):
        raise InputError(Problem(f"{program} is not on PATH", hint=f"{option} names it"))


def run(command: Sequence[str], env: Mapping[str, str] | None = None, stdin: str = "") -> Finished:
    """Run a program to its end, with a text to read. Its output is UTF-8, whatever the locale, and has no colours."""
    plain = {name: value for name, value in (env or os.environ).items() if name != "FORCE_COLOR"}
    done = subprocess.run(command, capture_output=True, input=stdin.encode(), env=plain, check=False)  # noqa: S603 - as the user named it
    out, err = (part.decode("utf-8", "replace") for part in (done.stdout, done.stderr))
    return Finished(done.returncode, out, "\n".join(part.rstrip() for part in (out, err) if part.strip()))


class Kubectl(NamedTuple):
    """kubectl by its path or name, and the cluster it talks to: a context of the kubeconfig, empty for the current one.

    `seconds` is how long one request may take.
    """

    program: str = "kubectl"
    context: str = ""
    seconds: int = 30

    def run(self, *words: str, stdin: str = "") -> Finished:
        """Run kubectl to its end. Raises InputError where it is not there."""
        demand(self.program, "--kubectl")
        context = ["--context", self.context] if self.context else []
        return run([self.program, *words, f"--request-timeout={self.seconds}s", *context], stdin=stdin)


def printed_objects(text: str) -> list[dict[str, Any]]:
    """The objects that `kubectl … -o json` prints: those of a list, one, or none."""
    found = json.loads(text) if text.strip() else {}
    return maps(found.get("items")) if "items" in found else [found] if found else []


class Helm:
    """One Helm by its path or name, with a folder of ours for the plugin that Helm 4 wants."""

    def __init__(self, program: str, folder: str) -> None:
        self.program = program
        self._plugins = os.path.join(folder, "plugins")
        self._flags: list[str] = []
        self._said = ""

    @property
    def version(self) -> str:
        """Such as `v3.22.0`. Raises InputError for what cannot be run, or is not Helm."""
        try:
            said = self._short_version()
        except OSError as error:
            raise InputError(Problem(f"cannot be run: {error.strerror}", source=self.program)) from error
        if not said.startswith("v"):
            raise InputError(Problem("this is not Helm: it does not print a version", source=self.program))
        return said.partition("+")[0]

    def post_renderer(self, arguments: Iterable[str] = ()) -> list[str]:
        """The flags that send what is rendered through msvc-post with these arguments.

        Helm 4 takes plugins only, so it gets one; a program that does not tell its version is taken for one of those.
        """
        if not self._flags and self._short_version().startswith("v3."):
            own = [f"--post-renderer-args={word}" for word in ("-P", "-m", "msvc_helm.post")]
            self._flags = [f"--post-renderer={sys.executable}", *own]
        elif not self._flags:
            write_files(os.path.join(self._plugins, plugin.NAME), plugin.files())
            self._flags = [f"--post-renderer={plugin.NAME}"]
        return [*self._flags, *(f"--post-renderer-args={word}" for word in arguments)]

    def _short_version(self) -> str:
        self._said = self._said or run([self.program, "version", "--short"]).stdout.strip()
        return self._said

    def run(self, *words: str) -> Finished:
        """Any command of Helm's, without the user's plugins."""
        return run([self.program, *words], {**os.environ, "HELM_PLUGINS": self._plugins})

    def template(self, release: str, chart: str, flags: Iterable[str]) -> Finished:
        """`helm template`, without a cluster and without the user's plugins."""
        return self.run("template", release, chart, *flags)
