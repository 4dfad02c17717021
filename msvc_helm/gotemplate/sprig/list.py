"""Sprig's list.go. Only `sortAlpha` changes a list it is given."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..go.cast import to_int, to_string, to_strings, truncate
from ..go.objects import NIL_DEREFERENCE
from ..go.reflect import Values, contains
from ..registry import Budget, FunctionError
from ..values import NilSlice, Slice, kind_of, to_bytes
from .defaults import empty
from .table import Table, charge

FUNCTIONS = table = Table()


def _elements(value: object, message: str) -> Sequence[object]:
    """The value if it is a list; else an error of `message`, in which %s is the value's kind."""
    if isinstance(value, (list, tuple)):
        return value
    if value is None:
        raise FunctionError(NIL_DEREFERENCE)
    raise FunctionError(message % kind_of(value))


@table("list tuple", "...any")
def go_list(*values: object) -> list[object]:
    """The values as a list."""
    return list(values)


@table("append push mustAppend mustPush", "any, any")
def append(items: object, value: object) -> list[object]:
    """The list and one more."""
    return [*_elements(items, "Cannot push on type %s"), value]


@table("prepend mustPrepend", "any, any")
def prepend(items: object, value: object) -> list[object]:
    """The list after one more."""
    return [value, *_elements(items, "Cannot prepend on type %s")]


@table("concat", "...any", budget=True)
def concat(budget: Budget, *lists: object) -> list[object]:
    """All lists in one; nil when there is nothing in them."""
    parts = [_elements(items, "Cannot concat type %s as list") for items in lists]
    budget.items(sum(map(len, parts)))
    return [item for part in parts for item in part] or NilSlice()


@table("first mustFirst", "any", passes=True)
def first(items: object) -> object:
    """The first element, nil if there is none."""
    elements = _elements(items, "Cannot find first on type %s")
    return elements[0] if elements else None


@table("last mustLast", "any", passes=True)
def last(items: object) -> object:
    """The last element, nil if there is none."""
    elements = _elements(items, "Cannot find last on type %s")
    return elements[-1] if elements else None


@table("rest mustRest", "any")
def rest(items: object) -> list[object]:
    """All but the first element; nil for an empty list."""
    elements = _elements(items, "Cannot find rest on type %s")
    return list(elements[1:]) if elements else NilSlice()


@table("initial mustInitial", "any")
def initial(items: object) -> list[object]:
    """All but the last element; nil for an empty list."""
    elements = _elements(items, "Cannot find initial on type %s")
    return list(elements[:-1]) if elements else NilSlice()


@table("reverse mustReverse", "any")
def reverse(items: object) -> list[object]:
    """The elements from last to first."""
    return list(_elements(items, "Cannot find reverse on type %s")[::-1])


@table("compact mustCompact", "any")
def compact(items: object) -> list[object]:
    """The elements that are not empty."""
    return [item for item in _elements(items, "Cannot compact on type %s") if not empty(item)]


@table("uniq mustUniq", "any", budget=True)
def uniq(budget: Budget, items: object) -> list[object]:
    """The elements without those that are equal to an earlier one."""
    seen = Values(budget)
    result: list[object] = []
    for item in _elements(items, "Cannot find uniq on type %s"):
        if item not in seen:
            seen.add(item)
            result.append(item)
    charge(budget, result)
    return result


@table("without mustWithout", "any, ...any", budget=True)
def without(budget: Budget, items: object, *omitted: object) -> list[object]:
    """The elements that are equal to none of `omitted`."""
    unwanted = Values(budget, omitted)
    result = [item for item in _elements(items, "Cannot find without on type %s") if item not in unwanted]
    charge(budget, result)
    return result


@table("has mustHas", "any, any", budget=True)
def has(budget: Budget, value: object, items: object) -> bool:
    """Whether an element is equal to the value."""
    return items is not None and contains(_elements(items, "Cannot find has on type %s"), value, budget)


@table("slice mustSlice", "any, ...any")
def go_slice(items: object, *bounds: object) -> object:
    """The elements from the first bound (0) to before the second (the end); nil for an empty list."""
    elements = _elements(items, "list should be type of slice or array but %s")
    if not elements:
        return None
    start = to_int(bounds[0]) if bounds else 0
    end = to_int(bounds[1]) if len(bounds) > 1 else len(elements)
    if not 0 <= start <= end <= len(elements):
        raise FunctionError("reflect.Value.Slice: slice index out of bounds")
    part = elements[start:end]
    return Slice(part, items.elem) if isinstance(items, Slice) else part


@table("chunk mustChunk", "int, any")
def chunk(size: int, items: object) -> Slice:
    """The list in lists of `size`; what a size below 1 gives is what Go's float arithmetic makes of it."""
    elements = _elements(items, "Cannot chunk type %s")
    count = _chunk_count(len(elements), size)
    width = size if size > 0 else 1
    parts: list[object] = [list(elements[index * width : (index + 1) * width]) for index in range(count)]
    return Slice(parts, "[]interface {}")


def _chunk_count(length: int, size: int) -> int:
    count = truncate(math.floor((length - 1) / size) + 1) if size else -1
    if count < 0 or (count and size < 0 and (length == 0 or count > 1)):
        raise FunctionError("runtime error: makeslice: len out of range")
    return count


@table("sortAlpha", "any", budget=True)
def sort_alpha(budget: Budget, items: object) -> Slice:
    """The elements as strings in the order of their bytes; a value that is not a list as a list of one.

    A list of strings is itself sorted, as in Go: the one function here that changes what it is given.
    """
    if not isinstance(items, (list, tuple)):
        return Slice([to_string(items, budget)], "string")
    texts = to_strings(items, budget)
    charge(budget, texts)
    texts.sort(key=lambda text: to_bytes(str(text)))
    return texts
