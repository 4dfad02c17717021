"""What a chart that was generated before says of its making, so that it need not be said again."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import Any

from msvc_helm.chart.definition import DEFAULTS, DERIVED, SENTENCE
from msvc_helm.errors import InputError
from msvc_helm.goyaml import parse, plain
from msvc_helm.read import MAX_DOCUMENT, read_file
from msvc_helm.untyped import below, mapping


def settings(directory: str) -> dict[str, str]:
    """The chart's `name`, and `version` and `description` unless they were derived; nothing where there is no chart."""
    chart = _mapping(os.path.join(directory, "Chart.yaml"))
    found = {key: chart[key] for key in ("name", "version", "description") if isinstance(chart.get(key), str)}
    if DERIVED in found.get("version", ""):
        del found["version"]
    if found.get("description", "").startswith(SENTENCE):
        del found["description"]
    return found


def version(directory: str) -> str:
    """The version of the chart there, given or derived; empty where there is none."""
    found = _mapping(os.path.join(directory, "Chart.yaml")).get("version")
    return found if isinstance(found, str) else ""


def defaults(directory: str, given: Mapping[str, Any], said: Collection[str]) -> dict[str, Any]:
    """The options given, by name; of one that was not `said`, the default that the chart's values have."""
    values = _mapping(os.path.join(directory, "values.yaml"))

    def find(path: str) -> Any:
        return below(values, *path.split("."))

    return {
        option.name: given[option.name] if option.name in said else option.of_values(find) or given[option.name]
        for option in DEFAULTS
    }


def _mapping(path: str) -> dict[str, Any]:
    if not os.path.exists(path):
        return {}
    try:
        node = parse(read_file(path, MAX_DOCUMENT))
        value = plain(node) if node is not None else None
    except InputError as error:
        raise error.at(source=path) from error
    return mapping(value)
