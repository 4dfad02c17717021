"""Sprig's dict.go: maps with string keys; keys come in sorted order."""

from __future__ import annotations

from ..go.cast import to_string
from ..registry import Budget, FunctionError
from ..values import NilMap, Slice, sorted_keys, type_of
from .table import Table

FUNCTIONS = table = Table()

_NO_CONVERSION = "interface conversion: interface {} is %s, not %s"

_Dict = dict[str, object]


@table("dict", "...any", budget=True)
def go_dict(budget: Budget, *pairs: object) -> _Dict:
    """A map of keys and values in turn; a last key without a value gets an empty string."""
    values = iter(pairs)
    return {to_string(key, budget): next(values, "") for key in values}


@table("get", "map, string", passes=True)
def get(items: _Dict, key: str) -> object:
    """The key's value, or an empty string."""
    return items.get(key, "")


@table("set", "map, string, any", passes=True)
def go_set(items: _Dict, key: str, value: object) -> _Dict:
    """Changes the map itself, and returns it."""
    if isinstance(items, NilMap):
        raise FunctionError("assignment to entry in nil map")
    items[key] = value
    return items


@table("unset", "map, string", passes=True)
def unset(items: _Dict, key: str) -> _Dict:
    """Takes the key out of the map itself, and returns it."""
    items.pop(key, None)
    return items


@table("hasKey", "map, string")
def has_key(items: _Dict, key: str) -> bool:
    """Whether the map has the key."""
    return key in items


@table("pluck", "string, ...map")
def pluck(key: str, *maps: _Dict) -> list[object]:
    """The key's values in those of the maps that have it."""
    return [items[key] for items in maps if key in items]


@table("keys", "...map", budget=True)
def keys(budget: Budget, *maps: _Dict) -> Slice:
    """The keys of all maps; Go gives those of one map in any order, here they are sorted."""
    budget.items(sum(map(len, maps)))
    return Slice((key for items in maps for key in sorted_keys(items)), "string")


@table("values", "map")
def values(items: _Dict) -> list[object]:
    """The values in the order of the keys (in Go: in any order)."""
    return [items[key] for key in sorted_keys(items)]


@table("pick", "map, ...string")
def pick(items: _Dict, *wanted: str) -> _Dict:
    """A new map with those of the keys that there are."""
    return {key: items[key] for key in wanted if key in items}


@table("omit", "map, ...string")
def omit(items: _Dict, *unwanted: str) -> _Dict:
    """A new map without these keys."""
    left_out = set(unwanted)
    return {key: value for key, value in items.items() if key not in left_out}


@table("dig", "...any", passes=True)
def dig(*params: object) -> object:
    """`dig "a" "b" DEFAULT MAP`: the value at this path of keys, or the default where a key is missing."""
    if len(params) < 3:
        raise FunctionError("dig needs at least three arguments")
    *path, fallback, found = params
    items = _as_map(found)
    for key in path:
        if type_of(key) != "string":
            raise FunctionError(_NO_CONVERSION % (_dynamic_type(key), "string"))
    for place, key in enumerate(path):
        if place:
            items = _as_map(found)
        if key not in items:
            return fallback
        found = items[str(key)]
    return found


def _as_map(value: object) -> _Dict:
    if isinstance(value, dict) and type_of(value) == "map[string]interface {}":
        return value
    raise FunctionError(_NO_CONVERSION % (_dynamic_type(value), "map[string]interface {}"))


def _dynamic_type(value: object) -> str:
    return "nil" if value is None else type_of(value)


@table("deepCopy mustDeepCopy", "any", budget=True)
def deep_copy(budget: Budget, value: object) -> object:
    """A copy that shares no list or map with the value."""
    from ..go import copystructure

    return copystructure.copy(budget, value)


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
    return _merged(budget, target, sources, overwrite=False)


@table("mustMergeOverwrite", "map, ...map", budget=True)
def must_merge_overwrite(budget: Budget, target: _Dict, *sources: _Dict) -> _Dict:
    """Like `mergeOverwrite`, with an error where that gives an empty string."""
    return _merged(budget, target, sources, overwrite=True)


def _merged(budget: Budget, target: _Dict, sources: tuple[_Dict, ...], *, overwrite: bool) -> _Dict:
    from ..go import mergo

    return mergo.merge(budget, target, sources, overwrite=overwrite)


def _quietly(budget: Budget, target: _Dict, sources: tuple[_Dict, ...], *, overwrite: bool) -> object:
    from ..go import mergo

    try:
        return mergo.merge(budget, target, sources, overwrite=overwrite)
    except mergo.MismatchError:
        return ""
