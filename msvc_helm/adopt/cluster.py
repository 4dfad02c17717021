"""The objects of a cluster that matter for taking models over."""

from __future__ import annotations

from msvc_helm.adopt.read import BESIDE, CHILDREN, MODELS, RIGHTS, Objects
from msvc_helm.adopt.tools import Tools, get, get_allowed, served
from msvc_helm.errors import InputError, Problem
from msvc_helm.merge import Object
from msvc_helm.untyped import below, namespace_of

EVERYWHERE = "--all-namespaces"


def read(tools: Tools, namespace: str = "") -> Objects:
    """ModelServices, all of their namespaces, and the operator wherever it is. Raises InputError."""
    known = served(tools, [MODELS, *CHILDREN, *BESIDE, *RIGHTS])
    if MODELS not in known:
        hint = "nothing is left to take over; objects that Helm has keep running"
        raise InputError(Problem("the cluster has no ModelServices: their CRD is not installed", hint=hint))
    models = get_allowed(tools, [MODELS], *(("--namespace", namespace) if namespace else (EVERYWHERE,)))
    if models is None:
        where = f"in {namespace}" if namespace else "in all namespaces"
        hint = "" if namespace else "--namespace NAME looks into one"
        raise InputError(Problem(f"you may not list ModelServices {where}", hint=hint))
    items = list(models)
    for place in sorted({namespace_of(model) for model in models}):
        items += namespaced(tools, known, place)
    for place, name in sorted(_elsewhere(models)):
        items += get(tools, ["configmaps"], "--namespace", place, f"--field-selector=metadata.name={name}")
    unseen = []
    for kinds, words in ((["deployments.apps"], (EVERYWHERE,)), ([kind for kind in RIGHTS if kind in known], ())):
        found = get_allowed(tools, kinds, *words)
        items += found or []
        unseen += kinds if found is None else []
    return Objects(items, unseen)


def namespaced(tools: Tools, known: list[str], place: str) -> list[Object]:
    """The objects of a namespace that a model can have."""
    return get(tools, [kind for kind in (*CHILDREN, *BESIDE) if kind in known], "--namespace", place)


def _elsewhere(models: list[Object]) -> set[tuple[str, str]]:
    """Base configs that are in another namespace than their ModelService."""
    found = set()
    for model in models:
        ref = below(model, "spec", "baseConfigMapRef") or {}
        if ref.get("namespace") not in (None, "", namespace_of(model)):
            found.add((str(ref["namespace"]), str(ref.get("name"))))
    return found
