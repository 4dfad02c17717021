"""Names and labels of the children: the operator's rule, and what happens at 63 characters."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msvc_helm.api.names import MAX_LABEL, Names, cut, sanitise
from msvc_helm.errors import Problem
from tests.properties import examples

LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("Qwen/Qwen3-8B", "qwen-qwen3-8b"),
        ("a - b", "a---b"),
        ("a - b  .c__D", "a---b-c-d"),
        ("  spaced  ", "spaced"),
        ("-._x_.-", "x"),
        ("İ", "i"),
        ("\N{KELVIN SIGN}1", "k1"),
        ("日本", ""),
        ("my.model", "my-model"),
    ],
)
def test_sanitise(name: str, want: str) -> None:
    assert sanitise(name) == want


def test_cut_names_of_one_beginning_differ() -> None:
    stem = "x" * 70
    one, other = cut(f"{stem}-prefill"), cut(f"{stem}-decode")
    assert one != other
    assert len(one) == len(other) == MAX_LABEL
    assert one == cut(f"{stem}-prefill")


def test_a_name_of_exactly_63_stays() -> None:
    assert cut("y" * MAX_LABEL) == "y" * MAX_LABEL


def test_a_cut_name_and_an_empty_label_are_reported() -> None:
    warnings: list[Problem] = []
    names = Names("n" * 60, "日本", warnings.append)
    assert names.model_label == "n" * 60
    assert names.inference_model == "n" * 60
    told = [str(w) for w in warnings]
    assert any("spec.routing.modelName" in t and "日本" in t for t in told)
    assert sum("are cut" in t and names.prefill_deployment in t for t in told) == 1


@given(st.text(min_size=1, max_size=90), st.text(min_size=1, max_size=90))
@examples(200)
def test_every_name_is_a_label(name: str, model: str) -> None:
    names = Names(name if sanitise(name) else "x" + name, model, lambda _: None)
    for attribute in Names.__slots__:
        if attribute not in ("inference_model", "conventions", "variants"):
            value = getattr(names, attribute)
            assert LABEL.fullmatch(value), (attribute, value)
            assert len(value) <= MAX_LABEL, (attribute, value)
    roles = {names.deployment("prefill"), names.deployment("decode"), names.epp_deployment}
    assert len(roles) == 3
