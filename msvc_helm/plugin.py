"""The Helm 4 plugin that runs msvc-post: Helm 4 takes only plugins as post-renderers."""

from __future__ import annotations

import re
import shlex
import sys

from msvc_helm import __version__, write
from msvc_helm.managed_files import Earlier

NAME = "msvc-post"
SCRIPT = "msvc-post.sh"


PORTABLE = """\
if ! command -v msvc-post >/dev/null; then
  echo "error: msvc-post is not on PATH; install msvc-helm, which has it" >&2
  exit 1
fi
exec msvc-post "$@"
"""
"""What the plugin runs where it is packaged for other machines."""


def files(*, portable: bool = False) -> list[tuple[str, str]]:
    """The (name, text) of every file of the plugin's directory; a `portable` one runs the msvc-post on PATH."""
    return [(SCRIPT, PORTABLE if portable else _script()), ("plugin.yaml", _manifest())]


def _manifest() -> str:
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


def _ours(path: str, text: str) -> bool | None:
    """Whether a file is as some version of this program wrote it, was changed since (False), or is another's (None)."""
    if path == SCRIPT:
        return _SCRIPT.fullmatch(text) is not None or (False if "msvc_helm.post" in text else None)
    if re.sub(r"(?m)^version: .*", "", text) == re.sub(r"(?m)^version: .*", "", _manifest()):
        return True
    return False if all(f"\n{line}\n" in text for line in ("type: postrenderer/v1", f"name: {NAME}")) else None


_SCRIPT = re.compile(r"""exec ([-\w@%+=:,./]+|'([^']|'"'"')*')( -P)? -m msvc_helm\.post "\$@"\n""")
EARLIER = Earlier((SCRIPT, "plugin.yaml"), _ours)
"""What versions before there were records wrote."""


def _script() -> str:
    """What the plugin runs: this very interpreter, so that nothing needs to be on Helm's PATH.

    `exec` leaves Helm as the parent, whose stderr the program looks for. `-P` keeps the directory Helm happens to run
    in from being searched for modules.
    """
    return f'exec {shlex.quote(sys.executable)} -P -m msvc_helm.post "$@"\n'
