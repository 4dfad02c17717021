"""What a layer must say so that it makes one value of another: only the difference, in the words of layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msvc_helm.importer.template import Marked
from msvc_helm.patch import key_of
from msvc_helm.types.coercion import DELETE, DIRECTIVE, REPLACE

SAME = object()
WHOLE = ("command",)  # lists that an upper layer's replaces
DEEP = ("containers", "initContainers")  # lists whose entries merge field by field
ALONE = {DIRECTIVE: REPLACE}


def difference(lower: Any, wanted: Any, field: str = "") -> Any:
    """What to lay over `lower` to have `wanted`, which may have marked scalars; SAME where that is nothing."""
    if same(lower, wanted):
        return SAME
    if isinstance(lower, dict) and isinstance(wanted, dict):
        return _maps(lower, wanted)
    if isinstance(lower, list) and isinstance(wanted, list):
        if field in WHOLE and wanted:
            return wanted
        return _keyed(lower, wanted, field) or [ALONE, *wanted]
    return wanted


def same(lower: Any, wanted: Any) -> bool:
    """Whether the values are equal, marked scalars by what they stand for."""
    if isinstance(lower, dict) and isinstance(wanted, dict):
        return lower.keys() == wanted.keys() and all(same(lower[key], wanted[key]) for key in lower)
    if isinstance(lower, list) and isinstance(wanted, list):
        return len(lower) == len(wanted) and all(map(same, lower, wanted))
    value = wanted.original if isinstance(wanted, Marked) else wanted
    return type(lower) is type(value) and bool(lower == value)


def _maps(lower: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    if any(lower.get(k) is not None and _keeps(k, v) and not same(lower[k], v) for k, v in wanted.items()):
        return {DIRECTIVE: REPLACE, **wanted}
    out = {}
    for key, value in wanted.items():
        made = difference(lower[key], value, key) if lower.get(key) is not None else value
        if made is not SAME:
            out[key] = made
    return out | {key: None for key in lower if key not in wanted}


def _keeps(field: str, value: Any) -> bool:
    """Whether a value cannot go over another: an empty one keeps it, or is gone, and entries of one name become one."""
    by = key_of(field)
    return value in ("", []) or bool(by and isinstance(value, list) and _keys(value, by) is None)


def _keyed(lower: list[Any], wanted: list[Any], field: str) -> list[Any] | None:
    """Entries by their key; None where the order, or what tells them apart, does not allow that."""
    by = key_of(field)
    before, after = _keys(lower, by), _keys(wanted, by)
    if not by or before is None or after is None:
        return None
    kept = [key for key in before if key in after]
    if not kept or list(after)[: len(kept)] != kept:
        return None
    out = [{by: key, DIRECTIVE: DELETE} for key in before if key not in after]
    for key, entry in after.items():
        if key not in before:
            out.append(entry)
        elif not same(before[key], entry):
            made = _maps(before[key], entry) if field in DEEP else {DIRECTIVE: REPLACE, **entry}
            out.append({by: entry[by], **made})
    return out


def _keys(entries: list[Any], by: str) -> dict[str, Any] | None:
    """The entries by their key; None where one has none, or two have the same."""
    out: dict[str, Any] = {}
    for entry in entries:
        value = entry.get(by) if isinstance(entry, dict) else None
        key = value.original if isinstance(value, Marked) else value
        if not isinstance(key, str) or key in out:
            return None
        out[key] = entry
    return out


def of_objects(lower: list[Any], wanted: list[Any], name: Callable[[str], Any]) -> Any:
    """The same for lists of objects, which kind and name tell apart, in any order; `name` marks a lower one's name."""
    before, after = ({_identity(obj): obj for obj in objects} for objects in (lower, wanted))
    out: list[Any] = [_gone(obj, name) for key, obj in before.items() if key not in after]
    for key, obj in after.items():
        if key not in before:
            out.append(obj)
        elif not same(before[key], obj):
            made = _maps(before[key], obj)
            metadata = {**_named(obj)["metadata"], **(made.get("metadata") or {})}
            out.append({**_named(obj), **made, "metadata": metadata})
    return out or SAME


def _gone(obj: dict[str, Any], name: Callable[[str], Any]) -> dict[str, Any]:
    named = _named(obj)
    return {**named, "metadata": {**named["metadata"], "name": name(named["metadata"]["name"])}, DIRECTIVE: DELETE}


def _identity(obj: dict[str, Any]) -> tuple[str, ...]:
    named = _named(obj)
    texts = (v.original if isinstance(v, Marked) else v for v in named["metadata"].values())
    return (str(named.get("kind", "")), *map(str, texts))


def _named(obj: dict[str, Any]) -> dict[str, Any]:
    """What identifies an object."""
    metadata = {key: obj["metadata"][key] for key in ("name", "namespace") if key in obj["metadata"]}
    return {**({"kind": obj["kind"]} if "kind" in obj else {}), "metadata": metadata}
