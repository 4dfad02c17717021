"""The functions as a whole: none missing, each with Go's parameters, none that knows more than its arguments."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

from msvc_helm.gotemplate import RefusedFunctionError, Template, TemplateExecutionError, sprig
from msvc_helm.gotemplate.sprig import NAMES, REFUSED, ROWS, lookup
from msvc_helm.gotemplate.sprig.table import Table

# What `for name, f := range sprig.TxtFuncMap() { fmt.Println(name, reflect.TypeOf(f)) }` prints, sorted.
SIGNATURES = dict(
    line.split(" ", 1) for line in (Path(__file__).parent / "signatures.txt").read_text(encoding="utf-8").splitlines()
)


def test_every_function_of_sprig_is_there_or_refused() -> None:
    assert set(SIGNATURES) == NAMES | set(REFUSED)
    assert not NAMES & set(REFUSED)
    assert all(REFUSED.values())


@pytest.mark.parametrize("name", sorted(NAMES))
def test_parameters_are_gos(name: str) -> None:
    function = lookup(name)
    assert function is not None
    assert function.name == name
    params = [*function.params]
    if function.variadic:
        params[-1] = "..." + params[-1]
    assert re.match(re.escape(f"func({', '.join(params)})"), SIGNATURES[name])


def test_every_function_has_one_row() -> None:
    rows = sorted(name for _, _, names in ROWS for name in names.split())
    made = [
        name
        for info in pkgutil.iter_modules(sprig.__path__)
        for name in getattr(importlib.import_module(f"{sprig.__name__}.{info.name}"), "FUNCTIONS", Table())
    ]
    assert rows == sorted(made) == sorted(NAMES)


def test_every_row_says_what_go_gives() -> None:
    known = {"new", "holds", "changes", "type", "strings", "order", "zone", "host"}
    for module, marks, names in ROWS:
        said = set(marks.split())
        assert said <= known, (module, names)
        assert said == {"new"} or (said and "new" not in said), (module, names)


def test_an_unknown_name_has_no_function() -> None:
    assert lookup("toYaml") is None


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_refused_function_is_refused_when_parsed(name: str) -> None:
    with pytest.raises(RefusedFunctionError) as caught:
        Template(f"{{{{ if false }}}}{{{{ {name} 1 }}}}{{{{ end }}}}")
    assert name in str(caught.value)
    assert REFUSED[name] in str(caught.value)


LIGHT = ("default", "quote", "trunc", "indent", "dict", "list", "join", "upper", "add", "eq", "int", "until", "has")
HEAVY = ("re2", "json", "typing", "decimal", "datetime", "zoneinfo", "hashlib", "base64", "urllib", "unicodedata")


def test_common_functions_load_nothing_slow() -> None:
    code = f"""
import json, sys
before = set(sys.modules)
from msvc_helm.gotemplate.sprig import lookup
for name in {LIGHT!r}:
    lookup(name)
print(sorted(set(sys.modules) - before), file=sys.stderr)
print("\\n".join(sorted(set({HEAVY!r}) & (set(sys.modules) - before))))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("call", ['date "2006" "x"', "htmlDate nil", 'dateInZone "2006" 1.5 "UTC"', "durationRound $t"])
def test_no_function_reads_the_clock(call: str) -> None:
    template = Template(f'{{{{ $t := toDate "2006" "2020" }}}}{{{{ {call} }}}}')
    with pytest.raises(TemplateExecutionError, match="reads the clock"):
        template.render()


def test_keys_and_values_come_in_one_order() -> None:
    template = Template(
        '{{ $d := dict "b" 1 "a" 2 "é" 3 "Z" 4 }}{{ keys $d }}{{ values $d }}{{ keys (dict "x" 1) $d }}'
    )
    assert template.render() == "[Z a b é][4 2 1 3][x Z a b é]"


def test_functions_do_not_change_the_callers_data() -> None:
    data = {"map": {"a": {"b": 1}}, "list": ["b", "a"]}
    before = json.dumps(data)
    source = '{{ merge .map (dict "c" 2) }}{{ set .map.a "b" 3 }}{{ unset .map "a" }}{{ sortAlpha .list }}{{ .map }}'
    first = Template(source).render(data)
    assert json.dumps(data) == before
    assert Template(source).render(data) == first


def test_a_long_argument_is_not_quoted_whole_in_an_error() -> None:
    with pytest.raises(TemplateExecutionError) as caught:
        Template('{{ semverCompare (repeat 2000 "nonsense ") "1.2.3" }}').render()
    assert len(str(caught.value)) < 3_000
