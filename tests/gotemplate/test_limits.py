"""Hostile templates end soon, with a TemplateError and without taking much memory."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from msvc_helm.gotemplate import Limits, Template, TemplateError, TemplateExecutionError

from .data import FUNCTIONS, VARS

LOOPS = {
    "endless recursion": '{{ define "a" }}x{{ template "a" }}{{ end }}{{ template "a" }}',
    "mutual recursion": (
        '{{ define "a" }}{{ template "b" . }}{{ end }}{{ define "b" }}{{ template "a" . }}{{ end }}{{ template "a" 1 }}'
    ),
    "a tree of calls": (
        '{{ define "a" }}{{ if . }}{{ template "a" (sub . 1) }}{{ template "a" (sub . 1) }}{{ end }}{{ end }}'
        '{{ template "a" 60 }}'
    ),
    "loops in loops": "{{ range 100000 }}{{ range 100000 }}{{ range 100000 }}{{ end }}{{ end }}{{ end }}",
    "a huge range": "{{ range 9223372036854775807 }}{{ end }}",
    "a huge range that prints": f"{{{{ range 9223372036854775807 }}}}{'x' * 100}{{{{ end }}}}",
    "loops nested to the limit": "{{ range 2 }}" * 60 + "x" + "{{ end }}" * 60,
}
SIZES = {
    "repeat": '{{ repeat 1000000000 "x" }}',
    "doubling text": '{{ $x := "x" }}{{ range 60 }}{{ $x = print $x $x }}{{ end }}',
    "doubling lists": '{{ $x := list "x" }}{{ range 60 }}{{ $x = list $x $x }}{{ end }}{{ $x }}',
    "keeping everything": "{{ $l := list }}{{ range 100000 }}{{ $l = append $l (repeat 100000 `x`) }}{{ end }}",
    "a list that grows": "{{ $l := list }}{{ range 1000000 }}{{ $l = append $l . }}{{ end }}",
    "until": "{{ until 1000000000 }}",
    "indent": '{{ indent 1000000000 "x" }}',
    "replace": "{{ $x := repeat 100000 `x` }}{{ replace `x` $x $x }}",
    "printf width": '{{ range 100 }}{{ printf "%1000000d" 1 }}{{ end }}',
    "printf width of each element": '{{ printf "%1000000v" (until 100) }}',
    "printf precision": '{{ printf "%.9999999f %.9999999d" 0.1 1 }}',
    "printf many widths": "{{ printf `" + "%1000000d" * 1000 + "`" + " 1" * 1000 + " }}",
    "a map in itself": '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $d }}',
    "a list nested deeply": "{{ $l := list }}{{ range 2000 }}{{ $l = list $l }}{{ end }}{{ $l }}",
    "comparing long texts": (
        "{{ $x := repeat 1000000 `x` }}{{ $y := print $x }}{{ range 1000000 }}{{ if eq $x $y }}{{ end }}{{ end }}"
    ),
    "counting long texts": "{{ $x := repeat 1000000 `é` }}{{ range 1000000 }}{{ if len $x }}{{ end }}{{ end }}",
}
SHAPES = {
    "deep parentheses": "{{" + "(" * 30_000 + "1" + ")" * 30_000 + "}}",
    "deep blocks": "{{ if 1 }}" * 100_000 + "{{ end }}" * 100_000,
    "many actions": "{{ 1 }}" * 200_000,
    "a long pipeline": "{{ 1" + " | print" * 100_000 + " }}",
    "many arguments": "{{ list" + " 1" * 500_000 + " }}",
    "an endless string": '{{ "' + '\\"' * 300_000,
    "comments that do not end": "{{/*" * 200_000,
    "a huge number": "{{ " + "9" * 500_000 + " }}",
}


@pytest.mark.parametrize("name", [*LOOPS, *SIZES, *SHAPES])
def test_ends_with_an_error(name: str) -> None:
    source = {**LOOPS, **SIZES, **SHAPES}[name]
    started = time.process_time()
    with pytest.raises(TemplateError):
        Template(source, functions=FUNCTIONS).render(VARS)
    assert time.process_time() - started < 20  # about a second on an idle machine


@pytest.mark.parametrize("name", ["keeping everything", "a list that grows", "printf many widths"])
def test_memory_stays_bounded(name: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(TemplateExecutionError):
            Template(SIZES[name], functions=FUNCTIONS).render(VARS)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


FINE = {
    "much text": ("x" * 1_000_000, 1_000_000),
    "many braces": ("{ " * 300_000, 600_000),
    "many lines": ("\n" * 500_000 + "{{ 1 }}" + "\n" * 500_000, 1_000_001),
    "a long else-if chain": ("{{ if 0 }}" + "{{ else if 0 }}b" * 5_000 + "{{ else }}c{{ end }}", 1),
    "many variables": ("{{ $a := 1 }}" * 5_000 + "{{ range 1000 }}{{ $a }}{{ end }}", 1_000),
    "many definitions": ("".join(f'{{{{ define "t{i}" }}}}x{{{{ end }}}}' for i in range(5_000)) + "y", 1),
    "recursion within bounds": (
        '{{ define "a" }}x{{ if . }}{{ template "a" (sub . 1 | int) }}{{ end }}{{ end }}{{ template "a" 900 }}',
        901,
    ),
    "nesting within bounds": ("{{ if 1 }}" * 60 + "x" + "{{ end }}" * 60, 1),
    "parentheses within bounds": ("{{ " + "print (" * 60 + "1" + ")" * 60 + " }}", 1),
}


@pytest.mark.parametrize("name", FINE)
def test_size_alone_is_no_problem(name: str) -> None:
    source, length = FINE[name]
    assert len(Template(source).render({})) == length


def test_limits_can_be_set_for_a_template_or_a_rendering() -> None:
    template = Template("{{ range 10 }}x{{ end }}", limits=Limits(output=5))
    with pytest.raises(TemplateExecutionError, match="over the limit of 5 characters"):
        template.render()
    assert template.render(limits=Limits()) == "x" * 10
    with pytest.raises(TemplateExecutionError, match="more than 7 steps"):
        template.render(limits=Limits(steps=7))
    recursive = Template('{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}')
    with pytest.raises(TemplateExecutionError, match=r"exceeded maximum template depth \(3\)"):
        recursive.render(limits=Limits(depth=3))
    with pytest.raises(TemplateExecutionError, match="over the limit of 4"):
        Template("{{ repeat 5 `x` }}").render(limits=Limits(size=4))
