"""kubectl and Helm, run against one cluster: what they say, or a sentence about why they did not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from msvc_helm import programs
from msvc_helm.errors import InputError, Problem
from msvc_helm.merge import Object
from msvc_helm.programs import Finished

SECONDS = 60  # that a request may take
_MOST = 2_000  # characters of what a program says that are shown


class Tools(Protocol):
    """The two programs. `post` says whether what Helm renders goes through msvc-post."""

    @property
    def major(self) -> int:
        """Helm's major version."""

    def kubectl(self, *words: str, stdin: str = "") -> Finished:
        """Run kubectl to its end."""

    def helm(self, *words: str, post: bool = False) -> Finished:
        """Run Helm to its end."""


class Programs:
    """The programs by their paths, and the context that both use; `folder` is for what Helm 4 needs as a plugin."""

    def __init__(self, kubectl: str, helm: str, context: str, folder: str) -> None:
        programs.demand(kubectl, "--kubectl")
        self._kubectl = programs.Kubectl(kubectl, context, SECONDS)
        self._context = ["--kube-context", context] if context else []
        self._helm = programs.Helm(helm, folder)

    @property
    def major(self) -> int:
        """Helm's major version."""
        programs.demand(self._helm.program, "--helm")
        return int(self._helm.version.removeprefix("v").partition(".")[0])

    def kubectl(self, *words: str, stdin: str = "") -> Finished:
        """Run kubectl to its end."""
        return self._kubectl.run(*words, stdin=stdin)

    def helm(self, *words: str, post: bool = False) -> Finished:
        """Run Helm to its end."""
        programs.demand(self._helm.program, "--helm")
        return self._helm.run(*words, *self._context, *(self._helm.post_renderer() if post else ()))


def ran(done: Finished, what: str, hint: str = "") -> Finished:
    """The same if it succeeded. Raises InputError with what the program says otherwise."""
    if done.code:
        raise InputError(Problem(f"{what} failed", hint=hint, excerpt=words_of(done)[:_MOST]))
    return done


def words_of(done: Finished) -> str:
    """What a program that failed says: its errors, and what it has printed only where there are none."""
    return done.errors or done.text.strip() or f"exit code {done.code}"


def forbidden(done: Finished) -> bool:
    """Whether the API server has refused to show something."""
    return bool(done.code) and "(Forbidden)" in words_of(done)


def get(tools: Tools, kinds: Sequence[str], *words: str) -> list[Object]:
    """Objects of some kinds, with their managed fields."""
    return _printed(_asked(tools, kinds, *words), kinds)


def get_allowed(tools: Tools, kinds: Sequence[str], *words: str) -> list[Object] | None:
    """The same; None where the user may not see them."""
    found = _asked(tools, kinds, *words)
    return None if forbidden(found) else _printed(found, kinds)


def _asked(tools: Tools, kinds: Sequence[str], *words: str) -> Finished:
    return tools.kubectl("get", ",".join(kinds), *words, "--show-managed-fields", "-o", "json")


def _printed(found: Finished, kinds: Sequence[str]) -> list[Object]:
    what = f"kubectl get {kinds[0]}{' and others' if len(kinds) > 1 else ''}"
    return programs.printed_objects(ran(found, what).stdout)


def one(tools: Tools, reference: str, namespace: str) -> Object | None:
    """One object, None where there is none."""
    words = ("get", reference, "--namespace", namespace, "--ignore-not-found", "--show-managed-fields", "-o", "json")
    return next(iter(programs.printed_objects(ran(tools.kubectl(*words), f"kubectl get {reference}").stdout)), None)


def served(tools: Tools, kinds: Iterable[str]) -> list[str]:
    """Those of the kinds that the cluster has."""
    words = ("api-resources", "--verbs=list", "-o", "name", "--cached=false")
    known = set(ran(tools.kubectl(*words), "kubectl api-resources", "does kubectl reach the cluster?").stdout.split())
    return [kind for kind in kinds if kind in known]


def status(tools: Tools, release: str, namespace: str) -> str:
    """The status of a release, such as `deployed`; empty where there is no such release."""
    done = tools.helm("status", release, "--namespace", namespace, "-o", "json")
    if done.code:
        if "not found" in done.text:
            return ""
        ran(done, f"helm status {release}")
    value: Any = json.loads(done.stdout)
    return str(value.get("info", {}).get("status", ""))
