"""What `msvc-helm import` does: objects in; a ModelService, a base config and values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from msvc_helm.api import load
from msvc_helm.api.roles import ROLES
from msvc_helm.convert import convert
from msvc_helm.errors import InputError, Problem
from msvc_helm.excerpt import SourceText
from msvc_helm.importer.build import Deployed, base_config, key_of, model_service
from msvc_helm.importer.model import model_of
from msvc_helm.importer.objects import Item, read, typed
from msvc_helm.importer.prove import BASE, SERVICE, prove
from msvc_helm.importer.remarks import refuse_tokens, scaled_elsewhere, without_namespace
from msvc_helm.importer.unknown import unknown_roles
from msvc_helm.importer.workloads import FoundWorkload, roles, workloads
from msvc_helm.pipeline import TOLERATED
from msvc_helm.read import Document
from msvc_helm.resources.context import Options
from msvc_helm.resources.extra_objects import CLUSTER_WIDE

VALUES = "values.yaml"


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the user says of the objects, each empty where nothing is said. `roles` are by `Kind/name` or name,
    `over` the shipped layers that the base config is to be built on.
    """

    name: str = ""
    namespace: str = ""
    uri: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    over: tuple[str, ...] = ()


def imported(documents: Iterable[Document], asked: ImportOptions, warn: list[Problem]) -> dict[str, str]:
    """The texts of the files by name. Raises InputError for whatever cannot be taken over as it is."""
    items = read(documents, warn)
    if not items:
        raise InputError("no objects are found")
    if asked.over:  # layers hold values as Kubernetes' types have them
        items = [replace(item, value=typed(item, warn)) for item in items]
    found = workloads(items)
    refuse_tokens(found)
    chosen = roles(found, asked.roles, warn)
    if not chosen and not any(w.servers for w in found):
        chosen = unknown_roles(found, warn)
    supported = _supported(chosen, warn)
    others = [w for w in found if w.servers and w not in chosen.values()]
    try:
        model = model_of(chosen, others, asked.uri, warn)
    except InputError:
        _check_types(items)
        raise
    namespace = _namespace(items, supported, asked.namespace)
    name = asked.name or _name([*chosen.values(), *others, *found], items)
    deployed = Deployed(items, supported, model, [w for w in found if w not in supported.values()], name, namespace)
    warn += scaled_elsewhere(items, supported)
    warn += without_namespace(items, "" if asked.namespace else namespace)
    service, base = model_service(deployed), base_config(deployed, asked.over)
    if refused := prove(service, base, items, namespace):
        base = base_config(deployed, asked.over, validation=False)
        prove(service, base, items, namespace)
        warn += [
            p._replace(message=f"taken over, and Kubernetes would reject it: {p.message}", rule=TOLERATED)
            for p in refused
        ]
    return {SERVICE: service, BASE: base, VALUES: _values(service)}


def _check_types(items: list[Item]) -> None:
    """Raise InputError for fields of a wrong type, in which no model server would be found."""
    problems: list[Problem] = []
    for item in items:
        try:
            typed(item, [])
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)


def _supported(chosen: Mapping[str, FoundWorkload], warn: list[Problem]) -> dict[str, FoundWorkload]:
    out = {}
    for role, workload in chosen.items():
        if key_of(role, workload):
            out[role] = workload
        else:
            message = f"a base config has no key for a {workload.item.kind}: it stays as it is, in extraObjects"
            warn.append(workload.item.problem(message, rule="kind-left"))
    return out


def _namespace(items: list[Item], chosen: Mapping[str, FoundWorkload], asked: str) -> str:
    """The namespace of the ModelService: the roles', else that of all objects. Raises InputError for another."""
    found = {w.item.namespace for w in chosen.values()} or {i.namespace for i in items if i.kind not in CLUSTER_WIDE}
    named = sorted(found - {""})
    if asked and named and named != [asked]:
        hint = f"leave --namespace out, or say --namespace {named[0]}"
        raise InputError(Problem(f'the objects are in the namespace {", ".join(named)}, not in "{asked}"', hint=hint))
    if chosen and len(found) > 1:
        hint = "import those of each by themselves"
        raise InputError(Problem(f"the roles are in several namespaces: {', '.join(named)}", hint=hint))
    return asked or (named[0] if len(found) == 1 and named else "")


def _name(found: list[FoundWorkload], items: list[Item]) -> str:
    """What the first workload is called, without the word for the role; the first object where there is none."""
    name = next((workload.item.name for workload in found), items[0].name)
    return next((name.removesuffix(f"-{role}") for role in ROLES if name.endswith(f"-{role}")), name)


def _values(service: str) -> str:
    document = Document(SERVICE, 1, 1, service.encode())
    return convert(load(document.parse()[0]), SourceText(document), Options(), gie="").text
