"""The functions text/template itself brings along, without `and` and `or` (see `calls.short_circuit`)."""

from __future__ import annotations

from collections.abc import Mapping

from .compare import COMPARISONS
from .go import fmt
from .registry import Budget, Function, FunctionError, as_function, function
from .values import Map, Uint8, byte_length, to_bytes, truth, type_of, zero

_HTML = str.maketrans({"\0": "\ufffd", '"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;"})
_JS = {"\\": "\\\\", "'": "\\'", '"': '\\"', "<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "=": "\\u003D"}
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")


def _length(value: object) -> int:
    if isinstance(value, str):
        return byte_length(value)
    if isinstance(value, (list, tuple, Mapping)):
        return len(value)
    raise FunctionError("len of nil pointer" if value is None else f"len of type {type_of(value)}")


def _index(value: object, *indexes: object) -> object:
    if value is None:
        raise FunctionError("index of untyped nil")
    for index in indexes:
        value = _entry(value, index)
    return value


def _entry(value: object, index: object) -> object:
    if isinstance(value, Mapping):
        if not isinstance(index, str):
            problem = (
                "value is nil; should be of type" if index is None else f"value has type {type_of(index)}; should be"
            )
            raise FunctionError(f"{problem} string")
        return value.get(index, zero(value.elem) if isinstance(value, Map) else None)
    if isinstance(value, str):
        data = to_bytes(value)
        return Uint8(data[_position(index, len(data))])
    if isinstance(value, (list, tuple)):
        return value[_position(index, len(value))]
    raise FunctionError("index of nil pointer" if value is None else f"can't index item of type {type_of(value)}")


def _position(index: object, length: int) -> int:
    if isinstance(index, bool) or not isinstance(index, int):
        what = "nil" if index is None else f"type {type_of(index)}"
        raise FunctionError(f"cannot index slice/array with {what}")
    if not 0 <= index < length:
        raise FunctionError(f"index out of range: {index}")
    return index


def _call(budget: Budget, value: object, *args: object) -> object:
    """Go's `call`: a function that is a value of the data."""
    if value is None:
        raise FunctionError("call of nil")
    if not isinstance(value, Function):
        if not callable(value):
            raise FunctionError(f"non-function of type {type_of(value)}")
        value = as_function("call", value)
    fixed = len(value.params) - value.variadic
    if len(args) < fixed or (len(args) > fixed and not value.variadic):
        least = "at least " if value.variadic else ""
        raise FunctionError(f"wrong number of args for {value.name}: got {len(args)} want {least}{fixed}")
    for position, arg in enumerate(args):
        wanted = value.params[min(position, len(value.params) - 1)]
        if wanted not in ("interface {}", type_of(arg)):
            raise FunctionError(f"arg {position}: value has type {type_of(arg)}; should be {wanted}")
    return value.call(budget, *args) if value.budget else value.call(*args)


def _text(budget: Budget, args: tuple[object, ...]) -> str:
    """The arguments' text, as printing them in the template would give it."""
    if len(args) == 1 and isinstance(args[0], str):
        return args[0]
    return fmt.sprint(*("<no value>" if arg is None else arg for arg in args), budget=budget)


def _html(budget: Budget, *args: object) -> str:
    return _text(budget, args).translate(_HTML)


def _js(budget: Budget, *args: object) -> str:
    return "".join(map(_js_char, _text(budget, args)))


def _js_char(char: str) -> str:
    if char in _JS:
        return _JS[char]
    if char < " ":
        return f"\\u00{ord(char):02X}"
    if char < "\x80" or char.isprintable() or "\udc80" <= char <= "\udcff":
        return char
    return f"\\u{ord(char):04X}"


def _urlquery(budget: Budget, *args: object) -> str:
    data = to_bytes(_text(budget, args))
    return "".join("+" if b == 0x20 else chr(b) if b in _UNRESERVED else f"%{b:02X}" for b in data)


def _print(budget: Budget, *args: object) -> str:
    return fmt.sprint(*args, budget=budget)


def _printf(budget: Budget, template: str, *args: object) -> str:
    return fmt.sprintf(template, *args, budget=budget)


def _println(budget: Budget, *args: object) -> str:
    return fmt.sprintln(*args, budget=budget)


BUILTINS: dict[str, Function] = {
    each.name: each
    for each in (
        *COMPARISONS,
        function("not", "any")(lambda value: not truth(value)),
        function("len", "any")(_length),
        function("index", "any, ...any")(_index),
        function("call", "any, ...any", budget=True)(_call),
        function("html", "...any", budget=True)(_html),
        function("js", "...any", budget=True)(_js),
        function("urlquery", "...any", budget=True)(_urlquery),
        function("print", "...any", budget=True)(_print),
        function("printf", "string, ...any", budget=True)(_printf),
        function("println", "...any", budget=True)(_println),
    )
}
