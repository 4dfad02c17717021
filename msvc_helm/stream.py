"""A stream of manifests with every ModelService in it replaced by its children, and everything else left as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from msvc_helm import read, write
from msvc_helm.api import is_modelservice
from msvc_helm.bases import Bases, Candidate
from msvc_helm.carrier import is_carrier, unpack
from msvc_helm.conflicts import REFUSING, Broken, Claims, Conflicts, Wanted, as_warning, wanted_by
from msvc_helm.errors import InputError, Problem
from msvc_helm.expand import objects
from msvc_helm.goyaml import Node, plain, split
from msvc_helm.pipeline import Expansion, expand_request, of_modelservice
from msvc_helm.read import STDIN, Document, kind_of, metadata_of, scalars
from msvc_helm.request import Request
from msvc_helm.resources.children import APPLY_ORDER
from msvc_helm.resources.context import Options
from msvc_helm.spool import Spool
from msvc_helm.typed import Any, BinaryIO, NamedTuple

HELM_LABELS = ("helm.sh/chart", "app.kubernetes.io/")
# Helm 4 says in the first which file a document came from, and wants it back. The others tell Helm how to treat a
# document, and so its children: those of a hooked ModelService are hooks, as they would have come and gone with it
# under the operator, and those of one that is to be kept are kept.
KEPT_ANNOTATIONS = ("postrenderer.helm.sh/postrender-filename", "helm.sh/")
# A document's end marker: what follows it may do without a marker of its own.
_END = rb"(?:\A|[\r\n])\.\.\.(?=[ \t\r\n]|\Z)"
# Where Helm 3 and Helm 4 say which file of the chart a document came from.
_ORIGIN = rb"(?m)^(?:# Source: |  +postrenderer\.helm\.sh/postrender-filename: )'?([^'\r\n]+)"

AT_HAND = 100  # documents of a stream that are not parsed a second time

Warn = Callable[[Problem], None]
Objects = list[dict[str, Any]]


def rewrite(data: BinaryIO, out: Spool, given: Bases, options: Options, warn: Warn) -> None:
    """Write the stream to `out` with every ModelService and carrier replaced by its children, in place.

    The stream is read twice, and of its documents only those are held that a ModelService needs. Raises InputError with
    the problems of all documents; what is in `out` then is worth nothing. Every document comes out, as itself or as its
    children.
    """
    try:
        looked = list(_looked_through(data))
        beside = tuple(candidate for each in looked for candidate in each.bases)
        rewriter = Rewriter(beside, given, options)
        count = sum(
            _write(document, each, rewriter, warn, out) for document, each in zip(_again(data), looked, strict=True)
        )
        rewriter.finish()
    except InputError as error:
        raise InputError(_from_chart(error.problems, data)) from error
    if any(each.expands for each in looked):
        _count(out, count)


class _Looked(NamedTuple):
    """What is kept of a document: whether a ModelService is in it, its nodes where they are at hand, its base configs.

    `passing` is what its objects take for themselves, where it stays as it is.
    """

    expands: bool
    nodes: list[Node]
    bases: tuple[Candidate, ...]
    passing: list[Wanted]


def _looked_through(data: BinaryIO) -> Iterator[_Looked]:
    """Each document as far as it has to be kept. Raises InputError with every document that cannot be read."""
    problems: list[Problem] = []
    for document in _again(data):
        try:
            nodes = document.parse()
            expands = any(is_carrier(node) or is_modelservice(node) for node in nodes)
        except InputError as error:
            problems += error.at(source=document.source, document=document.index).problems
            continue
        bases = tuple(Candidate(node, document) for node in nodes if kind_of(node) == "ConfigMap")
        if expands:
            yield _Looked(True, nodes if document.index <= AT_HAND else [], bases, [])
        else:
            yield _Looked(False, [], bases, [wanted for node in nodes for wanted in wanted_by(node)])
    if problems:
        raise InputError(problems)


def _again(data: BinaryIO) -> Iterator[Document]:
    data.seek(0)
    return read.documents(data, STDIN)


def _write(document: Document, looked: _Looked, rewriter: Rewriter, warn: Warn, out: Spool) -> int:
    """Write what takes a document's place; the number of documents that it is."""
    if not looked.expands:
        for wanted in looked.passing:
            rewriter.passing(wanted, warn)
        out.add(document.raw)
        return 1
    raw, count = _part(document, looked.nodes or document.parse(), rewriter, warn)
    out.add(raw)
    return count


def _from_chart(problems: Iterable[Problem], data: BinaryIO) -> Iterator[Problem]:
    """The problems with the name of the chart's file that their document came from, where Helm says it."""
    told = list(problems)
    numbers = {problem.document for problem in told if problem.source == STDIN and problem.document}
    sources = dict(_origins(data, numbers)) if numbers else {}
    return (
        problem._replace(source=sources.get(problem.document, STDIN)) if problem.source == STDIN else problem
        for problem in told
    )


