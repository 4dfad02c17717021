"""A base config's document as its Kubernetes type reads it: strings made, unknown fields dropped, types checked."""

from __future__ import annotations

from collections.abc import Callable

from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import MappingNode, Node, ScalarNode, SequenceNode
from msvc_helm.types import places, scalars
from msvc_helm.types.places import Place
from msvc_helm.types.structs import ListType, MapType, ScalarType, StructType, Type, schema

Warn = Callable[[Problem], None]

# Fields of metadata that the API server sets: in a base config they are left-overs of a `kubectl get -o yaml`.
SERVER_SET = frozenset(
    {
        "creationTimestamp",
        "deletionGracePeriodSeconds",
        "deletionTimestamp",
        "generation",
        "managedFields",
        "resourceVersion",
        "selfLink",
        "uid",
    }
)
DIRECTIVE, DELETE, REPLACE, MERGE = "$patch", "delete", "replace", "merge"  # kubectl's words
_HINTS = 100  # unknown fields that get a hint: looking for one takes far longer than dropping the field
_FOUND = 40  # characters of a value shown in a message


def coerce(
    node: Node, kind: str, warn: Warn, path: str = "", *, lenient: bool = True, patch: bool = False
) -> dict[str, object]:
    """The object that Go decodes from the node into the kind's struct, in the order written, explicit zeros kept.

    `kind` is a key of `kinds()`; `path` comes before the field paths in messages. Unknown fields, server-set metadata
    and the status are dropped with a warning. Raises InputError with every value of a wrong type, among them, unless
    `lenient`, numbers and booleans where there should be text: an API server takes none, the operator's reader does.
    Of a `patch`, which goes over another object, null and the entry `$patch` (see `layers`) are kept.
    """
    return _coerced(node, schema(kind), warn, path, lenient=lenient, patch=patch)


def coerce_struct(node: Node, struct: StructType, warn: Warn) -> dict[str, object]:
    """The object as an API server reads it: text is only what is written as text."""
    return _coerced(node, struct, warn, "", lenient=False, patch=False)


def coerce_metadata(node: Node, warn: Warn, path: str, *, patch: bool = False) -> dict[str, object]:
    """Likewise the metadata of any object, which has the same type whatever the kind."""
    metadata = schema("ConfigMap").fields["metadata"].type
    assert isinstance(metadata, StructType)  # noqa: S101 - what the published types say
    return _coerced(node, metadata, warn, path, lenient=True, patch=patch)


def _coerced(node: Node, struct: StructType, warn: Warn, path: str, *, lenient: bool, patch: bool) -> dict[str, object]:
    work = _Coercion(warn, path, patch=patch)
    result = work.struct(node, struct, None, lenient=lenient)
    if work.problems:
        raise InputError(work.problems)
    return result


