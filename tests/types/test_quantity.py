"""Quantities as Kubernetes prints them: real Go's answers, in our tables and in ../shared."""

from __future__ import annotations

import json
import time
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msvc_helm import goyaml
from msvc_helm.types.quantity import canonical, is_plain, nano
from tests.goyaml import tables
from tests.goyaml.tables import ERROR
from tests.properties import examples


def printed(text: str) -> str:
    try:
        return canonical(text)
    except ValueError:
        return ERROR


def test_quantities() -> None:
    table = tables.read("quantities")
    assert {text: printed(text) for text in table} == table


def test_the_shared_quantities(shared: Path) -> None:
    cases = json.loads((shared / "yaml" / "quantities.json").read_text("utf-8"))
    assert cases
    for case in cases:
        node = goyaml.parse(case["yaml"])
        assert isinstance(node, goyaml.ScalarNode)
        text = goyaml.json_float(node.value) if isinstance(node.value, float) else str(node.value)
        assert printed(text) == case.get("quantity", ERROR), case


NUMBERS = st.from_regex(r"[-+]?[0-9]{0,25}(\.[0-9]{0,25})?", fullmatch=True)
SUFFIXES = st.sampled_from(
    ["", "n", "u", "m", "k", "M", "G", "T", "P", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e3", "e-5", "E19"]
)


@given(st.builds("{}{}".format, NUMBERS, SUFFIXES))
@examples(300)
def test_a_printed_quantity_prints_the_same_again_and_keeps_its_value(text: str) -> None:
    once = printed(text)
    if once != ERROR:
        assert canonical(once) == once
        assert nano(once) == nano(text)


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [
        ("1", "1001m"),
        ("1k", "1Ki"),
        ("-1Gi", "-1"),
        ("0", "1n"),
        ("1e3", "1.1k"),
        ("9P", "1E"),
        ("1Ti", "1.5Ti"),
        ("1E", "1e999"),
    ],
)
def test_values_compare(smaller: str, larger: str) -> None:
    assert nano(smaller) < nano(larger)


@pytest.mark.parametrize(
    ("one", "other"), [("1", "1000m"), ("1024Ki", "1Mi"), ("0.5", "500m"), ("1e-12", "1n"), ("1e3", "1k")]
)
def test_values_are_equal(one: str, other: str) -> None:
    assert nano(one) == nano(other)


@pytest.mark.parametrize(
    "text",
    [
        "1e2147483646",
        "1e-999999999",
        "12345678901234567890e999999999",
        "1" * 4000,
        "1" * 3990 + ".5Gi",
        "0" * 1_000_000 + "x",
        "0" * 1_000_000 + "5.5Ei",
        "1" * 1_000_000,
        "e" * 1_000_000,
        "1e" + "9" * 1_000_000,
        "." * 1_000_000,
    ],
    ids=lambda text: text[:14],
)
def test_no_quantity_takes_long_or_prints_much(text: str) -> None:
    started = time.process_time()
    try:
        result = canonical(text)
    except ValueError as err:
        result = str(err)
    assert time.process_time() - started < 1
    assert len(result) <= 4010


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a quantity cannot be empty; write one such as 500m, 2, 1.5Gi or 16G"),
        ("abc", '"abc" is not a quantity such as 500m, 2, 1.5Gi or 16G'),
        ("1" * 5000, "a quantity has at most 4000 digits"),
        ("1e99999999999999999999", "the exponent of a quantity does not fit 64 bits"),
    ],
)
def test_messages(text: str, message: str) -> None:
    with pytest.raises(ValueError, match="quantity") as caught:
        canonical(text)
    assert str(caught.value) == message


def test_what_is_plain_is_printed_as_it_is() -> None:
    numbers = (*map(str, range(1002)), "007", "01", "\u0663", "", "+1", "-1", "1.5", ".5", "1e3")
    suffixes = ("", *"numkMGTPEKix", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "ii", "e3")
    plain = [text for number in numbers for suffix in suffixes if is_plain(text := number + suffix)]
    assert len(plain) > 10_000
    with patch("msvc_helm.types.quantity.is_plain", return_value=False):
        assert [text for text in plain if printed(text) != text] == []
