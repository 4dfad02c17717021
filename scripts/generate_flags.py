"""Write the flags that programs know (`msvc_helm/check/known_flags.py`) from what is recorded in `scripts/flags`.

With `--check` nothing is written, and the exit code says whether the file is what would be.
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path

from one_file import write_or_check

HERE = Path(__file__).parent
TARGET = HERE.parent / "msvc_helm" / "check" / "known_flags.py"
HEADER = '''\
"""The flags that programs know. Made from scripts/flags by scripts/generate_flags.py: do not edit.

`name@first-last` says in which of the recorded releases a flag is; a flag without is in all of them. `name?` takes no
value after a space.
"""

# fmt: off

from __future__ import annotations

'''


def render() -> str:
    """The whole module."""
    parts = [HEADER]
    for path in sorted((HERE / "flags").glob("*.txt")):
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        releases = re.findall(r"\d+(?:\.\d+)+", head)
        words = [row.replace(" ", "@", 1).replace(" ", "-") for row in rows]
        lines = textwrap.wrap(" ".join(words), 110, break_on_hyphens=False, break_long_words=False)
        shown = " ".join(releases)
        comment = textwrap.fill(f"{head[2:]}.", 118, initial_indent="# ", subsequent_indent="# ")
        parts.append(f'{comment}\n{path.stem.upper()}_RELEASES = "{shown}"\n')
        parts.append(f'{path.stem.upper()} = """\\\n' + "\n".join(lines) + '\n"""\n')
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(write_or_check(TARGET, render(), __doc__))
