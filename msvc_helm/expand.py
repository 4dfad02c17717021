"""One ModelService and its base config become its children: the whole expansion, in the order it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msvc_helm.api import ModelService, locate
from msvc_helm.api.autoscaling import Autoscaling
from msvc_helm.api.conventions import KEY as CONVENTIONS
from msvc_helm.api.conventions import USUAL, Conventions
from msvc_helm.api.model_source import OCI, ModelSource, parse_uri
from msvc_helm.api.names import Names
from msvc_helm.api.paths import parts_of
from msvc_helm.api.roles import ACCOUNTS, OWNER_MAY, PICKER
from msvc_helm.baseconfig import UNPRINTED, BaseConfig, Functions, unprinted
from msvc_helm.errors import InputError, Problem
from msvc_helm.gotemplate import Limits, Struct, Template, TemplateError
from msvc_helm.merge import Object
from msvc_helm.resources.accounts import Account, accounts_of
from msvc_helm.resources.children import children
from msvc_helm.resources.context import Context, Options
from msvc_helm.resources.one_workload import check_splits, check_workloads
from msvc_helm.resources.owner import check_owner
from msvc_helm.typed import Any
from msvc_helm.variables import functions, variables

Warn = Callable[[Problem], None]
NONE: Mapping[str, Autoscaling] = {}
STEPS = 3_000_000  # of all templates of one ModelService together, seconds; each may take a tenth


def expand(
    service: ModelService,
    base: BaseConfig | None,
    options: Options,
    warn: Warn,
    autoscaling: Mapping[str, Autoscaling] = NONE,
    watch: Callable[[Context], Context] | None = None,
) -> dict[str, Any]:
    """The children by key (`configMaps` is a list, every other an object), in the operator's order.

    `watch` may put values that know their origin in what the children are built from. Raises InputError with every
    problem of the base config and of the ModelService's arguments.
    """
    here = _Place(service, base, warn)
    try:
        source = parse_uri(service.spec["modelArtifacts"]["uri"])
        if source.scheme == OCI and options.kube_version:
            from msvc_helm.api.kubernetes import check_image_volumes  # rarely asked

            check_image_volumes(options.kube_version, here.warn)
        kinds = children(options.gie)
        calls = functions(service)
        limits = Limits(left=STEPS)
        names, data = _named(service, base, options, source, limits, here.warn)
        accounts = _accounts(service, base, names, data, limits)
        if accounts[PICKER].name != names.epp_service_account:
            names.epp_service_account = accounts[PICKER].name
            data = variables(service, service.namespace or options.namespace, names, source, options.gie)
        below = base.children(kinds, data, calls, warn, limits) if base else {}
        render = _Arguments(data, calls, limits, here.warn)

        def again(other: ModelService, variant: str) -> tuple[Mapping[str, Any], _Arguments]:
            own = variables(other, other.namespace or options.namespace, names, source, options.gie, variant)
            made_of = base.children(kinds, own, calls, unprinted_only, limits) if base else {}
            return made_of, _Arguments(own, calls, limits, here.warn, render.problems)

        def unprinted_only(problem: Problem) -> None:
            if problem.rule == UNPRINTED:  # all else has been told of the role's own
                warn(problem)

        context = Context(
            service, names, source, options, below, here.warn, kinds, autoscaling, render, again, accounts
        )
        check_workloads(context)
        made = dict(_build(watch(context) if watch else context))
        check_splits(context, made)
        if options.operator_defaults:
            from msvc_helm.resources.operator_defaults import filled  # only for what the operator made

            made = filled(made)
    except InputError as error:
        raise InputError(here.place(p) for p in error.problems) from error
    if render.problems:
        raise InputError(here.place(p) for p in render.problems)
    return made


def conventions_of(service: ModelService, base: BaseConfig, options: Options) -> Conventions:
    """What a base config says of what msvc-helm does by itself; it has been expanded without an error before."""
    source = parse_uri(service.spec["modelArtifacts"]["uri"])
    return _named(service, base, options, source, Limits(left=STEPS), lambda _: None)[0].conventions


def children_of(service: ModelService, base: BaseConfig, options: Options) -> dict[str, Any]:
    """What a base config's templates make for a ModelService, by key, before anything is laid over it."""
    source, limits = parse_uri(service.spec["modelArtifacts"]["uri"]), Limits(left=STEPS)
    data = _named(service, base, options, source, limits, lambda _: None)[1]
    return base.children(children(options.gie), data, functions(service), lambda _: None, limits)


