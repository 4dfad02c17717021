"""Comparison with real Go itself, not with its recorded answers; takes minutes, so only on demand.

MSVC_GO_ORACLE=1 pytest tests/types/test_against_go.py, to be run when the type data or the cases change.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from msvc_helm.types import ListType, MapType, StructType, Type, kinds, schema
from tests.types import cases, record, strategies
from tests.types.oracle_client import Oracle
from tests.types.test_coercion import essence, ours

pytestmark = pytest.mark.skipif(
    not os.environ.get("MSVC_GO_ORACLE"), reason="builds Go programs for minutes; set MSVC_GO_ORACLE=1"
)

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
GO_NAMES = {
    "bool": "boolean",
    "int": "int64",
    "IntOrString": "int-or-string",
    "Quantity": "quantity",
    "Time": "time",
    "FieldsV1": "any",
    "[uint8": "bytes",
    "uint16": "int64",  # one field of Gateway API, whose CRD does not say so
}
LATER = ".spec.rules[].sessionPersistence."  # the two releases of Gateway API name its fields differently; we know both


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    return Oracle(tmp_path_factory.mktemp("oracle"))


def test_the_type_data_is_what_the_script_makes() -> None:
    done = subprocess.run([sys.executable, SCRIPTS / "generate_types.py", "--check"], check=False)
    assert done.returncode == 0


def test_the_recorded_answers_are_those_of_today(oracle: Oracle) -> None:
    for file, answers in record.recorded(oracle):
        assert answers == cases.answers(file)


def test_every_field_is_a_field_in_go_of_the_same_type_and_the_other_way_round(oracle: Oracle) -> None:
    found: dict[tuple[str, str], tuple[str, bool]] = {}
    for kind in kinds():
        walk(kind, "", schema(kind), found)
    want = {place: (in_our_words(f["type"]), f["promoted"]) for place, f in oracle.fields().items()}
    assert {p: f for p, f in found.items() if LATER not in p[1]} == {p: f for p, f in want.items() if LATER not in p[1]}


def walk(kind: str, path: str, type_: Type, found: dict[tuple[str, str], tuple[str, bool]]) -> None:
    if isinstance(type_, (ListType, MapType)):
        walk(kind, f"{path}{'[]' if isinstance(type_, ListType) else '{}'}", type_.element, found)
    elif isinstance(type_, StructType):
        for field in type_.fields.values():
            below = f"{path}.{field.name}"
            found[kind, below] = describe(field.type), field.promoted
            walk(kind, below, field.type, found)


def describe(type_: Type) -> str:
    if isinstance(type_, ListType):
        return f"[{describe(type_.element)}"
    if isinstance(type_, MapType):
        return f"{{{describe(type_.element)}"
    return "struct" if isinstance(type_, StructType) else type_.name


def in_our_words(go: str) -> str:
    return GO_NAMES.get(go) or (go[0] + in_our_words(go[1:]) if go[0] in "[{" else go)


@pytest.mark.parametrize("make", [strategies.right, strategies.spoilt])
def test_objects_made_at_random_are_read_as_go_reads_them(oracle: Oracle, make: strategies.Maker) -> None:
    asked = [(kind, text) for kind in sorted(kinds()) for text in texts(make(kind))]
    for (kind, text), answer in zip(asked, oracle.ask(asked), strict=True):
        assert essence(ours(kind, text)) == essence(answer.get("json", cases.ERROR)), (kind, text, answer.get("error"))


def texts(objects: st.SearchStrategy[object]) -> set[str]:
    """A few hundred objects as YAML, but for those with a field of which the Go types here say something else."""
    found = set()
    quiet = settings(max_examples=200, database=None, phases=[Phase.generate], deadline=None)

    @settings(quiet, suppress_health_check=list(HealthCheck))
    @given(objects)
    def collect(value: object) -> None:
        found.add(json.dumps(value).replace("Infinity", ".inf").replace("NaN", ".nan"))

    collect()
    return {text for text in found if "idletimeout" not in text.lower() and "maxsize" not in text.lower()}
