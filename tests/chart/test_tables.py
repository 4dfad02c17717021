"""facts.json: every type that its codes name is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

from msvc_helm.chart import tables
from msvc_helm.types import kinds, schema

CODE = re.compile(r"!?[\[{]*([sSbilnxqytj]|[A-Z][\w./]*)")


def test_every_code_is_a_scalar_or_a_struct_that_is_there() -> None:
    structs = tables.facts()["structs"]
    for name, fields in structs.items():
        for field, code in fields.items():
            match = CODE.fullmatch(code)
            assert match, f"{name}.{field}: {code}"
            assert len(match[1]) == 1 or match[1] in structs, f"{name}.{field}: {code}"


def test_every_kind_is_there_without_what_only_a_server_sets() -> None:
    found = tables.facts()
    assert found["kinds"].keys() == kinds().keys()
    for kind, (api_version, struct) in found["kinds"].items():
        assert api_version == kinds()[kind]
        assert found["structs"][struct].keys() == schema(kind).fields.keys() - {"status"}
    assert not {"uid", "managedFields"} & found["structs"]["ObjectMeta"].keys()


def test_what_is_demanded_names_checks_and_structs_that_are_there() -> None:
    demands = tables.facts()["demands"]
    checks = (Path(tables.__file__).parent / "templates" / "_checks.tpl").read_text(encoding="utf-8")
    for name, entry in demands.items():
        rows = [row for field in entry.get("fields", {}).values() for row in field.get("rules", [])]
        for check, *_ in [*rows, *entry.get("whole", [])]:
            assert f'define "CHART.check.{check}"' in checks, f"{name}: {check}"
        for field in entry.get("fields", {}).values():
            struct = field.get("type", "").lstrip("[{").partition("@")[0]
            assert struct in demands or struct in ("", "q") or struct.startswith("s|"), f"{name}: {field}"


def test_the_file_is_json_of_short_lines_that_begins_with_its_comment() -> None:
    text = tables.text("made by somebody")
    assert text.splitlines()[1] == '"$comment": "made by somebody",'
    assert json.loads(text) == {"$comment": "made by somebody", **tables.facts()}
    assert max(map(len, text.splitlines())) < 2000
