"""When output is coloured, and with which codes: one rule for every command.

What the command line says by `--color` comes first, then NO_COLOR (https://no-color.org), then FORCE_COLOR, then
whether the output is a terminal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from msvc_helm.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import IO

OPTION = "--color"
AUTO, ALWAYS, NEVER = "auto", "always", "never"
CHOICES = (AUTO, ALWAYS, NEVER)
BOLD = "bold"
SEVERITIES = {"error": "red", "warning": "yellow", "note": "cyan"}
_CODES = {BOLD: "1", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def is_coloured(stream: IO[str]) -> bool:
    """Whether what is written to an output of this program gets colours."""
    if (choice := _chosen(sys.argv)) != AUTO:
        return choice == ALWAYS
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def _chosen(words: Sequence[str]) -> str:
    """The last choice of a command line, which has its effect on mistakes before it too."""
    choice = AUTO
    for word, following in zip(words, [*words[1:], ""], strict=True):
        flag, equals, value = word.partition("=")
        if flag == OPTION and (value if equals else following) in CHOICES:
            choice = value if equals else following
    return choice


def styled(text: str, *styles: str) -> str:
    """The text in a colour, bold, or both."""
    return f"\033[{';'.join(_CODES[style] for style in styles)}m{text}\033[0m"


def label(severity: str, stream: IO[str]) -> str:
    """`error:`, `warning:` or `note:`, coloured where the output is."""
    return styled(f"{severity}:", BOLD, SEVERITIES[severity]) if is_coloured(stream) else f"{severity}:"


def paint(text: str, style: str) -> str:
    """The text in a colour, or bold, where standard output is coloured."""
    return styled(text, style) if is_coloured(sys.stdout) else text
