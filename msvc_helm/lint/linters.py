"""`ct lint`; where there is no ct, the programs that it would run, as far as they are there.

Flags and order are chart-testing's (3.14): https://github.com/helm/chart-testing/blob/main/doc/ct_lint.md
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from msvc_helm.lint.charts import CHART_DIRS, LintedChart
from msvc_helm.lint.configuration import Configuration
from msvc_helm.lint.step import CT, NOT_RUN, Step, missing, step
from msvc_helm.programs import is_there
from msvc_helm.programs import run as run_program


def run(charts: list[LintedChart], conf: Configuration, *, named: bool) -> Iterator[Step]:
    """What ct says; without it, what the programs behind it say. `named`: these charts were asked for by path."""
    if is_there("ct"):
        yield step(CT, ct_command(charts, conf, named=named, remote=has_remote(conf)))
        return
    yield Step(CT, NOT_RUN, missing("ct"))
    for program in ("yamale", "yamllint", "helm"):
        if not is_there(program):
            yield Step("helm lint" if program == "helm" else program, NOT_RUN, missing(program))
    for chart in charts:
        yield from _instead_of_ct(chart, conf)


def ct_command(charts: list[LintedChart], conf: Configuration, *, named: bool, remote: bool) -> list[str]:
    """The command line of ct. Without a git remote to compare with, every chart is meant, and nothing is looked up."""
    command = ["ct", "lint", "--config", conf.ct]
    if named:
        command += ["--all=false"] if conf.settings.get("all") else []  # ct does not take both
        command += ["--charts", ",".join(chart.path for chart in charts)]
    elif not remote:
        command += ["--all", "--chart-dirs", ",".join(conf.names("chart-dirs", CHART_DIRS))]
    command += ["--lint-conf", conf.lint_conf, "--chart-yaml-schema", conf.chart_schema]
    return command if remote else [*command, "--validate-maintainers=false"]


def has_remote(conf: Configuration) -> bool:
    """Whether the current directory is of a git repository that has the remote which ct compares with."""
    if not is_there("git"):
        return False
    done = run_program(["git", "remote"])
    return done.code == 0 and str(conf.settings.get("remote") or "origin") in done.stdout.split()


def _instead_of_ct(chart: LintedChart, conf: Configuration) -> Iterator[Step]:
    about = os.path.join(chart.path, "Chart.yaml")
    if is_there("yamale"):
        yield step(f"yamale {about}", ["yamale", "--schema", conf.chart_schema, about])
    if is_there("yamllint"):
        for path in (about, os.path.join(chart.path, "values.yaml"), *chart.values):
            if os.path.isfile(path):
                yield step(f"yamllint {path}", ["yamllint", "--config-file", conf.lint_conf, path])
    if is_there("helm"):
        extra = str(conf.settings.get("helm-lint-extra-args") or "--strict").split()
        for values in chart.values or ("",):
            flags = ["--values", values] if values else []
            yield step(f"helm lint {values or chart.path}", ["helm", "lint", chart.path, *extra, *flags])
