"""Which commands of a script run at the same time."""

from __future__ import annotations

from collections.abc import Sequence

from msvc_helm.check.shell import Reading

# What a script calls around its servers, and that opens no port.
_PASSING = frozenset(
    [
        ":",
        "[",
        "awk",
        "cat",
        "chmod",
        "chown",
        "cp",
        "curl",
        "cut",
        "date",
        "df",
        "dirname",
        "echo",
        "env",
        "export",
        "find",
        "grep",
        "head",
        "hostname",
        "kill",
        "ln",
        "ls",
        "mkdir",
        "mv",
        "nc",
        "nvidia-smi",
        "pgrep",
        "pip",
        "pkill",
        "printf",
        "ps",
        "pwd",
        "rm",
        "rocm-smi",
        "sed",
        "seq",
        "set",
        "sleep",
        "sort",
        "source",
        "sysctl",
        "tail",
        "tee",
        "test",
        "timeout",
        "touch",
        "tr",
        "trap",
        "true",
        "ulimit",
        "uname",
        "uv",
        "wait",
        "wget",
    ]
)


def at_once(here: int, reading: Reading, known: Sequence[bool]) -> tuple[list[int], bool]:
    """The commands that run while the command `here` does, by number, and whether one of them is not `known`.

    These are all that are started with `&`, and what the script goes on with after them.
    """
    last = max(reading.behind)
    if here in reading.behind:
        others = [at for at in range(len(known)) if at != here and (at in reading.behind or at > last)]
    else:
        others = [at for at in sorted(reading.behind) if at < here]
    names = (reading.commands[at][0].rpartition("/")[2] for at in others if not known[at])
    return others, any(name not in _PASSING for name in names)
