"""What `parse` adds to go-yaml's values: places, one document of several, encodings, bounds, and messages."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from msvc_helm import goyaml
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import MappingNode, ScalarNode, SequenceNode, compose
from msvc_helm.goyaml.limits import MAX_DEPTH
from tests.properties import examples

TEXT = """\
# a comment
a: 1
b:
  - x
  - {k: "v"}
? c
: |
  text
"""


def failure(text: str | bytes, *, line: int = 1) -> str:
    """The message of the one problem a text has."""
    with pytest.raises(InputError) as caught:
        goyaml.parse(text, line=line)
    (problem,) = caught.value.problems
    return str(problem)


def mapping(node: goyaml.Node | None) -> MappingNode:
    assert isinstance(node, MappingNode)
    return node


def test_every_node_and_key_knows_its_place() -> None:
    root = mapping(goyaml.parse(TEXT))
    assert (root.line, root.column) == (2, 1)
    assert root.keys == {"a": (2, 1), "b": (3, 1), "c": (6, 3)}
    items = root.items["b"]
    assert isinstance(items, SequenceNode)
    assert (items.line, items.column) == (4, 3)
    inner = mapping(items.items[1])
    assert (inner.line, inner.column, inner.keys) == (5, 5, {"k": (5, 6)})
    assert [(node.line, node.column) for node in (inner.items["k"], root.items["c"])] == [(5, 9), (7, 3)]


def test_places_count_from_the_line_a_text_begins_at() -> None:
    assert mapping(goyaml.parse(TEXT, line=41)).keys["b"] == (43, 1)
    assert failure("a: 1\nb: *x\n", line=41).startswith("line 42:4: ")
    assert failure("a: 1\nb: ]\n", line=41).startswith("line 42:4: ")
    assert failure("a: 1\nb: \x07\n", line=41).startswith("line 42:4: ")


def test_a_scalar_keeps_its_text() -> None:
    root = mapping(goyaml.parse("a: 0755\nb: '0755'\nc: 1.10\nd: ~\n"))
    scalars = [node for node in root.items.values() if isinstance(node, ScalarNode)]
    assert [(node.value, node.text) for node in scalars] == [
        (493, "0755"),
        ("0755", "0755"),
        (1.1, "1.10"),
        (None, "~"),
    ]


def test_an_alias_is_the_anchored_node_itself() -> None:
    root = mapping(goyaml.parse("a: &x [1]\nb: *x\n"))
    assert root.items["a"] is root.items["b"]


def test_merged_and_repeated_keys_keep_the_place_of_the_value_that_won() -> None:
    root = mapping(goyaml.parse("base: &b\n  k: 1\n  l: 2\nuse:\n  l: 0\n  <<: *b\n  k: 3\n  k: 4\n"))
    assert mapping(root.items["use"]).keys == {"l": (3, 3), "k": (8, 3)}


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", b"", "\ufeff", b"\xef\xbb\xbf# c\n"])
def test_no_document(text: str | bytes) -> None:
    assert goyaml.parse(text) is None


def test_a_null_document_is_a_node() -> None:
    for text in ("---\n", "~\n", "--- null\n", "---\n---\na: 1\n"):
        node = goyaml.parse(text)
        assert isinstance(node, ScalarNode)
        assert node.value is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    text = "a: 日本 😀\r\nb: |\r\n  x\r\n"
    node = goyaml.parse(text.encode(encoding))
    assert node is not None
    assert goyaml.plain(node) == {"a": "日本 😀", "b": "x\n"}


def test_what_follows_the_first_document_is_not_read() -> None:
    assert goyaml.plain(mapping(goyaml.parse("a: 1\n---\n]]] *x {{\n"))) == {"a": 1}


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "\n".join(" " * depth + "a:" for depth in range(2000)),
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "\n".join(["- &a0 [x]"] + [f"- &a{i} [[[[[[[[[[*a{i - 1}]]]]]]]]]]" for i in range(1, 50)]),
    ],
    ids=["lists", "maps", "dashes", "block", "one too many", "aliases in aliases"],
)
def test_absurd_nesting_is_refused(text: str) -> None:
    assert "inside one another" in failure(text)


def test_deep_nesting_is_read() -> None:
    node = goyaml.parse("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert node is not None
    assert str(goyaml.plain(node)) == "[" * MAX_DEPTH + "]" * MAX_DEPTH


@pytest.mark.parametrize(
    "levels",
    [
        ["&a0 [x, x, x]"] + [f"&a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 40)],
        ["&a0 {k: v}"] + [f"&a{i} {{<<: [*a{i - 1}, *a{i - 1}], k{i}: v}}" for i in range(1, 400)],
        ["&a0 {k: v}"] + [f"&a{i} {{<<: *a{i - 1}, k{i}: v}}" for i in range(1, 5000)],
    ],
    ids=["lists", "merged twice", "merged on and on"],
)
def test_alias_bombs_are_refused_at_once(levels: list[str]) -> None:
    started = time.process_time()
    assert "aliases make this document many times larger" in failure("".join(f"- {level}\n" for level in levels))
    assert time.process_time() - started < 2


@pytest.mark.parametrize("node", ['"{}"', "[a, '{}']", "|\n  {}"], ids=["text", "list", "block"])
def test_aliases_of_long_text_are_refused_at_once(node: str) -> None:
    started = time.process_time()
    text = f"a: &a {node.format('x' * 400_000)}\nb:\n" + "  - *a\n" * 5000
    assert "aliases stand for more than 16 MiB of text" in failure(text)
    assert time.process_time() - started < 2


def test_ordinary_aliases_are_no_bomb() -> None:
    base = "base: &b {image: x, env: [{name: a, value: b}], args: [a, b, c]}\n"
    text = base + "all:\n" + "".join(f"- {{<<: *b, name: n{i}}}\n- *b\n" for i in range(40))
    assert len(goyaml.plain(mapping(goyaml.parse(text)))["all"]) == 80  # type: ignore[index]


MESSAGES = {
    "a:\n\tb: 1\n": "line 2:1: not valid YAML: found character that cannot start any token; "
    "indent with spaces: YAML does not take tabs there",
    "a: `x`\n": "line 1:4: not valid YAML: found character that cannot start any token; "
    "quote a value that begins with `",
    "a: {{ .X }}\n": "line 1:5: a list or map cannot be a map key; quote a value that begins with {{",
    "a: 1\nb: [1, 2\nc: 3\n": "line 3:2: not valid YAML: did not find expected ',' or ']' "
    "(while parsing a flow sequence that starts in line 2)",
    "a: b: c\n": "line 1:5: not valid YAML: mapping values are not allowed in this context; "
    'quote a value that contains ": ", and check the indentation and the line above',
    "port: &http 80\nb: *htpp\n": 'line 2:4: no anchor "htpp" before this alias; did you mean "http"?',
    "a: *.txt\n": "line 1:5: not valid YAML: did not find expected alphabetic or numeric character; "
    'quote a value that begins with "*" or "&"',
    "a: &x [*x]\n": 'line 1:8: the value of anchor "x" contains itself',
    "~: 1\n": "line 1:1: a map key cannot be null; quote the key",
    "a: !!int x\n": 'line 1:4: "x" is not of the type its tag says (!!int)',
    "<<: 1\n": "line 1:5: << takes a map or a list of maps",
    "a: &x [{}]\nb: {<<: *x}\n": "line 2:9: << takes a map, or a list of maps written in place",
    "a: \x1b[0m\n": "line 1:4: character U+001B is not allowed in YAML; write it as an escape within double quotes",
    "a: \ud800\n": "line 1:4: character U+D800 is not allowed in YAML",
    "%YAML 1.2\n---\na: 1\n": "line 1:1: a document of YAML 1.2, where Kubernetes reads 1.1; leave out %YAML",
}


@pytest.mark.parametrize("text", MESSAGES, ids=repr)
def test_messages(text: str) -> None:
    assert failure(text) == MESSAGES[text]


def test_messages_for_bytes() -> None:
    assert failure(b"ok: 1\na: caf\xe9\n") == "line 2:7: byte 0xe9 is not UTF-8"
    assert "UTF-16" in failure(b"\xff\xfea\x00:")


@given(
    st.text(alphabet="ab1 \n\t-:?&*!|>%@`[]{},#'\"\\~<=.é\u2028\ufeff\x00\x85", max_size=40) | st.binary(max_size=30)
)
@examples(400)
def test_nothing_but_an_input_error_comes_out(text: str | bytes) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        goyaml.parse(text)
    except InputError as err:
        problems = err.problems
    assert all(problem.line >= 1 and problem.message for problem in problems)


def test_without_libyaml_the_tree_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEXT + "d: &x {e: 0o17, f: ! 5, g: [*x]}\n".replace("[*x]", "[]") + "h: {<<: *x, e: !!str 1}\n"
    expected = goyaml.parse(text)
    monkeypatch.setattr(compose, "_Parser", yaml.SafeLoader)
    assert outline(goyaml.parse(text)) == outline(expected)
    assert "indent with spaces" in failure("a:\n\tb: 1\n")
    assert "U+0007" in failure("a: \x07")
    assert "not UTF-8" in failure(b"a: \xff")
    assert "inside one another" in failure("[" * 10_000)


def outline(node: goyaml.Node | None) -> object:
    """A tree with all its places, to compare."""
    if isinstance(node, MappingNode):
        return node.line, node.column, node.keys, {key: outline(value) for key, value in node.items.items()}
    if isinstance(node, SequenceNode):
        return node.line, node.column, [outline(item) for item in node.items]
    assert node is not None
    return node.line, node.column, node.value, node.text
