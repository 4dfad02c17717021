"""The functions that Helm adds to sprig's and that need no other template."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from msvc_helm import goyaml, write
from msvc_helm.errors import InputError
from msvc_helm.gotemplate import Function, FunctionError, function
from msvc_helm.gotemplate.values import printable


def as_data(value: Any) -> Any:
    """A value read from YAML as Helm has it: every number is a float64."""
    if isinstance(value, dict):
        return {key: as_data(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_data(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def read(text: str | bytes) -> Any:
    """The value of a YAML document. Raises InputError."""
    node = goyaml.parse(printable(text).encode() if isinstance(text, str) else text)
    return as_data(goyaml.plain(node)) if node is not None else None


def _as_yaml(value: object) -> object:
    """A template's value as JSON would carry it to YAML: whole numbers without a point, bytes that are text."""
    if isinstance(value, dict):
        return {printable(key): _as_yaml(value[key]) for key in sorted(value)}
    if isinstance(value, (list, tuple)):
        return [_as_yaml(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return int(value)
    return printable(value) if isinstance(value, str) else value


def _read_json(text: str) -> Any:
    return json.loads(printable(text), parse_int=float)


def _reader(name: str, reader: Callable[[str], Any], kind: type, failed: Callable[[str], Any]) -> Function:
    """`fromYaml` and its like: a map or list, empty where the text is; `failed` puts a message into one."""

    def convert(text: str) -> Any:
        try:
            value = reader(text)
        except (InputError, ValueError) as error:
            return failed(str(error))
        if value is not None and not isinstance(value, kind):
            return failed(f"error unmarshaling JSON: expected {kind.__name__}")
        return kind() if value is None else value

    return function(name, "string")(convert)


@function("toYaml", "any")
def to_yaml(value: object) -> str:
    return write.dump(_as_yaml(value)).removesuffix("\n")


def _in_map(message: str) -> dict[str, str]:
    return {"Error": message}


def _in_list(message: str) -> list[str]:
    return [message]


@function("required", "string, any")
def required(message: str, value: object) -> object:
    if value is None or value == "":
        raise FunctionError(message)
    return value


@function("lookup", "string, string, string, string")
def lookup(*_: str) -> dict[str, Any]:
    return {}


FUNCTIONS: dict[str, Function] = {
    each.name: each
    for each in (
        to_yaml,
        required,
        lookup,
        _reader("fromYaml", read, dict, _in_map),
        _reader("fromJson", _read_json, dict, _in_map),
        _reader("fromYamlArray", read, list, _in_list),
        _reader("fromJsonArray", _read_json, list, _in_list),
    )
}
