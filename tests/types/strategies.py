"""Objects of the children's kinds made at random from the type data, right ones and spoilt ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from hypothesis import strategies as st

from msvc_helm.types import ListType, MapType, ScalarType, StructType, Type, schema

Maker: TypeAlias = Callable[[str], st.SearchStrategy[Any]]

_TEXT = st.sampled_from(["a", "", "x y", "5", "true", "null", "1e3", "0x1F", "ü", "~", "key: value", " lead", "-"])
_WORDS = st.sampled_from(["a", "b.c/d", "1", "true", "ſ", "null"])
_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | _TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_WORDS, inner, max_size=2),
    max_leaves=4,
)
_SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "string": _TEXT | st.integers(-5, 2**33) | st.booleans() | st.floats(allow_nan=False, width=32),
    "boolean": st.booleans(),
    "int32": st.integers(-(2**31), 2**31 - 1) | st.sampled_from([2.0, 1e3]),
    "int64": st.integers(-(2**63), 2**63 - 1) | st.sampled_from([2.0, 1e18]),
    "number": st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    "int-or-string": st.integers(0, 65535) | st.sampled_from(["25%", "http", "", 80.0]),
    "quantity": st.sampled_from(["1Gi", "500m", "0.5", 1, 0.25, "1e3", " 2 ", 1024, "1500Mi", "100000k"]),
    "bytes": st.sampled_from(["aGk=", "", "AA=="]),
    "time": st.sampled_from(["2024-02-29T12:00:00Z", "2025-01-01T00:00:00.5+01:00"]),
    "any": _ANYTHING.filter(lambda v: "inf" not in repr(v) and "nan" not in repr(v)),
}


def value(type_: Type, *, spoilt: bool, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values of a type; with `spoilt` any part may be of another type, unknown or in another case."""
    if isinstance(type_, ScalarType):
        right = _SCALARS[type_.name]
    elif isinstance(type_, ListType):
        right = st.lists(value(type_.element, spoilt=spoilt, depth=depth + 1), max_size=2)
    elif isinstance(type_, MapType):
        right = st.dictionaries(_WORDS, value(type_.element, spoilt=spoilt, depth=depth + 1), max_size=2)
    else:
        right = st.deferred(lambda: _struct(type_, spoilt=spoilt, depth=depth))
    return st.one_of(right, right, right, right, right, _ANYTHING) if spoilt else right


@st.composite
def _struct(draw: st.DrawFn, type_: StructType, *, spoilt: bool, depth: int) -> dict[str, Any]:
    fields = list(type_.fields.values())
    wanted = draw(st.lists(st.sampled_from(fields), max_size=4 if depth < 8 else 1, unique_by=lambda f: f.name))
    out = {}
    for field in wanted:
        name = field.name
        if spoilt:
            name = draw(st.sampled_from([name, name, name, name, name.upper(), name.capitalize(), name + "s"]))
        if field.promoted and not spoilt:
            continue  # numbers do not become strings below it
        out[name] = draw(value(field.type, spoilt=spoilt, depth=depth + 1))
    return out


def right(kind: str) -> st.SearchStrategy[Any]:
    """Objects that Go takes."""
    return value(schema(kind), spoilt=False)


def spoilt(kind: str) -> st.SearchStrategy[Any]:
    """Objects that Go may take or not."""
    return value(schema(kind), spoilt=True)
