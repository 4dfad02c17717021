"""One ModelService and its base config become its children: the whole expansion, in the order it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msvc_helm.api import ModelService, locate
from msvc_helm.api.autoscaling import Autoscaling
from msvc_helm.api.conventions import KEY as CONVENTIONS
from msvc_helm.api.model_source import OCI, parse_uri
from msvc_helm.api.names import Names
from msvc_helm.api.paths import parts_of
from msvc_helm.api.roles import PICKER, ROLES, SERVICES, WORKLOADS
from msvc_helm.baseconfig import BaseConfig, Functions, unprinted
from msvc_helm.errors import InputError, Problem
from msvc_helm.gotemplate import Limits, Struct, Template, TemplateError
from msvc_helm.merge import Object
from msvc_helm.resources.autoscaling import autoscaler
from msvc_helm.resources.children import EXTRA
from msvc_helm.resources.config_map import config_maps
from msvc_helm.resources.containers import Render
from msvc_helm.resources.context import Context, Options, kinds_for
from msvc_helm.resources.deployment import epp_deployment, role_deployment
from msvc_helm.resources.extra_objects import extra_objects
from msvc_helm.resources.gie import OLD, old_flags
from msvc_helm.resources.rbac import bound_elsewhere, epp_role_binding, epp_service_account, pd_service_account
from msvc_helm.resources.routing import http_route, inference_model, inference_objective, inference_pool
from msvc_helm.resources.service import epp_service, role_service
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
) -> dict[str, Any]:
    """The children by key (`configMaps` is a list, every other an object), in the operator's order.

    Raises InputError with every problem of the base config and of the ModelService's arguments.
    """
    here = _Place(service, base, warn)
    try:
        names = Names(service.name, service.spec["routing"]["modelName"], here.warn)
        source = parse_uri(service.spec["modelArtifacts"]["uri"])
        if source.scheme == OCI and options.kube_version:
            from msvc_helm.api.kubernetes import check_image_volumes  # rarely asked

            check_image_volumes(options.kube_version, here.warn)
        kinds = kinds_for(options)
        data = variables(service, service.namespace or options.namespace, names, source, options.gie)
        calls = functions(service)
        limits = Limits(left=STEPS)
        if base and CONVENTIONS in base.texts:
            conventions = base.conventions(data, calls, limits)
            names = Names(service.name, service.spec["routing"]["modelName"], here.warn, conventions)
            data = variables(service, service.namespace or options.namespace, names, source, options.gie)
        children = base.children(kinds, data, calls, warn, limits) if base else {}
        context = Context(service, names, source, options, children, here.warn, kinds, autoscaling)
        render = _Arguments(data, calls, limits, here.warn)
        made = dict(_build(context, render))
    except InputError as error:
        raise InputError(here.place(p) for p in error.problems) from error
    if render.problems:
        raise InputError(here.place(p) for p in render.problems)
    return {key: made[key] for key in kinds if key in made}


def _build(context: Context, render: Render) -> Iterator[tuple[str, Any]]:
    """Each child that exists, with its key."""
    base = context.base
    if base.get("configMaps"):
        yield "configMaps", config_maps(context)
    for role in ROLES:
        if context.has_role(role):
            yield WORKLOADS[role], role_deployment(context, role, render)
            if context.names.conventions.service_account:
                yield "pdServiceAccount", pd_service_account(context)
            if SERVICES[role] in base:
                yield SERVICES[role], role_service(context, role)
            if role in context.autoscaling:
                kind = "Autoscaler" if context.autoscaling[role].keda is None else "ScaledObject"
                yield f"{role}{kind}", autoscaler(context, role)
    if base.get(EXTRA):
        yield EXTRA, extra_objects(context)
    if "httpRoute" in base or context.service.spec["routing"].get("gatewayRefs"):
        yield "httpRoute", http_route(context)
    if "inferencePool" in base:
        yield "inferencePool", inference_pool(context)
    if "inferenceModel" in base:
        yield from _inference_model(context)
    if "inferenceObjective" in base:
        yield "inferenceObjective", inference_objective(context)
    if WORKLOADS[PICKER] in base:
        yield from _endpoint_picker(context)


def _inference_model(context: Context) -> Iterator[tuple[str, Any]]:
    if context.options.gie == OLD:
        yield "inferenceModel", inference_model(context)
        return
    if context.options.inference_objective and "inferenceObjective" not in context.base:
        yield "inferenceObjective", inference_objective(context)
        return
    message = "InferenceModel has no successor in today's API and is left out"
    hint = "--inference-objective makes an InferenceObjective of its criticality, --gie v1alpha2 keeps it"
    context.warn(Problem(message, "inferenceModel", hint=hint, rule="model-left-out"))


def _endpoint_picker(context: Context) -> Iterator[tuple[str, Any]]:
    deployment = epp_deployment(context)
    yield WORKLOADS[PICKER], deployment
    if context.options.gie != OLD:
        for problem in old_flags(deployment):
            context.warn(problem)
    yield "eppServiceAccount", epp_service_account(context)
    if SERVICES[PICKER] in context.base:
        yield SERVICES[PICKER], epp_service(context)
    if context.options.epp_cluster_role:
        yield "eppRoleBinding", epp_role_binding(context)
    elif not bound_elsewhere(context):
        account = context.names.epp_service_account
        message = f'no RoleBinding is made for the endpoint picker ("{account}"), which then cannot watch its pods'
        context.warn(Problem(message, hint="name a ClusterRole with --epp-cluster-role", rule="picker-unbound"))


class _Arguments:
    """Renders the arguments of the roles' containers and keeps every problem, so that all are told at once."""

    def __init__(self, data: Struct, calls: Functions, limits: Limits, warn: Warn) -> None:
        self.problems: list[Problem] = []
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
        if self._base is not None and key in self._base.texts:
            placed = self._base.place(problem, key)
            return placed if problem.line or not field else placed._replace(line=self._base.find(key, _needles(field)))
        line, column = locate(self._service, problem.path)
        service = self._service
        return problem._replace(line=line, column=column, source=service.source, document=service.document)


def _needles(field: str) -> tuple[str, ...]:
    """What stands in a text, in this order, where a field is written in it."""
    return tuple(part for part in parts_of(field) if isinstance(part, str))


def objects(children: Object, order: tuple[str, ...]) -> Iterator[Object]:
    """The children as single objects in the given order of keys."""
    for key in order:
        child = children.get(key)
        if child is not None:
            yield from child if isinstance(child, list) else (child,)
