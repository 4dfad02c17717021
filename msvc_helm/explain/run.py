"""Everything that a command was given, explained."""

from __future__ import annotations

from collections.abc import Iterable

from msvc_helm.bases import Bases
from msvc_helm.errors import InputError, Problem
from msvc_helm.explain.explanation import Explained, explain_request
from msvc_helm.pipeline import Expanded, asked
from msvc_helm.read import Document, ValuesDocument
from msvc_helm.resources.context import Options


def explain_documents(documents: Iterable[Document], bases: Bases, options: Options) -> list[Explained]:
    """The objects of every ModelService and of all values. Raises InputError with every problem."""
    problems: list[Problem] = []
    out: list[Explained] = []
    for document in documents:
        try:
            out += _explained(document, bases, options, problems)
        except InputError as error:
            problems += error.at(source=document.source, document=document.index).problems
    if problems:
        raise InputError(problems)
    return out


def _explained(document: Document, bases: Bases, options: Options, problems: list[Problem]) -> list[Explained]:
    out: list[Explained] = []
    release = isinstance(document, ValuesDocument) and bool(document.name)
    for node in document.parse():
        found = Expanded()
        request = asked(node, document, options, found)
        problems += found.problems
        if request is not None:
            out += explain_request(request, node, bases, release=release)
    return out
