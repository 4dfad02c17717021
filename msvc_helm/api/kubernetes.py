"""What a cluster can do by its version: whether it mounts images as volumes, which `oci://` stands on.

The feature gate `ImageVolume` (KEP-4639) is alpha in Kubernetes 1.31, beta and off in 1.33, on by default from 1.35.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msvc_helm.errors import InputError, Problem, UsageError

URI = "spec.modelArtifacts.uri"
FIRST, BY_DEFAULT = 31, 35  # minor versions


def known_version(text: str) -> str:
    """A version as somebody wrote it, if it is one (`1.33`, `v1.33.2-eks-1`). Raises UsageError where it is none."""
    if text and _minor(text) is None:
        raise UsageError(f'--kube-version takes a version such as 1.36, found "{text}"')
    return text


def check_image_volumes(version: str, warn: Callable[[Problem], None]) -> None:
    """Warn where such a cluster may not take image volumes; raise InputError where it cannot.

    Nothing is said of a version that is not known (empty).
    """
    minor = _minor(version)
    if minor is None or minor >= BY_DEFAULT:
        return
    if minor < FIRST:
        message = f"oci:// needs Kubernetes 1.{FIRST} or later (from 1.{BY_DEFAULT} on by default), found {version}"
        hint = "use hf:// or pvc://; if the version is wrong, override it with --kube-version"
        raise InputError(Problem(message, URI, hint=hint))
    message = f"Kubernetes {version} supports oci:// only with the feature gate ImageVolume"
    warn(Problem(message, URI, hint=f"the gate is on by default from 1.{BY_DEFAULT}", rule="image-volume"))


def _minor(version: str) -> int | None:
    match = re.match(r"v?1\.(\d+)(?!\d)", version)
    return int(match[1]) if match else None
