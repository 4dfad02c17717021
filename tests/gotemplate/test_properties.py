"""No text makes anything but output or a TemplateError; the same text always makes the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from msvc_helm.gotemplate import Limits, Template, TemplateError
from msvc_helm.gotemplate.values import printable

from .data import FUNCTIONS, VARS
from .recorded import recorded

SOURCES = [case["template"] for _, case in recorded()]
PIECES = [
    "{{",
    "}}",
    "{{- ",
    " -}}",
    "(",
    ")",
    "|",
    ".",
    "$x",
    ":=",
    '"',
    "`",
    "if ",
    "range ",
    "end",
    "else",
    "/*",
    "\\",
]
LIMITS = Limits(steps=20_000, output=200_000, size=50_000, memory=500_000)


def outcome(source: str) -> str:
    try:
        return Template(source, functions=FUNCTIONS, limits=LIMITS).render(VARS)
    except TemplateError as error:
        return str(error)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A recorded template, or two, cut and joined and with pieces put in."""
    text = draw(st.sampled_from(SOURCES)) + draw(st.sampled_from(["", *SOURCES]))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        until = min(len(text), at + draw(st.integers(0, 3)))
        text = text[:at] + draw(st.sampled_from(["", *PIECES]) | st.text(max_size=2)) + text[until:]
    return text


@settings(max_examples=300, deadline=None)
@given(mutated())
def test_a_broken_template_is_an_error_and_always_the_same(source: str) -> None:
    assert outcome(source) == outcome(source)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec=None)) | st.text(alphabet='{}-.$|()":= \n`aif0'))
def test_any_text_is_a_template_or_an_error(source: str) -> None:
    outcome(source)
    outcome("{{" + source + "}}")


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_characters="{")))
def test_text_without_actions_is_itself(text: str) -> None:
    assert Template(text).render() == printable(text)


@settings(max_examples=200, deadline=None)
@given(mutated())
def test_a_printed_template_parses_to_itself(source: str) -> None:
    try:
        tree = Template(source, functions=FUNCTIONS).tree
    except TemplateError:
        return
    assert str(Template(str(tree), functions=FUNCTIONS).tree) == str(tree)
