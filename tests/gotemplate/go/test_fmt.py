"""Go's fmt, given any format and values."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from msvc_helm.gotemplate.go.fmt import sprintf
from msvc_helm.gotemplate.registry import FunctionError

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.complex_numbers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
DIRECTIVES = st.text(alphabet="%+-# 0123456789.*[]vTtdboOxXcqUeEfFgGsz!é", max_size=12)


@settings(max_examples=300, deadline=None)
@given(DIRECTIVES, st.lists(VALUES, max_size=3))
def test_any_format_prints(template: str, values: list[object]) -> None:
    try:
        text = sprintf(template, *values)
    except FunctionError:  # too long, or an address
        return
    assert text == sprintf(template, *values)
