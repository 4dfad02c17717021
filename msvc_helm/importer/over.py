"""A base config that says only what differs from shipped layers, which it extends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msvc_helm import write
from msvc_helm.api import load
from msvc_helm.baseconfig import EXTENDS, BaseConfig
from msvc_helm.bases import Bases
from msvc_helm.expand import children_of
from msvc_helm.importer.difference import SAME, difference, of_objects
from msvc_helm.importer.names import FoundNames
from msvc_helm.importer.template import text_of
from msvc_helm.layers import PRESET, stacked
from msvc_helm.presets import preset
from msvc_helm.read import Document
from msvc_helm.resources.context import Options
from msvc_helm.types.coercion import DIRECTIVE, REPLACE

NOTHING = "null\n"


def over_layers(values: Mapping[str, Any], layers: tuple[str, ...], service: str, names: FoundNames) -> dict[str, str]:
    """The texts of a base config that makes `values` (by key, with marked scalars) of the shipped `layers`."""
    lower = _made(layers, service)
    out = {EXTENDS: write.dump([f"{PRESET}/{name}" for name in layers])}
    for key, value in values.items():
        made = _difference(lower[key], value, names) if key in lower else value
        if made is not SAME:
            out[key] = _shorter(key, made, value, lower)
    return out | {key: NOTHING for key in lower if key not in values}


def _difference(lower: Any, value: Any, names: FoundNames) -> Any:
    if isinstance(value, list):
        return of_objects(lower, value, names.of)
    # Which kind it is, the key says.
    return difference({k: v for k, v in lower.items() if k not in ("apiVersion", "kind")}, value)


def _shorter(key: str, made: Any, value: Any, lower: Mapping[str, Any]) -> str:
    """The text of the difference, or of the whole where that is shorter."""
    text = text_of(made)
    if key not in lower or not isinstance(value, dict):
        return text
    whole = text_of({DIRECTIVE: REPLACE, **value})
    return whole if len(whole) < len(text) else text


def _made(names: tuple[str, ...], service: str) -> dict[str, Any]:
    """What the layers make for the ModelService, before it is merged over them."""
    document = Document("modelservice.yaml", 1, 1, service.encode())
    layers = [preset(name) for name in names]
    base: BaseConfig = stacked(layers[-1], Bases(), layers[:-1])
    return children_of(load(document.parse()[0]), base, Options())
