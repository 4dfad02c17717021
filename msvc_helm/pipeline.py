"""The few lines that join the stages: documents in, the text of their children out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from msvc_helm.baseconfig import BaseConfig, from_document
from msvc_helm.errors import InputError, Problem
from msvc_helm.expand import expand
from msvc_helm.names import suggestion
from msvc_helm.read import Document, Input, kind_of, scalar
from msvc_helm.resources.context import Options
from msvc_helm.spec import ModelService, is_modelservice, load

Warn = Callable[[Problem], None]


@dataclass(frozen=True, slots=True)
class Bases:
    """The base configs of a run: those given as such, and ConfigMaps that stand beside the ModelServices."""

    given: tuple[BaseConfig, ...] = ()
    beside: tuple[BaseConfig, ...] = ()

    def resolve(self, service: ModelService, warn: Warn) -> BaseConfig | None:
        """The ModelService's base config, None when it has none; InputError when its reference finds none or two."""
        ref = service.spec.get("baseConfigMapRef") or {}
        name, namespace = ref.get("name", ""), ref.get("namespace", "")
        if len(self.given) == 1:
            base = self.given[0]
            if name and base.name and name != base.name:
                message = f'names the base config "{name}", and "{base.name}" is used, the only one given'
                warn(Problem(message, "spec.baseConfigMapRef.name"))
            return base
        if not name:
            if self.given:
                message = f"no base config is named, and {len(self.given)} are given: {self._found()}"
                raise InputError(Problem(message, "spec.baseConfigMapRef"))
            return None
        return self._find(name, namespace, service.namespace or "")

    def _find(self, name: str, namespace: str, own_namespace: str) -> BaseConfig:
        """By name; by namespace where the reference gives one; else the ModelService's own namespace wins."""
        matches = [b for b in (*self.given, *self.beside) if b.name == name]
        if namespace:
            matches = [b for b in matches if b.namespace in (namespace, "")]
        elif len(matches) > 1:
            matches = [b for b in matches if b.namespace in (own_namespace, "")] or matches
        if len(matches) == 1:
            return matches[0]
        wanted = f'"{namespace}/{name}"' if namespace else f'"{name}"'
        if matches:
            listed = ", ".join(map(str, matches))
            raise InputError(Problem(f"{wanted} names {len(matches)} base configs: {listed}", "spec.baseConfigMapRef"))
        hint = suggestion(name, [b.name for b in (*self.given, *self.beside)])
        found = self._found() or "none; give its file with --baseconfig"
        raise InputError(Problem(f"no base config {wanted}; found: {found}", "spec.baseConfigMapRef.name", hint=hint))

    def _found(self) -> str:
        return ", ".join(map(str, (*self.given, *self.beside)))


@dataclass(frozen=True, slots=True)
class Expanded:
    """What became of one document: its ModelServices' children by key, or problems; `warnings` in either case."""

    services: list[tuple[ModelService, dict[str, Any]]] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_bases(given: Iterable[Input], beside: Iterable[Input]) -> Bases:
    """The base configs in files named as such, and the ConfigMaps among the ModelServices' files.

    In a file named as a base config every document that is no ModelService is one, whatever its kind (the operator
    does not look); a file without any is an error.
    """
    problems: list[Problem] = []
    explicit: list[BaseConfig] = []
    for file in given:
        before = len(explicit)
        for document in file.documents():
            for node in _parsed(document, problems):
                if kind_of(node) != "ModelService":
                    _collect(explicit, node, document, problems)
        if len(explicit) == before and not problems:
            problems.append(Problem("holds no base config: expected a ConfigMap, found nothing", source=file.name))
    implicit: list[BaseConfig] = []
    for file in beside:
        for document in file.documents():
            if b"ConfigMap" in document.raw:
                for node in _parsed(document, problems):
                    if kind_of(node) == "ConfigMap":
                        _collect(implicit, node, document, problems)
    if problems:
        raise InputError(problems)
    return Bases(tuple(explicit), tuple(implicit))


def expand_document(document: Document, bases: Bases, options: Options) -> Expanded:
    """Every ModelService of one document, expanded. ConfigMaps are skipped, any other object is a problem."""
    out = Expanded()
    for node in _parsed(document, out.problems):
        if kind_of(node) == "ConfigMap":
            continue
        try:
            if not is_modelservice(node):
                _not_ours(scalar(node, "kind"), document, out, (node.line, node.column))
                continue
            service = load(node, source=document.source, document=document.index)
            children = expand(service, bases.resolve(service, out.warnings.append), options, out.warnings.append)
            out.services.append((service, children))
        except InputError as error:
            out.problems.extend(error.at(source=document.source, document=document.index).problems)
    return out


def _not_ours(kind: str, document: Document, out: Expanded, place: tuple[int, int]) -> None:
    """An object that is no ModelService: passed over where a whole directory is read, else most likely a mistake."""
    found = f"kind {kind}" if kind else "an object without kind"
    problem = Problem(f"expected kind ModelService, found {found}", "kind", *place, document.source, document.index)
    (out.warnings if document.whole_directory else out.problems).append(problem)


def _parsed(document: Document, problems: list[Problem]) -> Iterator[Any]:
    try:
        yield from document.parse()
    except InputError as error:
        problems.extend(error.problems)


def _collect(into: list[BaseConfig], node: Any, document: Document, problems: list[Problem]) -> None:
    try:
        base = from_document(node, document.raw, source=document.source, document=document.index, first=document.line)
        into.append(base)
    except InputError as error:
        problems.extend(error.problems)
