"""Writes the answers in cases/*.json anew: `python -m tests.goyaml.record` (needs Go and its module proxy).

For a new case add a line with its input and any answer, then run this.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.goyaml import tables
from tests.goyaml.oracle_client import Answer, Oracle
from tests.goyaml.tables import ERROR, Table


def recorded(oracle: Oracle) -> Iterator[tuple[str, Table]]:
    """The name and the content of every table."""
    documents = list(tables.read("documents"))
    yield "documents", dict(zip(documents, map(_value, oracle.ask("json", documents)), strict=True))
    yield "scalars", _scalars(oracle)
    quantities = list(tables.read("quantities"))
    answers = oracle.ask("quantity", quantities)
    yield "quantities", {q: a.get("out", ERROR) for q, a in zip(quantities, answers, strict=True)}
    floats = list(tables.read("floats"))
    both = zip(oracle.ask("float64", floats), oracle.ask("float32", floats), strict=True)
    yield "floats", {f: [wide["out"], narrow["out"]] for f, (wide, narrow) in zip(floats, both, strict=True)}
    yield "aliases", dict(_aliases(oracle))


def _scalars(oracle: Oracle) -> Table:
    """For each scalar its JSON value, then its text in a string field."""
    scalars = list(tables.read("scalars"))
    values = oracle.ask("json", [f"s: {scalar}\n" for scalar in scalars])
    strings = oracle.ask("string", [f"s: {scalar}\n" for scalar in scalars])
    return {
        scalar: [value["s"] if isinstance(value := _value(json_), dict) else ERROR, string.get("out", ERROR)]
        for scalar, json_, string in zip(scalars, values, strings, strict=True)
    }


def _aliases(oracle: Oracle) -> Iterator[tuple[str, bool]]:
    cases = list(tables.read("aliases"))
    for case, answer in zip(cases, oracle.ask("json", map(aliased_document, cases)), strict=True):
        yield case, "out" in answer


def aliased_document(case: str) -> str:
    """The document a case of aliases.json names: the anchored list's length, aliases to it, plain items around them."""
    size, aliases, before, after = map(int, case.split())
    lines = [("a: &a", ["1"] * size), ("b:", ["1"] * before), ("c:", ["*a"] * aliases), ("d:", ["1"] * after)]
    return "".join(f"{key} [{', '.join(items)}]\n" for key, items in lines)


def _value(answer: Answer) -> object:
    return json.loads(answer["out"]) if "out" in answer else ERROR


def main() -> None:
    """All tables."""
    with tempfile.TemporaryDirectory() as folder:
        for name, table in recorded(Oracle(Path(folder))):
            tables.write(name, table)


if __name__ == "__main__":
    main()
