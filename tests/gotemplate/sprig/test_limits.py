"""No function makes much from little, and none fails otherwise than with a TemplateError, whatever it is given."""

from __future__ import annotations

import contextlib
import time
import tracemalloc

import pytest

from msvc_helm.gotemplate import Limits, Template, TemplateError, TemplateExecutionError
from msvc_helm.gotemplate.sprig import NAMES, lookup

BIG = '{{ $big := repeat 900000 "a" }}{{ $lines := repeat 300000 "x\\n" }}{{ $list := until 100000 }}'
GROWING = {
    "repeat": '{{ repeat 100000000 "ab" }}',
    "repeat without end": '{{ repeat 9223372036854775807 "ab" }}',
    "until": "{{ until 9223372036854775807 }}",
    "until below zero": "{{ until -9223372036854775808 }}",
    "untilStep": "{{ untilStep 0 9223372036854775807 1 }}",
    "untilStep past the end": "{{ untilStep 0 9223372036854775807 9223372036854775806 }}",
    "seq": "{{ seq 1 1000000000 }}",
    "indent": BIG + "{{ indent 1000 $lines }}",
    "indent by much": '{{ indent 9223372036854775807 "x" }}',
    "nindent": BIG + "{{ nindent 1000 $lines }}",
    "replace": BIG + '{{ replace "a" $big $big }}',
    "replace nothing": BIG + '{{ replace "" $big $big }}',
    "wrapWith": BIG + "{{ wrapWith 1 $big $big }}",
    "join": BIG + "{{ join $big $list }}",
    "cat": BIG + "{{ cat" + " $big" * 100 + " }}",
    "quote": BIG + "{{ quote" + " $big" * 100 + " }}",
    "squote": BIG + "{{ squote" + " $big" * 100 + " }}",
    "concat": BIG + "{{ concat" + " $list" * 100 + " }}",
    "split": BIG + '{{ split "" $big }}',
    "splitList": BIG + '{{ splitList "\\n" $lines }}',
    "regexReplaceAll": BIG + '{{ regexReplaceAll "a" $big "$0$0$0" }}',
    "regexReplaceAll by much": BIG + '{{ regexReplaceAll "a" $big $big }}',
    "regexReplaceAllLiteral": BIG + '{{ regexReplaceAllLiteral "" $big $big }}',
    "regexFindAll": BIG + '{{ regexFindAll "" $big -1 }}',
    "regexSplit": BIG + '{{ regexSplit "" $big -1 }}',
    "toJson of much": BIG + "{{ toJson (list" + " $big" * 100 + ") }}",
    "doubling json": "{{ $x := list 1 }}{{ range 60 }}{{ $x = list $x $x }}{{ end }}{{ toPrettyJson $x }}",
    "doubling copies": '{{ $x := dict "a" 1 }}{{ range 60 }}{{ $x = dict "a" $x "b" $x }}{{ end }}{{ deepCopy $x }}',
    "doubling comparisons": (
        "{{ $x := list 1 }}{{ $y := list 1 }}{{ range 60 }}{{ $x = list $x $x }}{{ $y = list $y $y }}{{ end }}"
        "{{ deepEqual $x $y }}"
    ),
    "doubling merges": (
        '{{ $x := dict "k" 1 }}{{ $y := dict "l" 1 }}'
        '{{ range 60 }}{{ $x = dict "a" $x "b" $x }}{{ $y = dict "a" $y "b" $y }}{{ end }}{{ merge $x $y }}'
    ),
    "nested json": '{{ fromJson (repeat 100000 "[") }}',
    "nested json that is whole": '{{ fromJson (print (repeat 1000 "[") (repeat 1000 "]")) }}',
    "json of many": '{{ fromJson (print "[" (repeat 400000 "1,") "1]") }}',
    "hashing in a loop": BIG + "{{ range 100000 }}{{ $_ := sha512sum $big }}{{ end }}",
    "searching in a loop": BIG + '{{ range 100000 }}{{ $_ := contains "b" $big }}{{ end }}',
    "matching in a loop": BIG + '{{ range 100000 }}{{ $_ := regexMatch "(a?){50}b" $big }}{{ end }}',
    "looking up in a loop": BIG + '{{ range 100000 }}{{ $_ := has "b" $list }}{{ end }}',
    "case in a loop": BIG + "{{ range 100000 }}{{ $_ := snakecase $big }}{{ end }}",
    "versions in a loop": '{{ range 400000 }}{{ $_ := semverCompare ">=1.2 <2 || ^3.1 || ~4" "1.2.3" }}{{ end }}',
}

