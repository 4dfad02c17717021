"""Which base config belongs to which ModelService."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from collections.abc import Callable, Iterable

from msvc_helm.baseconfig import BaseConfig, from_document
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import Mapping, Node
from msvc_helm.names import some, suggestion
from msvc_helm.read import Document, Input, kind_of, scalar
from msvc_helm.resources.context import ROLES
from msvc_helm.spec import ModelService, locate
from msvc_helm.typed import NamedTuple


class Candidate:
    """A ConfigMap that may be a base config: read as one only when a ModelService asks for it."""

    __slots__ = ("_base", "_document", "_node", "name", "namespace")

    def __init__(self, node: Node, document: Document) -> None:
        metadata = node.items.get("metadata") if isinstance(node, Mapping) else None
        self.name = scalar(metadata, "name")
        self.namespace = scalar(metadata, "namespace")
        self._node = node
        self._document = document
        self._base: BaseConfig | None = None

    def __str__(self) -> str:
        """`namespace/name in file`."""
        return f"{self.namespace}/{self.name}" if self.namespace else f"{self.name or '(no name)'}" + self._place()

    def _place(self) -> str:
        return f" in {self._document.source}" if self._document.source else ""

    def base(self) -> BaseConfig:
        """The base config, made once. Raises InputError when the document is none."""
        if self._base is None:
            at = self._document
            self._base = from_document(self._node, at.raw, source=at.source, document=at.index, first=at.line)
        return self._base


class Bases(NamedTuple):
    """The base configs of a run: those given as such, and ConfigMaps that stand beside the ModelServices.

    `option` is the command-line option that gives one, and `ways` how else to give one, for messages.
    """

    given: tuple[Candidate, ...] = ()
    beside: tuple[Candidate, ...] = ()
    option: str = "--baseconfig"
    ways: str = "give its file with -b, or a shipped one with --preset"

    def resolve(self, service: ModelService, warn: Callable[[Problem], None], ways: str = "") -> BaseConfig | None:
        """The ModelService's base config, None when it needs none.

        `ways` says how to give one, where that is not as for the whole run. Raises InputError when its reference finds
        none or two, and when it has no reference and cannot do without.
        """
        ref = service.spec.get("baseConfigMapRef") or {}
        name, namespace = ref.get("name", ""), ref.get("namespace", "")
        if len(self.given) == 1:
            only = self.given[0]
            if name and only.name and name != only.name:
                message = f'names the base config "{name}", and "{only.name}" is used, the only one given'
                path = "spec.baseConfigMapRef.name"
                warn(
                    Problem(
                        message, path, source=service.source, document=service.document, rule="base-config-replaced"
                    )
                )
            return only.base()
        if not name:
            if self.given:
                message = f"no base config is named, and {len(self.given)} are given: {self._found()}"
                raise InputError(Problem(message, "spec.baseConfigMapRef"))
            _stands_alone(service, ways or self.ways)
            return None
        return self._find(name, namespace, service.namespace or "").base()

    def _find(self, name: str, namespace: str, own_namespace: str) -> Candidate:
        """By name; by namespace where the reference gives one; of several the ModelService's own namespace wins."""
        matches = [c for c in (*self.given, *self.beside) if c.name == name]
        if namespace:
            matches = [c for c in matches if c.namespace in (namespace, "")]
        elif len(matches) > 1:
            matches = [c for c in matches if c.namespace in (own_namespace, "")] or matches
        if len(matches) == 1:
            return matches[0]
        wanted = f'"{namespace}/{name}"' if namespace else f'"{name}"'
        if matches:
            listed = ", ".join(map(str, matches))
            raise InputError(Problem(f"{wanted} names {len(matches)} base configs: {listed}", "spec.baseConfigMapRef"))
        hint = suggestion(name, [c.name for c in (*self.given, *self.beside)])
        message = f"there is no base config {wanted}; found: {self._found()}"
        raise InputError(
            Problem(message, "spec.baseConfigMapRef.name", hint=hint or f"give its file with {self.option}")
        )

    def _found(self) -> str:
        return some([*map(str, (*self.given, *self.beside))])


def _stands_alone(service: ModelService, ways: str) -> None:
    """Raise InputError where a ModelService without a base config has not all containers itself.

    Most likely one was forgotten: what would be made is a Deployment without containers, or nothing at all.
    """
    roles = [role for role in ROLES if service.spec.get(role) is not None]
    empty = [role for role in roles if not service.spec[role].get("containers")]
    if roles and not empty:
        return
    lack = (
        f"no container in {' and none in '.join(empty)}" if empty else "neither prefill nor decode: it makes no objects"
    )
    path = f"spec.{empty[0]}" if empty else ""
    line, column = locate(service, path or "spec")
    at = Problem(f"no base config is given, and there is {lack}", path, line, column, service.source, service.document)
    raise InputError(at._replace(hint=ways))


def given_bases(files: Iterable[Input]) -> tuple[Candidate, ...]:
    """The base configs of files named as such. Raises InputError for a file without any.

    Every document that is no ModelService is one, whatever its kind: the operator does not look.
    """
    found: list[Candidate] = []
    for file in files:
        before = len(found)
        for document in file.documents():
            found += [Candidate(node, document) for node in document.parse() if kind_of(node) != "ModelService"]
        if len(found) == before:
            raise InputError(Problem("holds no base config: expected a ConfigMap, found nothing", source=file.name))
    for candidate in found:
        candidate.base()
    return tuple(found)


def config_maps(document: Document) -> list[Candidate]:
    """The ConfigMaps of one document; none, unparsed, where the word does not occur."""
    if b"ConfigMap" not in document.raw:
        return []
    return [Candidate(node, document) for node in document.parse() if kind_of(node) == "ConfigMap"]
