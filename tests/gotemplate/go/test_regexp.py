"""Regular expressions at the bounds of Go and of RE2: how deep they nest, how large they are."""

from __future__ import annotations

import pytest

from msvc_helm.gotemplate import Template, TemplateError
from msvc_helm.gotemplate.go.regexp.height import height


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("abc", 1),
        ("", 1),
        ("a|b", 1),
        ("ab*c", 3),
        ("(a)", 2),
        ("((a))", 3),
        ("(?:(?:a))", 1),
        ("(?P<n>a)b", 3),
        ("(?:a*)*", 3),
        ("ab|cd", 2),
        ("(?:ab|c)d", 3),
        (r"[(][)]\(\Q((\E", 2),
        ("[]()a]", 1),
        (r"[[:alpha:]\]()]{2,3}?", 2),
        (r"\pL\p{Greek}|x", 3),
    ],
)
def test_the_height_of_an_expression_is_the_one_that_go_counts(source: str, expected: int) -> None:
    assert height(source) == expected


@pytest.mark.parametrize(
    ("opening", "closing"), [("(", ")"), ("(?:", ")*"), ("(?:", ")?b"), ("(?i:", "|cd)e"), ("(?P<a>", ")")]
)
def test_an_expression_nests_as_deep_as_in_go(opening: str, closing: str) -> None:
    def find(depth: int) -> str:
        pattern = opening * depth + "a" + closing * depth
        return Template("{{ mustRegexFind .p `a` }}").render({"p": pattern})

    with pytest.raises(TemplateError, match=r"error parsing regexp: expression nests too deeply: `\("):
        find(1000)
    with pytest.raises(TemplateError, match="over the limit of 10000"):
        find(5000)
    if "*" in closing:
        assert find(499) == "a"


def test_what_go_would_take_is_an_error_not_an_expression_that_does_not_match() -> None:
    with pytest.raises(TemplateError, match="more than 8 MiB"):
        Template(r"{{ regexMatch `(\pL{500}){2}` `a` }}").render()
    with pytest.raises(TemplateError, match="too many groups"):
        Template('{{ regexMatch (repeat 900 "(a?)") `a` }}').render()
