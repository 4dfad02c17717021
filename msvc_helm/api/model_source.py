"""Where a model comes from: `modelArtifacts.uri` taken apart."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from msvc_helm.errors import InputError, Problem
from msvc_helm.typed import NamedTuple

MOUNT_PATH = "/model-cache"
STAND_IN = "example/"  # begins the repository of weights that are at no place which one can name
HF, PVC, CACHED_HF, OCI = "hf", "pvc", "pvc+hf", "oci"
FORMS = {
    HF: "hf://<repo>/<model>",
    PVC: "pvc://<claim>/<path>",
    CACHED_HF: "pvc+hf://<claim>/<path>/<repo>/<model>",
    OCI: "oci://<image>[/<path>]",
}
EXAMPLE = "hf://facebook/opt-125m"
ROOT = f"{PVC}://<claim>/ for the root of the volume"
FROM_HUGGING_FACE = (HF, CACHED_HF)
READ_ONLY = (PVC, OCI)
IMAGE_HINT = "an image's name is in lower case, and a path inside it follows a tag or a digest: models/opt:v1/weights"
BUCKETS = ("s3", "gs")
BUCKET_HINT = "mount the bucket by its CSI driver as a claim: pvc://<claim>/<path>"


class ModelSource(NamedTuple):
    """A model's place.

    `scheme` is one of FORMS. `path` is `<repo>/<model>` (hf, pvc+hf), the path below the claim (pvc, may be empty: the
    root) or the image reference (oci); `claim` is the PersistentVolumeClaim (pvc, pvc+hf), `folder` the directory on
    it that keeps Hugging Face's cache, or the model's in the image (pvc+hf, oci; may be empty).
    """

    scheme: str
    path: str
    claim: str = ""
    folder: str = ""

    @property
    def from_hugging_face(self) -> bool:
        """Whether the server downloads the model from Hugging Face."""
        return self.scheme in FROM_HUGGING_FACE

    @property
    def read_only(self) -> bool:
        """Whether the model is there already, and nothing is written beside it."""
        return self.scheme in READ_ONLY

    @property
    def mounted_path(self) -> str:
        """Where a container that mounts the model volume finds the model, or its cache."""
        below = self.path if self.scheme == PVC else self.folder
        if not below and self.scheme != PVC:
            return MOUNT_PATH
        return f"{MOUNT_PATH}/{below}"


def parse_uri(uri: str) -> ModelSource:
    """Take `modelArtifacts.uri` apart; raises InputError where no pod could start from it."""
    scheme, separator, rest = uri.partition("://")
    if not separator or scheme not in FORMS:
        raise _wrong(uri, "one of " + ", ".join(FORMS.values()), BUCKET_HINT if scheme in BUCKETS else "")
    if scheme == HF:
        repo, _, model = rest.partition("/")
        if not repo or not model or "/" in model:
            raise _wrong(uri, FORMS[HF])
        return ModelSource(HF, rest)
    if scheme == OCI:
        from msvc_helm.types.image import split  # rarely wanted

        found = split(rest)
        if found is None:
            raise _wrong(uri, f"{FORMS[OCI]}, such as oci://registry.example.com/models/opt:v1", IMAGE_HINT)
        return ModelSource(OCI, found[0], folder=found[1])
    claim, slash, path = rest.partition("/")
    if not claim or not slash:
        raise _wrong(uri, f"{FORMS[scheme]}{f' ({ROOT})' if scheme == PVC else ''}")
    if scheme == PVC:
        return ModelSource(PVC, path, claim)
    *folder, repo, model = ["", "", *path.split("/")] if "/" not in path else path.split("/")
    if not repo or not model or not all(folder):
        raise _wrong(uri, FORMS[CACHED_HF])
    return ModelSource(CACHED_HF, f"{repo}/{model}", claim, "/".join(folder))


def _wrong(uri: str, expected: str, hint: str = "") -> InputError:
    return InputError(Problem(f'expected {expected}, found "{uri}"', "spec.modelArtifacts.uri", hint=hint))
