"""`msvc-helm lint`: charts checked as chart-testing checks them, and rendered as Helm renders them with msvc-post."""

from __future__ import annotations

from contextlib import closing

import click

from msvc_helm.cli.options import CommandWithExamples
from msvc_helm.lint import CT, FAILED, NOT_RUN, OK, LintOptions, Step, lint
from msvc_helm.report import INPUT_ERROR, printable

COLOURS = {OK: "green", FAILED: "red", NOT_RUN: "yellow"}


@click.command("lint", cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("charts", nargs=-1, metavar="[CHART...]")
@click.option(
    "--config", metavar="FILE", default="", help="Settings of chart-testing.  [default: ct.yaml, or the built-in ones]"
)
@click.option(
    "--lint-conf", metavar="FILE", default="", help="Rules of yamllint.  [default: lintconf.yaml, or the built-in ones]"
)
@click.option(
    "--chart-yaml-schema",
    "chart_schema",
    metavar="FILE",
    default="",
    help="Schema of Chart.yaml for yamale.  [default: chart_schema.yaml, or the built-in one]",
)
@click.option(
    "--post-renderer-args", "post_arguments", multiple=True, metavar="WORD", help="Argument for msvc-post; repeatable."
)
@click.option(
    "--schema-location",
    "schema_locations",
    multiple=True,
    metavar="PLACE",
    help="Schemas for kubeconform; repeatable.",
)
@click.option("--strict", is_flag=True, help="Treat skipped steps as failures.")
def command(
    charts: tuple[str, ...],
    config: str,
    lint_conf: str,
    chart_schema: str,
    post_arguments: tuple[str, ...],
    schema_locations: tuple[str, ...],
    strict: bool,
) -> int:
    """Check charts: `ct lint`, then each of their ci/*-values.yaml through Helm, msvc-post and schemas.

    Without CHART every chart of ct.yaml's chart-dirs is checked. If ct is missing, the programs that it calls are run
    if they are installed; skipped steps are reported. The exit code is that of the first program that failed.

    \b
    Examples:
      msvc-helm lint
      msvc-helm lint charts/modelservice --schema-location default --schema-location crds/
      msvc-helm lint my-chart --post-renderer-args --base-config --post-renderer-args base.yaml
    """
    asked = LintOptions(charts, config, lint_conf, chart_schema, post_arguments, schema_locations)
    steps: list[Step] = []
    with closing(lint(asked)) as done:
        for step in done:
            steps.append(step)
            _show(step)
    failed = [step for step in steps if step.status == FAILED]
    left_out = [step for step in steps if step.status == NOT_RUN]
    passed = len(steps) - len(failed) - len(left_out)
    click.echo(f"{passed} ok, {len(failed)} failed, {len(left_out)} not run")
    if failed:
        return failed[0].code or INPUT_ERROR
    return INPUT_ERROR if not passed or (strict and left_out) else 0


def _show(step: Step) -> None:
    """A line for each step; below it what its program had to say where that matters: ct's report, any failure."""
    head = f"{click.style(f'{step.status:<7}', fg=COLOURS[step.status])} {printable(step.name)}"
    whole = step.status == FAILED or (step.name == CT and step.status == OK)
    click.echo(f"{head}: {printable(step.text)}" if step.text and "\n" not in step.text and not whole else head)
    for line in step.text.splitlines() if whole else ():
        click.echo(f"        {printable(line)}")
