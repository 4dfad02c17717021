"""What holds for every object."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msvc_helm import goyaml
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import Node
from msvc_helm.types import coerce, kinds
from tests.properties import examples
from tests.types import strategies

KINDS = sorted(kinds())
QUICK = examples(30)


def read(value: Any) -> Node:
    """The node of a value, by way of YAML's flow style, of which JSON is part."""
    text = json.dumps(value).replace("Infinity", ".inf").replace("NaN", ".nan")
    node = goyaml.parse(text)
    assert node is not None
    return node


@pytest.mark.parametrize("kind", KINDS)
@QUICK
@given(data=st.data())
def test_right_objects_are_taken_without_a_word_but_for_what_the_server_sets(kind: str, data: st.DataObject) -> None:
    warnings: list[Problem] = []
    coerce(read(data.draw(strategies.right(kind))), kind, warnings.append)
    assert {w.message for w in warnings} <= {"set by the API server, dropped"}


@pytest.mark.parametrize("kind", KINDS)
@QUICK
@given(data=st.data())
def test_coercing_twice_is_coercing_once(kind: str, data: st.DataObject) -> None:
    try:
        once = coerce(read(data.draw(strategies.spoilt(kind))), kind, lambda _: None)
    except InputError:
        return
    warnings: list[Problem] = []
    assert coerce(read(once), kind, warnings.append) == once
    assert warnings == []
