"""What Flux and Kubernetes accept in the fields that are written here, and credentials taken out of addresses.

The sources: the kubebuilder patterns of source-controller's `api/v1/*_types.go` and of helm-controller's CRD; what
source-controller does with `spec.url` and `spec.ref` (`parseRepository` and `getArtifactRef` in
`internal/controller/ocirepository_controller.go`, which go by go-containerregistry's `name` and Masterminds' semver);
the grammar of names and tags in the OCI distribution specification; `git check-ref-format`.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from msvc_helm.gotemplate.go.semver import constraints
from msvc_helm.gotemplate.go.time import duration
from msvc_helm.gotemplate.registry import FunctionError

_DURATION = re.compile(r"([0-9]+(\.[0-9]+)?(ms|s|m|h))+")  # the pattern in Flux's CRDs
_LONGEST = 365 * 24 * 3600 * 10**9  # nanoseconds: a year; who means `never` suspends the object
_OCI_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"  # distribution-spec, `name`
_OCI_PATH = re.compile(rf"(?=.{{1,255}}\Z){_OCI_PART}(?:/{_OCI_PART})*")
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_REF = re.compile(r"[^\x00-\x20\x7f~^:?*\[\\]+")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_CREDENTIALS = re.compile(r"^(?:(?P<web>(?:https?|oci)://)[^/]*@|(?P<ssh>ssh://[^/:@]*):[^/]*(?=@))")
_SECRET = re.compile(r"^([a-z]+://|(?![a-z]+://))[^@]*:.*@", re.DOTALL)


def is_duration(text: str) -> bool:
    """Whether the text is a duration as Flux's CRDs have it, of more than no time and at most a year."""
    if not _DURATION.fullmatch(text):
        return False
    try:
        return 0 < duration.parse(text) <= _LONGEST
    except ValueError:  # more than Go's durations hold
        return False


def is_range(text: str) -> bool:
    """Whether the text is a version or a range of versions, as Masterminds/semver reads them."""
    try:
        constraints.parse(text)
    except FunctionError:
        return False
    return text.isprintable()


def is_oci_path(text: str) -> bool:
    """Whether a registry can have a repository of that name: parts of it cannot be empty, or `..`."""
    return _OCI_PATH.fullmatch(text) is not None


def is_host(text: str) -> bool:
    """Whether the text is a host, with a port or without."""
    return _HOST.fullmatch(text) is not None and ".." not in text


def is_address(text: str) -> bool:
    """Whether the text is a URL with a host, and with nothing in it that no URL has."""
    if not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        return is_host(parts.netloc.rpartition("@")[2]) and parts.port != 0
    except ValueError:
        return False


def is_ref(field: str, text: str) -> bool:
    """Whether a GitRepository can have the text in that field of its `ref`."""
    if field == "semver":
        return is_range(text)
    if field == "commit":
        return _COMMIT.fullmatch(text) is not None
    parts = text.split("/")
    wrong = ".." in text or "@{" in text or text.endswith(".") or text == "@"
    return (
        _REF.fullmatch(text) is not None
        and not wrong
        and not any(part == "" or part.startswith(".") or part.endswith(".lock") for part in parts)
    )


def inside(path: str) -> str | None:
    """A path below a repository's root in the form `./a/b`; None for one that leads out of it, or is not a path."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts or path.startswith("/") or not path.isprintable() or "\\" in path:
        return None
    return "/".join([".", *parts])


def without_credentials(text: str) -> str:
    """An address without the user and password in it; of an SSH one without the password."""
    return _CREDENTIALS.sub(lambda found: found["web"] or found["ssh"], text)


def shown(text: str) -> str:
    """An address for a message, without anything that may be a password, also where it is not an address."""
    return _SECRET.sub(r"\1…@", without_credentials(text))
