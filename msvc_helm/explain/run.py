"""Everything that a command was given, explained."""

from __future__ import annotations

from collections.abc import Iterable

from msvc_helm.api import is_modelservice
from msvc_helm.bases import Bases, Candidate
from msvc_helm.carrier import is_carrier, unpack
from msvc_helm.configmap import is_block
from msvc_helm.errors import InputError, Problem
from msvc_helm.explain.explanation import Explained, Leaf, explain_request
from msvc_helm.explain.marks import below
from msvc_helm.goyaml import Node
from msvc_helm.pipeline import Expanded, asked, of_modelservice
from msvc_helm.read import Document, ValuesDocument, kind_of
from msvc_helm.request import Request
from msvc_helm.resources.context import Options
from msvc_helm.stream import with_metadata

BASE_FILE = "baseConfigFile"  # the value that holds a whole ConfigMap as text


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


def explain_stream(stream: Iterable[Document], given: Bases, options: Options) -> list[Explained]:
    """The objects of every ModelService, and of every carrier of the chart, in a stream of manifests.

    As in `stream.rewrite`, base configs are those `given` and the stream's ConfigMaps, all else is passed over.
    """
    nodes = [(node, document) for document in stream for node in document.parse()]
    beside = tuple(Candidate(node, document) for node, document in nodes if kind_of(node) == "ConfigMap")
    problems: list[Problem] = []
    out: list[Explained] = []
    for node, document in nodes:
        try:
            request = _of_stream(node, document, options)
            if request is not None:
                out += explain_request(request, node, given._replace(beside=beside))
        except InputError as error:
            problems += error.at(source=document.source, document=document.index).problems
    if problems:
        raise InputError(problems)
    return out


def _of_stream(node: Node, document: Document, options: Options) -> Request | None:
    if is_carrier(node):
        request = unpack(node, options, source=document.source, document=document.index)
    elif is_modelservice(node):
        request = of_modelservice(node, document, options)
    else:
        return None
    return with_metadata(node, request)


def _explained(document: Document, bases: Bases, options: Options, problems: list[Problem]) -> list[Explained]:
    out: list[Explained] = []
    release = isinstance(document, ValuesDocument) and bool(document.name)
    for node in document.parse():
        expanded = Expanded()
        request = asked(node, document, options, expanded)
        problems += expanded.problems
        if request is not None:
            found = explain_request(request, node, bases, release=release)
            out += [_in_file(each, node, document) for each in found]
    return out


def _in_file(each: Explained, node: Node, document: Document) -> Explained:
    """The same with the lines of a whole ConfigMap among the values as lines of the values' file."""
    text = below(node, BASE_FILE)
    if text is None:
        return each
    inside, first = f"{document.source}: {BASE_FILE}", text.line
    block = is_block(document.raw.split(b"\n"), first - document.line, text.column)

    def placed(leaf: Leaf) -> Leaf:
        if leaf.source.file != inside:
            return leaf
        line = first + leaf.source.line if block else first
        return leaf._replace(source=leaf.source._replace(file=document.source, line=line))

    return each._replace(leaves=[placed(leaf) for leaf in each.leaves])
