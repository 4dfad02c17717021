"""Whatever can be expanded can be checked: no pair of the corpus, and no odd object, makes the checker fail."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msvc_helm.check import check
from msvc_helm.check.output import FORMS
from msvc_helm.errors import InputError
from msvc_helm.findings import report
from msvc_helm.inputs import inputs_for
from msvc_helm.pipeline import expand_document
from tests.check.samples import GIE, options
from tests.conftest import REPO, SHARED

INDEX = SHARED / "parity" / "index.json"
PAIRS = json.loads(INDEX.read_text()) if INDEX.is_file() else []
PAIRS = PAIRS["pairs"] if isinstance(PAIRS, dict) else PAIRS


@pytest.mark.parametrize("gie", GIE)
@pytest.mark.usefixtures("shared")
def test_every_pair_of_the_corpus(gie: str) -> None:
    seen = set[str]()
    for pair in PAIRS:
        paths = [str(SHARED / "parity" / f"{kind}s" / pair[kind]) for kind in ("modelservice", "baseconfig")]
        try:
            asked = inputs_for({"models": paths[:1], "values": (), "bases": paths[1:], "preset": "", "name": ""})
        except InputError:
            continue  # a base config that cannot be read
        found = report(asked.documents(), asked.bases, options(gie), frozenset())
        seen.update(f.rule for f in found.findings)
        assert all(isinstance(form(found), str) for form in FORMS.values())
    assert len(seen) > 10


def _made(sample: str) -> Any:
    directory = REPO / "samples" / sample
    files = {"models": (str(directory / "modelservice.yaml"),), "bases": (str(directory / "baseconfig.yaml"),)}
    asked = inputs_for({**files, "values": (), "preset": "", "name": ""})
    (made,) = (m for d in asked.documents() for m in expand_document(d, asked.bases, options("v1")).expansions)
    return made


PD = _made("pd")
ODD = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.just([]), st.just({}), st.just([{}]))


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in below for place in _places(inner, (*path, key)))]


# Free-form objects may hold anything; the other children are typed, and still nothing is taken for granted of routes
# and pools.
EXTRA = [
    {**PD.children[key], "metadata": {"name": "x"}}
    for key in ("httpRoute", "inferencePool", "decodeDeployment", "decodeService")
]
PLACES = [place for place in _places(EXTRA) if len(place) > 1]


@given(st.lists(st.tuples(st.sampled_from(PLACES), ODD), min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_any_further_object(edits: list[tuple[tuple[Any, ...], Any]]) -> None:
    objects = copy.deepcopy(EXTRA)
    for place, value in edits:
        node: Any = objects
        for key in place[:-1]:
            node = node[key] if isinstance(node, (dict, list)) and _has(node, key) else None
        if isinstance(node, (dict, list)) and _has(node, place[-1]):
            node[place[-1]] = value
    extra = [{**obj, "apiVersion": "v1", "kind": "Thing"} for obj in objects if isinstance(obj, dict)] + objects
    check(PD.service, PD.base, {**PD.children, "extraObjects": extra}, infos=False)


def _has(node: Any, key: Any) -> bool:
    return key in node if isinstance(node, dict) else isinstance(key, int) and key < len(node)


def test_the_children_are_not_changed() -> None:
    before = copy.deepcopy(PD.children)
    check(PD.service, PD.base, PD.children, infos=True)
    assert PD.children == before


def test_the_corpus_is_found_where_it_is(shared: Path) -> None:
    assert (shared / "parity").is_dir()
    assert PAIRS
