"""Where a model comes from: `modelArtifacts.uri` taken apart."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from typing import NamedTuple

from msvc_helm.errors import InputError, Problem

MOUNT_PATH = "/model-cache"
FORMS = ("hf://<repo>/<model>", "pvc://<claim>/<path>", "oci://<image>")


class ModelSource(NamedTuple):
    """A model's place: `scheme` is `hf`, `pvc` or `oci`.

    `path` is `<repo>/<model>` (hf), the path below the claim (pvc, may be empty: the root) or the image reference
    (oci); `claim` is the PersistentVolumeClaim (pvc only).
    """

    scheme: str
    path: str
    claim: str = ""

    @property
    def mounted_path(self) -> str:
        """Where a container that mounts the model volume finds the model."""
        return f"{MOUNT_PATH}/{self.path}" if self.scheme == "pvc" else MOUNT_PATH


def parse_uri(uri: str) -> ModelSource:
    """Take `modelArtifacts.uri` apart; raises InputError where no pod could start from it."""
    scheme, separator, rest = uri.partition("://")
    if not separator or scheme not in ("hf", "pvc", "oci"):
        raise _wrong(uri, "one of " + ", ".join(FORMS))
    if scheme == "hf":
        repo, _, model = rest.partition("/")
        if not repo or not model or "/" in model:
            raise _wrong(uri, FORMS[0])
        return ModelSource("hf", rest)
    if scheme == "pvc":
        claim, slash, path = rest.partition("/")
        if not claim or not slash:
            raise _wrong(uri, f"{FORMS[1]} (pvc://<claim>/ for the root of the volume)")
        return ModelSource("pvc", path, claim)
    if not rest:
        raise _wrong(uri, FORMS[2])
    return ModelSource("oci", rest)


def _wrong(uri: str, expected: str) -> InputError:
    return InputError(Problem(f'expected {expected}, found "{uri}"', "spec.modelArtifacts.uri"))
