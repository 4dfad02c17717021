"""A ModelService and the values it is converted to make the same objects; through real Helm: e2e/test_roundtrip.py."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest

from msvc_helm.api import load
from msvc_helm.bases import Bases, given_bases
from msvc_helm.convert import convert
from msvc_helm.excerpt import SourceText
from msvc_helm.expand import expand, objects
from msvc_helm.pipeline import expand_document
from msvc_helm.read import Document, Input, ValuesDocument, inputs
from msvc_helm.resources.children import APPLY_ORDER
from msvc_helm.resources.context import Options

from .conftest import SHARED

CORPUS = SHARED / "parity"
OPTIONS = Options("epp-role", ("pull-c",), ("pull-a", "pull-b"), "default", "v1alpha2")  # what convert keeps
INDEX: list[dict[str, Any]] = json.loads((CORPUS / "index.json").read_text()) if CORPUS.is_dir() else []
PAIRS = [pair for pair in INDEX if pair["outcome"] == "ok"]
ACCEPTED = [pair for pair in PAIRS if pair["apiserver"] == "ok"]


class Converted(NamedTuple):
    """A pair of the corpus: its namespace, its objects in the order they are applied, and its values.

    `bases` has its base config where that has no templates: nothing of it can stand in the values.
    """

    namespace: str
    objects: list[dict[str, Any]]
    values: str
    bases: Bases


def converted(pair: dict[str, Any]) -> Converted:
    """What `generate` and `convert` make of a pair, its base config put into the values."""
    (document,) = Input(str(CORPUS / "modelservices" / pair["modelservice"])).documents()
    (node,) = document.parse()
    service = load(node)
    found = Bases(given_bases(inputs([str(CORPUS / "baseconfigs" / pair["baseconfig"])])))
    base = found.resolve(service, lambda _: None)
    made = list(objects(expand(service, base, OPTIONS, lambda _: None), APPLY_ORDER))
    values = convert(service, SourceText(document), OPTIONS, base=base).text
    beside = Bases() if base and base.texts else found
    return Converted(service.namespace or "default", made, values, beside)


@pytest.mark.parity
@pytest.mark.skipif(not PAIRS, reason="../shared is not here")
@pytest.mark.parametrize("pair", PAIRS or [{}], ids=lambda p: f"{p.get('modelservice')}+{p.get('baseconfig')}")
def test_the_values_make_what_the_modelservice_makes(pair: dict[str, Any]) -> None:
    want = converted(pair)
    document = ValuesDocument(Document("values.yaml", 1, 1, want.values.encode()), "release")
    expanded = expand_document(document, want.bases, Options(namespace=want.namespace))
    assert not expanded.problems
    (made,) = expanded.expansions
    assert list(objects(made.children, APPLY_ORDER)) == want.objects
