"""An object gone through struct by struct: what its schema demands, and the rules of each struct on the way."""

from __future__ import annotations

from functools import cache
from marshal import dumps

from msvc_helm import types
from msvc_helm.errors import Problem
from msvc_helm.suggest import Later, suggestion
from msvc_helm.typed import Any
from msvc_helm.types.structs import SCALARS, ListType, MapType, ScalarType, StructType, Type
from msvc_helm.validation.checks import CHECKS, DEFAULTS, form
from msvc_helm.validation.messages import MESSAGES, shown, told
from msvc_helm.validation.rules import FREE, OPTIONAL, RULES, Row

QUANTITY = SCALARS["q"]
SET_BY_SERVER = frozenset({"status"})
REMEMBERED = 64  # parts of one struct that were found right
LONGEST = 400  # bytes of one of them
OF_ABSENT = ("filled", "needs")  # checks that have something to say of a field that is not there


def struct_of(obj: dict[str, Any]) -> StructType | None:
    """The struct of an object's kind; None for a kind that is not known."""
    name = types.kind_of(obj["apiVersion"], obj["kind"])
    return types.schema(name) if name else None


def check_value(value: Any, kind: Type, path: str, out: list[Problem]) -> None:
    """Add to `out` what is wrong with a value of a type, the field at `path` (empty: a whole object)."""
    if isinstance(kind, StructType):
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


def _check_struct(value: dict[str, Any], struct: StructType, path: str, out: list[Problem]) -> None:
    """Most objects of a run have the same probes, resources and variables: what was right once stays right."""
    right = _right(struct)
    if right is None:
        _check_fields(value, struct, path, out)
        return
    key = _as_bytes(value)
    if key in right:
        return
    before = len(out)
    _check_fields(value, struct, path, out)
    if len(out) == before and 0 < len(key) <= LONGEST and len(right) < REMEMBERED:
        right.add(key)


def _as_bytes(value: dict[str, Any]) -> bytes:
    """The same bytes for the same value only: types, and the order of keys, count too. Empty where it has none."""
    try:
        return dumps(value, 2)  # later versions depend on who else holds the value
    except ValueError:
        return b""


@cache
def _right(struct: StructType) -> set[bytes] | None:
    """The values of a struct that were found right; None for what is never short, and has the model's names in it."""
    return None if "metadata" in struct.fields or "containers" in struct.fields else set()


def _check_fields(value: dict[str, Any], struct: StructType, path: str, out: list[Problem]) -> None:
    required, always = _always(struct)
    for name in required:
        if value.get(name) is None:
            out.append(told("required", path + name))
    for row in always:
        _check(value, row, path, out)
    for name, item in value.items():
        plan = _below(struct, name) if item is not None else None
        if plan is None:
            continue
        rows, kind = plan
        for row in rows:
            _check(value, row, path, out)
        if kind is not None:
            check_value(item, kind, path + name, out)


def _check(value: dict[str, Any], row: Row, path: str, out: list[Problem]) -> None:
    name, check, *parameters = row
    plain = CHECKS.get(check)
    if plain is not None:
        item = value.get(name) if name else value
        if item is not None:
            out += plain(item, path + name if name else path[:-1], *parameters)
    elif check == "filled":
        if not is_set(value.get(name)):
            message = parameters[0].replace("%s", str(value.get("name") or "")) if parameters else MESSAGES["required"]
            out.append(Problem(message, path + name))
    elif check in ("needs", "bars"):
        condition, message = parameters
        if is_set(value.get(name)) == (check == "bars") and _holds(value, condition):
            out.append(Problem(message, path + name))
    elif check == "when":
        condition, *rest = parameters
        if _holds(value, condition):
            _check(value, (name, *rest), path, out)
    else:
        _check_rows(value.get(name), parameters, path + name, out)


def _check_rows(value: Any, rows: list[Row], path: str, out: list[Problem]) -> None:
    if isinstance(value, list):
        for index, item in enumerate(value):
            _check_rows(item, rows, f"{path}[{index}]", out)
    elif isinstance(value, dict):
        for row in rows:
            _check(value, row, f"{path}.", out)


def is_set(value: Any) -> bool:
    """Whether a field says anything."""
    return bool(value) or isinstance(value, (int, float))


def _holds(value: dict[str, Any], condition: dict[str, list[str]]) -> bool:
    for name, allowed in condition.items():
        found = _text(value.get(name))
        if found not in allowed and not (found and "*" in allowed):
            return False
    return True


def _text(value: Any) -> str:
    """A field as conditions have it: empty where it says nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if is_set(value) else ""


def demands(struct: StructType) -> tuple[list[str], dict[str, Type]]:
    """The required fields that no rule names, and the types of the fields in which anything can be wrong."""
    fields = {name: _type_of(struct, name) for name in struct.fields}
    return _required(struct), {name: kind for name, kind in fields.items() if kind is not None}


def _required(struct: StructType) -> list[str]:
    known = {row[0] for row in RULES.get(struct.name, ()) if row[1] == "filled"} | {*OPTIONAL.get(struct.name, ())}
    return [f.name for f in struct.fields.values() if f.required and f.name not in known]


def _type_of(struct: StructType, name: str) -> Type | None:
    """The type of a field in which anything can be wrong; None for another."""
    field = struct.fields.get(name)
    if field is None or name in SET_BY_SERVER or name in FREE.get(struct.name, ()) or _is_free(field.type):
        return None
    return field.type


@cache
def _always(struct: StructType) -> tuple[list[str], list[Row]]:
    """What is required, and the rows that look at absent fields too."""
    rows = RULES.get(struct.name, ())
    return _required(struct), [row for row in rows if not row[0] or row[1] in OF_ABSENT]


@cache
def _below(struct: StructType, name: str) -> tuple[list[Row], Type | None] | None:
    """The rows of a field that is there, and its type; None where it has neither."""
    rows = [row for row in RULES.get(struct.name, ()) if row[0] == name and row[1] not in OF_ABSENT]
    kind = _type_of(struct, name)
    return (rows, kind) if rows or kind is not None else None


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
