"""The presets with the values that tests give them: every model source, one role and both."""

from __future__ import annotations

import json
from typing import Any

from msvc_helm.bases import Bases
from msvc_helm.errors import InputError
from msvc_helm.expand import objects
from msvc_helm.pipeline import Expansion, expand_document
from msvc_helm.presets import candidate, goes_over, names
from msvc_helm.read import Document, ValuesDocument
from msvc_helm.resources.children import APPLY_ORDER
from msvc_helm.resources.context import Options

Object = dict[str, Any]

NAMESPACE = "models"
PRESETS = tuple(name for name in names() if not goes_over(name))
LAYERS = {name: goes_over(name) for name in names() if goes_over(name)}
TWO_ROLES = tuple(name for name in PRESETS if name.endswith("-pd"))
SOURCES: dict[str, Object] = {
    "hf": {"uri": "hf://facebook/opt-125m"},
    "hf-private": {"uri": "hf://meta-llama/Llama-3.1-8B", "authSecretName": "hf-token", "size": "40Gi"},
    "cached": {"uri": "pvc+hf://cache/hub/meta-llama/Llama-3.1-8B", "authSecretName": "hf-token"},
    "pvc": {"uri": "pvc://models/ibm-granite/granite-3.3-8b"},
    "oci": {"uri": "oci://registry.example.com/models/opt:v1"},
}
ROLES: dict[str, Object] = {
    "decode": {"decode": {"replicas": 2}},
    "both": {"prefill": {"replicas": 3}, "decode": {"replicas": 2}},
}


# Preset, source and roles, as far as they go together.
CASES = tuple(
    (preset, source, roles)
    for preset in PRESETS
    for source in SOURCES
    for roles in ROLES
    if roles == "decode" or preset in TWO_ROLES
)


def values(source: str = "hf", roles: str = "decode", **more: Any) -> Object:
    """The four lines: a model's name, its source, its roles; `more` on top."""
    return {"routing": {"modelName": "opt"}, "modelArtifacts": SOURCES[source], **ROLES[roles], **more}


def expand(
    given: Object, preset: str, *, gie: str = "v1", name: str = "m", namespace: str = NAMESPACE, quiet: bool = True
) -> Expansion:
    """The values expanded over the preset, with no warning where `quiet`. Raises InputError with all that is wrong."""
    document = Document("values.yaml", 1, 1, json.dumps(given, ensure_ascii=False).encode())
    options = Options(namespace=namespace, gie=gie)
    done = expand_document(ValuesDocument(document, name), Bases((candidate(preset),)), options)
    if done.problems:
        raise InputError(done.problems)
    assert not (quiet and done.warnings), [problem.message for problem in done.warnings]
    (made,) = done.expansions
    return made


def all_objects(made: Expansion) -> list[Object]:
    """The objects in the order they are applied."""
    return list(objects(made.children, APPLY_ORDER))
