"""What is verified: a ModelService or values, as each way wants it, with the objects that `generate` gives."""

from __future__ import annotations

from typing import Any, NamedTuple

from msvc_helm.baseconfig import BaseConfig
from msvc_helm.convert import convert
from msvc_helm.errors import InputError, Problem
from msvc_helm.excerpt import SourceText
from msvc_helm.expand import objects
from msvc_helm.inputs import Inputs
from msvc_helm.merge import Object
from msvc_helm.options import LONGEST_RELEASE, to_values
from msvc_helm.pipeline import Expansion, expand_document
from msvc_helm.read import Document, ValuesDocument
from msvc_helm.resources.children import APPLY_ORDER
from msvc_helm.resources.context import Options
from msvc_helm.values import stem


class ComparedModel(NamedTuple):
    """One model: its values, as a file's text, with `under` below and `over` above them, both values too.

    `base` is its base config, `in_values` whether the values give it themselves; `objects` are those of `generate`.
    """

    title: str
    release: str
    namespace: str
    values: bytes
    under: dict[str, Any]
    over: dict[str, Any]
    base: BaseConfig | None
    in_values: bool
    objects: list[Object]


class Read(NamedTuple):
    """What was found: models, what `generate` warns of, and what it refuses."""

    models: list[ComparedModel]
    warnings: list[Problem]
    problems: list[Problem]


def read(asked: Inputs, options: Options) -> Read:
    """Every model of the documents, expanded."""
    found = Read([], [], [])
    for document in asked.documents():
        done = expand_document(document, asked.bases, options)
        found.warnings.extend(done.warnings)
        found.problems.extend(done.problems)
        for made in done.expansions:
            found.problems.extend(made.refused)
            try:
                found.models.append(_model(made, document, options, bool(asked.bases.given)))
            except InputError as error:
                placed = error.at(source=document.source, document=document.index)
                found.problems.extend(placed.problems)
    return found


def _model(made: Expansion, document: Document, options: Options, given: bool) -> ComparedModel:
    service = made.service
    under: dict[str, Any] = {}
    if isinstance(document, ValuesDocument):
        values, under = document.raw, to_values(options)
        release = document.name or stem(document.source)
    else:
        text = SourceText(document)
        values = convert(service, text, options, gie=options.gie, titled=False).text.encode()
        release = service.name
    fits = len(release) <= LONGEST_RELEASE
    namespace = service.namespace or options.namespace
    return ComparedModel(
        f"{service.name} in {namespace} ({document.source})",
        release if fits else "model",
        namespace,
        values,
        under,
        {} if fits else {"fullnameOverride": service.name},
        made.base,
        made.fields_at_top and made.base is not None and not given,
        list(objects(made.children, APPLY_ORDER)),
    )
