"""The types of the children as objects: `schema("Deployment").at("spec.template.spec.containers").keys` is ("name",).

They are read, struct by struct and only when asked for, from the codes in `data.py`, and for objects next to the
children in `more.py`. A struct is one line of fields, `name:type` each; `!` after the name: required; `~`: the field
comes from a struct that Go inlines. The types:

    s string (s|A|B: one of these)   b bool   i int32   l int64   n number   x int-or-string   q Quantity
    y base64 bytes   t RFC 3339 time   j any JSON   Name the struct of that name   {T map of T   [T list of T
    [T@a,b list keyed by fields a and b   [T%a the same, for patches only   [T+ list without repeats
"""

from __future__ import annotations

from functools import cache

from msvc_helm.typed import TypeAlias
from msvc_helm.types import data
from msvc_helm.types.fold import fold


class ScalarType:
    """A type that one scalar fills; `name` is one of SCALARS' values, `enum` the allowed strings (empty: any)."""

    __slots__ = ("enum", "name")

    def __init__(self, name: str, enum: tuple[str, ...] = ()) -> None:
        self.name = name
        self.enum = enum


class ListType:
    """A list; `keys` are the fields that tell its elements apart (empty: it is replaced or appended to as a whole)."""

    __slots__ = ("element", "keys", "unique")

    def __init__(self, element: Type, keys: tuple[str, ...] = (), *, unique: bool = False) -> None:
        self.element = element
        self.keys = keys
        self.unique = unique  # a set of scalars


class MapType:
    """A map from strings to `element`."""

    __slots__ = ("element",)

    def __init__(self, element: Type) -> None:
        self.element = element


class StructField:
    """A field of a struct. `promoted`: it belongs to a struct inlined into this one."""

    __slots__ = ("name", "promoted", "required", "type")

    def __init__(self, name: str, type_: Type, *, required: bool, promoted: bool) -> None:
        self.name = name
        self.type = type_
        self.required = required
        self.promoted = promoted


class StructType:
    """A struct; its fields are read on first use, so that a kind costs only the structs a document reaches."""

    __slots__ = ("_fields", "_folded", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self._fields: dict[str, StructField] | None = None
        self._folded: dict[str, StructField] | None = None

    @property
    def fields(self) -> dict[str, StructField]:
        """The fields by their exact name, in the order of the published schema."""
        if self._fields is None:
            self._fields = {f.name: f for f in map(_field, _codes(self.name).split())}
        return self._fields

    def field(self, name: str) -> StructField | None:
        """The field that Go's JSON would find: of that exact name, else the one that differs in case only."""
        found = self.fields.get(name)
        if found is not None:
            return found
        if self._folded is None:
            self._folded = {fold(field.name): field for field in reversed(self.fields.values())}
        return self._folded.get(fold(name))

    def at(self, path: str) -> Type:
        """The type at a dotted path of exact names; lists and maps on the way are entered. KeyError when absent."""
        found: Type = self
        for name in path.split("."):
            while isinstance(found, (ListType, MapType)):
                found = found.element
            if not isinstance(found, StructType):
                raise KeyError(path)
            found = found.fields[name].type
        return found


Type: TypeAlias = ScalarType | ListType | MapType | StructType

SCALARS = {
    "s": ScalarType("string"),
    "b": ScalarType("boolean"),
    "i": ScalarType("int32"),
    "l": ScalarType("int64"),
    "n": ScalarType("number"),
    "x": ScalarType("int-or-string"),
    "q": ScalarType("quantity"),
    "y": ScalarType("bytes"),
    "t": ScalarType("time"),
    "j": ScalarType("any"),
}


@cache
def kinds() -> dict[str, str]:
    """The known kinds and the apiVersion of each; the newer of two APIs with one kind is named like `Kind/v1`."""
    return {kind: api_version for kind, (api_version, _) in data.KINDS.items()}


def kind_of(api_version: str, kind: str) -> str:
    """The name in `kinds()` of the kind in that version of its API; empty for one that is not known."""
    for name in (f"{kind}/{api_version.rpartition('/')[2]}", kind):
        if kinds().get(name) == api_version:
            return name
    return ""


def schema(kind: str) -> StructType:
    """The struct of a kind (a key of `kinds()`, else KeyError)."""
    return _struct(data.KINDS[kind][1])


@cache
def _struct(name: str) -> StructType:
    return StructType(name)


def _codes(struct: str) -> str:
    codes = data.STRUCTS.get(struct)
    if codes is None:
        from msvc_helm.types import more  # no child reaches them

        return more.STRUCTS[struct]
    return codes


def other_kinds() -> dict[str, tuple[str, str]]:
    """Kinds that are found next to the children: their apiVersion, and the struct that `struct` gives."""
    from msvc_helm.types import more

    return more.KINDS


@cache
def pointers(struct: str) -> frozenset[str]:
    """The fields of a struct in which an empty value is stored, since they are pointers in Go."""
    from msvc_helm.types import more

    return frozenset(more.POINTERS.get(struct, "").split())


def struct(name: str) -> StructType:
    """The struct of that name; KeyError for one that no known kind reaches, when its fields are asked for."""
    return _struct(name)


def _field(code: str) -> StructField:
    name, _, type_ = code.partition(":")
    bare = name.rstrip("!~")
    marks = name[len(bare) :]
    return StructField(bare, _type(type_), required="!" in marks, promoted="~" in marks)


@cache
def _type(code: str) -> Type:
    if code in SCALARS:
        return SCALARS[code]
    if code.startswith("s|"):
        return ScalarType("string", tuple(code[2:].split("|")))
    if code[0] == "{":
        return MapType(_type(code[1:]))
    if code[0] != "[":
        return _struct(code)
    if code[-1] == "+":
        return ListType(_type(code[1:-1]), unique=True)
    element, _, keys = code[1:].replace("%", "@").partition("@")
    return ListType(_type(element), tuple(keys.split(",")) if keys else ())
