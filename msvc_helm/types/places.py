"""Where in an object something is, and where a misplaced field may have been meant to go: both only for messages."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.suggest import suggestion
from msvc_helm.typed import TypeAlias
from msvc_helm.types.structs import ListType, StructType

# A chain from a value up to the document: (what is above, the field's name or the element's index, the struct that
# has the field). Cheap to make, since a message is rarely wanted.
Place: TypeAlias = "tuple[Place | None, str | int, StructType | None]"

_DEPTH = 3  # levels looked through for a misplaced field: from a Deployment down to its pods' spec
_NOT_MEANT = ("ephemeralContainers", "managedFields", "ownerReferences", "status")


def render(place: Place | None, prefix: str = "") -> str:
    """The chain as text: `spec.containers[0].image`, after the path that the whole document has."""
    parts: list[str] = []
    while place is not None:
        place, label, _ = place
        parts.append(f"[{label}]" if isinstance(label, int) else f".{label}")
    return (prefix + "".join(reversed(parts))).removeprefix(".")


def hint(name: str, struct: StructType, place: Place | None) -> str:
    """What to do about a field that its struct does not have: the level where it is known, or a name like it."""
    number = [field.name for other in (f"{name}s", name.removesuffix("s")) if (field := struct.field(other))]
    if number:
        return suggestion(name, number)
    if found := _below(name, struct) or _above(name, place):
        here = render(place)
        full = (f"{here}.{path}" if here and down else path for path, down in found)
        return f"it belongs in {' or '.join(full)}"
    return suggestion(name, struct.fields)


def _below(name: str, struct: StructType) -> list[tuple[str, bool]]:
    """The nearest structs inside this one that have the field, at most three."""
    level = [("", struct)]
    for _ in range(_DEPTH):
        level = [(f"{path}.{label}", inner) for path, outer in level for label, inner in _structs(outer)]
        found = [(path[1:], True) for path, inner in level if inner.field(name)]
        if found:
            return found if len(found) <= 3 else []
    return []


def _structs(struct: StructType) -> Iterator[tuple[str, StructType]]:
    for field in struct.fields.values():
        if field.name in _NOT_MEANT:
            continue
        if isinstance(field.type, StructType):
            yield field.name, field.type
        elif isinstance(field.type, ListType) and isinstance(field.type.element, StructType):
            yield f"{field.name}[]", field.type.element


def _above(name: str, place: Place | None) -> list[tuple[str, bool]]:
    """The nearest struct around this one that has the field."""
    while place is not None:
        above, _, owner = place
        if owner is not None and owner.field(name):
            return [(render(above) or "the top level", False)]
        place = above
    return []
