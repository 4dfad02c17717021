"""Comparison with real Go itself, not with its recorded answers, on demand.

MSVC_GO_ORACLE=1 pytest tests/goyaml/test_against_go.py, to be run when the reader, the writer or quantities change.
"""

from __future__ import annotations

import json
import os
import random
import re
import time

import pytest

from msvc_helm import goyaml
from msvc_helm.types.quantity import canonical
from msvc_helm.write import dump
from tests.goyaml import record, tables
from tests.goyaml.oracle_client import Oracle
from tests.goyaml.tables import ERROR, same
from tests.goyaml.test_tables import string_of, value_of
from tests.test_write import TEXTS

pytestmark = pytest.mark.skipif(not os.environ.get("MSVC_GO_ORACLE"), reason="needs Go; set MSVC_GO_ORACLE=1")

ROUNDS = 5000


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    return Oracle(tmp_path_factory.mktemp("oracle"))


@pytest.fixture
def rnd(request: pytest.FixtureRequest) -> random.Random:
    """Random choices that differ from run to run; the seed is printed when a test fails."""
    seed = time.time_ns()
    print(f"{request.node.name}: seed {seed}")
    return random.Random(seed)  # noqa: S311 - test data, no secret


def test_the_recorded_answers_are_those_of_today(oracle: Oracle) -> None:
    for name, table in record.recorded(oracle):
        assert table == tables.read(name)


def test_scalars(oracle: Oracle, rnd: random.Random) -> None:
    alphabet = "0123456789+-._eExXoObBaAfFnNyYtT:~"
    scalars = ["".join(rnd.choices(alphabet, k=rnd.randrange(1, 9))) for _ in range(ROUNDS)]
    for scalar, answer in zip(scalars, oracle.ask("string", [f"s: {s}\n" for s in scalars]), strict=True):
        assert string_of(scalar) == answer.get("out", ERROR), scalar


# Left out, as the scanners differ: `?` and `:,` within flow collections, `\/`, a byte order mark within the text, and
# `[]` as a key, of which go-yaml reads no more than the list.
PIECES: list[str] = json.loads((tables.FOLDER / "pieces.json").read_text("utf-8"))


def test_documents(oracle: Oracle, rnd: random.Random) -> None:
    texts = ["".join(rnd.choices(PIECES, k=rnd.randrange(1, 18))) for _ in range(ROUNDS)]
    texts = [text for text in texts if not re.search(r"[\[{]\s*[\]}]", text)]
    for text, answer in zip(texts, oracle.ask("json", texts), strict=True):
        assert same(value_of(text), json.loads(answer["out"]) if "out" in answer else ERROR), text


def test_quantities(oracle: Oracle, rnd: random.Random) -> None:
    suffixes = [
        "",
        "n",
        "u",
        "m",
        "k",
        "M",
        "G",
        "T",
        "P",
        "E",
        "Ki",
        "Mi",
        "Gi",
        "Ti",
        "Pi",
        "Ei",
        "e3",
        "E-7",
        "e19",
        "K",
    ]
    digits = ["".join(rnd.choices("0001239", k=rnd.randrange(0, 22))) for _ in range(ROUNDS * 2)]
    texts = [
        rnd.choice(["", "", "-", "+"]) + whole + rnd.choice(["", "." + fraction]) + rnd.choice(suffixes)
        for whole, fraction in zip(digits[::2], digits[1::2], strict=True)
    ]
    for text, answer in zip(texts, oracle.ask("quantity", texts), strict=True):
        try:
            found = canonical(text)
        except ValueError:
            found = ERROR
        assert found == answer.get("out", ERROR), text


@pytest.mark.parametrize("reader", ["json", "v3"])
def test_what_is_written_is_read_back(oracle: Oracle, rnd: random.Random, reader: str) -> None:
    texts = TEXTS + ["".join(rnd.sample(TEXTS, 2)) for _ in range(ROUNDS // 10)]
    objects: list[object] = [{text: [text, {"k": text, text: [[text]]}]} for text in texts]
    for value, answer in zip(objects, oracle.ask(reader, map(dump, objects)), strict=True):
        assert json.loads(answer["out"]) == value
        assert goyaml.plain(goyaml.parse(dump(value)) or goyaml.ScalarNode(None, "", 1, 1)) == value
