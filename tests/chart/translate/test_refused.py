"""What cannot be carried over is refused with its place: each of these would be a silent difference in Helm."""

from __future__ import annotations

import pytest

from msvc_helm.chart.translate.template import carry
from msvc_helm.errors import InputError, Problem


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        carry("k", text, chart="c")
    return caught.value.problems


WHOLE = "the template's data as a whole is another thing in Helm"
REFUSED = [
    # The data as a whole
    ("{{ . }}", WHOLE),
    ("{{ $ }}", WHOLE),
    ('{{ printf "%v" . }}', WHOLE),
    ("{{ list $ }}", WHOLE),
    ('{{ dict "a" . }}', WHOLE),
    ('{{ index . "ModelName" }}', WHOLE),
    ("{{ range . }}{{ end }}", WHOLE),
    ("{{ . | toJson }}", WHOLE),
    ("{{ toJson (.) }}", WHOLE),
    ("{{ $d := $ }}{{ len $d }}", WHOLE),
    ("{{ with . }}{{ . }}{{ end }}", WHOLE),
    ('{{ define "x" }}{{ . }}{{ end }}{{ template "x" $ }}', WHOLE),
    ("{{ $x := `` }}{{ if .ModelName }}{{ $x = . }}{{ end }}{{ $x }}", WHOLE),
    # A definition for the data and for something else
    (
        '{{ define "x" }}{{ .Foo }}{{ end }}{{ template "x" . }}{{ template "x" dict }}',
        "this may be the field Foo of the template's data or of something else",
    ),
    (
        '{{ define "x" }}{{ getPort "a" }}{{ end }}{{ template "x" .ModelName }}',
        "getPort needs the template's data, which $ is not here",
    ),
    ('{{ define "x" }}{{ getPort "a" }}{{ end }}{{ template "x" }}', "getPort needs the template's data"),
    ('{{ block "x" dict }}{{ getPort "a" }}{{ end }}', "getPort needs the template's data"),
    ('{{ $ = "x" }}{{ getPort "a" }}', "getPort needs the template's data"),
    ("{{ getPort }}", "getPort takes one argument"),
    ('{{ "a" | getPort "b" }}', "getPort takes one argument"),
    ('{{ printf "%d" getPort }}', "getPort takes one argument"),
    # Functions
    ("{{ values .Ports }}", "values cannot be carried over: it gives the values in any order in Helm"),
    ("{{ keys (dict) .Ports }}", "keys of several maps come in any order in Helm"),
    ('{{ date "2006" 0 }}', "date cannot be carried over: it depends on the time zone"),
    ('{{ semverCompare ">1" "2" }}', "semverCompare cannot be carried over: Helm's semver takes prereleases"),
    ('{{ set .Ports "a" 1 }}', "set would change the data of all other templates, too"),
    ("{{ merge (first .GatewayRefs) dict }}", "merge would change the data of all other templates, too"),
    ("{{ range .GatewayRefs }}{{ set . `a` 1 }}{{ end }}", "set would change the data"),
    ("{{ $p := .Ports }}{{ unset $p `a` }}", "unset would change the data"),
    ('{{ typeOf (getPort "a") }}', "typeOf looks at the Go type of a value that has another one in Helm"),
    ("{{ index .Ports `a` | typeIs `int32` }}", "typeIs looks at the Go type"),
    ("{{ deepEqual .Ports dict }}", "deepEqual looks at the Go type"),
    ("{{ .Ports.a | kindOf }}", "kindOf looks at the Go type"),
    ("{{ range .Ports }}{{ has . (list 1) }}{{ end }}", "has looks at the Go type"),
    ('{{ getPort "a" | printf "%T" }}', "printf looks at the Go type"),
    ('{{ printf "%T" .Ports }}', "printf looks at the Go type"),
    ('{{ .Ports | printf "%+#v" }}', "printf looks at the Go type"),
    ('{{ printf "%5T" (getPort "a") }}', "printf looks at the Go type"),
    ('{{ printf "%[1]T" (getPort "a") }}', "printf looks at the Go type"),
    ('{{ typeOf (split "," "a") }}', "typeOf looks at the Go type"),
    ("{{ now }}", 'function "now" is refused'),
    ("{{ toYaml .Ports }}", 'function "toYaml" not defined'),
    ('{{ include "x" . }}', 'function "include" not defined'),
    # Text
    ("a: <no value>", "Helm takes <no value> out of all it renders"),
    ("a: \u2028", "an invisible character that Helm's YAML cannot carry"),
    ('{{ "\\u0085" }}', "an invisible character that Helm's YAML cannot carry"),
    ("a: 1e6", "Helm takes the float 1e6 for an integer"),
    ("{{ if .ModelName }}a: 1e6{{ end }}", "Helm takes the float 1e6 for an integer"),
    ("{{ .ModelName }}: 1e6", "Helm takes the float 1e6 for an integer"),
    # What is no template
    ("{{ if }}", "missing value for if"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_refused(text: str, message: str) -> None:
    assert problems(text)[0].message.startswith(message)


TAKEN = [
    "{{ if . }}{{ end }}{{ with $ }}{{ .ModelName }}{{ end }}",
    "{{ with .ModelName }}{{ . }}{{ end }}{{ range .GatewayRefs }}{{ . }}{{ end }}",
    '{{ define "x" }}{{ .ModelName }}{{ end }}{{ template "x" . }}{{ template "x" dict }}',
    '{{ define "x" }}{{ getPort "a" }}{{ .Foo }}{{ . }}{{ end }}',  # nobody calls it
    '{{ define "x" }}{{ . }}{{ end }}{{ template "x" .ModelName }}',
    '{{ $d := dict "a" .Ports.a }}{{ set $d "b" 1 }}{{ set (dict) "a" .ModelName }}',
    "{{ range $name, $port := .Ports }}{{ has $name (list `a`) }}{{ typeOf $name }}{{ end }}",
    "{{ kindIs `map` .Ports }}{{ typeOf .GatewayRefs }}",
    "{{ has `a` (keys .Ports) }}{{ typeOf .ModelName }}{{ printf `%d` (getPort `a`) }}",
    "a: {{ .ModelName }}1e6\nb: 1e6{{ .ModelName }}",
]


@pytest.mark.parametrize("text", TAKEN)
def test_taken(text: str) -> None:
    assert carry("k", text, chart="c")


def test_every_problem_is_told_with_its_place() -> None:
    first, second = problems("a: {{ . }}\nb:\n  - {{ values .Ports }}\n")
    assert (first.path, first.line, first.column) == ("k", 1, 7)
    assert (second.line, second.column) == (3, 8)
    assert second.hint == "range over the map, which goes by its keys"
    assert second.excerpt == "  - {{ values .Ports }}\n       ^~~~~~"
