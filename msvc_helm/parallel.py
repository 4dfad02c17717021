"""Documents to text, in this process or spread over several, in order and with the same bytes either way."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

import os
from collections.abc import Iterator
from itertools import chain, islice

from msvc_helm.bases import Bases
from msvc_helm.check import check
from msvc_helm.conflicts import Claims
from msvc_helm.errors import InputError, Problem
from msvc_helm.expand import objects
from msvc_helm.formats import OPERATORS, file_name, pieces
from msvc_helm.pipeline import expand_document
from msvc_helm.read import Document
from msvc_helm.resources.children import APPLY_ORDER
from msvc_helm.resources.context import Options
from msvc_helm.typed import NamedTuple

BATCH = 64  # documents handed to another process at a time


class Rendered(NamedTuple):
    """One document's outcome: `services` ModelServices, the text of their children, what was found.

    `files` are the names for `texts`, only when asked for; `claims` are to be compared with those of other documents.
    """

    services: int
    texts: list[str]
    files: list[str]
    claims: list[Claims]
    warnings: list[Problem]
    problems: list[Problem]


class Renderer(NamedTuple):
    """Makes the text of a document's children. It can be sent to another process."""

    bases: Bases
    options: Options
    form: str
    name_files: bool = False

    def __call__(self, document: Document) -> Rendered:
        """The outcome for one document; never raises what a user could cause."""
        expanded = expand_document(document, self.bases, self.options)
        out = Rendered(len(expanded.expansions), [], [], [], expanded.warnings, expanded.problems)
        for made in expanded.expansions:
            checked = check(made.service, made.base, made.children, of_values=made.fields_at_top)
            refused = out.warnings if self.form == OPERATORS else out.problems
            refused.extend(made.refused)
            out.warnings.extend(finding.as_warning() for finding in checked.findings)
            out.claims.append(checked.claims)
            out.texts.extend(pieces(made.children, self.form))
            if self.name_files:
                try:
                    out.files.extend(map(file_name, objects(made.children, APPLY_ORDER)))
                except InputError as error:
                    at = made.service
                    out.problems.extend(error.at(source=at.source, document=at.document).problems)
        return out

    def batch(self, documents: list[Document]) -> list[Rendered]:
        """The outcomes for several documents."""
        return [self(document) for document in documents]


def render_all(documents: Iterator[Document], renderer: Renderer, jobs: int) -> Iterator[Rendered]:
    """The outcome for each document in order, worked on by at most `jobs` processes.

    There are never more of them than processors, or than batches of documents: one batch is worked on here.
    """
    jobs = min(jobs, _processors())
    batches = _batches(documents)
    first = list(islice(batches, jobs)) if jobs > 1 else []
    if len(first) <= 1:
        for document in chain(*first, documents):
            yield renderer(document)
        return
    from multiprocessing import get_context  # costs milliseconds and is rarely asked for

    with get_context("spawn").Pool(len(first)) as pool:
        for rendered in pool.imap(renderer.batch, chain(first, batches)):
            yield from rendered


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _batches(documents: Iterator[Document]) -> Iterator[list[Document]]:
    while batch := list(islice(documents, BATCH)):
        yield batch
