"""Manifests as they are written: each object with its place, its values, and what its schema says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from msvc_helm import types
from msvc_helm.diff.kinds import Known, group, known
from msvc_helm.diff.spelling import UNKNOWN, exactly
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import MappingNode, Node, ScalarNode, SequenceNode, plain
from msvc_helm.merge import Object
from msvc_helm.read import Document, metadata_of, scalar, scalars
from msvc_helm.resources.extra_objects import CLUSTER_WIDE
from msvc_helm.untyped import below

SERVER_SET = (*sorted(types.SERVER_SET), "ownerReferences")
Path = tuple[str | int, ...]
Identity = tuple[str, str, str, str]
HOOK = "helm.sh/hook"
_OURS = {
    "ModelService": "a ModelService is not a manifest: run msvc-helm generate, and compare what it prints",
    "ModelServiceCarrier": "this is what the chart renders for msvc-post: run it through msvc-post first",
}


class Manifest:
    """One object of a file.

    `written_at` is the manifest it was made of where a server was asked; `rejected` is what the server said then: None
    where it was not asked, empty where it takes the object.
    """

    written_at: Manifest | None = None
    rejected: str | None = None

    def __init__(self, node: MappingNode, document: Document, namespace: str = "") -> None:
        self.node = node
        self.source = document.source
        self.document = document.index
        self.api_version = scalar(node, "apiVersion")
        self.kind = scalar(node, "kind")
        metadata = metadata_of(node)
        self.name = scalar(metadata, "name")
        scoped = self.kind not in CLUSTER_WIDE
        self.namespace = (scalar(metadata, "namespace") or namespace) if scoped else ""
        self.annotations = scalars(metadata, "annotations")

    @property
    def identity(self) -> Identity:
        """What tells objects apart: the group but not the version, kind, namespace and name."""
        return group(self.api_version), self.kind, self.namespace, self.name

    @property
    def title(self) -> str:
        """`Deployment/qwen-decode`."""
        return f"{self.kind}/{self.name}"

    @cached_property
    def known(self) -> Known | None:
        """What is known of its kind."""
        return known(self.api_version, self.kind)

    @cached_property
    def written(self) -> Object:
        """All values as they are written, without what the API server sets."""
        value: Any = plain(self.node)
        metadata = below(value, "metadata")
        if isinstance(metadata, dict):
            value = {**value, "metadata": {k: v for k, v in metadata.items() if k not in SERVER_SET}}
        return {key: item for key, item in value.items() if key != "status"}

    @cached_property
    def _read(self) -> tuple[Object | None, list[Problem], list[Problem]]:
        """The object as its schema reads it, what is of a wrong type, and the unknown fields."""
        if self.known is None:
            return None, [], []
        warnings: list[Problem] = []
        try:
            node = exactly(self.node, self.known.struct, warnings)
            typed = types.coerce_struct(node, self.known.struct, warnings.append)
        except InputError as error:
            return None, [self._placed(problem) for problem in error.problems], []
        return typed, [], [self._placed(problem) for problem in warnings if problem.message == UNKNOWN]

    @property
    def typed(self) -> Object | None:
        """The object as its schema reads it; None without a schema, or with a value of a wrong type."""
        return self._read[0]

    @property
    def wrong(self) -> list[Problem]:
        """Values of a wrong type."""
        return self._read[1]

    @property
    def unknown(self) -> list[Problem]:
        """Fields that the schema does not have."""
        return self._read[2]

    def line(self, path: Path) -> int:
        """The line of a field, or of the nearest above it that is written."""
        if self.written_at is not None:
            return self.written_at.line(path)
        node: Node = self.node
        line = node.line
        for step in path:
            if isinstance(node, MappingNode) and step in node.items:
                line, node = node.keys[step][0], node.items[step]
            elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
                line = node.line
            else:
                break
        return line

    def _placed(self, problem: Problem) -> Problem:
        return problem.at(source=self.source, document=self.document)


def manifests(documents: Iterable[Document], namespace: str = "") -> list[Manifest]:
    """The objects of all documents but Helm's hooks, which are not part of a release. Raises InputError.

    `namespace` is that of objects that have none.
    """
    found: dict[Identity, Manifest] = {}
    problems: list[Problem] = []
    for manifest in _all(documents, namespace, problems):
        if HOOK in manifest.annotations:
            continue
        twin = found.setdefault(manifest.identity, manifest)
        if twin is not manifest:
            first = f"first in {twin.source}, line {twin.node.line}"
            problems.append(_at(manifest, f"{manifest.title} is there twice", hint=first))
    if problems:
        raise InputError(problems)
    return list(found.values())


def _all(documents: Iterable[Document], namespace: str, problems: list[Problem]) -> Iterator[Manifest]:
    for document in documents:
        try:
            nodes = document.parse()
        except InputError as error:
            problems += error.problems
            continue
        for node in nodes:
            if isinstance(node, ScalarNode) and node.value is None:
                continue
            if not isinstance(node, MappingNode):
                message = "expected an object, found a list" if isinstance(node, SequenceNode) else "expected an object"
                problems.append(Problem(message, line=node.line, source=document.source, document=document.index))
                continue
            manifest = Manifest(node, document, namespace)
            missing = [key for key in ("apiVersion", "kind") if not scalar(node, key)]
            missing += [] if manifest.name else ["metadata.name"]
            if manifest.kind in _OURS:
                problems.append(_at(manifest, _OURS[manifest.kind]))
            elif missing:
                problems.append(_at(manifest, f"this is not an object: {', '.join(missing)} missing"))
            else:
                yield manifest


def _at(manifest: Manifest, message: str, hint: str = "") -> Problem:
    node = manifest.node
    return Problem(message, line=node.line, source=manifest.source, document=manifest.document, hint=hint)
