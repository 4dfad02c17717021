"""Deployments from the field (`../shared/field`), imported: what `check` is to find nothing wrong with."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path

from msvc_helm.bases import Bases
from msvc_helm.check.finding import Finding
from msvc_helm.findings import report
from msvc_helm.importer.command import ImportOptions, imported
from msvc_helm.inputs import inputs_for
from msvc_helm.pipeline import Expansion, expand_document
from msvc_helm.read import Document, inputs
from tests.check.samples import options
from tests.conftest import SHARED

FIELD = SHARED / "field"
INDEX = FIELD / "index.json"
CASES: dict[str, list[str]] = (
    {case["name"]: case["files"] for case in json.loads(INDEX.read_text())} if INDEX.is_file() else {}
)


@cache
def _asked(name: str) -> tuple[list[Document], Bases]:
    """A deployment, imported."""
    files = inputs(tuple(str(FIELD / file) for file in CASES[name]))
    documents = [document for file in files for document in file.documents()]
    made = imported(documents, ImportOptions(name="m", namespace="models"), [])
    with tempfile.TemporaryDirectory() as directory:
        for file, text in made.items():
            (Path(directory) / file).write_text(text, encoding="utf-8")
        paths = [f"{directory}/{kind}.yaml" for kind in ("modelservice", "baseconfig")]
        asked = inputs_for({"models": paths[:1], "values": (), "bases": paths[1:], "preset": "", "name": ""})
        return list(asked.documents()), asked.bases


def findings(name: str) -> list[Finding]:
    """What `check` says of a deployment."""
    return report(*_asked(name), options("v1"), frozenset()).findings


@cache
def expansions(name: str) -> list[Expansion]:
    """A deployment's ModelService with its objects."""
    documents, bases = _asked(name)
    return [made for document in documents for made in expand_document(document, bases, options("v1")).expansions]
