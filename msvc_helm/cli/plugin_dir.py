"""`msvc-helm plugin-dir`: the Helm 4 plugin that runs msvc-post, as a directory."""

from __future__ import annotations

import os
import shlex
import sys

import click

from msvc_helm import __version__, write
from msvc_helm.files import write_files

NAME = "msvc-post"
SCRIPT = "msvc-post.sh"


def plugin_yaml() -> str:
    """The plugin's manifest. Helm splits a command at blanks and expands `$` in every word: it gets only a script."""
    command = {"command": "sh", "args": ["${HELM_PLUGIN_DIR}/" + SCRIPT]}
    return write.dump(
        {
            "apiVersion": "v1",
            "type": "postrenderer/v1",
            "name": NAME,
            "version": __version__,
            "runtime": "subprocess",
            "runtimeConfig": {"platformCommand": [command]},
        }
    )


def script() -> str:
    """What the plugin runs: this very interpreter, so that nothing needs to be on Helm's PATH.

    `exec` leaves Helm as the parent, whose stderr the program looks for. `-P` keeps the directory Helm happens to run
    in from being searched for modules.
    """
    return f'exec {shlex.quote(sys.executable)} -P -m msvc_helm.post "$@"\n'


@click.command("plugin-dir", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--output-dir", metavar="DIR", help="Where to put the plugin.  [default: the user's data directory]")
def command(output_dir: str | None) -> int:
    """Write the Helm 4 plugin of the post-renderer and print its directory.

    Helm 4 takes only plugins as post-renderers; Helm 3 takes msvc-post itself.

    \b
    Example:
      helm plugin install "$(msvc-helm plugin-dir)"
    """
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    directory = os.path.abspath(output_dir or os.path.join(data, "msvc-helm", NAME))
    write_files(directory, [(SCRIPT, script()), ("plugin.yaml", plugin_yaml())])
    click.echo(directory)
    return 0
