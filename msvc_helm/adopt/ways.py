"""Who has the objects afterwards: Helm, Flux or `kubectl apply`, and what each leaves on them when it applies."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Sequence
from typing import NamedTuple

from msvc_helm.bundled import chart as bundled
from msvc_helm.errors import InputError, Problem
from msvc_helm.read import read_file

HELM, FLUX, APPLY = "helm", "flux", "apply"
WAYS = (HELM, FLUX, APPLY)
FIELD_MANAGER = "msvc-helm"  # with `kubectl apply`
# The field managers that have applied what is taken over: before one of them has, no object is given up.
APPLIERS = {HELM: ("helm",), FLUX: ("helm-controller", "helm"), APPLY: (FIELD_MANAGER,)}
_GENERATED = "msvc-helm/base-config-digest"  # an annotation of generated charts
_REMOTE = ("oci://", "https://", "http://")


class Chart(NamedTuple):
    """The chart of all releases: `generated` ones hold the base config and need no post-renderer."""

    ref: str
    generated: bool
    version: str = ""

    def words(self) -> list[str]:
        """The chart on Helm's command line."""
        return [self.ref, *(["--version", self.version] if self.version else [])]


def chart_of(ref: str, version: str = "") -> Chart:
    """The chart that was named; none: the one that is shipped. Raises InputError for a folder that is not a chart."""
    if not ref:
        return Chart(bundled(), generated=False)
    if ref.startswith(_REMOTE) or ref.endswith(".tgz"):
        return Chart(ref, generated=True, version=version)
    path = os.path.join(ref, "Chart.yaml")
    if not os.path.isfile(path):
        hint = "name a folder with a Chart.yaml, a .tgz file or an oci:// address"
        raise InputError(Problem("there is no chart", source=ref, hint=hint))
    return Chart(ref, generated=_GENERATED in read_file(path).decode("utf-8", "replace"))


def quoted(words: Sequence[str]) -> str:
    """Words as a shell reads them."""
    return shlex.join(words)


def compact(patch: object) -> str:
    """JSON on one line."""
    return json.dumps(patch, separators=(",", ":"))
