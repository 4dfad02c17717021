"""The checks that rows of `rules.RULES` name; the charts' `_validate.tpl` has the same ones, by the same names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msvc_helm.errors import Problem
from msvc_helm.suggest import Later, suggestion
from msvc_helm.typed import Any, TypeAlias
from msvc_helm.validation import groups, wholes
from msvc_helm.validation.formats import FORMATS, fits
from msvc_helm.validation.messages import shown, told
from msvc_helm.validation.resources import resources

Object: TypeAlias = dict[str, Any]
Check: TypeAlias = Callable[..., Iterator[Problem]]
"""Called with a field's value (or, in a row without a field, the struct), its path and the row's parameters."""

DEFAULTS = {"protocol": "TCP", "group": "gateway.networking.k8s.io", "kind": "Gateway"}
"""The fields that tell a list's entries apart and that the API server fills in before it compares."""
DURATIONS = {"h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}


def form(value: Any, path: str, name: str, *, empty: bool = True) -> Iterator[Problem]:
    """A text of a format, or a list of such texts; empty text is not set, unless it has to be of the format too."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from form(item, f"{path}[{index}]", name, empty=False)
    elif not (empty and value == "") and not fits(value, name):
        yield told("form", path, FORMATS[name][2], shown(value))


def between(value: Any, path: str, low: int, high: int | None) -> Iterator[Problem]:
    """A number, or a list of numbers, within bounds."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from between(item, f"{path}[{index}]", low, high)
    elif isinstance(value, int) and (value < low or (high is not None and value > high)):
        yield told("least", path, low, value) if high is None else told("between", path, low, high, value)


def choice(value: Any, path: str, *allowed: str) -> Iterator[Problem]:
    """A text, or a list of texts, out of a few; empty text is not set."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from choice(item, f"{path}[{index}]", *allowed)
    elif value != "" and value not in allowed:
        hint = Later(suggestion, str(value), allowed)
        yield told("choice", path, ", ".join(allowed), shown(value), hint=hint)


def entries(value: Any, path: str, low: int, high: int) -> Iterator[Problem]:
    """A list of so many entries."""
    if not low <= len(value) <= high:
        yield told("entries", path, low, high, len(value))


def unlike(value: list[Object], path: str, *keys: str) -> Iterator[Problem]:
    """A list in which no two entries have the same values of all of these fields."""
    seen = []
    for index, item in enumerate(value):
        found = [item.get(key) or DEFAULTS.get(key, "") for key in keys]
        if found in seen:
            yield told("same", f"{path}[{index}]", ", ".join(keys), ", ".join(map(shown, found)))
        seen.append(found)


def unique(value: list[Object], path: str, key: str) -> Iterator[Problem]:
    """A list in which no two entries have the same value of a field, where they have one."""
    seen = []
    for index, item in enumerate(value):
        found = item.get(key)
        if found and found in seen:
            yield told("same", f"{path}[{index}].{key}", key, shown(found))
        seen.append(found)


def one(value: Object, path: str, least: int, *fields: str) -> Iterator[Problem]:
    """One of a struct's fields at most, and at least `least`; of all of them but the name where none is given."""
    found = [key for key in value if (key in fields if fields else key != "name")]
    if not least <= len(found) <= 1:
        known = ", ".join(fields) if fields else "the sources of a volume"
        yield told("one", path, known, ", ".join(sorted(found)) or "none")


def port(value: Any, path: str, low: int = 1) -> Iterator[Problem]:
    """A port's number or name."""
    if not (low <= value <= 65535 if isinstance(value, int) else fits(value, "port name")):
        yield told("port", path, shown(value))


def share(value: Any, path: str, name: str = "percent") -> Iterator[Problem]:
    """A number of pods, or a percentage of them of a format."""
    if not (value >= 0 if isinstance(value, int) else fits(value, name)):
        yield told("form", path, FORMATS[name][2], shown(value))


def union(value: Object, path: str, fields: dict[str, str]) -> Iterator[Problem]:
    """The field that belongs to the struct's `type`, and no other one; `fields` has it by type."""
    kind = value.get("type")
    for name, field in fields.items():
        if name == kind and value.get(field) is None:
            yield told("of type", f"{path}.{field}", kind)
        elif name != kind and kind in fields and value.get(field) is not None:
            yield told("other type", f"{path}.{field}", kind)


def order(value: Object, path: str, low: str, high: str) -> Iterator[Problem]:
    """Two numbers or durations of a struct, the first at most the second; a duration of zero is none."""
    if value.get(low) is None or value.get(high) is None:
        return
    least, most = _amount(value[low]), _amount(value[high])
    if least is not None and most is not None and least > most and not (most == 0 and isinstance(value[high], str)):
        yield told("order", f"{path}.{low}", high, value[high], value[low])


def _amount(value: Any) -> int | None:
    if not isinstance(value, str):
        return int(value)
    if not fits(value, "duration"):
        return None  # told by its format
    return sum(int(count) * DURATIONS[unit] for count, unit in re.findall("([0-9]+)(h|ms|m|s)", value))


def labels(value: Object, path: str) -> Iterator[Problem]:
    """Keys and values that are labels."""
    for key, item in value.items():
        if not fits(key, "label key"):
            yield told("form", path, FORMATS["label key"][2], shown(key))
        if not fits(item, "label value"):
            yield told("form", f"{path}.{key}", FORMATS["label value"][2], shown(item))


def notes(value: Object, path: str, most: int) -> Iterator[Problem]:
    """Keys such as labels', in any case, and not too much text."""
    for key in value:
        if not fits(key.lower(), "label key"):
            yield told("form", path, FORMATS["label key"][2], shown(key))
    size = sum(len(key.encode()) + len(str(item).encode()) for key, item in value.items())
    if size > most:
        yield told("size", path, most, size)


CHECKS: dict[str, Check] = {
    "form": form,
    "between": between,
    "choice": choice,
    "entries": entries,
    "unique": unique,
    "unlike": unlike,
    "union": union,
    "order": order,
    "one": one,
    "port": port,
    "share": share,
    "labels": labels,
    "annotations": notes,
    "selector": wholes.selector,
    "setName": groups.set_name,
    "groupName": groups.group_name,
    "roleNames": groups.role_names,
    "subgroups": groups.subgroups,
    "allOrNone": groups.all_or_none,
    "containers": wholes.containers,
    "mounts": wholes.mounts,
    "sleeps": wholes.sleeps,
    "resources": resources,
    "servicePorts": wholes.service_ports,
    "data": wholes.data,
}
