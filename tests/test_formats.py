"""The formats of texts: what is told at first sight is what the pattern tells."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from msvc_helm.validation.formats import FORMATS, OBVIOUS, _is_obvious


@given(st.sampled_from(sorted(OBVIOUS)), st.text("aB1-_./ é", max_size=70))
@example("label key", "a/b/c")
@example("label key", "A/b")
@example("label key", "a_b/c")
@example("port name", "a" * 16)
@example("label", "a" * 64)
@example("subdomain", "a..b")
@example("label", "a b")
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
