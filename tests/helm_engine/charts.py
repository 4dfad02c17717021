"""A chart and what Helm's templates see of it, of the release and of the cluster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from msvc_helm.gotemplate import Function, FunctionError, Struct, TemplateError, function
from tests.helm_engine.functions import read
from tests.helm_engine.templates import NO_VALUE, Templates
from tests.helm_engine.values import Values, coalesced

BUILT_IN = frozenset(
    ("v1", "apps/v1", "autoscaling/v2", "batch/v1", "networking.k8s.io/v1", "policy/v1", "rbac.authorization.k8s.io/v1")
)
"""Of the APIs that Helm takes every cluster to serve when it asks none, those that charts ask about."""

_METADATA = ("name", "version", "description", "type", "appVersion", "apiVersion", "kubeVersion", "icon", "home")


class RenderError(Exception):
    """What a chart does not take, or is not."""


@dataclass(frozen=True)
class Settings:
    """What `helm template` is told beside values."""

    release: str = "release-name"
    namespace: str = "default"
    kube_version: str = "v1.36.0"
    api_versions: tuple[str, ...] = ()


class Chart:
    """A chart without dependencies, its files by their path in it."""

    def __init__(self, files: Mapping[str, str]) -> None:
        about = read(files["Chart.yaml"])
        self.name: str = about["name"]
        self._about = {key[0].upper() + key[1:]: about.get(key, "") for key in _METADATA}
        self._defaults = read(files.get("values.yaml", "")) or {}
        self._files = {path: text for path, text in files.items() if not path.startswith("templates/")}
        own = {f"{self.name}/{path}": text for path, text in files.items() if path.startswith("templates/")}
        self._main = sorted(path for path in own if not path.rpartition("/")[2].startswith("_"))
        try:
            self._templates = Templates(own)
        except (TemplateError, FunctionError) as error:
            raise RenderError(str(error)) from error

    @classmethod
    def of_folder(cls, folder: Path) -> Chart:
        """The chart in a folder."""
        paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return cls({path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths})

    def render(self, values: Iterable[Values], settings: Settings) -> dict[str, str]:
        """What each file under templates/ gives, those left out whose names begin with `_`. Raises RenderError."""
        data = self._data(coalesced(list(values), self._defaults), settings)
        out = {}
        for path in self._main:
            data["Template"] = {"Name": path, "BasePath": f"{self.name}/templates"}
            try:
                out[path] = self._templates.include(path, data).replace(NO_VALUE, "")
            except FunctionError as error:
                raise RenderError(str(error)) from error
        return out

    def template(self, values: Iterable[Values], settings: Settings) -> str:
        """The documents as `helm template` prints them, but for their order. Raises RenderError."""
        texts = self.render(values, settings).items()
        return "".join(f"---\n# Source: {path}\n{text}\n" for path, text in texts if not path.endswith("NOTES.txt"))

    def _data(self, values: Values, settings: Settings) -> dict[str, Any]:
        return {
            "Values": values,
            "Chart": Struct("engine.chartMetaData", {**self._about, "IsRoot": True}),
            "Files": Struct("engine.files", {"Get": self._get(), "Glob": self._glob()}),
            "Capabilities": _capabilities(settings),
            "Release": {
                "Name": settings.release,
                "Namespace": settings.namespace,
                "IsInstall": True,
                "IsUpgrade": False,
                "Revision": 1,
                "Service": "Helm",
            },
        }

    def _get(self) -> Function:
        return function("Get", "string")(lambda path: self._files.get(path, ""))

    def _glob(self) -> Function:
        return function("Glob", "string")(
            lambda pattern: {path: text for path, text in self._files.items() if fnmatch(path, pattern)}
        )


def _capabilities(settings: Settings) -> Struct:
    version, served = settings.kube_version, BUILT_IN.union(settings.api_versions)
    major, minor, _ = version.removeprefix("v").split(".", 2)
    number = Struct("chartutil.KubeVersion", {"Version": version, "Major": major, "Minor": minor}, text=version)
    has = function("Has", "string")(lambda api: api in served)
    versions = Struct("chartutil.VersionSet", {"Has": has})
    return Struct("*chartutil.Capabilities", {"KubeVersion": number, "APIVersions": versions})
