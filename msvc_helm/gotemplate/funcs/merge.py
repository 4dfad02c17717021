"""Merging maps into one, deeply, by the rules of Go's mergo."""

from __future__ import annotations

from ..registry import Budget, FunctionError
from ..values import Map, NilMap, kind_of
from .defaults import empty
from .table import Table

FUNCTIONS = table = Table()

_Dict = dict[str, object]


class _MismatchError(FunctionError):
    """A version cannot take in a map: an error of the must functions, an empty result of the others."""


@table("merge", "map, ...map", budget=True)
def merge(budget: Budget, target: _Dict, *sources: _Dict) -> object:
    """Fills what is missing or empty in `target` from the sources; changes `target` itself and returns it."""
    return _quietly(budget, target, sources, overwrite=False)


@table("mergeOverwrite", "map, ...map", budget=True)
def merge_overwrite(budget: Budget, target: _Dict, *sources: _Dict) -> object:
    """Overwrites in `target` what the sources have, also with empty values; changes `target` itself and returns it."""
    return _quietly(budget, target, sources, overwrite=True)


@table("mustMerge", "map, ...map", budget=True)
def must_merge(budget: Budget, target: _Dict, *sources: _Dict) -> _Dict:
    """Like `merge`, with an error where that gives an empty string."""
    return _merge_all(budget, target, sources, overwrite=False)


@table("mustMergeOverwrite", "map, ...map", budget=True)
def must_merge_overwrite(budget: Budget, target: _Dict, *sources: _Dict) -> _Dict:
    """Like `mergeOverwrite`, with an error where that gives an empty string."""
    return _merge_all(budget, target, sources, overwrite=True)


def _quietly(budget: Budget, target: _Dict, sources: tuple[_Dict, ...], overwrite: bool) -> object:
    try:
        return _merge_all(budget, target, sources, overwrite)
    except _MismatchError:
        return ""


def _merge_all(budget: Budget, target: _Dict, sources: tuple[_Dict, ...], overwrite: bool) -> _Dict:
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
            raise _MismatchError("src and dst must be of same type")
        if _replaces(target, key, old, value, both_maps, overwrite):
            _put(target, key, value, source)


def _replaces(target: _Dict, key: str, old: object, value: object, both_maps: bool, overwrite: bool) -> bool:
    if value is None:
        return overwrite
    return key not in target or empty(old) or (overwrite and not both_maps)


def _put(target: _Dict, key: str, value: object, source: _Dict) -> None:
    wanted, given = _element(target), _element(source)
    if wanted not in ("interface {}", given):
        raise FunctionError(f"reflect.Value.SetMapIndex: value of type {given} is not assignable to type {wanted}")
    target[key] = value


def _element(items: _Dict) -> str:
    return items.elem if isinstance(items, Map) else "interface {}"
