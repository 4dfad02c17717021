"""`msvc-helm plugin-dir`: the Helm 4 plugin that runs msvc-post, as a directory."""

from __future__ import annotations

import os

import click

from msvc_helm import plugin
from msvc_helm.cli.options import CommandWithExamples, with_options
from msvc_helm.managed_files import digests, plan
from msvc_helm.options import FORCE
from msvc_helm.report import note

COMMAND = "plugin-dir"


@click.command(COMMAND, cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--output-dir", metavar="DIR", help="Where to put the plugin.  [default: the user's data directory]")
@click.option("--portable", is_flag=True, help="Run the msvc-post on PATH: for a plugin that goes to other machines.")
@with_options(FORCE)
def command(output_dir: str | None, portable: bool, force: bool) -> int:
    """Write the Helm 4 plugin of the post-renderer and print its directory.

    Helm 4 requires post-renderers to be plugins; Helm 3 runs msvc-post from PATH.

    The plugin runs this installation of msvc-helm, unless it is --portable.

    \b
    Examples:
      helm plugin install "$(msvc-helm plugin-dir)"
      helm plugin package --sign=false "$(msvc-helm plugin-dir --portable --output-dir plugin)"
    """
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    directory = os.path.abspath(output_dir or os.path.join(data, "msvc-helm", plugin.NAME))
    files = dict(plugin.files(portable=portable))
    note(plan(directory, COMMAND, digests(files), force=force, earlier=plugin.EARLIER).carry_out(files.items()))
    click.echo(directory)
    return 0
