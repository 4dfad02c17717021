"""The files chart-testing goes by: those of the current directory, else those this project lints its own chart with."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import parse, plain
from msvc_helm.read import MAX_DOCUMENT, read_file

CT, LINT_CONF, CHART_SCHEMA = "ct.yaml", "lintconf.yaml", "chart_schema.yaml"


class Configuration(NamedTuple):
    """The paths of the three files, and what ct.yaml says."""

    ct: str
    lint_conf: str
    chart_schema: str
    settings: dict[str, Any]

    def names(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A setting that is a list."""
        value = self.settings.get(key)
        return tuple(map(str, value)) if isinstance(value, list) else default


def configuration(ct: str = "", lint_conf: str = "", chart_schema: str = "") -> Configuration:
    """The files to go by; those given win, then those ct.yaml names. Raises InputError for one that cannot be read."""
    path = _existing(ct) if ct else _found(CT)
    settings = _settings(path)

    def file(given: str, key: str, name: str) -> str:
        named = str(settings.get(key) or "")
        return _existing(given) if given else named if named and os.path.isfile(named) else _found(name)

    return Configuration(
        path, file(lint_conf, "lint-conf", LINT_CONF), file(chart_schema, "chart-yaml-schema", CHART_SCHEMA), settings
    )


def _settings(path: str) -> dict[str, Any]:
    try:
        node = parse(read_file(path, MAX_DOCUMENT))
        value = plain(node) if node is not None else {}
    except InputError as error:
        raise error.at(source=path) from error
    if not isinstance(value, dict):
        raise InputError(Problem("expected a map of chart-testing's settings", source=path))
    return value


def _existing(path: str) -> str:
    if not os.path.isfile(path):
        raise InputError(Problem("there is no such file", source=path))
    return path


def _found(name: str) -> str:
    """In the current directory, else in the installed package, else in the checkout this package runs from."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    places = (name, os.path.join(package, "data", name), os.path.join(os.path.dirname(package), name))
    return next(place for place in places if os.path.isfile(place))
