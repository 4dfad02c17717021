"""The differences between two sets of manifests, object by object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from msvc_helm.diff.applied import HELM4, applied
from msvc_helm.diff.changes import ABSENT, Change, changes
from msvc_helm.diff.manifests import Manifest, Path
from msvc_helm.diff.stored import wished
from msvc_helm.types.structs import ListType, MapType, StructType, Type

HIDDEN = "(hidden)"
_SECRET = ("data", "stringData")


class Pairing(NamedTuple):
    """One object on both sides, or on the one side that has it."""

    old: Manifest | None
    new: Manifest | None

    @property
    def either(self) -> Manifest:
        """The new manifest, or the old one of an object that is gone."""
        found = self.new or self.old
        assert found is not None  # noqa: S101 - one side has it
        return found


class Difference(NamedTuple):
    """What is different in one object. A change of the whole object has an empty path."""

    pairing: Pairing
    changes: list[Change]


def paired(old: Iterable[Manifest], new: Iterable[Manifest]) -> list[Pairing]:
    """Every object: those of the new side in their order, then those that it does not have."""
    before = {manifest.identity: manifest for manifest in old}
    after = {manifest.identity: manifest for manifest in new}
    gone = (Pairing(manifest, None) for key, manifest in before.items() if key not in after)
    return [*(Pairing(before.get(key), manifest) for key, manifest in after.items()), *gone]


def differences(old: Iterable[Manifest], new: Iterable[Manifest], tool: str = HELM4) -> Iterator[Difference]:
    """Each object that is not the same on both sides."""
    for pairing in paired(old, new):
        found = [masked(pairing.either, change) for change in _changes(pairing, tool)]
        if found:
            yield Difference(pairing, found)


def _changes(pairing: Pairing, tool: str) -> Iterator[Change]:
    old, new = pairing
    if old is None or new is None:
        yield Change((), wished(old) if old else ABSENT, wished(new) if new else ABSENT)
        return
    pair = applied(old, new, tool)
    yield from changes(pair.before, pair.after, pair.type)
    if pair.type is not None:
        yield from _of_unknown(old, new, pair.type)


def _of_unknown(old: Manifest, new: Manifest, struct: StructType) -> Iterator[Change]:
    """Unknown fields that were written, taken away or changed: nothing comes of them, and somebody wants them."""
    if not old.unknown and not new.unknown:
        return
    before, after = (dict(_unknown(side.written, struct, ())) for side in (old, new))
    for path in dict.fromkeys((*before, *after)):
        yield from changes(before.get(path, ABSENT), after.get(path, ABSENT), None, path)


def _unknown(value: Any, type_: Type | None, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(type_, StructType) and isinstance(value, dict):
        for key, item in value.items():
            field = type_.fields.get(key)
            if field is None:
                yield (*path, key), item
            else:
                yield from _unknown(item, field.type, (*path, key))
    elif isinstance(type_, ListType) and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unknown(item, type_.element, (*path, index))
    elif isinstance(type_, MapType) and isinstance(value, dict):
        for key, item in value.items():
            yield from _unknown(item, type_.element, (*path, key))


def masked(manifest: Manifest, change: Change) -> Change:
    """The change without what a Secret holds."""
    if manifest.kind != "Secret":
        return change
    if not change.path:
        return Change((), *(_masked_object(side) for side in change[1:]))
    if change.path[0] not in _SECRET:
        return change
    return Change(change.path, *(side if side is ABSENT else HIDDEN for side in change[1:]))


def _masked_object(obj: Any) -> Any:
    if not isinstance(obj, dict):
        return obj
    hidden = {key: dict.fromkeys(obj[key], HIDDEN) for key in _SECRET if isinstance(obj.get(key), dict)}
    return {**obj, **hidden}
