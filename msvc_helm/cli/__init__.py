"""The command line: the only place that prints and exits."""

from __future__ import annotations

import sys


def main() -> None:
    """Run `msvc-helm` and exit: 0 ok, 1 something in the input is wrong, 2 wrong usage, 3 a bug in this program."""
    from msvc_helm.report import guarded

    sys.exit(guarded(_run))


def _run() -> int:
    from msvc_helm.cli.group import cli

    result = cli.main(prog_name="msvc-helm", standalone_mode=False)
    return result if isinstance(result, int) else 0
