"""The library's interface: data, functions, refusals, what is kept between renderings, the tree."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from msvc_helm.gotemplate import (
    FunctionError,
    RefusedFunctionError,
    Struct,
    Template,
    TemplateExecutionError,
    TemplateSyntaxError,
    function,
    nodes,
)
from msvc_helm.gotemplate.parser import parse
from msvc_helm.gotemplate.sprig import NAMES, REFUSED
from msvc_helm.gotemplate.values import Int32


def port(name: str) -> Int32:
    return Int32(len(name))


def test_renders_many_times() -> None:
    template = Template("{{ range .items }}<{{ . }}>{{ end }}{{ $x := 1 }}{{ $x }}")
    assert template.render({"items": ["a", "b"]}) == "<a><b>1"
    assert template.render({"items": []}) == "1"
    assert template.render({"items": ["a", "b"]}) == "<a><b>1"


def test_a_map_has_no_unknown_keys_and_a_struct_no_unknown_fields() -> None:
    assert Template("{{ .none }}|{{ .a.none.more }}").render({"a": {}}) == "<no value>|<no value>"
    with pytest.raises(TemplateExecutionError, match=r"can't evaluate field Nam in type main\.Vars"):
        Template("{{ .Nam }}").render(Struct("main.Vars", {"Name": "x"}))


def test_an_object_with_attributes_is_a_struct() -> None:
    @dataclass
    class Vars:
        Name: str
        Inner: object

    data = Vars("x", SimpleNamespace(Depth=2))
    assert Template("{{ .Name }} {{ .Inner.Depth }} {{ . }}").render(data) == "x 2 {x {2}}"
    with pytest.raises(TemplateExecutionError, match="can't evaluate field Missing in type Vars"):
        Template("{{ .Missing }}").render(data)


def test_the_callers_data_stays_as_it_is() -> None:
    data = {"map": {"a": 1}, "same": None, "inner": Struct("main.Inner", {"map": {"b": 2}})}
    data["same"] = data["map"]
    source = '{{ $_ := set .map "x" 9 }}{{ $_ := set .inner.map "y" 8 }}{{ .same }} {{ .inner }}'
    for _ in range(2):
        assert Template(source).render(data) == "map[a:1 x:9] {map[b:2 y:8]}"
    assert data["map"] == {"a": 1}
    assert data["inner"] == Struct("main.Inner", {"map": {"b": 2}})


def test_data_may_contain_itself() -> None:
    data: dict[str, object] = {"x": 1}
    data["self"] = data
    assert Template("{{ .self.self.x }}").render(data) == "1"


def test_without_data_every_field_is_missing() -> None:
    assert Template("{{ .x.y }} {{ . }}").render() == "<no value> <no value>"


def test_an_unknown_field_names_the_nearest() -> None:
    with pytest.raises(TemplateExecutionError) as caught:
        Template("{{ .Nam }}").render(Struct("main.Vars", {"Name": "x", "Other": "y"}))
    assert caught.value.hint == 'did you mean "Name"?'


def test_functions_may_come_with_the_template_or_with_the_rendering() -> None:
    source = '{{ port "abc" }}'
    assert Template(source, functions={"port": port}).render() == "3"
    assert Template(source).render(functions={"port": port}) == "3"
    assert Template(source, functions={"port": port}).render(functions={"port": lambda name: name}) == "abc"


def test_an_unknown_function_is_a_syntax_error_as_soon_as_it_can_be_known() -> None:
    with pytest.raises(TemplateSyntaxError, match='function "prt" not defined') as caught:
        Template("a\n{{ prt 1 }}", functions={"port": port})
    assert (caught.value.line, caught.value.column, caught.value.hint) == (2, 4, 'did you mean "port"?')
    late = Template("{{ if false }}{{ prt 1 }}{{ end }}")
    with pytest.raises(TemplateSyntaxError, match='function "prt" not defined'):
        late.render(functions={"port": port})


def test_a_callable_is_checked_like_gos_functions() -> None:
    functions = {"port": port, "many": lambda *args: len(args), "pair": lambda a, b: [a, b], "built": max}
    render = Template("{{ many 1 2 3 }} {{ many }} {{ pair 1 `x` }} {{ built 3 4 }}").render
    assert render(functions=functions) == "3 0 [1 x] 4"
    with pytest.raises(TemplateExecutionError, match="wrong number of args for port: want 1 got 2"):
        Template("{{ port `a` `b` }}").render(functions=functions)
    with pytest.raises(TemplateExecutionError, match="expected string; found 5"):
        Template("{{ port 5 }}").render(functions=functions)


def test_defaults_of_a_callable_are_its_own_business() -> None:
    bound = {"x": "yes"}
    assert Template("{{ f `x` }}").render(functions={"f": lambda key, table=bound: table[key]}) == "yes"


def test_a_function_error_is_an_execution_error_at_the_call() -> None:
    @function("pick", "string")
    def pick(name: str) -> str:
        raise FunctionError(f"nothing called {name}")

    with pytest.raises(TemplateExecutionError) as caught:
        Template('{{ 1 }} {{ pick "x" }}').render(functions={"pick": pick})
    assert caught.value.message == "error calling pick: nothing called x"
    assert caught.value.context == 'pick "x"'


def test_a_struct_may_have_methods() -> None:
    value = Struct("main.Clock", {"At": function("At", "int")(lambda hour: f"{hour}:00"), "Zone": "UTC"})
    assert Template("{{ .At 7 }} {{ 8 | .At }} {{ .Zone }} {{ . }}").render(value) == "7:00 8:00 UTC {UTC}"
    with pytest.raises(TemplateExecutionError, match="wrong number of args for At: want 1 got 0"):
        Template("{{ .At }}").render(value)


def test_functions_in_the_data_are_called_with_call() -> None:
    data = {"add": function("add", "int, ...int")(lambda *numbers: sum(numbers)), "plain": lambda a: a}
    assert Template("{{ call .add 1 2 3 }} {{ call .plain `x` }}").render(data) == "6 x"
    for source in ("{{ call .add }}", "{{ call .add `x` }}", "{{ call .plain 1 2 }}", "{{ .add }}"):
        with pytest.raises(TemplateExecutionError):
            Template(source).render(data)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_refuses_by_name_with_a_reason(name: str) -> None:
    with pytest.raises(RefusedFunctionError) as caught:
        Template(f"{{{{ if false }}}}{{{{ {name} }}}}{{{{ end }}}}")
    assert caught.value.function == name
    assert caught.value.reason == REFUSED[name]
    assert caught.value.reason in str(caught.value)
    assert name not in NAMES


def test_bytes_that_are_no_text_become_one_replacement_each() -> None:
    template = Template('{{ .x | trunc 4 }}|{{ "\\xff" }}')
    assert template.render({"x": "日本"}) == "日\ufffd|\ufffd"
    assert template.execute({"x": "日本"}) == "日\udce6|\udcff"
    halves = Template("{{ range .halves }}{{ . }}{{ end }}")
    assert halves.render({"halves": ["\udce6\udc97", "\udca5"]}) == "日"


def test_the_tree_can_be_walked_with_positions() -> None:
    source = "a{{ if .X }}{{ print $.Y 1 }}{{ else if 2 }}{{ range $i, $e := .L }}{{ $e }}{{ end }}{{ end }}"
    found = [(type(n).__name__, source[n.position]) for n in Template(source).tree.root.walk()]
    assert found[:4] == [("List", "a"), ("Text", "a"), ("If", "."), ("Pipe", ".")]
    assert [str(n) for n in Template(source).tree.root.walk() if isinstance(n, nodes.Variable)] == [
        "$.Y",
        "$i",
        "$e",
        "$e",
    ]


def test_comments_are_kept_on_request() -> None:
    source = '{{/* one */}}{{ define "d" }}{{- /* two */ -}} x{{ end }}y'
    tree = parse(source, "t", lambda _name, _position: None, comments=True)
    assert str(tree) == '{{define "d"}}{{/* two */}}x{{end}}{{/* one */}}y'
    assert str(parse(source, "t", lambda _name, _position: None)) == '{{define "d"}}x{{end}}y'
