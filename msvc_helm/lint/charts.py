"""Which charts there are, and the values files to try them with."""

from __future__ import annotations

import os
from typing import NamedTuple

from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import parse
from msvc_helm.lint.configuration import Configuration
from msvc_helm.read import MAX_DOCUMENT, read_file, scalar

CHART_DIRS = ("charts",)  # chart-testing's default


class LintedChart(NamedTuple):
    """A chart's directory, its values files for tests (chart-testing's `ci/*-values.yaml`), whether it renders."""

    path: str
    values: tuple[str, ...]
    is_library: bool


def find(paths: tuple[str, ...], conf: Configuration) -> list[LintedChart]:
    """The charts at the paths, else every one in ct.yaml's chart-dirs. Raises InputError when there is none."""
    if paths:
        return [_chart(path) for path in paths]
    folders, out = conf.names("chart-dirs", CHART_DIRS), conf.names("excluded-charts")
    found = [
        os.path.join(folder, name)
        for folder in folders
        if os.path.isdir(folder)
        for name in sorted(os.listdir(folder))
        if name not in out and os.path.isfile(os.path.join(folder, name, "Chart.yaml"))
    ]
    if not found:
        raise InputError(Problem(f"no chart in {', '.join(folders)}", hint="name one: msvc-helm lint path/to/chart"))
    return [_chart(path) for path in found]


def _chart(path: str) -> LintedChart:
    if not os.path.isfile(os.path.join(path, "Chart.yaml")):
        raise InputError(Problem("expected a chart's directory, with a Chart.yaml", source=path))
    try:
        about = parse(read_file(os.path.join(path, "Chart.yaml"), MAX_DOCUMENT))
    except InputError as error:
        raise error.at(source=os.path.join(path, "Chart.yaml")) from error
    folder = os.path.join(path, "ci")
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    values = tuple(os.path.join(folder, name) for name in names if name.endswith("-values.yaml"))
    return LintedChart(os.path.normpath(path), values, scalar(about, "type") == "library")
