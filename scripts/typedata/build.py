"""Walks the published schemas and collects every struct that the listed kinds reach, each once, one line of codes."""

from __future__ import annotations

import json
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import yaml

from typedata import sources
from typedata.encode import Property, code
from typedata.gosource import GoField, GoPackage

_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"


class Builder:
    """Collects `structs` (name → its fields' codes) and `kinds` (key → (apiVersion, struct name))."""

    def __init__(self) -> None:
        self.structs: dict[str, str] = {}
        self.kinds: dict[str, tuple[str, str]] = {}
        self._defined: dict[str, str] = {}  # OpenAPI definition → struct name
        self._packages: dict[str, GoPackage] = {}

    def run(self) -> Builder:
        """Everything that `sources` lists."""
        for key, definition in sources.BUILT_IN.items():
            full = f"io.k8s.api.{definition}"
            (gvk,) = self._openapi[full]["x-kubernetes-group-version-kind"]
            self.kinds[key] = (f"{gvk['group']}/{gvk['version']}".lstrip("/"), self._built_in(full))
        for key, custom in sources.CUSTOM.items():
            kind = key.partition("/")[0]
            group, schema = self._crd(custom)
            package = GoPackage(*(sources.module(custom.crds[0][0]) / folder for folder in custom.go_packages))
            self.kinds[key] = (f"{group}/{custom.version}", self._inline(schema, package, key, kind))
        return self

    @cached_property
    def _openapi(self) -> dict[str, Any]:
        file = sources.module(sources.KUBERNETES) / sources.OPENAPI_FILE
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["definitions"]
        return found

    def _built_in(self, definition: str) -> str:
        if definition in self._defined:
            return self._defined[definition]
        *_, group, _version, struct = definition.split(".")
        name = f"{group}.{struct}" if struct in self.structs else struct
        self._defined[definition] = name
        self.structs[name] = ""  # taken, should a definition reach itself
        package, schema = self._package_of(definition), self._openapi[definition]
        fields = []
        for field, prop in schema["properties"].items():
            go = package.field(struct, field) if package else None
            if package and go is None:
                raise SystemExit(f"{definition}: no Go field for {field}")
            text = code(prop, lambda p: self._built_in(p["$ref"].rpartition("/")[2]))
            fields.append(_field(field, text, schema, go))
        self.structs[name] = " ".join(fields)
        return name

    def _package_of(self, definition: str) -> GoPackage | None:
        """The Go package of a definition; None for apimachinery, whose types inline nothing."""
        if not definition.startswith("io.k8s.api."):
            return None
        folder = "/".join(definition.split(".")[3:5])
        if folder not in self._packages:
            self._packages[folder] = GoPackage(sources.module(sources.KUBERNETES_API) / folder)
        return self._packages[folder]

    def _crd(self, custom: sources.Custom) -> tuple[str, dict[str, Any]]:
        """The group and the schema, with the fields of all the CRD's listed releases; the first release has the say."""
        specs = [_crd_spec(sources.module(m) / f) for m, f in custom.crds]
        first, *others = (
            next(v for v in spec["versions"] if v["name"] == custom.version)["schema"]["openAPIV3Schema"]
            for spec in specs
        )
        for other in others:
            _add_missing(first, other)
        return specs[0]["group"], first

    def _inline(self, schema: Property, package: GoPackage, kind: str, struct: str) -> str:
        """An object schema of a CRD as a struct named like its Go type."""
        fields = []
        for field, prop in schema["properties"].items():
            go = package.field(struct, field)
            below = go.go_type if go and go.go_type else field.capitalize()
            if embedded := _embedded(field, prop, go):
                text = f"{'[' if prop['type'] == 'array' else ''}{self._built_in(embedded)}"
            else:
                text = code(prop, partial(self._inline, package=package, kind=kind, struct=below))
            fields.append(_field(field, text, schema, go))
        return self._add(struct, kind, " ".join(fields))

    def _add(self, name: str, kind: str, text: str) -> str:
        for candidate in (name, f"{kind}.{name}"):
            if self.structs.setdefault(candidate, text) == text:
                return candidate
        raise SystemExit(f"{kind}: two different structs named {name}")


def _embedded(field: str, prop: Property, go: GoField | None) -> str:
    """The definition in Kubernetes' OpenAPI of a field that holds one of its types; empty for any other."""
    if prop == {"type": "object"} and field == "metadata":
        return _META
    name = sources.EMBEDDED.get(go.full_type, "") if go else ""
    return f"io.k8s.api.{name}" if name else ""


def _field(name: str, text: str, owner: Property, go: GoField | None) -> str:
    required = "!" if name in owner.get("required", ()) and "default" not in owner["properties"][name] else ""
    promoted = "~" if go and go.promoted else ""
    return f"{name}{required}{promoted}:{text}"


def _crd_spec(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)["spec"]
    return found


def _add_missing(schema: dict[str, Any], other: Property) -> None:
    for name, prop in other.get("properties", {}).items():
        if name in schema["properties"]:
            _add_missing(schema["properties"][name], prop)
        else:
            schema["properties"][name] = prop
    if "items" in other:
        _add_missing(schema["items"], other["items"])
