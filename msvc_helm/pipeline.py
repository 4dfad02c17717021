"""The one way from a request to objects: load, base config, expansion, decoration, what Kubernetes would refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msvc_helm.api import API_VERSION, ModelService, is_modelservice, load
from msvc_helm.api.autoscaling import load_autoscaling, written_replicas
from msvc_helm.api.conventions import KEY as CONVENTIONS
from msvc_helm.api.roles import AUTOSCALING, ROLES
from msvc_helm.api.schema import KIND
from msvc_helm.api.workloads import numbers_of
from msvc_helm.baseconfig import UNPRINTED, BaseConfig
from msvc_helm.bases import Bases
from msvc_helm.conflicts import Claims, title
from msvc_helm.errors import InputError, Problem
from msvc_helm.expand import conventions_of, expand, objects
from msvc_helm.goyaml import Node
from msvc_helm.read import Document, ValuesDocument, kind_of, scalar
from msvc_helm.recognise import MODELS, recognise
from msvc_helm.request import Request
from msvc_helm.resources.context import Context, Options
from msvc_helm.starters import displaced
from msvc_helm.typed import Any
from msvc_helm.untyped import below
from msvc_helm.validation import validate

Warn = Callable[[Problem], None]
TOLERATED = "refused-tolerated"  # marks what Kubernetes would refuse, where that is not to be an error


class Expansion:
    """What became of one request: the children by key, and the base config they came from (None: none).

    `refused` is what cannot be meant: what Kubernetes would refuse, and what a template could not print.
    """

    __slots__ = ("base", "children", "fields_at_top", "refused", "service")

    def __init__(
        self,
        service: ModelService,
        base: BaseConfig | None,
        children: dict[str, Any],
        refused: Iterable[Problem] = (),
        *,
        fields_at_top: bool = False,
    ) -> None:
        self.service = service
        self.base = base
        self.children = children
        self.fields_at_top = fields_at_top
        self.refused = [*refused, *_refused(self)]

    def claims(self) -> Claims:
        """What it wants for itself, beside others of a run."""
        return Claims(self.service, objects(self.children, tuple(self.children)), fields_at_top=self.fields_at_top)


def expand_request(request: Request, bases: Bases, warn: Warn, halted: list[Expansion] | None = None) -> Expansion:
    """The children of what was asked for. Raises InputError with every problem, each with its place.

    What is made although it could not start goes to `halted` before that.
    """
    unprinted: list[Problem] = []
    for problem in request.warnings:
        warn(problem.at(source=request.source, document=request.document))

    def tell(problem: Problem) -> None:
        (unprinted.append if problem.rule == UNPRINTED else warn)(problem)

    try:
        service = load(request.service, source=request.source, document=request.document)
        base = _base(request, service, bases, warn)
        children = finished_children(request, service, base, tell)
    except InputError as error:
        raise request.placed(error) from error
    known = service._replace(annotations={**request.annotations, **service.annotations})
    made = Expansion(known, base, children, unprinted, fields_at_top=request.fields_at_top)
    if made.refused and base is not None and CONVENTIONS in base.texts:
        _tolerate(made, base, request.options, warn)
    if problems := displaced(service, children):
        if halted is not None:
            halted.append(made)
        raise request.placed(InputError([*problems, *made.refused]))
    return made


def _tolerate(made: Expansion, base: BaseConfig, options: Options, warn: Warn) -> None:
    """Warn of what Kubernetes would refuse, where the base config's conventions say that it is not an error."""
    if conventions_of(made.service, base, options).validation:
        return
    for problem in made.refused:
        if problem.rule != UNPRINTED:
            warn(problem._replace(rule=TOLERATED))
    made.refused = [problem for problem in made.refused if problem.rule == UNPRINTED]


def _base(request: Request, service: ModelService, bases: Bases, warn: Warn) -> BaseConfig | None:
    base, under = request.base, request.under
    if request.fields_at_top and under and (named := bases.shipped):
        _replaced_presets(request, named, warn)
        under = ()
    if request.fields_at_top and base and bases.given:
        if not bases.given[0].base().is_shipped:
            raise InputError("the values give a base config, and so does the command line: keep one of them")
        under = (bases.given[0].base(),)
    if base is None and under and not bases.given and not below(service.spec, "baseConfigMapRef", "name"):
        base, under = under[-1], under[:-1]
    base = base or bases.resolve(service, warn, request.ways)
    if base is None or not (under or bases.under or base.extends or base.is_shipped):
        return base
    from msvc_helm.layers import stacked  # only where there are layers

    return stacked(base, bases, under, request.layers)


def _replaced_presets(request: Request, named: list[BaseConfig], warn: Warn) -> None:
    """Warn where the command line names other presets than the values, which then count for nothing."""
    said, used = (", ".join(base.source for base in each) for each in (request.under, named))
    if said != used:
        message = f"{said} is overridden by {used} from the command line"
        warn(Problem(message, "preset", 0, 0, request.source, request.document, rule="base-config-replaced"))


