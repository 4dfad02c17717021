"""The command line: the only place that prints and exits."""

from __future__ import annotations

import os
import sys

from msvc_helm.typed import Any

COMPLETION = "_MSVC_HELM_COMPLETE"
"""The variable by which a shell's script asks what may follow."""


def main() -> None:
    """Run `msvc-helm` and exit: 0 ok, 1 something in the input is wrong, 2 wrong usage, 3 a bug in this program."""
    if COMPLETION in os.environ:
        from msvc_helm.cli import complete

        if complete.main(os.environ[COMPLETION]):
            sys.stdout.flush()
            os._exit(0)
    from msvc_helm.report import guarded, hurry, leave

    hurry()
    leave(guarded(_run))


def _run() -> int:
    values = _plain_generate()
    if values is not None:
        from msvc_helm.generate import generate

        return generate(values)
    from msvc_helm.cli.group import cli
    from msvc_helm.cli.usage import run

    result: int = run(cli, "msvc-helm")
    return result


def _plain_generate() -> dict[str, Any] | None:
    """The options of a complete `generate` command line, which need not wait for click to be imported."""
    if sys.argv[1:2] != ["generate"]:
        return None
    from msvc_helm.generate import OPTIONS
    from msvc_helm.options import read

    return read(OPTIONS, sys.argv[2:])
