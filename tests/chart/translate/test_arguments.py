"""The translation of arguments in Helm's own language knows the same functions as the one at generation time."""

from __future__ import annotations

import re

from msvc_helm.chart.translate.functions import BY_TYPE, CHANGING, ENDINGS, REFUSED, RENAMED
from msvc_helm.gotemplate.builtins import BUILTINS
from msvc_helm.gotemplate.sprig import NAMES
from tests.chart.translate.worlds import ARGUMENTS

TEXT = ARGUMENTS.read_text(encoding="utf-8")


def test_the_functions_are_those_of_the_language() -> None:
    known = re.search(r"\$known := print\n(.*?)-}}", TEXT, re.DOTALL)
    assert known
    named = re.sub(r'["\n]', "", known[1]).split()
    assert named == sorted({*NAMES, *BUILTINS, "and", "or"} - REFUSED.keys() - {"keys"})


def test_what_differs_is_handled_alike() -> None:
    function = TEXT[TEXT.index('define "CHART.argument.function"') :]
    for names in (BY_TYPE, CHANGING, RENAMED.keys() - {"fromJson"}, ENDINGS.keys() - {"keys"}):
        assert f"(list {' '.join(map(quoted, sorted(names)))})" in function


def quoted(name: str) -> str:
    return f'"{name}"'
