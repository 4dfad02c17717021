"""Which base config belongs to which ModelService."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from collections.abc import Callable, Iterable, Iterator

from msvc_helm.api import ModelService, locate
from msvc_helm.api.roles import ROLES
from msvc_helm.baseconfig import BaseConfig
from msvc_helm.configmap import from_config_map, no_config_map
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import Node
from msvc_helm.read import Document, Input, kind_of, metadata_of, scalar
from msvc_helm.recognise import CONFIG_MAP
from msvc_helm.suggest import some, suggestion
from msvc_helm.typed import NamedTuple


class Candidate:
    """A ConfigMap that may be a base config: read as one only when a ModelService asks for it."""

    __slots__ = ("_base", "_document", "_node", "name", "namespace")

    def __init__(self, node: Node, document: Document) -> None:
        metadata = metadata_of(node)
        self.name = scalar(metadata, "name")
        self.namespace = scalar(metadata, "namespace")
        self._node = node
        self._document = document
        self._base: BaseConfig | None = None

    def __str__(self) -> str:
        """`namespace/name in file`, with the number of the document where the file has several."""
        name = f"{self.namespace}/{self.name}" if self.namespace else self.name or "(no name)"
        at = self._document
        place = f" in {at.source}" if at.source else ""
        return f"{name}{place}, document {at.index}" if place and at.index > 1 else f"{name}{place}"

    def base(self) -> BaseConfig:
        """The base config, made once. Raises InputError when the document is none."""
        if self._base is None:
            at = self._document
            if at.twice:
                raise InputError(at.twice)
            self._base = from_config_map(self._node, at.raw, source=at.source, document=at.index, first=at.line)
        return self._base


class Bases(NamedTuple):
    """The base configs of a run: those given as such, and ConfigMaps next to the ModelServices.

    `under` are layers that lie below all of them, the lowest first. `option` is the command-line option that gives
    one, and `ways` how else to give one, for messages.
    """

    given: tuple[Candidate, ...] = ()
    beside: tuple[Candidate, ...] = ()
    under: tuple[BaseConfig, ...] = ()
    option: str = "--base-config"
    ways: str = "give its file with -b, or a shipped one with --preset"

    @property
    def shipped(self) -> list[BaseConfig]:
        """The shipped layers among them, the lowest first."""
        return [base for base in (*self.under, *(each.base() for each in self.given)) if base.is_shipped]

    @property
    def uppermost(self) -> tuple[Candidate, ...]:
        """Those given that none of the others extends; all of them where they extend each other."""
        if len(self.given) < 2:
            return self.given
        extended = {name.rpartition("/")[2] for each in self.given for name in each.base().extends}
        return tuple(each for each in self.given if each.name not in extended) or self.given

    def resolve(self, service: ModelService, warn: Callable[[Problem], None], ways: str = "") -> BaseConfig | None:
        """The ModelService's base config, None when it needs none.

        `ways` says how to give one, where that is not as for the whole run. Raises InputError when its reference finds
        none or two, and when it has no reference and cannot do without.
        """
        ref = service.spec.get("baseConfigMapRef") or {}
        name, namespace = ref.get("name", ""), ref.get("namespace", "")
        found = self.given if name in [each.name for each in self.given] else self.uppermost
        if len(found) == 1:
            (only,) = found
            for problem in _replaced(name, namespace, only):
                warn(problem.at(source=service.source, document=service.document))
            return only.base()
        if not name:
            if self.given:
                message = f"no base config is named, and {len(found)} are given: {self._found()}"
                raise InputError(Problem(message, "spec.baseConfigMapRef"))
            _stands_alone(service, ways or self.ways)
            return None
        return self.find(name, namespace, service.namespace or "").base()

    def find(self, name: str, namespace: str, own_namespace: str) -> Candidate:
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


def _replaced(name: str, namespace: str, only: Candidate) -> Iterator[Problem]:
    """A warning where a reference means another base config than the only one there is."""
    for field, wanted, found, means, used in (
        ("name", name, only.name, "the base config", ""),
        ("namespace", namespace, only.namespace, "the namespace", "that of "),
    ):
        if wanted and found and wanted != found:
            message = f'names {means} "{wanted}", and {used}"{found}" is used, the only one given'
            yield Problem(message, f"spec.baseConfigMapRef.{field}", rule="base-config-replaced")


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
    """The base configs of files named as such: their ConfigMaps.

    Raises InputError for a file, or a whole directory, without any, and for one that is not a base config. Other
    objects may come with a ConfigMap: a file of the platform's may hold more than its templates.
    """
    problems: list[Problem] = []
    found: list[Candidate] = []
    for named, together in _by_name(files).items():
        nodes = [(node, document) for file in together for document in file.documents() for node in document.parse()]
        maps = [Candidate(*each) for each in nodes if kind_of(each[0]).lower() == CONFIG_MAP.lower()]
        if not maps:
            problems.append(_no_base(named, nodes))
        for candidate in maps:
            try:
                candidate.base()
            except InputError as error:
                problems += error.problems
        found += maps
    if problems:
        raise InputError(problems)
    return tuple(found)


def _by_name(files: Iterable[Input]) -> dict[str, list[Input]]:
    """The files by what the user named: a file, or the directory that they are in."""
    out: dict[str, list[Input]] = {}
    for file in files:
        out.setdefault(file.directory or file.name, []).append(file)
    return out


def _no_base(named: str, nodes: list[tuple[Node, Document]]) -> Problem:
    """What to say of a file or a directory without a ConfigMap: what is there instead."""
    if not nodes:
        return no_config_map(None, source=named, first=0)
    node, document = nodes[0]
    return no_config_map(node, source=document.source, document=document.index)


def config_maps(document: Document) -> list[Candidate]:
    """The ConfigMaps of one document; none, unparsed, where the word occurs in the name of a reference at most."""
    word = CONFIG_MAP.encode()
    if document.raw.count(word) == document.raw.count(word + b"Ref"):
        return []
    return [Candidate(node, document) for node in document.parse() if kind_of(node) == CONFIG_MAP]
