"""What a template becomes, word by word; and that it gives the same, by this project's own Go on Helm's data."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from msvc_helm.chart.translate.template import carry
from msvc_helm.variables import NAMES
from tests.chart.translate.cases import LANGUAGE, RECORDED, base_configs, shared_cases
from tests.chart.translate.templates import TEMPLATES
from tests.chart.translate.worlds import MODEL, Data, carried, helm, operator

PORT = 'include "c.port" | int64'

ACTIONS = [
    # Ports
    ('{{ getPort "a" }}', f'{{{{ list $.Ports "a" | {PORT} }}}}'),
    ("{{- getPort `a` -}}", f"{{{{- list $.Ports `a` | {PORT} -}}}}"),
    ('{{ getPort "a"}}', f'{{{{ list $.Ports "a" | {PORT}}}}}'),
    ('{{ "a" | getPort | quote }}', f'{{{{ "a" | list $.Ports | {PORT} | quote }}}}'),
    ('{{ printf "%d" (getPort "a") }}', f'{{{{ printf "%d" (list $.Ports "a" | {PORT}) }}}}'),
    ("{{ $x := getPort .ModelName }}", f"{{{{ $x := list $.Ports .ModelName | {PORT} }}}}"),
    ('{{ getPort (printf "%s" "a") }}', f'{{{{ list $.Ports (printf "%s" "a") | {PORT} }}}}'),
    # Variables that do not exist fail, there as here, when they are reached
    ("{{ .Foo }}", '{{ (fail "k, line 1: there is no variable .Foo") }}'),
    ("{{ $.Foo.Bar | quote }}", '{{ (fail "k, line 1: there is no variable .Foo") | quote }}'),
    (
        "\n\n{{ .Modelname }}",
        '{{ (fail "k, line 3: there is no variable .Modelname; did you mean \\"ModelName\\"?") }}',
    ),
    ("{{ with $ }}{{ .Foo }}{{ end }}", '{{ with $ }}{{ (fail "k, line 1: there is no variable .Foo") }}{{ end }}'),
    ("{{ $d := . }}{{ $d.Foo }}", '{{ $d := . }}{{ (fail "k, line 1: there is no variable .Foo") }}'),
    ("{{ (.).Foo }}", '{{ (fail "k, line 1: there is no variable .Foo") }}'),
    ("{{ with .ModelName }}{{ .Foo }}{{ end }}", "{{ with .ModelName }}{{ .Foo }}{{ end }}"),
    ("{{ range .GatewayRefs }}{{ .name }}{{ end }}", "{{ range .GatewayRefs }}{{ .name }}{{ end }}"),
    ("{{ if . }}{{ .ModelName }}{{ end }}", "{{ if . }}{{ .ModelName }}{{ end }}"),
    # Fields of what is not there
    ("{{ $d := dict }}{{ $d.a.b.c }}", "{{ $d := dict }}{{ (($d.a).b).c }}"),
    ("{{ .ModelName.x.y }}{{ (dict).a.b }}", "{{ (.ModelName.x).y }}{{ ((dict).a).b }}"),
    # Functions
    ('{{ (split "/" .ModelName)._1 }}', '{{ (split "/" .ModelName | toJson | fromJson)._1 }}'),
    ('{{ .ModelName | splitn "/" 2 }}', '{{ .ModelName | splitn "/" 2 | toJson | fromJson }}'),
    ("{{ fromJson `{}` }}{{ osBase `a` }}", "{{ mustFromJson `{}` }}{{ base `a` }}"),
    ('{{ keys .Ports | join "," }}', '{{ keys .Ports | sortAlpha | join "," }}'),
    ("{{ keys .Ports | sortAlpha }}", "{{ keys .Ports | sortAlpha }}"),
    ("{{ int (getPort `a`) | typeOf }}", f"{{{{ int (list $.Ports `a` | {PORT}) | typeOf }}}}"),
    ("{{ set (deepCopy .Ports) `a` 1 }}", "{{ set (deepCopy .Ports) `a` 1 }}"),
    # All else stays
    ("a: {{- /* c */ -}}  {{ .ModelName }}\n", "a: {{- /* c */ -}}  {{ .ModelName }}\n"),
]


@pytest.mark.parametrize(("text", "wanted"), ACTIONS)
def test_actions(text: str, wanted: str) -> None:
    assert wanted in carry("k", text, chart="c")


FILES = [
    ("a: b\n", '{{ define "c.base.k" -}}\na: b\n{{ end }}\n'),
    ("a: b", '{{ define "c.base.k" -}}\na: b{{ end }}\n'),
    ("  a: b\n", '{{ define "c.base.k" }}  a: b\n{{ end }}\n'),
    ("", '{{ define "c.base.k" }}{{ end }}\n'),
    ("{", '{{ define "c.base.k" -}}\n{{ "{" }}{{ end }}\n'),
    (
        'a\n{{- define "x" -}}\n  {{ .ModelName }}\n{{- end -}}\nb{{ template "x" . }}',
        '{{ define "c.base.k/x" -}}\n  {{ .ModelName }}\n{{- end }}\n\n'
        '{{ define "c.base.k" -}}\na\n{{- /* "x" is defined above */ -}}\nb{{ template "c.base.k/x" . }}{{ end }}\n',
    ),
    (
        "{{ block `x` getPort `a` -}} {{ . }}{{ end -}} b",
        '{{ define "c.base.k/x" -}} {{ . }}{{ end }}\n\n{{ define "c.base.k" -}}\n'
        f'{{{{ template "c.base.k/x" list $.Ports `a` | {PORT} -}}}} b{{{{ end }}}}\n',
    ),
    (  # the second of two definitions counts where the first is empty
        '{{ define "x" }} {{ end }}{{ define "x" }}y{{ end }}{{ define "x" }}{{ end }}{{ template "x" }}',
        '{{ define "c.base.k/x" }}y{{ end }}\n\n{{ define "c.base.k" -}}\n'
        '{{/* "x" is defined above */}}{{/* "x" is defined above */}}{{/* "x" is defined above */}}'
        '{{ template "c.base.k/x" }}{{ end }}\n',
    ),
    (  # a key whose text is a definition of its own name
        '{{ define "k" }}y{{ end }}\n',
        '{{ define "c.base.k" }}y{{ end }}\n\n',
    ),
    (
        '{{ template "k" . }}{{ template "none" }}',
        '{{ define "c.base.k" -}}\n{{ template "c.base.k" . }}{{ template "c.base.k/none" }}{{ end }}\n',
    ),
    (
        '{{ define "a" }}{{ block "b" . }}{{ block "c" . }}1{{ end }}2{{ end }}3{{ end }}',
        '{{ define "c.base.k/c" }}1{{ end }}\n\n{{ define "c.base.k/b" }}{{ template "c.base.k/c" . }}2{{ end }}\n\n'
        '{{ define "c.base.k/a" }}{{ template "c.base.k/b" . }}3{{ end }}\n\n'
        '{{ define "c.base.k" -}}\n{{/* "a" is defined above */}}{{ end }}\n',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), FILES)
def test_files(text: str, wanted: str) -> None:
    assert carry("k", text, chart="c") == wanted


def test_the_data_of_the_tests_has_every_variable() -> None:
    assert set(MODEL.operator().fields) == set(NAMES)


def same(text: str, data: Data) -> bool:
    file = carried(text, data)
    return file is None or helm(file, data) == operator(text, data)


def test_base_configs_give_the_same() -> None:
    texts = base_configs()
    assert len(texts) > 20
    assert not [text for text in texts if not same(text, MODEL)]
    refused = [text for text in texts if carried(text) is None]
    assert all(operator(text) is None for text in refused)  # they are no templates


# Known: a field of an explicit nil, and a split string merged with a map, are errors that Helm does not have; text that
# is no JSON is an error in Helm only.
DIFFERENT = ("nil", "merge", "fromJson")


def test_recorded_templates_give_the_same() -> None:
    texts = [text for text in RECORDED if not any(word in text for word in DIFFERENT)]
    assert not [text for text in texts if not same(text, LANGUAGE)]


def test_reference_templates_give_the_same() -> None:
    texts = shared_cases()
    if not texts:
        pytest.skip("../shared is not here")
    assert not [text for text in texts if not same(text, MODEL) and "fromJson" not in text]


@settings(max_examples=300, deadline=None)
@given(TEMPLATES)
def test_any_template_gives_the_same(text: str) -> None:
    assert same(text, MODEL)
