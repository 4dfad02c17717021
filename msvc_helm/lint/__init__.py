"""What `msvc-helm lint` does to charts: chart-testing, rendering through msvc-post, and a look at what comes out."""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple

from msvc_helm.lint import charts, linters, rendering, schemas
from msvc_helm.lint.configuration import configuration
from msvc_helm.lint.step import CT, FAILED, NOT_RUN, OK, Step
from msvc_helm.managed_files import temporary_folder

__all__ = ["CT", "FAILED", "NOT_RUN", "OK", "LintOptions", "Step", "lint"]


class LintOptions(NamedTuple):
    """What to lint: `charts` (none: all of ct.yaml's chart-dirs), with these files instead of those found.

    `post_arguments` are msvc-post's own; `schema_locations` are kubeconform's.
    """

    charts: tuple[str, ...] = ()
    config: str = ""
    lint_conf: str = ""
    chart_schema: str = ""
    post_arguments: tuple[str, ...] = ()
    schema_locations: tuple[str, ...] = ()


def lint(asked: LintOptions) -> Generator[Step, None, None]:
    """Every check, each when it is done. Raises InputError where there is no chart, or no file that was named."""
    conf = configuration(asked.config, asked.lint_conf, asked.chart_schema)
    found = charts.find(asked.charts, conf)
    yield from linters.run(found, conf, named=bool(asked.charts))
    with temporary_folder("msvc-helm-lint-") as folder:
        rendered: dict[str, str] = {}
        for step, path in rendering.render(found, asked.post_arguments, folder):
            yield step
            if path:
                rendered[path] = step.name
        yield from schemas.check(rendered, asked.schema_locations)
