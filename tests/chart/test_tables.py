"""facts.json: every type that its codes name is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from msvc_helm.chart import tables
from msvc_helm.chart.constants import constants
from msvc_helm.types import kinds, schema
from tests.conftest import REPO

TEMPLATES = (REPO / "msvc_helm/chart/templates", REPO / "charts/modelservice/templates")
FACTS = constants()
SOURCES = tables.facts()["sources"]
IN_TEMPLATES = [
    *FACTS["labels"].values(),
    *FACTS["imageVolumes"].values(),
    *FACTS["modelVolume"].values(),
    *FACTS["picker"]["portNames"][1:],  # grpc is a word of its own, too
    *(suffix for suffix in FACTS["suffixes"].values() if "-" in suffix),  # a role's is the role
    str(FACTS["picker"]["port"]),
    FACTS["exampleURI"],
    *FACTS["gieGroups"].values(),
    FACTS["names"]["apart"],
    str(FACTS["names"]["longest"]),
]
OF_ROLES = [FACTS[table][role] for table in ("pods", "services") for role in FACTS["roles"]]
OF_THE_EXPANSION = [*FACTS["sections"], *OF_ROLES, *SOURCES]
"""Words that a page for people may have: they are constants where a template that Helm runs has them in quotes."""
COMMENT = re.compile(r"\{\{-? ?/\*.*?\*/", re.DOTALL)
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


@pytest.mark.parametrize("constant", IN_TEMPLATES)
def test_no_template_spells_a_constant_of_the_expansion(constant: str) -> None:
    texts = {path: COMMENT.sub("", path.read_text(encoding="utf-8")) for each in TEMPLATES for path in each.iterdir()}
    assert len(texts) > 20
    spelt = re.compile(rf"(?<![\w.-]){re.escape(constant)}(?![\w-])")
    assert not [path.name for path, text in texts.items() if spelt.search(text)]


@pytest.mark.parametrize("word", OF_THE_EXPANSION)
def test_no_template_has_a_role_its_keys_or_a_scheme_of_its_own(word: str) -> None:
    paths = [path for each in TEMPLATES for path in each.iterdir() if path.suffix == ".tpl" or "NOTES" in path.name]
    assert len(paths) > 20
    spelt = re.compile(rf'"{re.escape(word)}"|={re.escape(word)}\b|\b{re.escape(word)}://')
    texts = {path.name: COMMENT.sub("", path.read_text(encoding="utf-8")) for path in paths}
    assert not [name for name, text in texts.items() if spelt.search(text)]


def test_the_charts_merge_has_no_list_of_its_own() -> None:
    merge = (TEMPLATES[0] / "_merge.tpl").read_text(encoding="utf-8")
    assert not [field for field in FACTS["lists"] if f'"{field}"' in merge]