def _origins(data: BinaryIO, numbers: set[int]) -> Iterator[tuple[int, str]]:
    """By the number of its document: the file of the chart that it came from."""
    try:
        for document in _again(data):
            if document.index in numbers and (origin := re.search(_ORIGIN, document.raw)):
                yield document.index, f"{origin[1].decode(errors='replace')} in {STDIN}"
    except InputError:
        return  # a document that is too large ends them


def _count(answer: Spool, documents: int) -> None:
    """Whatever Helm does not get back it deletes, so what is about to be printed is counted as Helm will read it."""
    found = sum(1 for _ in split(iter(answer.rewound().readline, b"")))
    if found != documents:
        raise AssertionError(f"{documents} documents should go out, and {found} would")


class Rewriter:
    """Turns the nodes of one stream into children, and sees to it that no two make the same object.

    Base configs are those `given` and the stream's ConfigMaps, `beside`. Problems are collected until `finish`.
    """

    def __init__(self, beside: tuple[Candidate, ...], given: Bases, options: Options) -> None:
        self._bases = given._replace(beside=beside)
        self._options = options
        self._conflicts = _conflicts(options)
        self._problems: list[Problem] = []

    def children(self, node: Node, document: Document, warn: Warn) -> Objects | None:
        """The finished objects of a ModelService or carrier; None for any other object, which stays as it is."""
        try:
            if is_carrier(node):
                request = unpack(node, self._options, source=document.source, document=document.index)
            elif is_modelservice(node):
                request = of_modelservice(node, document, self._options)
            else:
                for wanted in wanted_by(node):
                    self.passing(wanted, warn)
                return None
            made = expand_request(with_metadata(node, request), self._bases, warn)
            if made.refused:
                raise InputError(made.refused)
        except InputError as error:
            self._problems += error.at(source=document.source, document=document.index).problems
            return []
        self._tell(self._conflicts.add(self._claims(made, warn)), warn)
        return list(objects(made.children, APPLY_ORDER))

    def passing(self, wanted: Wanted, warn: Warn) -> None:
        """Take note of an object that stays as it is."""
        self._tell(self._conflicts.passing(wanted), warn)

    def finish(self) -> None:
        """Raise InputError with everything that was wrong."""
        if self._problems:
            raise InputError(self._problems)

    def _claims(self, made: Expansion, warn: Warn) -> Claims:
        """What a ModelService wants for itself; where it was asked for, with what does not fit together told."""
        if not self._options.checked:
            return made.claims()
        from msvc_helm.check import check

        checked = check(made.service, made.base, made.children)
        for finding in checked.findings:
            warn(finding.as_warning())
        return checked.claims

    def _tell(self, broken: Iterable[Broken], warn: Warn) -> None:
        """Keep what cannot be applied as a problem, and warn of the rest."""
        for rule, problem in broken:
            if rule in REFUSING:
                self._problems.append(problem)
            else:
                warn(as_warning(rule, problem))


def _conflicts(options: Options) -> Conflicts:
    """What compares the ModelServices: also their pods and requests, where it was asked for."""
    if not options.checked:
        return Conflicts()
    from msvc_helm.check import Together

    return Together()


def _part(document: Document, nodes: list[Node], rewriter: Rewriter, warn: Warn) -> tuple[bytes, int]:
    """What takes a document's place, and how many documents that is.

    Its own bytes, unless a ModelService is in it (alone, or as an item of a List).
    """
    results = [(node, rewriter.children(node, document, warn)) for node in nodes]
    if all(made is None for _, made in results):
        return document.raw, 1
    head = _head(document.raw)
    texts = [head + write.dump(obj) for node, made in results for obj in ([plain(node)] if made is None else made)]
    end = "...\n" if b"..." in document.raw and re.search(_END, document.raw) else ""
    return ("".join(texts) + end).encode(), len(texts)


def _head(raw: bytes) -> str:
    """What each child begins with: a document marker and Helm's `# Source:` line, if the document had one."""
    for line in raw.split(b"\n"):
        text = line.strip()
        if text.startswith(b"# Source:"):
            return f"---\n{text.decode(errors='replace')}\n"
        if text and not text.startswith((b"---", b"#")):
            break
    return "---\n"


def with_metadata(node: Node, request: Request) -> Request:
    """What is asked for with the labels and annotations that Helm expects on whatever a release makes."""
    own, written = scalars(metadata_of(node), "annotations"), scalars(metadata_of(request.service), "labels")
    kept = {key: value for key, value in own.items() if key.startswith(KEPT_ANNOTATIONS)}
    labels = {key: value for key, value in written.items() if key.startswith(HELM_LABELS)}
    if not kept and not labels:
        return request
    return request._replace(labels={**labels, **request.labels}, annotations={**request.annotations, **kept})
