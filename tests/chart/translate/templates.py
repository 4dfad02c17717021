"""Small templates: written by a grammar that knows what can go wrong in Helm, and recorded ones cut and joined."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = ("ModelName", "DecodeReplicas", "AuthSecretName", "Ports", "GatewayRefs", "Modelname", "Foo")
CONSTANTS = ('"app_port"', '"x"', "`r`", "1", "0", "true", "'a'", "1.5")
ONE = ("quote", "toString", "len", "upper", "toJson", "not", "keys", "int", "first", "b64enc", "add1", "empty")
TWO = (
    "default",
    "eq",
    "printf",
    "index",
    "list",
    "dict",
    "split",
    "join",
    "add",
    "get",
    "hasKey",
    "ternary true",
    "or",
)
PIECES = (
    "{{",
    "}}",
    "{{- ",
    " -}}",
    "(",
    ")",
    "|",
    ".",
    "$x",
    ":=",
    '"',
    "`",
    "if ",
    "range ",
    "end",
    "else",
    "/*",
    "\\",
)


def _joined(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map("".join)


def _parenthesised(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return _joined(st.just("("), inner, st.sampled_from([")", ")", ").name", ").Foo"]))


def _grown(operand: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Pipelines over operands, and those in parentheses as operands again."""
    port = st.sampled_from(["app_port", "internal_port", "app_port", "nope"]).map(lambda name: f'getPort "{name}"')
    one = _joined(st.sampled_from(ONE), st.just(" "), operand)
    two = _joined(st.sampled_from(TWO), st.just(" "), operand, st.just(" "), operand)
    stage = st.sampled_from([*ONE, "getPort", 'default "d"', 'split "/"', 'eq "x"', 'printf "%v"'])
    piped = _joined(operand | one | two | port, st.just(" | "), stage)
    return _parenthesised(one | two | port | piped | operand)


FIELDS = st.sampled_from(
    [f"{start}.{name}" for name in NAMES for start in ("", "$")] + [".Ports.app_port", "$.Ports.no"]
)
OPERANDS = st.recursive(FIELDS | FIELDS | st.sampled_from([*CONSTANTS, ".", "$", "$v"]), _grown, max_leaves=4)
PIPES = OPERANDS.map(lambda text: text[1:-1] if text[0] == "(" and text[-1] == ")" and text.count("(") == 1 else text)
MARKS = st.sampled_from([("{{ ", " }}"), ("{{- ", " }}"), ("{{ ", " -}}"), ("{{- ", " -}}")])


@st.composite
def _action(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    left, right = draw(MARKS)
    return f"{left}{draw(inner)}{right}"


TEXTS = st.sampled_from(["a", " ", "\n  ", "b: ", "- c\n", "{", "}"])
SIMPLE = TEXTS | _action(PIPES) | _action(PIPES.map("$v := {}".format)) | _action(st.just("/* c */"))


@st.composite
def _block(draw: st.DrawFn, body: st.SearchStrategy[str]) -> str:
    keyword = draw(st.sampled_from(["if", "with", "range", "range $i, $v :=", "with $v :=", 'block "b"', "if", "with"]))
    parts = [draw(_action(PIPES.map(f"{keyword} {{}}".format))), draw(body)]
    if "block" not in keyword and draw(st.booleans()):
        parts += [draw(_action(st.just("else") | PIPES.map("else if {}".format))), draw(body)]
    return "".join([*parts, draw(_action(st.just("end")))])


BODIES = st.recursive(SIMPLE, lambda inner: st.lists(inner | _block(inner), max_size=3).map("".join), max_leaves=6)
CALLS = st.sampled_from(["t", "u", "b"]).flatmap(lambda name: PIPES.map(f'template "{name}" {{}}'.format))


@st.composite
def _definition(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(["t", "u"]))
    opening = draw(_action(st.just(f'define "{name}"')))
    body = draw(BODIES | _action(CALLS)).replace("$v ", "$x ").replace("$v", "$")
    return opening + body + draw(_action(st.just("end")))


TEMPLATES = st.lists(BODIES | BODIES | _action(CALLS) | _definition(), max_size=5).map(
    lambda parts: "{{ $v := .ModelName }}" + "".join(parts)
)
"""Texts of which most parse and many run."""


ARGUMENTS = st.lists(BODIES, max_size=4).map("".join).filter(lambda text: " $v" not in text and "block" not in text)
"""Those that an argument may be: no definitions (and seldom the data as a whole)."""


@st.composite
def mutated(draw: st.DrawFn, sources: list[str]) -> str:
    """One of the texts, or two, cut and joined and with pieces put in."""
    text = draw(st.sampled_from(sources)) + draw(st.sampled_from(["", *sources]))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        until = min(len(text), at + draw(st.integers(0, 3)))
        text = text[:at] + draw(st.sampled_from(["", *PIECES]) | st.text(max_size=2)) + text[until:]
    return text
