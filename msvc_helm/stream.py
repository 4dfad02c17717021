"""A stream of manifests with every ModelService in it replaced by its children, and everything else left as it is."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator

from msvc_helm import read, write
from msvc_helm.api import is_modelservice
from msvc_helm.bases import Bases, Candidate
from msvc_helm.carrier import is_carrier, unpack
from msvc_helm.conflicts import REFUSING, Broken, Claims, Conflicts, as_warning
from msvc_helm.errors import InputError, Problem
from msvc_helm.expand import objects
from msvc_helm.goyaml import Node, plain, split
from msvc_helm.pipeline import Expansion, expand_request, of_modelservice
from msvc_helm.read import STDIN, Document, kind_of, metadata_of, scalars
from msvc_helm.request import Request
from msvc_helm.resources.children import APPLY_ORDER
from msvc_helm.resources.context import Options
from msvc_helm.typed import Any

HELM_LABELS = ("helm.sh/chart", "app.kubernetes.io/")
# Helm 4 says in the first which file a document came from, and wants it back. The others tell Helm how to treat a
# document, and so its children: those of a hooked ModelService are hooks, as they would have come and gone with it
# under the operator, and those of one that is to be kept are kept.
KEPT_ANNOTATIONS = ("postrenderer.helm.sh/postrender-filename", "helm.sh/")
# A document's end marker: what follows it may do without a marker of its own.
_END = rb"(?:\A|[\r\n])\.\.\.(?=[ \t\r\n]|\Z)"
# Where Helm 3 and Helm 4 say which file of the chart a document came from.
_ORIGIN = rb"(?m)^(?:# Source: |  +postrenderer\.helm\.sh/postrender-filename: )'?([^'\r\n]+)"

Warn = Callable[[Problem], None]
Objects = list[dict[str, Any]]


def rewrite(data: bytes, given: Bases, options: Options, warn: Warn) -> bytes:
    """The stream with every ModelService and carrier replaced by its children, in place.

    Raises InputError with the problems of all documents. Every document comes out, as itself or as its children.
    """
    documents = list(read.documents(io.BytesIO(data), STDIN))
    try:
        parts = _parts(documents, given, options, warn)
    except InputError as error:
        raise InputError(_from_chart(error.problems, documents)) from error
    answer = b"".join(raw for raw, _ in parts)
    if answer != data:
        _count(answer, sum(count for _, count in parts))
    return answer


def _parts(documents: list[Document], given: Bases, options: Options, warn: Warn) -> list[tuple[bytes, int]]:
    """What takes the place of each document, with the number of its documents."""
    parsed = _parsed(documents)
    pairs = list(zip(documents, parsed, strict=True))
    rewriter = Rewriter([(node, document) for document, nodes in pairs for node in nodes], given, options)
    parts = [_part(document, nodes, rewriter, warn) for document, nodes in pairs]
    rewriter.finish()
    return parts


def _from_chart(problems: Iterable[Problem], documents: list[Document]) -> Iterator[Problem]:
    """The problems with the name of the chart's file that their document came from, where Helm says it."""
    raws = {document.index: document.raw for document in documents}
    sources: dict[int, str] = {}  # by document, each looked for once
    for problem in problems:
        if problem.source != STDIN:
            yield problem
            continue
        if problem.document not in sources:
            origin = re.search(_ORIGIN, raws.get(problem.document, b""))
            sources[problem.document] = f"{origin[1].decode(errors='replace')} in {STDIN}" if origin else STDIN
        yield problem._replace(source=sources[problem.document])


def _count(answer: bytes, documents: int) -> None:
    """Whatever Helm does not get back it deletes, so what is about to be printed is counted as Helm will read it."""
    found = sum(1 for _ in split(answer))
    if found != documents:
        raise AssertionError(f"{documents} documents should go out, and {found} would")


class Rewriter:
    """Turns the nodes of one stream into children, and sees to it that no two make the same object.

    Base configs are those `given` and the ConfigMaps among the stream's nodes. Problems are collected until `finish`.
    """

    def __init__(self, nodes: Iterable[tuple[Node, Document]], given: Bases, options: Options) -> None:
        beside = tuple(Candidate(node, document) for node, document in nodes if kind_of(node) == "ConfigMap")
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
                self._tell(self._conflicts.passing(node), warn)
                return None
            made = expand_request(with_metadata(node, request), self._bases, warn)
            if made.refused:
                raise InputError(made.refused)
        except InputError as error:
            self._problems += error.at(source=document.source, document=document.index).problems
            return []
        self._tell(self._conflicts.add(self._claims(made, warn)), warn)
        return list(objects(made.children, APPLY_ORDER))

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


def _parsed(documents: list[Document]) -> list[list[Node]]:
    out: list[list[Node]] = []
    problems: list[Problem] = []
    for document in documents:
        try:
            out.append(document.parse())
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return out


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