# Arguments made to be slow: these may end well or with an error, but soon.
SLOW = {
    "json strings that do not end": (
        r'{{ $x := print (repeat 60 "[") "\"" (repeat 400000 "\\\"") "\\" }}{{ fromJson $x }}{{ mustFromJson $x }}'
    ),
    "groups that do not end": '{{ $x := repeat 240000 "(?P<" }}{{ regexMatch $x "a" }}',
    "quotations that do not end": r'{{ $x := repeat 240000 "\Q" }}{{ regexMatch $x "a" }}',
    "many characters to trim": (
        '{{ $c := print (repeat 300000 "x") "a" }}{{ $t := repeat 300000 "a" }}{{ trimAll $c $t }}'
    ),
    "long numbers": (
        '{{ $x := repeat 900000 "9" }}{{ fromJson $x }}{{ float64 $x }}{{ int $x }}{{ atoi $x }}{{ toDecimal $x }}'
    ),
    "a long hexadecimal number": '{{ float64 (print "0x" (repeat 900000 "f") "p1") }}',
    "a long duration": '{{ durationRound (repeat 100000 "1h") }}',
    "many unknown zones": '{{ range 100000 }}{{ $_ := dateInZone "2006" 0 (printf "X%d" .) }}{{ end }}',
    "many dates": '{{ range 100000 }}{{ $_ := toDate (repeat 200 "2006 ") (repeat 200 "2020 ") }}{{ end }}',
    "many expressions": (
        '{{ range 100000 }}{{ $_ := regexMatch (printf "(a|b){%d}" (mod . 1000)) "abababab" }}{{ end }}'
    ),
    "many huge expressions": r'{{ range 100000 }}{{ $_ := regexMatch (printf "(\\pL{500}){2}%d" .) "abc" }}{{ end }}',
    "a huge expression": r'{{ $x := repeat 250 "(a?){100}" }}{{ $t := repeat 100000 "a" }}{{ regexFindAll $x $t -1 }}',
    "many version ranges": '{{ semverCompare (repeat 50000 "1.2 - 2   ") "1.2.3" }}',
    "blanks between versions": '{{ semverCompare (print (repeat 900 ">= 1      ,     ") "x y") "1.2.3" }}',
    "a long address": '{{ urlParse (print "http://[" (repeat 300000 ":1") "]") }}',
    "broken bytes": r'{{ $x := repeat 100000 "\xff" }}{{ kebabcase (print "A" $x "a" $x "B") | len }}',
}


@pytest.mark.parametrize("name", SLOW)
def test_ends_soon(name: str) -> None:
    started = time.process_time()
    with contextlib.suppress(TemplateError):
        Template(SLOW[name]).render()
    assert time.process_time() - started < 20  # well under a second on an idle machine


@pytest.mark.parametrize("name", GROWING)
def test_ends_with_an_error(name: str) -> None:
    started = time.process_time()
    with pytest.raises(TemplateExecutionError):
        Template(GROWING[name]).render()
    assert time.process_time() - started < 20  # a second or two on an idle machine


@pytest.mark.parametrize("name", ["cat", "concat", "replace", "regexReplaceAll by much", "doubling json", "join"])
def test_memory_stays_bounded(name: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(TemplateExecutionError):
            Template(GROWING[name]).render()
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


SELVES = (
    '{{ $d := dict "a" 1 }}{{ $_ := set $d "self" $d }}{{ $l := list $d }}{{ $_ := set $d "l" $l }}'
    '{{ $e := dict "a" 1 }}{{ $_ := set $e "self" $e }}{{ $_ := set $e "l" (list $e) }}'
    '{{ $s := repeat 20000 "é\\x80" }}'
)
ARGUMENTS = {
    "string": ("$s", '"a"'),
    "int": ("3", "-9223372036854775808"),
    "bool": ("true", "false"),
    "float64": ("0.5", "1e308"),
    "time.Time": ('(toDate "x" "y")', '(toDate "2006" "2020")'),
    "map[string]interface {}": ("$d", "$e"),
    "interface {}": ("$d", "$l", "$e", "$s"),
}


@pytest.mark.parametrize("name", sorted(NAMES - {"fail"}))
def test_values_that_contain_themselves_and_long_ones_are_no_crash(name: str) -> None:
    function = lookup(name)
    assert function is not None
    params = [*function.params, *(function.params[-1:] * 2 if function.variadic else ())]
    for choice in range(4):
        given = " ".join(ARGUMENTS[param][choice % len(ARGUMENTS[param])] for param in params)
        with contextlib.suppress(TemplateError):
            Template(f"{SELVES}{{{{ {name} {given} }}}}").render()


@pytest.mark.parametrize(
    "call", ["mustToJson $d", "toRawJson $d", "deepCopy $d", "merge $d $e", "toString $d", "cat $l"]
)
def test_values_that_contain_themselves_end_in_an_error(call: str) -> None:
    with pytest.raises(TemplateExecutionError):
        Template(f"{SELVES}{{{{ {call} }}}}").render()


def test_the_limits_of_a_rendering_count() -> None:
    small = Limits(size=800)
    assert Template("{{ until 100 | len }}").render(limits=small) == "100"
    for call in ("until 101", 'repeat 801 "x"', 'indent 800 "x"', "seq 300", 'toJson (splitList "" (repeat 99 "<"))'):
        with pytest.raises(TemplateExecutionError, match=r"limit|more than 800"):
            Template(f"{{{{ {call} }}}}").render(limits=small)