def finished_children(
    request: Request,
    service: ModelService,
    base: BaseConfig | None,
    warn: Warn,
    watch: Callable[[Context], Context] | None = None,
) -> dict[str, Any]:
    """The finished children. Raises InputError also where a field would change that is immutable in the cluster."""
    asked = request.autoscaling or service.spec.get(AUTOSCALING)
    scaling = load_autoscaling(asked, written_replicas(service), f"spec.{AUTOSCALING}") if asked else {}
    children = expand(service, base, request.options, warn, scaling, watch)
    for role in scaling:
        if numbers_of(role, children) is None:
            raise InputError(Problem(f"there is no {role} to scale", f"spec.{AUTOSCALING}.{role}"))
    _keep_live_replicas(children, request.live_replicas)
    if request.live_objects:
        from msvc_helm.immutable import refuse_changes  # only where there is a release

        refuse_changes(request.live_objects, objects(children, tuple(children)))
    for obj in objects(children, tuple(children)) if request.labels or request.annotations else ():
        _decorate(obj["metadata"], request)
    return children


def _keep_live_replicas(children: dict[str, Any], live: Mapping[str, int]) -> None:
    """Where an autoscaler owns the number and the workload runs, its live count is written.

    Leaving it out would make Helm 3 fall back to one replica when an earlier revision had written a number.
    """
    for role in ROLES:
        spec = numbers_of(role, children)
        if role in live and spec is not None and "replicas" not in spec:
            spec["replicas"] = live[role]


def _decorate(metadata: dict[str, Any], request: Request) -> None:
    """Add metadata that the object does not set itself; never to a selector or a pod template."""
    for field, extra in (("labels", request.labels), ("annotations", request.annotations)):
        if extra:
            metadata[field] = {**extra, **(metadata.get(field) or {})}


def _refused(made: Expansion) -> list[Problem]:
    """What Kubernetes would refuse in the children: each with its place, the path beginning with the object."""
    children = made.children.items()
    each = [(key, obj) for key, child in children for obj in (child if isinstance(child, list) else (child,))]
    if not each:
        message = f"{title(made.service)} makes no objects: it has no role, and no base config gives it any"
        return [Problem(message, source=made.service.source, document=made.service.document)]
    found = [(key, problem) for key, obj in each for problem in validate(obj)]
    if not found:
        return []
    from msvc_helm.check.validity import placed  # only where something is wrong
    from msvc_helm.check.view import View

    view = View(made.service, made.base, made.children, of_values=made.fields_at_top)
    return [placed(problem, key, view) for key, problem in found]


class Expanded:
    """What became of one document: an expansion for each ModelService, or problems; `warnings` in either case.

    `halted` are expansions that nothing may be made of, because of one of the problems.
    """

    __slots__ = ("expansions", "halted", "problems", "warnings")

    def __init__(self) -> None:
        self.expansions: list[Expansion] = []
        self.halted: list[Expansion] = []
        self.warnings: list[Problem] = []
        self.problems: list[Problem] = []


def expand_document(document: Document, bases: Bases, options: Options) -> Expanded:
    """Everything that one document asks for, expanded."""
    out = Expanded()
    for node in _parsed(document, out.problems):
        try:
            request = asked(node, document, options, out)
            if request is not None:
                out.expansions.append(expand_request(request, bases, out.warnings.append, out.halted))
        except InputError as error:
            out.problems.extend(error.at(source=document.source, document=document.index).problems)
    return out


def asked(node: Node, document: Document, options: Options, out: Expanded) -> Request | None:
    """What a node asks for: a ModelService or values. ConfigMaps are passed over, any other object is a problem."""
    if isinstance(document, ValuesDocument):
        from msvc_helm.values import requested  # only for -f

        hint = "Helm takes the last one"
        out.warnings += [p._replace(hint=hint, rule="key-twice") for p in document.twice]
        return requested(node, document, options, name=document.name)
    if kind_of(node) == "ConfigMap":
        return None
    if is_modelservice(node):
        return of_modelservice(node, document, options)
    _not_ours(node, document, out)
    return None


def of_modelservice(node: Node, document: Document, options: Options) -> Request:
    """What a ModelService itself asks for. Raises InputError where a key is written twice, as an API server does."""
    if document.twice:
        raise InputError(document.twice)
    return Request(node, options, document.source, document.index)


def _not_ours(node: Node, document: Document, out: Expanded) -> None:
    """An object that is not a ModelService: passed over where a whole directory is read, else most likely a mistake."""
    seen = recognise(node)
    group = f" of {scalar(node, 'apiVersion')}" if kind_of(node) == KIND else ""
    message = f"expected a ModelService, found {seen.what}{group}"
    hint = f"its apiVersion is {API_VERSION}" if group else seen.hint(but=MODELS)
    problem = Problem(message, "", node.line, node.column, document.source, document.index, hint)
    (out.warnings if document.whole_directory else out.problems).append(problem)


def _parsed(document: Document, problems: list[Problem]) -> Iterator[Node]:
    try:
        yield from document.parse()
    except InputError as error:
        problems.extend(error.problems)
