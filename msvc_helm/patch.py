"""One layer of a base config over another: what the upper takes away from the lower, then the one merge there is.

`null` takes a field away, and `$patch: delete` in a map the map. In a list of maps an entry with `$patch: delete` takes
away the entries that have all of its other fields, `$patch: replace` in a map puts it in the place of the lower's, and
as an entry of its own it does so for the whole list. `$patch: merge` changes what is there, and makes nothing where
there is nothing.
These are the words of a strategic merge patch:
https://github.com/kubernetes/community/blob/main/contributors/devel/sig-api-machinery/strategic-merge-patch.md
"""

from __future__ import annotations

from collections.abc import Callable

from msvc_helm.errors import Problem
from msvc_helm.merge import RULES, Array, Object, merge
from msvc_helm.typed import Any
from msvc_helm.types.coercion import DELETE, DIRECTIVE, MERGE, REPLACE
from msvc_helm.untyped import below
from msvc_helm.visible import visible

Warn = Callable[[Problem], None]
NOTHING: Object = {}


def put_over(lower: Any, upper: Any, warn: Warn) -> Any:
    """The child of two layers together, an object or a list of objects; neither is changed.

    `lower` is None where the lower layers have no such child. Warns of what takes nothing away from one that is there:
    most likely a name is misspelt.
    """
    work = _Patch(warn if lower is not None else lambda _: None)
    if isinstance(upper, list):
        return work.objects(lower or [], upper)
    return merge(*work.apart(lower or {}, upper, ""))


class _Patch:
    """Takes two layers apart: the lower without what is taken away, the upper without the words that said so."""

    def __init__(self, warn: Warn, *, quiet: bool = False) -> None:
        self._warn = warn
        self._quiet = quiet

    def objects(self, lower: Array, upper: Array) -> Array:
        """Two lists of objects: those of one kind and name are one."""
        rest: Array = [] if any(_alone(entry) for entry in upper) else list(lower)
        for index, entry in enumerate(upper):
            same = [at for at, known in enumerate(rest) if _identity(known) == _identity(entry)]
            if _alone(entry):
                continue
            if entry.get(DIRECTIVE) == DELETE:
                self._told(same, f"[{index}]")
                rest = [known for at, known in enumerate(rest) if at not in same]
            elif same:
                known = rest[same[0]]
                rest[same[0]] = _of_the_same(known, merge(*self.apart(known, entry, f"[{index}]")))
            else:
                rest.append(self.apart({}, entry, f"[{index}]")[1])
        return rest

    def apart(self, lower: Object, upper: Object, path: str) -> tuple[Object, Object]:
        """Two maps."""
        if upper.get(DIRECTIVE) == MERGE and not self._quiet:
            return _Patch(self._warn, quiet=True).apart(lower, upper, path)
        rest: Object = {} if upper.get(DIRECTIVE) == REPLACE else dict(lower)
        said: Object = {}
        for key, value in upper.items():
            at, known = f"{path}.{key}".removeprefix("."), rest.get(key)
            if value is None or takes_away(value):
                self._told(key in lower, at)
                rest.pop(key, None)
            elif isinstance(value, dict) and not (merges_only(value) and not isinstance(known, dict)):
                left, said[key] = self.apart(known if isinstance(known, dict) else {}, value, at)
                if isinstance(known, dict):
                    rest[key] = left
            elif isinstance(value, list):
                kept, added = self._lists(key, known if isinstance(known, list) else [], value, at)
                if kept or added or not value:
                    said[key] = added
                if isinstance(known, list):
                    rest[key] = kept
                    if value and not kept and not added:
                        del rest[key]
            elif key != DIRECTIVE and not isinstance(value, dict):
                said[key] = value
        return rest, said

    def _lists(self, field: str, lower: Array, upper: Array, path: str) -> tuple[Array, Array]:
        rest: Array = [] if any(_alone(entry) for entry in upper) else list(lower)
        said: Array = []
        by = key_of(field)
        for index, entry in enumerate(upper):
            at = f"{path}[{index}]"
            if not isinstance(entry, dict):
                said.append(entry)
            elif entry.get(DIRECTIVE) == DELETE:
                kept = [known for known in rest if not _has(known, entry)]
                self._told(len(kept) < len(rest), at, entry)
                rest = kept
            elif not _alone(entry):
                said += self._entry(rest, entry, by, at)
        return rest, said

    def _entry(self, rest: Array, entry: Object, by: str, path: str) -> Array:
        """What an entry of the upper list says, if anything; those it goes over lose what it takes away."""
        same = [at for at, known in enumerate(rest) if by and _has(known, {by: entry.get(by)})]
        if not same:
            return [] if merges_only(entry) else [self.apart({}, entry, path)[1]]
        said: Object = {}
        for at in same:
            rest[at], said = self.apart(rest[at], entry, path)
            rest[at].setdefault(by, entry.get(by))
        return [said]

    def _told(self, found: object, path: str, entry: Object = NOTHING) -> None:
        if not found and not self._quiet:
            said = ", ".join(f"{key}: {visible(str(value))}" for key, value in entry.items() if key != DIRECTIVE)
            message = f"takes nothing away: no layer below has {said or 'it'}"
            self._warn(Problem(message, path, rule="layer-without-effect"))


def takes_away(upper: Any) -> bool:
    """Whether a layer's object or map takes away the one that is there."""
    return isinstance(upper, dict) and upper.get(DIRECTIVE) == DELETE


def merges_only(upper: Any) -> bool:
    """Whether a layer's object or map changes one that is there, and makes none."""
    return isinstance(upper, dict) and upper.get(DIRECTIVE) == MERGE


def key_of(field: str) -> str:
    """The field that tells the entries of a list apart; empty where none does."""
    rule = RULES.get(field, ())
    return rule[0] if len(rule) > 1 else "name" if rule == ("parents",) else ""


def _alone(entry: Any) -> bool:
    """Whether an entry says that its list replaces the lower one."""
    return isinstance(entry, dict) and entry == {DIRECTIVE: REPLACE}


def _has(known: Any, entry: Object) -> bool:
    return isinstance(known, dict) and all(known.get(key) == value for key, value in entry.items() if key != DIRECTIVE)


def _of_the_same(known: Object, merged: Object) -> Object:
    """An object merged with the one that it is known by: what tells it from others stays the lower layer's own."""
    metadata = {field: known["metadata"][field] for field in ("name", "namespace") if below(known, "metadata", field)}
    kind = {"kind": known["kind"]} if "kind" in known else {}
    return {**merged, **kind, "metadata": {**(merged.get("metadata") or {}), **metadata}} if metadata else merged


def _identity(obj: Object) -> tuple[str, ...]:
    metadata = below(obj, "metadata") or {}
    return (str(obj.get("kind", "")), str(metadata.get("name", "")), str(metadata.get("namespace", "")))
