"""Where errors point, and how they read."""

from __future__ import annotations

import pytest

from msvc_helm.gotemplate import Template, TemplateError

from .data import FUNCTIONS, VARS


def failure(source: str) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        Template(source, name="key", functions=FUNCTIONS).render(VARS)
    return caught.value


# A template and the piece its error marks.
PLACES = [
    ("a\nb {{ .Missing }}", ".Missing"),
    ("{{ .Name | uppper }}", "uppper"),
    ("{{ upper 5 }}", "5"),
    ("{{ upper }}", "upper"),
    ('{{ fail "x" }}', 'fail "x"'),
    ("{{ index .List 9 }}", "index .List 9"),
    ('x {{ template "none" . }}', '"none" .'),
    ("{{ range .Name }}{{ end }}", ".Name"),
    ("{{ 1 | 2 }}", "2"),
    ("{{ $x }}", "$x"),
    ("{{ if true }}{{ else }}{{ else }}{{ end }}", "else"),
    ("x {{ if true }}", "{{"),
    ("{{ end }}", "{{"),
    ('{{ "\\z" }}', '"\\z"'),
    ("{{ 1_ }}", "1_"),
    ("{{ /* x */ }}", "/"),
    ('{{ "abc }}', '"'),
    ("x {{ 1", "{{"),
    ("{{ break }}", "break"),
    ("{{ define .x }}{{ end }}", ".x"),
    ("{{ print (print (len 5)) }}", "len 5"),
    ("{{ expandenv `x` }}", "expandenv"),
    ('{{ define "d" }}\n{{ .x }}{{ end }}{{ template "d" 5 }}', ".x"),
]


@pytest.mark.parametrize(("source", "piece"), PLACES)
def test_points_at_the_piece(source: str, piece: str) -> None:
    error = failure(source)
    lines = source.split("\n")
    assert error.source_line == lines[error.line - 1]
    assert error.source_line[error.column - 1 :].startswith(piece[0])
    assert error.marker == " " * (error.column - 1) + "^" + "~" * (error.marker.count("~"))
    marked = error.source_line[error.column - 1 : len(error.marker)]
    assert marked == piece or (len(marked) == 1 and piece.startswith(marked)) or marked.startswith(piece)


def test_reads_like_this() -> None:
    assert str(failure("image: x\nargs: {{ .Nmae }}\n")) == (
        'key:2:10: can\'t evaluate field Nmae in type main.Vars; did you mean "Name"?\n'
        "    args: {{ .Nmae }}\n"
        "             ^~~~~"
    )


def test_tabs_keep_the_marker_in_place() -> None:
    error = failure("\ta\t{{ .Missing }}")
    assert error.marker == "\t \t   ^~~~~~~~"


def test_a_long_line_is_cut_around_the_place() -> None:
    error = failure("x" * 1000 + "{{ .Missing }}" + "y" * 1000)
    assert error.column == 1004
    assert len(error.source_line) < 120
    start = error.marker.index("^")
    assert error.source_line[start : start + 8] == ".Missing"


def test_a_long_message_is_cut() -> None:
    assert len(str(failure("{{ 0x" + "f" * 100_000 + " }}"))) < 1000


def test_windows_line_ends_do_not_show() -> None:
    error = failure("a\r\n{{ .Missing }}\r\nb")
    assert (error.line, error.source_line) == (2, "{{ .Missing }}")
