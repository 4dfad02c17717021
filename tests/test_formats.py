"""The formats of texts: what is told at first sight is what the pattern tells."""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from msvc_helm.goyaml.resolve import number
from msvc_helm.validation.formats import FORMATS, OBVIOUS, PLAIN, QUANTITIES, _is_obvious

NAMES = sorted({*OBVIOUS, *PLAIN, *QUANTITIES, "image"})


@given(st.sampled_from(NAMES), st.text("aB1-_./: éGim", max_size=70))
@example("label key", "a/b/c")
@example("label key", "A/b")
@example("label key", "a_b/c")
@example("port name", "a" * 16)
@example("label", "a" * 64)
@example("subdomain", "a..b")
@example("label", "a b")
@example("image", "a/b:1")
@example("image", "a:1/b:2")
@example("image", "a//b")
@example("image", "/a")
@example("image", "a:")
@example("quantity", "12Gi")
@example("not negative", "-1Gi")
def test_what_is_obvious_has_the_format(name: str, text: str) -> None:
    pattern, longest, _ = FORMATS[name]
    if _is_obvious(text, name):
        assert re.fullmatch(pattern, text)
        assert longest is None or len(text.rpartition("/")[2]) <= longest


@pytest.mark.parametrize("text", ["llama-70b-decode", "decode", "http"])
def test_most_texts_are_obvious(text: str) -> None:
    assert all(_is_obvious(text, name) for name in OBVIOUS if name not in ("variable", "port name"))
    assert _is_obvious("llm-d.ai/inferenceServing", "label key")
    assert _is_obvious("HF_TOKEN", "variable")
    assert _is_obvious("ghcr.io/llm-d/llm-d-router-disagg-sidecar:v0.10.0", "image")
    assert all(_is_obvious("16Gi", name) for name in QUANTITIES)


@pytest.mark.parametrize("name", PLAIN)
def test_usual_texts_have_the_format(name: str) -> None:
    assert all(re.fullmatch(FORMATS[name][0], text) for text in PLAIN[name])


@pytest.mark.parametrize("text", ["16Gi", "600s", "-", "1:30", "2026-11-30", "0x1F", "0b101", "1e3", ".5_0", "1_000"])
def test_what_is_in_no_number_changes_no_number(text: str) -> None:
    plain = number(text)
    with patch("msvc_helm.goyaml.resolve._IN_NUMBERS", frozenset(map(chr, range(256)))):
        assert number(text) == plain
