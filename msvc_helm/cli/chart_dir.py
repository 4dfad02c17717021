"""`msvc-helm chart-dir`: where the chart is that this program brings along."""

from __future__ import annotations

import os

import click

from msvc_helm import bundled
from msvc_helm.cli.options import CommandWithExamples, with_options
from msvc_helm.errors import UsageError
from msvc_helm.managed_files import digests, plan
from msvc_helm.options import FORCE
from msvc_helm.report import note

COMMAND = "chart-dir"


@click.command(COMMAND, cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--output-dir", metavar="DIR", help="Write a copy there and print its directory.")
@with_options(FORCE)
def command(output_dir: str | None, force: bool) -> int:
    """Print the directory of the chart that comes with msvc-helm, for helm install.

    \b
    Examples:
      helm install qwen "$(msvc-helm chart-dir)" -f values.yaml --post-renderer msvc-post
      msvc-helm chart-dir --output-dir charts/modelservice
    """
    if output_dir is None:
        if force:
            raise UsageError("--force overwrites files: it goes with --output-dir")
        click.echo(os.path.realpath(bundled.chart()))
        return 0
    files = bundled.chart_files()
    directory = os.path.abspath(output_dir)
    note(plan(directory, COMMAND, digests(files), force=force).carry_out(files.items()))
    click.echo(directory)
    return 0
