"""Single faults and what only looks like one, each with a real API server's verdict: the YAML files beside this.

By object of `../chart/translate/objects.yaml` and place: what an API server rejects there, and what it takes. A map is
put over the one that is there, its nulls take fields away. `tests/e2e/test_mutations.py` asks a server again.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from tests import reader
from tests.chart.translate.mutations import faultless

Object = dict[str, Any]
POD = "spec.template.spec"
SHORT = {"POD": POD, "SERVER": f"{POD}.containers[0]"}
FILES = sorted(Path(__file__).parent.glob("*.yaml"))


class Case(NamedTuple):
    """A faultless object, what is put where, whether a server rejects it, and which value of the place it is."""

    good: Object
    place: str
    value: Any
    rejected: bool
    number: int

    def __str__(self) -> str:
        kind, name = self.good["kind"], self.good["metadata"]["name"]
        return f"{kind} {name} {self.place.replace(POD, 'POD')}: {json.dumps(self.value)}"

    def obj(self) -> Object:
        """The object with the value."""
        return _with(self.good, self.place, self.value)


def cases() -> list[Case]:
    """All of the files' cases."""
    objects = {f"{obj['kind']} {obj['metadata']['name']}": obj for obj in faultless()}
    return [
        Case(objects[title], _full(place), value, {"rejected": True, "taken": False}[verdict], number)
        for file in FILES
        for title, places in reader.load(file.read_text(encoding="utf-8")).items()
        for place, verdicts in places.items()
        for verdict, values in verdicts.items()
        for number, value in enumerate(values)
    ]


def crowded() -> Iterator[Object]:
    """Few objects with the faults of all cases: the first ones of all places at once, the second ones, and so on."""
    rejected = sorted((case for case in cases() if case.rejected), key=_heap)
    for _, heap in groupby(rejected, _heap):
        obj: Object = {}
        for case in heap:
            obj = _with(obj or case.good, case.place, case.value)
        yield obj


def _heap(case: Case) -> tuple[str, str, int]:
    return case.good["kind"], case.good["metadata"]["name"], case.number


def _full(place: str) -> str:
    head, *rest = place.split(".", 1)
    return ".".join([SHORT.get(head, head), *rest])


def _with(obj: Object, place: str, value: Any) -> Object:
    made = copy.deepcopy(obj)
    *above, last = [int(part) if part.isdigit() else part for part in re.findall(r"[^.\[\]]+", place)]
    node: Any = made
    for step in above:
        node = node.setdefault(step, {}) if isinstance(node, dict) else node[step]
    node[last] = _over(node.get(last) if isinstance(node, dict) else node[last], value)
    return made


def _over(below: Any, value: Any) -> Any:
    if not isinstance(value, dict) or not isinstance(below, dict):
        return value
    merged = {**below, **{key: _over(below.get(key), item) for key, item in value.items()}}
    return {key: item for key, item in merged.items() if item is not None}