def _named(
    service: ModelService, base: BaseConfig | None, options: Options, source: ModelSource, limits: Limits, warn: Warn
) -> tuple[Names, Struct]:
    """The names of the children, and what templates see."""

    def of(conventions: Conventions) -> tuple[Names, Struct]:
        names = Names(service.name, service.spec["routing"]["modelName"], warn, conventions)
        return names, variables(service, service.namespace or options.namespace, names, source, options.gie)

    names, data = of(USUAL)
    if base is None or not base.has(CONVENTIONS):
        return names, data
    return of(base.conventions(data, functions(service), limits))


def _accounts(
    service: ModelService, base: BaseConfig | None, names: Names, data: Struct, limits: Limits
) -> dict[str, Account]:
    """Whom the pods run as. Raises InputError, too, for what the base config's `ownerMay` does not allow."""
    said: Mapping[str, Any] | None = None
    if base is not None:
        calls = functions(service)
        said = base.setting(ACCOUNTS, data, calls, limits) if base.has(ACCOUNTS) else None
        check_owner(service, base.setting(OWNER_MAY, data, calls, limits) if base.has(OWNER_MAY) else None)
    return accounts_of(service, said or {}, names)


def _build(context: Context) -> Iterator[tuple[str, Any]]:
    """Each child that exists, with its key."""
    for child in context.kinds.values():
        value = child.build(context, child)
        if value is not None:
            yield child.key, value


class _Arguments:
    """Renders the arguments of the roles' containers and keeps every problem, so that all are told at once."""

    def __init__(
        self, data: Struct, calls: Functions, limits: Limits, warn: Warn, problems: list[Problem] | None = None
    ) -> None:
        self.problems = [] if problems is None else problems
        self._warn = warn
        self._limits = limits
        self._data = data
        self._calls = calls

    def __call__(self, argument: str, path: str) -> str:
        if "{{" not in argument:
            return argument
        try:
            text = Template(argument, name=path).render(self._data, functions=self._calls, limits=self._limits)
        except TemplateError as error:
            excerpt = f"{error.source_line}\n{error.marker}"
            self.problems.append(Problem(error.message, path, hint=error.hint, excerpt=excerpt))
            return argument
        if found := unprinted(text, argument):
            self._warn(found._replace(path=path))
        return text


class _Place:
    """Puts problems that know only their field into a file: the base config's where they are about one of its keys."""

    def __init__(self, service: ModelService, base: BaseConfig | None, warn: Warn) -> None:
        self._service = service
        self._base = base
        self._warn = warn

    def warn(self, problem: Problem) -> None:
        """Pass a warning on, placed."""
        self._warn(self.place(problem))

    def place(self, problem: Problem) -> Problem:
        """The problem with file, document, line and column; one that has a file keeps it."""
        if problem.source:
            return problem
        key, _, field = problem.path.partition(": ")
        if self._base is not None and self._base.has(key):
            return self._base.find(problem, key, _needles(field))
        line, column = locate(self._service, problem.path)
        service = self._service
        return problem._replace(line=line, column=column, source=service.source, document=service.document)


def _needles(field: str) -> tuple[str, ...]:
    """What is in a text, in this order, where a field is written in it."""
    return tuple(part for part in parts_of(field) if isinstance(part, str))


def objects(made: Object, order: tuple[str, ...]) -> Iterator[Object]:
    """The children as single objects in the given order of keys."""
    for key in order:
        child = made.get(key)
        if child is not None:
            yield from child if isinstance(child, list) else (child,)
