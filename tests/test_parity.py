"""The expansion against the reference operator's recorded outputs, all pairs in one process."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from msvc_helm import write
from msvc_helm.bases import Bases, given_bases
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import parse, plain
from msvc_helm.pipeline import expand_document
from msvc_helm.read import Input, inputs
from msvc_helm.resources.context import Options

from .conftest import SHARED

CORPUS = SHARED / "parity"
OPTIONS = Options("epp-role", ("pull-c",), ("pull-a", "pull-b"), gie="v1alpha2")  # the operator's
PAIRS: list[dict[str, Any]] = json.loads((CORPUS / "index.json").read_text()) if CORPUS.is_dir() else []

pytestmark = pytest.mark.skipif(not PAIRS, reason="../shared is not here")


@pytest.fixture(scope="module")
def check() -> ModuleType:
    """The corpus' own comparison."""
    spec = importlib.util.spec_from_file_location("parity_check", CORPUS / "check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def expand(service: Path, base: Path) -> tuple[dict[str, Any], list[Problem]]:
    """The children of a ModelService, or the problems met."""
    model = Input(str(service))
    try:
        bases = Bases(given_bases(inputs([str(base)])))
    except InputError as error:
        return {}, list(error.problems)
    results = [expand_document(document, bases, OPTIONS) for document in model.documents()]
    problems = [p for r in results for p in r.problems]
    children = [made.children for r in results for made in r.expansions]
    return (children[0] if children else {}), problems


def expand_pair(pair: dict[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The same of a pair of the corpus."""
    return expand(CORPUS / "modelservices" / pair["modelservice"], CORPUS / "baseconfigs" / pair["baseconfig"])


def name(pair: dict[str, Any]) -> str:
    return f"{Path(pair['modelservice']).stem}+{Path(pair['baseconfig']).stem}"


@pytest.mark.parity
@pytest.mark.parametrize("pair", [p for p in PAIRS if p["outcome"] == "ok"], ids=name)
def test_prints_what_the_operator_would(pair: dict[str, Any], check: ModuleType) -> None:
    children, problems = expand_pair(pair)
    assert not problems
    want = json.loads((CORPUS / "expected" / pair["expected"]).read_text())
    node = parse(write.dump(children))
    assert node is not None
    got = check.normalise(plain(node))
    for pointer in pair["skip"]:
        check.without(want, pointer)
        check.without(got, pointer)
    assert list(check.differences(check.normalise(want), got)) == []


@pytest.mark.parity
@pytest.mark.parametrize("pair", [p for p in PAIRS if p["outcome"] == "error"], ids=name)
def test_refuses_what_must_be_refused(pair: dict[str, Any]) -> None:
    _, problems = expand_pair(pair)
    assert problems, pair["reason"]
    assert all(p.source for p in problems), problems
