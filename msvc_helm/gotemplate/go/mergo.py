"""Mergo: merging maps into one, deeply."""

from __future__ import annotations

from ..registry import Budget, FunctionError
from ..values import Map, NilMap, Struct, kind_of, truth

_Dict = dict[str, object]


class MismatchError(FunctionError):
    """A version cannot take in a map."""


def merge(budget: Budget, target: _Dict, sources: tuple[_Dict, ...], *, overwrite: bool) -> _Dict:
    """Take the sources into `target`, which is changed and returned, unless it is nil. Raises MismatchError."""
    if isinstance(target, NilMap) and not all(isinstance(source, NilMap) for source in sources):
        target = {}
    for source in sources:
        _merge(budget, target, source, overwrite, 0)
    return target


def _merge(budget: Budget, target: _Dict, source: _Dict, overwrite: bool, depth: int) -> None:
    budget.nesting(depth)
    budget.items(max(len(source) - len(target), 0))
    for key, value in list(source.items()):
        budget.step()
        old = target.get(key)
        both_maps = isinstance(old, dict) and isinstance(value, dict)
        if isinstance(old, dict) and isinstance(value, dict):
            _merge(budget, old, value, overwrite, depth + 1)
        elif kind_of(old) == "ptr" and kind_of(value) in ("map", "struct") and not overwrite:
            raise MismatchError("src and dst must be of same type")
        if _replaces(target, key, old, value, both_maps, overwrite):
            _put(target, key, value, source)


def _replaces(target: _Dict, key: str, old: object, value: object, both_maps: bool, overwrite: bool) -> bool:
    if value is None:
        return overwrite
    return key not in target or _is_empty(old) or (overwrite and not both_maps)


def _is_empty(value: object) -> bool:
    return not isinstance(value, Struct) and not truth(value)


def _put(target: _Dict, key: str, value: object, source: _Dict) -> None:
    wanted, given = _element(target), _element(source)
    if wanted not in ("interface {}", given):
        raise FunctionError(f"reflect.Value.SetMapIndex: value of type {given} is not assignable to type {wanted}")
    target[key] = value


def _element(items: _Dict) -> str:
    return items.elem if isinstance(items, Map) else "interface {}"
