"""The fields in which two stored objects differ; entries of lists are matched by their keys."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from msvc_helm.diff.applied import keys_of
from msvc_helm.diff.manifests import Path
from msvc_helm.types import quantity
from msvc_helm.types.structs import ListType, MapType, ScalarType, StructType, Type


class Absent:
    """The side of a change on which there is nothing."""

    def __repr__(self) -> str:
        return "nothing"


ABSENT = Absent()


class Change(NamedTuple):
    """A field, and what it holds before and after."""

    path: Path
    before: Any
    after: Any


def changes(before: Any, after: Any, type_: Type | None, path: Path = ()) -> Iterator[Change]:
    """Every difference, the outermost field that only one side has as a whole."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from changes(before.get(key, ABSENT), after.get(key, ABSENT), _below(type_, key), (*path, key))
    elif isinstance(before, list) and isinstance(after, list):
        keyed = _keyed(before, after, type_)
        yield from _by_key(*keyed, path) if keyed else _by_place(before, after, type_, path)
    elif not same(before, after):
        yield Change(path, before, after)


def same(before: Any, after: Any) -> bool:
    """Equal and of one type, where `1` and `1.0` are one number."""
    if before is ABSENT or after is ABSENT:
        return before is after
    numbers = [isinstance(value, (int, float)) and not isinstance(value, bool) for value in (before, after)]
    return bool(before == after) and (all(numbers) or type(before) is type(after))


def equal(before: Any, after: Any, type_: Type | None) -> bool:
    """Whether two values mean the same to a controller that compares quantities as numbers."""
    return all(_same_number(change, type_) for change in changes(before, after, type_))


def _same_number(change: Change, type_: Type | None) -> bool:
    for step in change.path:
        if isinstance(step, int):
            type_ = type_.element if isinstance(type_, ListType) else None
        else:
            type_ = _below(type_, step)
    if not isinstance(type_, ScalarType) or type_.name != "quantity" or ABSENT in (change.before, change.after):
        return False
    try:
        return quantity.nano(str(change.before)) == quantity.nano(str(change.after))
    except ValueError:
        return False


def _below(type_: Type | None, key: Any) -> Type | None:
    if isinstance(type_, MapType):
        return type_.element
    field = type_.fields.get(key) if isinstance(type_, StructType) else None
    return field.type if field else None


_Entries = dict[tuple[Any, ...], tuple[int, Any]]


def _keyed(before: list[Any], after: list[Any], type_: Type | None) -> tuple[_Entries, _Entries, ListType] | None:
    """Both lists by their keys; None for lists without keys, or with two entries of one key."""
    if not isinstance(type_, ListType) or not type_.keys:
        return None
    left, right = ({keys_of(item, type_): (i, item) for i, item in enumerate(items)} for items in (before, after))
    return (left, right, type_) if len(left) == len(before) and len(right) == len(after) else None


def _by_key(before: _Entries, after: _Entries, type_: ListType, path: Path) -> Iterator[Change]:
    for key, (index, item) in before.items():
        if key not in after:
            yield Change((*path, index), item, ABSENT)
    for key, (index, item) in after.items():
        yield from changes(before[key][1] if key in before else ABSENT, item, type_.element, (*path, index))
    left, right = ([key for key in side if key in before and key in after] for side in (before, after))
    if left != right:
        yield Change(path, *([_shown(key) for key in side] for side in (left, right)))


def _shown(key: tuple[Any, ...]) -> Any:
    given = [part for part in key if part is not None]
    return given[0] if len(given) == 1 else given


def _by_place(before: list[Any], after: list[Any], type_: Type | None, path: Path) -> Iterator[Change]:
    element = type_.element if isinstance(type_, ListType) else None
    left, right = ([repr(item) for item in side] for side in (before, after))
    for what, i, end, j, stop in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        for offset in range(max(end - i, stop - j)):
            old = before[i + offset] if i + offset < end else ABSENT
            new = after[j + offset] if j + offset < stop else ABSENT
            index = i + offset if new is ABSENT else j + offset
            yield from changes(old, new, element, (*path, index))
