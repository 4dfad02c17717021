"""An object gone through struct by struct: what its schema demands, and the rules of each struct on the way."""

from __future__ import annotations

from functools import cache

from msvc_helm import types
from msvc_helm.errors import Problem
from msvc_helm.names import Later, suggestion
from msvc_helm.refusals.checks import CHECKS, form
from msvc_helm.refusals.messages import MESSAGES, shown, told
from msvc_helm.refusals.rules import RULES, Row
from msvc_helm.typed import Any
from msvc_helm.types.structs import SCALARS, ListType, MapType, ScalarType, Struct, Type

DEFAULTS = {"protocol": "TCP"}  # a list key that the API server fills in before it compares
QUANTITY = SCALARS["q"]
SET_BY_SERVER = frozenset({"status"})
OF_ABSENT = ("filled", "needs")  # checks that have something to say of a field that is not there


def struct_of(obj: dict[str, Any]) -> Struct | None:
    """The struct of an object's kind; None for a kind that is not known."""
    kinds = types.kinds()
    versioned = f"{obj['kind']}/{obj['apiVersion'].rpartition('/')[2]}"
    for kind in (versioned, obj["kind"]):
        if kinds.get(kind) == obj["apiVersion"]:
            return types.schema(kind)
    return None


def check_value(value: Any, kind: Type, path: str, out: list[Problem]) -> None:
    """Add to `out` what is wrong with a value of a type, the field at `path` (empty: a whole object)."""
    if isinstance(kind, Struct):
        if isinstance(value, dict):
            _check_struct(value, kind, f"{path}." if path else "", out)
    elif isinstance(kind, ListType):
        if isinstance(value, list):
            for index, item in enumerate(value):
                check_value(item, kind.element, f"{path}[{index}]", out)
            _keys(value, kind, path, out)
    elif isinstance(kind, MapType):
        for key, item in value.items() if isinstance(value, dict) else ():
            check_value(item, kind.element, f"{path}.{key}", out)
    elif kind is QUANTITY:
        out += form(str(value), path, "quantity", empty=False)
    elif kind.enum and value not in kind.enum:
        hint = Later(suggestion, str(value), kind.enum)
        out.append(told("choice", path, ", ".join(kind.enum), shown(value), hint=hint))


def _check_struct(value: dict[str, Any], struct: Struct, path: str, out: list[Problem]) -> None:
    required, below = demands(struct)
    for name in required:
        if value.get(name) is None:
            out.append(told("required", path + name))
    for row in RULES.get(struct.name, ()):
        if row[1] in OF_ABSENT or not row[0] or value.get(row[0]) is not None:  # most fields are absent
            _check(value, row, path, out)
    for name, item in value.items():
        kind = below.get(name)
        if kind is not None and item is not None:
            check_value(item, kind, path + name, out)


def _check(value: dict[str, Any], row: Row, path: str, out: list[Problem]) -> None:
    name, check, *parameters = row
    if not name:
        out += CHECKS[check](value, path.removesuffix("."), *parameters)
    elif check == "filled":
        if not is_set(value.get(name)):
            message = parameters[0].replace("%s", str(value.get("name") or "")) if parameters else MESSAGES["required"]
            out.append(Problem(message, path + name))
    elif check in ("needs", "bars"):
        condition, message = parameters
        if is_set(value.get(name)) == (check == "bars") and _holds(value, condition):
            out.append(Problem(message, path + name))
    else:
        out += CHECKS[check](value[name], path + name, *parameters)


def is_set(value: Any) -> bool:
    """Whether a field says anything."""
    return value is not None and value != "" and value != [] and value != {}


def _holds(value: dict[str, Any], condition: dict[str, list[str]]) -> bool:
    for name, allowed in condition.items():
        found = value.get(name)
        if (found if is_set(found) else "") not in allowed and not (is_set(found) and "*" in allowed):
            return False
    return True


@cache
def demands(struct: Struct) -> tuple[list[str], dict[str, Type]]:
    """The required fields that no rule names, and the types of the fields in which anything can be wrong."""
    fields = struct.fields.values()
    below = {f.name: f.type for f in fields if f.name not in SET_BY_SERVER and not _is_free(f.type)}
    filled = {row[0] for row in RULES.get(struct.name, ()) if row[1] == "filled"}
    return [f.name for f in fields if f.required and f.name not in filled], below


def _is_free(kind: Type) -> bool:
    """Whether any value will do, seen from here: one whose type is right is known to be right."""
    if isinstance(kind, ListType):
        return not kind.keys and _is_free(kind.element)
    if isinstance(kind, MapType):
        return _is_free(kind.element)
    return isinstance(kind, ScalarType) and not kind.enum and kind is not QUANTITY


def _keys(items: list[Any], kind: ListType, path: str, out: list[Problem]) -> None:
    """Server-side apply, which Helm 4 uses, refuses two entries with the same keys."""
    seen: set[tuple[Any, ...]] = set()
    names = ", ".join(kind.keys)
    for index, item in enumerate(items) if kind.keys else ():
        if not isinstance(item, dict):
            continue
        key = tuple(item.get(k, DEFAULTS.get(k)) for k in kind.keys)
        if key in seen:
            where = f"{path}[{index}].{names}" if len(key) == 1 else f"{path}[{index}]"
            out.append(told("same", where, names, ", ".join(map(shown, key))))
        seen.add(key)
