"""Objects that no operator created, hand-made or another tool's, as a model that can be taken over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msvc_helm.adopt.models import Model, child_of, document_of
from msvc_helm.adopt.objects import managers, metadata
from msvc_helm.adopt.read import Objects
from msvc_helm.api import load
from msvc_helm.bases import Bases, config_maps
from msvc_helm.convert import convert
from msvc_helm.errors import Problem
from msvc_helm.excerpt import SourceText
from msvc_helm.expand import objects
from msvc_helm.goyaml import plain
from msvc_helm.importer.command import ImportOptions, imported
from msvc_helm.importer.prove import BASE, SERVICE
from msvc_helm.merge import Object
from msvc_helm.pipeline import expand_document
from msvc_helm.read import Document
from msvc_helm.resources.children import APPLY_ORDER
from msvc_helm.resources.context import Options
from msvc_helm.untyped import name_of, title_of

_MADE_BY_OTHERS = ("ReplicaSet", "Pod", "ControllerRevision", "Endpoints", "EndpointSlice", "Event")
_GIVEN = (("ServiceAccount", "default"), ("ConfigMap", "kube-root-ca.crt"))
_PEOPLE = "kubectl"  # begins the field managers of kubectl's commands


def handmade(found: Objects, release: str = "") -> Model:
    """The model that the objects are. Raises InputError where `msvc-helm import` finds none in them."""
    items = [each for each in found if _counts(each)]
    warnings: list[Problem] = []
    texts = imported((document_of(each, title_of(each)) for each in items), ImportOptions(), warnings)
    service, base = (Document(name, 1, 1, texts[name].encode()) for name in (SERVICE, BASE))
    value: Any = plain(service.parse()[0])
    model = Model(value, release or name_of(value), warnings=warnings, imported=True, leaving=people(items))
    done = expand_document(service, Bases(tuple(config_maps(base))), Options(namespace=model.namespace))
    model.problems += done.problems
    for made in done.expansions:
        model.problems += made.refused
        wanted = objects(made.children, APPLY_ORDER)
        model.children = [child_of(found.get(each), each, model.namespace) for each in wanted]
        given = load(service.parse()[0])
        model.values = convert(given, SourceText(service), Options(), base=made.base, gie="", titled=False).text
    return model


def _counts(obj: Object) -> bool:
    """Whether an object is somebody's, and not made by Kubernetes of another one."""
    controlled = any(each.get("controller") for each in metadata(obj).get("ownerReferences") or ())
    return not controlled and obj["kind"] not in _MADE_BY_OTHERS and (obj["kind"], name_of(obj)) not in _GIVEN


def people(items: Iterable[Object]) -> tuple[str, ...]:
    """The field managers by which people have applied the objects."""
    names = {name for each in items for name in managers(each) if name.startswith(_PEOPLE)}
    return tuple(sorted(names)) or (_PEOPLE,)
