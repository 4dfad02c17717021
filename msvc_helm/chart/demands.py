"""What facts.json says of Kubernetes' refusals: the tables of `validation/` in the form that `_validate.tpl` reads."""

from __future__ import annotations

from typing import Any

from msvc_helm.types import kinds, schema
from msvc_helm.types.quantity import UNITS
from msvc_helm.types.structs import ListType, MapType, ScalarType, StructType, Type
from msvc_helm.validation.checks import DEFAULTS, DURATIONS
from msvc_helm.validation.formats import FORMATS, LONGEST_PREFIX
from msvc_helm.validation.groups import LONGEST, REVISION
from msvc_helm.validation.messages import MESSAGES
from msvc_helm.validation.resources import BYTES_OR_CPU
from msvc_helm.validation.rules import NAMES, RULES
from msvc_helm.validation.walk import QUANTITY, demands
from msvc_helm.validation.wholes import GRACE


def refusals() -> dict[str, Any]:
    """The words, the formats as patterns in Go's syntax, and what quantities are made of."""
    return {
        "names": NAMES,
        "messages": MESSAGES,
        "formats": {name: [f"^(?:{form})$", longest, words] for name, (form, longest, words) in FORMATS.items()},
        "longestPrefix": LONGEST_PREFIX,
        "resources": list(BYTES_OR_CPU),
        "units": UNITS,
        "defaults": DEFAULTS,
        "durations": DURATIONS,
        "grace": GRACE,
        "longestSetName": LONGEST,
        "revision": REVISION,
    }


def _as_json(value: Any) -> Any:
    """A parameter of a row as JSON has it: rows inside a row are lists."""
    if isinstance(value, tuple | list):
        return [_as_json(item) for item in value]
    return {key: _as_json(item) for key, item in value.items()} if isinstance(value, dict) else value


def structs() -> dict[str, Any]:
    """By name, the structs in which anything can be wrong: what is required, the rules, and the types of fields."""
    found = {struct.name: struct for struct in _reachable()}
    telling = _telling(found)
    return {name: _entry(found[name], telling) for name in sorted(telling)}


def _entry(struct: StructType, telling: set[str]) -> dict[str, Any]:
    required, below = demands(struct)
    entry: dict[str, Any] = {"required": required, "filled": {}, "whole": [], "fields": {}}
    fields: dict[str, dict[str, Any]] = {name: {} for name in struct.fields}
    for name, kind in below.items():
        if code := _code(kind, telling):
            fields[name]["type"] = code
    for name, check, *parameters in RULES.get(struct.name, ()):
        if check == "filled":
            entry["filled"][name] = parameters[0] if parameters else MESSAGES["required"]
        elif check == "needs":
            entry["whole"].append([check, name, *map(_as_json, parameters)])
        elif check in ("bars", "when"):
            fields[name].setdefault("given", []).append([check, *map(_as_json, parameters)])
        elif name:
            fields[name].setdefault("rules", []).append([check, *map(_as_json, parameters)])
        else:
            entry["whole"].append([check, *map(_as_json, parameters)])
    entry["fields"] = {name: what for name, what in fields.items() if what}
    return {key: value for key, value in entry.items() if value}


def _code(kind: Type, telling: set[str]) -> str:
    """A type as `_validate.tpl` reads it; empty where nothing can be wrong in it."""
    if isinstance(kind, StructType):
        return kind.name if kind.name in telling else ""
    if isinstance(kind, ScalarType):
        return "|".join(("s", *kind.enum)) if kind.enum else "q" if kind is QUANTITY else ""
    element = _code(kind.element, telling)
    if isinstance(kind, MapType):
        return element and f"{{{element}"
    keys = f"@{','.join(kind.keys)}" if kind.keys else ""
    return f"[{element}{keys}" if element or keys else ""


def _telling(structs: dict[str, StructType]) -> set[str]:
    """The names of the structs in which something can be wrong, at any depth."""
    telling: set[str] = set()
    while True:
        more = {name for name, struct in structs.items() if name not in telling and _entry(struct, telling)}
        if not more:
            return telling
        telling |= more


def _reachable() -> list[StructType]:
    """The structs that the known kinds consist of, each once."""
    seen: dict[str, StructType] = {}
    pending: list[Type] = [schema(kind) for kind in kinds()]
    while pending:
        kind = pending.pop()
        if isinstance(kind, (ListType, MapType)):
            pending.append(kind.element)
        elif isinstance(kind, StructType) and kind.name not in seen:
            seen[kind.name] = kind
            pending += demands(kind)[1].values()
    return list(seen.values())
