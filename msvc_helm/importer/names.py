"""Names that begin with the ModelService's: they become variables wherever an object is referred to by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msvc_helm.importer.template import Marked, whole

_REFERENCES = ("serviceAccountName", "claimName", "resourceClaimTemplateName", "resourceClaimName", "secretName")
_BELOW = frozenset(
    {"metadata", "configMap", "subjects", "backendRefs", "parentRefs", "imagePullSecrets", "targetRefs", "projected"}
)


class FoundNames:
    """The names of the objects. `variables` are the actions that stand for the names of the roles' workloads."""

    def __init__(self, name: str, objects: Iterable[str], variables: Mapping[str, str]) -> None:
        self._name = name
        self._objects = {each for each in objects if each == name or each.startswith(f"{name}-")}
        self._variables = variables

    def marked(self, value: Any, *path: str) -> Any:
        """A value in which names of objects are variables; `path` are the keys that lead to it."""
        if isinstance(value, dict):
            return {key: self.marked(item, *path, key) for key, item in value.items()}
        if isinstance(value, list):
            return [self.marked(item, *path) for item in value]
        if not isinstance(value, str) or not _refers(path):
            return value
        if path[-2:-1] != ("metadata",) and value in self._variables:
            return whole(value, self._variables[value])
        return self.of(value) if value in self._objects else value

    def of(self, value: str) -> Any:
        """A name that begins with the ModelService's, marked; any other as it is."""
        if value != self._name and not value.startswith(f"{self._name}-"):
            return value
        return Marked(value, ("", ".ModelServiceName"), (value[len(self._name) :], ""))


def _refers(path: tuple[str, ...]) -> bool:
    if path[-1:] != ("name",):
        return path[-1:] != () and path[-1] in _REFERENCES
    above = path[-2] if len(path) > 1 else ""
    return above in _BELOW or above.endswith(("Ref", "Reference"))
