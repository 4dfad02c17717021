"""Where pieces of a template stand in its source."""

from __future__ import annotations

import pytest

from msvc_helm.gotemplate import nodes
from msvc_helm.gotemplate.parser import parse
from msvc_helm.gotemplate.spans import Spans

SOURCES = [
    '{{ f "a" | g . | h }}',
    '{{- f (g 1 (h .A.B) ).C.D $x.E -}} {{/* } */}} {{ if f "}}" }}{{ (f).A }}{{ else if $.B.C }}{{ end }}',
    '{{ $v := f . }}{{ range $i, $e := (f $v.A) -}} {{ f.A.B }} {{ end }}{{ template "x" f 1 }}{{ (((f 1 ))).A }}',
]


def tree_of(source: str) -> tuple[nodes.List, Spans]:
    source = source if "$x" not in source else "{{ $x := 1 }}" + source
    return parse(source, "t", lambda _name, _position: None).root, Spans(source)


@pytest.mark.parametrize("source", SOURCES)
def test_commands_and_operands_read_as_their_nodes_print(source: str) -> None:
    root, spans = tree_of(source)
    commands = [node for node in root.walk() if isinstance(node, nodes.Command)]
    assert len(commands) > 2
    for command in commands:
        for operand in command.operands:
            start, stop = spans.operand(operand)
            shown = f"({operand})" if isinstance(operand, nodes.Pipe) else str(operand)
            assert squeezed(spans.source[start:stop]) == squeezed(shown)
        first = command.operands[0]
        if not isinstance(first, (nodes.Pipe, nodes.Chain)):  # whose position is inside their parentheses
            text = spans.source[command.position : spans.command_end(command.position)]
            assert squeezed(text) == squeezed(str(command))


def squeezed(text: str) -> str:
    return text.replace(" ", "")


def test_fields_end_one_after_the_other() -> None:
    root, spans = tree_of("{{ (f 1).Ab.C }}{{ .D.Ef }}")
    chain, field = (node for node in root.walk() if isinstance(node, (nodes.Chain, nodes.Field)))
    assert [spans.source[:end].rpartition(".")[2] for end in spans.fields(chain)] == ["Ab", "C"]
    assert [spans.source[:end].rpartition(".")[2] for end in spans.fields(field)] == ["D", "Ef"]


def test_blocks_with_their_trimming() -> None:
    source = 'a {{- define "x" -}} 1 {{ if f }}{{ end }}{{ end }} b {{ block "y" .A -}} 2 {{- end -}} c'
    define, block = Spans(source).blocks()
    assert source[define.start :].startswith("{{- define")
    assert source[define.stop :].startswith(" b")
    assert source[define.inner : define.outer] == " 1 {{ if f }}{{ end }}"
    assert source[define.name : define.close] == '"x" '
    assert define.trims == [True, True, False, False]
    assert source[block.start : block.inner] == '{{ block "y" .A -}}'
    assert source[block.name : block.close] == '"y" .A '
    assert (source[block.inner : block.outer], block.trims) == (" 2 ", [False, True, True, True])


def test_a_block_is_found_by_the_position_of_its_body() -> None:
    source = '{{ define "x" }}{{/* c */}}{{ f }}{{ end }}{{ define "y" }}{{ end }}{{ block "z" . }} z {{ end }}'
    tree = parse(source, "t", lambda _name, _position: None)
    positions = {tree.definitions[name].position for name in ("x", "y", "z")}
    assert {block.first for block in Spans(source).blocks()} == positions