class _Coercion:
    """One document's coercion: collects the problems, passes the warnings on."""

    __slots__ = ("hints", "patch", "problems", "root", "warn")

    def __init__(self, warn: Warn, root: str, *, patch: bool) -> None:
        self.patch = patch
        self.problems: list[Problem] = []
        self.hints = _HINTS
        self.warn = warn
        self.root = root

    def struct(self, node: Node, struct: StructType, place: Place | None, *, lenient: bool) -> dict[str, object]:
        """The known fields of a map, under their own names; {} for null and, with a problem, for anything else."""
        out: dict[str, object] = {}
        if not isinstance(node, MappingNode):
            if not _is_null(node):
                self._wrong(node, "a map", place)
            return out
        exact, winners = struct.fields, None
        for key, child in node.items.items():
            field, counts = exact.get(key), True
            below: Place = (place, key, struct)
            if field is None:
                field = struct.field(key)
                if field is None:
                    if self.patch and key == DIRECTIVE:
                        out[key] = self._directive(child, below)
                    else:
                        self._unknown(node, key, struct, below)
                    continue
                winners = winners or _winners(node, struct)
                counts = self._counts(node, key, winners[field.name], below)
            if child.__class__ is ScalarNode and child.value is None:
                if self.patch:
                    out[field.name] = None
                continue
            value = self.value(child, field.type, below, lenient=lenient and not field.promoted)
            if (field.name in SERVER_SET and struct.name == "ObjectMeta") or (place is None and field.name == "status"):
                self._server_set(node, key, value, below)
            elif counts:
                out[field.name] = value
        return out

    def value(self, node: Node, type_: Type, place: Place, *, lenient: bool) -> object:
        """A value that is not null."""
        if isinstance(type_, ScalarType):
            try:
                return scalars.convert(node, type_, lenient=lenient)
            except scalars.WrongType as err:
                self._wrong(node, err.expected, place, err.hint)
                return None
        if isinstance(type_, StructType):
            return self.struct(node, type_, place, lenient=lenient)
        if isinstance(type_, ListType):
            return self._list(node, type_, place, lenient=lenient)
        return self._map(node, type_, place, lenient=lenient)

    def _list(self, node: Node, type_: ListType, place: Place, *, lenient: bool) -> object:
        if not isinstance(node, SequenceNode):
            self._wrong(node, "a list", place)
            return None
        element = type_.element
        if self.patch:
            return [self._entry(item, element, (place, i, None), lenient=lenient) for i, item in enumerate(node.items)]
        return [
            _zero(element) if _is_null(item) else self.value(item, element, (place, i, None), lenient=lenient)
            for i, item in enumerate(node.items)
        ]

    def _entry(self, node: Node, element: Type, place: Place, *, lenient: bool) -> object:
        """An entry of a list in a patch: of any list one may be the lone `$patch`."""
        if isinstance(node, MappingNode) and list(node.items) == [DIRECTIVE]:
            return {DIRECTIVE: self._directive(node.items[DIRECTIVE], (place, DIRECTIVE, None))}
        return _zero(element) if _is_null(node) else self.value(node, element, place, lenient=lenient)

    def _directive(self, node: Node, place: Place) -> str:
        """What `$patch` says."""
        if isinstance(node, ScalarNode) and node.value in (DELETE, REPLACE, MERGE):
            return str(node.value)
        self._wrong(node, f"{DELETE}, {REPLACE} or {MERGE}", place)
        return ""

    def _map(self, node: Node, type_: MapType, place: Place, *, lenient: bool) -> object:
        if not isinstance(node, MappingNode):
            self._wrong(node, "a map", place)
            return None
        element = type_.element
        if self.patch:
            return {key: self._of_map(key, item, element, place, lenient=lenient) for key, item in node.items.items()}
        return {
            key: _zero(element) if _is_null(item) else self.value(item, element, (place, key, None), lenient=lenient)
            for key, item in node.items.items()
        }

    def _of_map(self, key: str, node: Node, element: Type, place: Place, *, lenient: bool) -> object:
        """An entry of a map in a patch: null stays null."""
        if key == DIRECTIVE:
            return self._directive(node, (place, key, None))
        return None if _is_null(node) else self.value(node, element, (place, key, None), lenient=lenient)

    def _unknown(self, node: MappingNode, key: str, struct: StructType, place: Place) -> None:
        if not scalars.finite(node.items[key]):
            self._wrong(node.items[key], "a value that JSON can hold", place)
        hint = places.hint(key, struct, place[0]) if self.hints > 0 else ""
        self.hints -= 1
        self._warn(node, key, place, "unknown field, dropped", hint)

    def _counts(self, node: MappingNode, key: str, winner: str, place: Place) -> bool:
        """Whether of several spellings of a field this one counts; the others are checked, then dropped."""
        if key != winner:
            self._warn(node, key, place, f"the same field as {winner}, dropped")
        return key == winner

    def _server_set(self, node: MappingNode, key: str, value: object, place: Place) -> None:
        if value != {}:
            self._warn(node, key, place, "set by the API server, dropped")

    def _warn(self, node: MappingNode, key: str, place: Place, message: str, hint: str = "") -> None:
        line, column = node.keys[key]
        self.warn(Problem(message, path=places.render(place, self.root), line=line, column=column, hint=hint))

    def _wrong(self, node: Node, expected: str, place: Place | None, hint: str = "") -> None:
        message = f"expected {expected}, found {_found(node)}"
        path = places.render(place, self.root)
        self.problems.append(Problem(message, path=path, line=node.line, column=node.column, hint=hint))


def _winners(node: MappingNode, struct: StructType) -> dict[str, str]:
    """For each field the key that counts: the exact one, else, as in Go, the last of those that differ in case only."""
    winners: dict[str, str] = {}
    for key in sorted(node.items):
        field = struct.field(key)
        if field is not None and winners.get(field.name) != field.name:
            winners[field.name] = key
    return winners


def _zero(type_: Type) -> object:
    if isinstance(type_, ScalarType):
        return scalars.zero(type_)
    return [] if isinstance(type_, ListType) else {}


def _is_null(node: Node) -> bool:
    return node.__class__ is ScalarNode and node.value is None


def _found(node: Node) -> str:
    """What a message says was found."""
    if isinstance(node, MappingNode):
        return "a map"
    if isinstance(node, SequenceNode):
        return "a list"
    text = node.text if len(node.text) <= _FOUND else node.text[: _FOUND - 1] + "…"
    if isinstance(node.value, str):
        return f'the string "{text}"'
    return f"the {'boolean' if isinstance(node.value, bool) else 'number'} {text}"
