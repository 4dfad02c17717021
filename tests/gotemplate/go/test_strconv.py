"""Go's quoted strings, written and read again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from msvc_helm.gotemplate.go.strconv import quote, unquote
from msvc_helm.gotemplate.values import from_bytes, normal, to_bytes
from tests.properties import examples


@examples(200)
@given(st.binary())
def test_strings_keep_their_bytes(data: bytes) -> None:
    text = from_bytes(data)
    assert to_bytes(text) == data
    assert normal(text) == text
    assert unquote(quote(text)) == text
    assert unquote(quote(text, ascii_only=True)) == text
