"""What real Go answers (cases/, and ../shared where it is), scalar by scalar and document by document."""

from __future__ import annotations

import json
from pathlib import Path

from msvc_helm import goyaml
from msvc_helm.errors import InputError
from msvc_helm.goyaml.floats import json_float, short_float
from tests.goyaml import tables
from tests.goyaml.record import aliased_document
from tests.goyaml.tables import ERROR, same


def value_of(text: str) -> object:
    """The document as a JSON value; ERROR where it is refused, or holds what JSON cannot."""
    try:
        node = goyaml.parse(text)
        return None if node is None else goyaml.plain(node)
    except InputError:
        return ERROR


def string_of(scalar: str) -> str:
    """The scalar in a string field."""
    try:
        root = goyaml.parse(f"s: {scalar}\n")
    except InputError:
        return ERROR
    node = root.items.get("s") if isinstance(root, goyaml.MappingNode) else None
    return goyaml.string_of(node) if isinstance(node, goyaml.ScalarNode) else ERROR


def test_scalars() -> None:
    wrong = {}
    for scalar, (value, string) in tables.read("scalars").items():
        root = value_of(f"s: {scalar}\n")
        found = [root["s"] if isinstance(root, dict) else root, string_of(scalar)]
        if not same(found, [value, string]):
            wrong[scalar] = found, [value, string]
    assert not wrong


def test_documents() -> None:
    wrong = {}
    for text, answer in tables.read("documents").items():
        found = value_of(text)
        if not same(found, answer):
            wrong[text] = found, answer
    assert not wrong


def test_aliases_are_refused_exactly_where_go_refuses_them() -> None:
    table = tables.read("aliases")
    assert {case: value_of(aliased_document(case)) != ERROR for case in table} == table


def test_floats() -> None:
    for text, printed in tables.read("floats").items():
        assert [json_float(float(text)), short_float(float(text))] == printed


def test_the_shared_scalars(shared: Path) -> None:
    cases = json.loads((shared / "yaml" / "scalars.json").read_text("utf-8"))
    assert cases
    for case in cases:
        assert string_of(case["scalar"]) == case.get("string", ERROR), case
