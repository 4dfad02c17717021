"""YAML that is written: its layout, and what readers of YAML 1.1 and 1.2 make of it."""

from __future__ import annotations

import io
import json
import math
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from msvc_helm import goyaml
from msvc_helm.write import dump
from tests.properties import examples

TEXTS: list[str] = json.loads((Path(__file__).parent / "goyaml" / "cases" / "texts.json").read_text("utf-8"))
"""What some YAML takes for something else, and what needs care in a block or in quotes."""

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 63), (1 << 64) - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(TEXTS)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    | st.text("ab1 \n\t:#-.'\"{}[],&*!|>%@`?=~<_\\é", max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(TEXTS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8), inner, max_size=4
        )
    ),
    max_leaves=12,
)


def go_value(text: str) -> object:
    node = goyaml.parse(text)
    return None if node is None else goyaml.plain(node)


def yaml_1_2(text: str) -> object:
    return YAML(typ="safe", pure=True).load(text)


READERS = {
    "goyaml": go_value,
    "PyYAML": yaml.safe_load,
    "libyaml": lambda t: yaml.load(t, yaml.CSafeLoader),
    "YAML 1.2": yaml_1_2,
}


def as_json(value: object) -> object:
    """The value once Go has printed it as JSON, which makes an integer of 1e3."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return json.loads(goyaml.json_float(value)) if isinstance(value, float) else value


def typed(value: object) -> object:
    """The value with the types of its scalars beside them, and the order of its keys."""
    if isinstance(value, dict):
        return [(typed(key), typed(item)) for key, item in value.items()]
    return [typed(item) for item in value] if isinstance(value, list) else (type(value), value)


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_sees_the_texts_as_written(reader: str) -> None:
    for text in TEXTS:
        for value in (text, [text], {"k": text}, {text: 1}, [[text], {text: [text, {"k": [text]}]}, text]):
            assert typed(READERS[reader](dump(value))) == typed(value)


@given(JSON)
@examples(100)
def test_every_reader_sees_what_was_written(value: object) -> None:
    text = dump(value)
    for name in ("libyaml", "YAML 1.2"):
        assert typed(READERS[name](text)) == typed(value)
    assert go_value(text) == as_json(value)


@pytest.mark.parametrize(
    "number", [0, -1, 10**18, 1.0, -0.0, 1e21, 1e-7, 1.5e300, 5e-324, 0.1, 1e16, True, False, None]
)
@pytest.mark.parametrize("reader", ["PyYAML", "libyaml", "YAML 1.2"])
def test_numbers_keep_their_type_and_value(number: object, reader: str) -> None:
    found = READERS[reader](dump([number]))
    assert repr(found) == repr([number])


def test_what_is_not_finite_is_a_float_too() -> None:
    assert dump([math.inf, -math.inf, math.nan]) == "- .inf\n- -.inf\n- .nan\n"


LAYOUT = """\
apiVersion: v1
kind: List
empty: {}
none: []
nothing: null
items:
- name: a
  args:
  - --port
  - "8200"
  - $(POD_IP):80
  - '{"kv_role": "both"}'
- - nested
  - - deeper
- {}
- text: |
    first
      second

    \tthird 😀
  kept: |-
    no line break
    at the end
  indented: |2
      x
    y
"on": "yes"
cpu: 500m
memory: 1.5Gi
url: http://host:8000/v1
日本: é
"""


def test_layout() -> None:
    """Two spaces a level, lists not indented under their key, blocks of lines, quotes only where they are needed."""
    value = yaml.safe_load(LAYOUT)
    assert dump(value) == LAYOUT


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "{}\n"),
        ([], "[]\n"),
        (None, "null\n"),
        ("a", "a\n"),
        ("a\nb\n", '"a\\nb\\n"\n'),
        ({"a": "x\n\n"}, 'a: "x\\n\\n"\n'),
        ({"a": "x\r\ny"}, 'a: "x\\r\\ny"\n'),
        ({"a": "\ufeff\u2028\x00"}, 'a: "\\ufeff\\u2028\\u0000"\n'),
        ({"a": "\ud800x"}, 'a: "\ufffdx"\n'),
        ({"k" * 1100: [1]}, "? " + "k" * 1100 + "\n:\n- 1\n"),
    ],
)
def test_corners(value: object, text: str) -> None:
    assert dump(value) == text


def test_no_anchors() -> None:
    shared = {"k": ["v"]}
    assert dump({"a": shared, "b": shared}) == "a:\n  k:\n  - v\nb:\n  k:\n  - v\n"


@pytest.mark.parametrize("value", [{"a": {1}}, [b"x"], {"a": ("x",)}, io.BytesIO])
def test_only_json_values_are_written(value: object) -> None:
    with pytest.raises(TypeError, match="cannot write"):
        dump(value)


def test_writing_costs_less_than_pyyaml_takes() -> None:
    value = {f"k{i}": [{"name": f"n{i}", "value": "8200", "args": ["--port", "a b", "x: y"]}] for i in range(100)}
    assert cost(lambda: dump(value)) < cost(lambda: yaml.dump(value, Dumper=yaml.CSafeDumper))


def cost(run: Callable[[], object]) -> float:
    """The least CPU time of a few runs."""
    best = math.inf
    for _ in range(5):
        started = time.process_time()
        run()
        best = min(best, time.process_time() - started)
    return best
