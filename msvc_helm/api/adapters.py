"""LoRA adapters: `modelArtifacts.adapters` taken apart."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from msvc_helm.api.model_source import FORMS, HF, OCI, PVC, ModelSource, parse_uri
from msvc_helm.api.names import cut, sanitise
from msvc_helm.errors import InputError, Problem
from msvc_helm.typed import Any, NamedTuple

FOLDER = "/adapters"
PREFIX = "adapter-"
SCHEMES = (HF, PVC, OCI)


class Adapter(NamedTuple):
    """An adapter: the name it is served under, and where it is.

    `volume` is the pods' volume with it, `mount` where that is mounted; both are empty where the server downloads it.
    """

    name: str
    source: ModelSource
    volume: str = ""
    mount: str = ""

    @property
    def path(self) -> str:
        """What the server is told: a path, or Hugging Face's name of it."""
        below = self.source.path if self.source.scheme == PVC else self.source.folder
        if not self.mount:
            return self.source.path
        return f"{self.mount}/{below}" if below else self.mount


def adapters_of(spec: dict[str, Any]) -> list[Adapter]:
    """The adapters of a ModelService's spec. Raises InputError with every problem."""
    problems: list[Problem] = []
    out: list[Adapter] = []
    seen: dict[str, str] = {}
    for index, entry in enumerate(spec["modelArtifacts"].get("adapters") or ()):
        path = f"spec.modelArtifacts.adapters[{index}]"
        found = _adapter(entry, path, problems)
        if entry["name"] == spec["routing"]["modelName"]:
            problems.append(Problem("is the name of the model itself", f"{path}.name"))
        elif found is not None and found.volume and seen.setdefault(found.volume, found.name) != found.name:
            message = f'is too much like "{seen[found.volume]}": both make the volume {found.volume}'
            problems.append(Problem(message, f"{path}.name"))
        if found is not None:
            out.append(found)
    if problems:
        raise InputError(problems)
    return out


def _adapter(entry: dict[str, Any], path: str, problems: list[Problem]) -> Adapter | None:
    name, uri = entry["name"], entry["uri"]
    if uri.partition("://")[0] not in SCHEMES:
        known = ", ".join(FORMS[scheme] for scheme in SCHEMES)
        problems.append(Problem(f'expected one of {known}, found "{uri}"', f"{path}.uri"))
        return None
    try:
        source = parse_uri(uri)
    except InputError as error:
        problems += [problem._replace(path=f"{path}.uri") for problem in error.problems]
        return None
    if source.scheme == HF:
        return Adapter(name, source)
    label = sanitise(name)
    if not label:
        problems.append(Problem(f'"{name}" has no character that the name of a volume can have', f"{path}.name"))
    return Adapter(name, source, cut(f"{PREFIX}{label}"), f"{FOLDER}/{label}")
