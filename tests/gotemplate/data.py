"""The data and functions of every recorded template case: the same as in oracle/main.go, which records the answers."""

from __future__ import annotations

import struct

from msvc_helm.gotemplate import Function, FunctionError, Struct, function
from msvc_helm.gotemplate import values as go
from msvc_helm.gotemplate.go import fmt


def _single(value: float) -> go.Float32:
    return go.Float32(struct.unpack("f", struct.pack("f", value))[0])


INNER = Struct("main.Inner", {"Name": "inner", "Depth": 1})

VARS = Struct(
    "main.Vars",
    {
        "Name": "Qwen/Qwen3-8B",
        "Empty": "",
        "Unicode": "日本 é\udc80!",
        "Count": 3,
        "Zero": 0,
        "Ratio": 2.5,
        "Single": _single(0.1),
        "On": True,
        "Off": False,
        "I8": go.Int8(-8),
        "I16": go.Int16(-16),
        "I32": go.Int32(-32),
        "I64": go.Int64(-64),
        "U": go.Uint(1),
        "U8": go.Uint8(8),
        "U16": go.Uint16(16),
        "U32": go.Uint32(32),
        "U64": go.Uint64(2**64 - 1),
        "List": [1, "two", 3.5, None, True, ["x"], {"k": "v"}],
        "Strings": go.Slice(["b", "a", ""], "string"),
        "Ints": go.Slice([3, 1, 2], "int"),
        "Map": {
            "b": 2,
            "a": "one",
            "nil": None,
            "map": {"deep": "er"},
            "list": [1, 2],
            "é": "accent",
            "Z": 1.5,
        },
        "Labels": go.Map({"app": "x", "tier": ""}, "string"),
        "Nothing": None,
        "NoMap": go.NilMap(),
        "NoList": go.NilSlice("string"),
        "Inner": INNER,
        "Any": Struct("main.Inner", {"Name": "any", "Depth": 2}),
    },
)


def _shows(name: str, kind: str) -> Function:
    return function(name, kind)(lambda value: fmt.sprintf("%T %v", value, value))


def _shows_nil(name: str, kind: str) -> Function:
    return function(name, kind)(lambda value: fmt.sprintf("%T %v %v", value, value, go.is_nil(value)))


def _fails() -> object:
    raise FunctionError("it failed")


FUNCTIONS: dict[str, Function] = {
    each.name: each
    for each in (
        function("getPort", "string")(lambda name: go.Int32(go.byte_length(name))),
        _shows("takeI8", "int8"),
        _shows("takeI32", "int32"),
        _shows("takeI64", "int64"),
        _shows("takeU", "uint"),
        _shows("takeU8", "uint8"),
        _shows("takeInt", "int"),
        _shows("takeF32", "float32"),
        _shows("takeF64", "float64"),
        _shows("takeBool", "bool"),
        _shows_nil("takeMap", "map"),
        _shows_nil("takeList", "[]any"),
        _shows_nil("takeStrs", "[]string"),
        function("strs", "...string")(lambda *items: fmt.sprintf("%q", go.Slice(items, "string"))),
        function("two", "int, ...int")(lambda n, *rest: fmt.sprint(n, go.Slice(rest, "int"))),
        function("none")(lambda: "none"),
        function("null")(lambda: None),
        function("fails")(_fails),
        function("raw", "string")(lambda text: go.from_bytes(go.to_bytes(text)[:1])),
        function("show", "any")(lambda value: fmt.sprintf("%#v", value)),
    )
}
