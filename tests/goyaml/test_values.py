"""JSON values and Go strings of nodes, and Go's way with floats."""

from __future__ import annotations

import json
import math
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msvc_helm import goyaml
from msvc_helm.errors import InputError
from msvc_helm.goyaml.floats import json_float, short_float


def plain(text: str) -> object:
    node = goyaml.parse(text)
    assert node is not None
    return goyaml.plain(node)


def test_plain_makes_new_objects_each_time() -> None:
    value = plain("a: &x {k: [1]}\nb: *x\n")
    assert isinstance(value, dict)
    assert value["a"] == value["b"]
    assert value["a"] is not value["b"]
    assert value["a"]["k"] is not value["b"]["k"]


@pytest.mark.parametrize("scalar", [".inf", "-.inf", ".nan"])
def test_json_has_no_infinity(scalar: str) -> None:
    with pytest.raises(InputError, match=rf"line 2:6: {scalar} is no number JSON can hold"):
        plain(f"a:\n- b: {scalar}\n")
    with pytest.raises(ValueError, match="not a JSON number"):
        json_float(float(scalar.replace(".", "")))


def test_an_infinity_is_a_string_in_a_string_field() -> None:
    values = [math.inf, -math.inf, math.nan, 1e300]
    nodes = [goyaml.ScalarNode(value, "", 1, 1) for value in values]
    assert [goyaml.string_of(node) for node in nodes] == ["+Inf", "-Inf", "NaN", "+Inf"]


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(deadline=None)
def test_json_floats_keep_their_value(value: float) -> None:
    assert float(json_float(value)) == value
    assert isinstance(json.loads(json_float(value)), int | float)


@given(st.integers(0, 0x7F7FFFFF))
@settings(deadline=None)
def test_short_floats_keep_their_value_in_32_bits(bits: int) -> None:
    (value,) = struct.unpack("f", struct.pack("I", bits))
    text = short_float(value)
    assert struct.pack("f", float(text)) == struct.pack("f", value)
    assert len(text) <= len(f"{value:.8e}")
