"""Go's reflect.DeepEqual, and finding the values among others that are equal to one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..registry import Budget
from ..values import Struct, is_nil, type_of
from .objects import Host

_SCALARS = (str, int, float, complex, type(None))


def deep_equal(left: object, right: object, budget: Budget) -> bool:
    """Whether both have the same type and the same content; a nil list and an empty one differ."""
    return _Comparison(budget).equal(left, right)


class _Comparison:
    """One comparison; `active` are the pairs under way, which count as equal where they come up again."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.active: set[tuple[int, int]] = set()

    def equal(self, left: object, right: object) -> bool:
        self.budget.step()
        if type_of(left) != type_of(right) or is_nil(left) != is_nil(right):
            return False
        if isinstance(left, _SCALARS):
            return left == right
        pair = (id(left), id(right))
        if left is right or pair in self.active:
            return True
        self.budget.nesting(len(self.active))
        self.active.add(pair)
        same = self._contents(left, right)
        self.active.discard(pair)
        return same

    def _contents(self, left: object, right: object) -> bool:
        if isinstance(left, dict) and isinstance(right, dict):
            return left.keys() == right.keys() and all(self.equal(left[key], right[key]) for key in left)
        if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
            return len(left) == len(right) and all(map(self.equal, left, right))
        if isinstance(left, Host) and isinstance(right, Host):
            return left.content() == right.content()
        if isinstance(left, Struct) and isinstance(right, Struct):
            return left.fields.keys() == right.fields.keys() and all(
                self.equal(left.fields[name], right.fields[name]) for name in left.fields
            )
        return left == right


def contains(values: Sequence[object], value: object, budget: Budget) -> bool:
    """Whether one of the values is deeply equal to `value`."""
    if isinstance(value, _SCALARS) and value not in values:  # Python's == is looser: 1 equals 1.0 and True
        return False
    return any(deep_equal(value, other, budget) for other in values)


class Values:
    """A collection that knows which values are in it, by deep equality; quick for all but lists, maps and structs."""

    def __init__(self, budget: Budget, values: Iterable[object] = ()) -> None:
        self._budget = budget
        self._scalars: set[tuple[str, object]] = set()
        self._others: list[object] = []
        for value in values:
            self.add(value)

    def add(self, value: object) -> None:
        """Put the value in."""
        if isinstance(value, _SCALARS):
            self._scalars.add((type_of(value), value))
        else:
            self._others.append(value)

    def __contains__(self, value: object) -> bool:
        if isinstance(value, _SCALARS):
            return value == value and (type_of(value), value) in self._scalars  # NaN equals nothing
        return any(deep_equal(value, other, self._budget) for other in self._others)
