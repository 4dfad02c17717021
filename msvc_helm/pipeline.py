"""The few lines that join the stages: a document in, the children of its ModelServices out."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.baseconfig import BaseConfig
from msvc_helm.bases import Bases
from msvc_helm.clashes import title
from msvc_helm.errors import InputError, Problem
from msvc_helm.expand import expand, objects
from msvc_helm.goyaml import Node
from msvc_helm.read import Document, ValuesDocument, kind_of
from msvc_helm.recognise import MODELS, recognise
from msvc_helm.refusals import refusals
from msvc_helm.resources.context import Options
from msvc_helm.spec import ModelService, is_modelservice, load
from msvc_helm.starters import displaced
from msvc_helm.typed import Any


class Made:
    """One ModelService with its children by key and the base config they came from (None: none).

    `of_values` says that it was written as values of the chart, where the fields of the spec are at the top; `refused`
    is what Kubernetes would refuse in the children.
    """

    __slots__ = ("base", "children", "of_values", "refused", "service")

    def __init__(
        self, service: ModelService, base: BaseConfig | None, children: dict[str, Any], of_values: bool = False
    ) -> None:
        self.service = service
        self.base = base
        self.children = children
        self.of_values = of_values
        self.refused = _refused(self)


def _refused(made: Made) -> list[Problem]:
    """What Kubernetes would refuse in the children: each with its place, the path beginning with the object."""
    children = made.children.items()
    each = [(key, obj) for key, child in children for obj in (child if isinstance(child, list) else (child,))]
    if not each:
        message = f"{title(made.service)} makes no objects: it has no role, and no base config gives it any"
        return [Problem(message, source=made.service.source, document=made.service.document)]
    found = [(key, problem) for key, obj in each for problem in refusals(obj)]
    if not found:
        return []
    from msvc_helm.check.objects import placed  # only where something is wrong
    from msvc_helm.check.view import View

    view = View(made.service, made.base, made.children, of_values=made.of_values)
    return [placed(problem, key, view) for key, problem in found]


class Expanded:
    """What became of one document: its ModelServices' children, or problems; `warnings` in either case.

    What Kubernetes would refuse is with the children: see `Made.refused`.
    """

    __slots__ = ("problems", "services", "warnings")

    def __init__(self) -> None:
        self.services: list[Made] = []
        self.warnings: list[Problem] = []
        self.problems: list[Problem] = []


def expand_document(document: Document, bases: Bases, options: Options) -> Expanded:
    """Every ModelService of one document, expanded. ConfigMaps are skipped, any other object is a problem."""
    out = Expanded()
    if isinstance(document, ValuesDocument):
        _expand_values(document, bases, options, out)
        return out
    for node in _parsed(document, out.problems):
        if kind_of(node) == "ConfigMap":
            continue
        try:
            if not is_modelservice(node):
                _not_ours(node, document, out)
                continue
            service = load(node, source=document.source, document=document.index)
            base = bases.resolve(service, out.warnings.append)
            children = expand(service, base, options, out.warnings.append)
            out.problems += displaced(service, children)
            out.services.append(Made(service, base, children))
        except InputError as error:
            out.problems.extend(error.at(source=document.source, document=document.index).problems)
    return out


def _expand_values(document: ValuesDocument, bases: Bases, options: Options, out: Expanded) -> None:
    """The one ModelService that a values file describes; its fields stand at the top level."""
    from msvc_helm.values import BASE_WAYS, carried  # only for -f

    for node in _parsed(document, out.problems):
        try:
            found = carried(node, document, options, name=document.name)
            if found.base and bases.given:
                raise InputError("the values give a base config, and so does the command line: keep one of them")
            service = load(found.service, source=document.source, document=document.index)
            base = found.base or bases.resolve(service, out.warnings.append, BASE_WAYS)
            children = found.children(service, base, out.warnings.append)
            for obj in objects(children, tuple(children)):
                found.decorate(obj)
            known = service._replace(annotations={**found.annotations, **service.annotations})
            out.services.append(Made(known, base, children, of_values=True))
            if problems := displaced(service, children):
                raise InputError(problems)
        except InputError as error:
            placed = error.at(source=document.source, document=document.index)
            out.problems.extend(p._replace(path=p.path.removeprefix("spec.")) for p in placed.problems)


def _not_ours(node: Node, document: Document, out: Expanded) -> None:
    """An object that is no ModelService: passed over where a whole directory is read, else most likely a mistake."""
    seen = recognise(node)
    message = f"expected a ModelService, found {seen.what}"
    hint = seen.hint(but=MODELS)
    problem = Problem(message, "", node.line, node.column, document.source, document.index, hint)
    (out.warnings if document.whole_directory else out.problems).append(problem)


def _parsed(document: Document, problems: list[Problem]) -> Iterator[Node]:
    try:
        yield from document.parse()
    except InputError as error:
        problems.extend(error.problems)
