"""A shell script's commands as lists of words, without running it: what the shell would make of quotes and variables.

Conditions that the container's variables decide are followed, both ways where they do not; so are functions, loops over
known words, `eval`, scripts in scripts, and scripts written to a file or handed over as a here document. What only a
running shell knows (`$(hostname)`, variables nobody sets) stays as it is written, with its `$`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msvc_helm.check.shell.machine import ScriptRun
from msvc_helm.check.shell.syntax import Parser
from msvc_helm.check.shell.words import NotUnderstood
from msvc_helm.typed import NamedTuple

LONGEST = 50_000  # characters of a script that is read


class Reading(NamedTuple):
    """The words of each command of a script, and why what follows them could not be read (empty: all was).

    `behind` are the numbers of the commands that run while the script goes on.
    """

    commands: list[list[str]]
    problem: str
    behind: frozenset[int] = frozenset()


def read(script: str, known: Mapping[str, str], arguments: Sequence[str] = ()) -> Reading:
    """The commands that a script comes to, in order; `arguments` are `$0`, `$1` and so on."""
    machine = ScriptRun(known, arguments)
    if len(script) > LONGEST:
        return Reading([], f"it has more than {LONGEST} characters")
    try:
        for statement in Parser(script).statements():
            if machine.ended:
                break
            machine.run(statement)
    except NotUnderstood as problem:
        return Reading(machine.commands, str(problem), frozenset(machine.behind))
    return Reading(machine.commands, "", frozenset(machine.behind))


def commands(script: str, known: Mapping[str, str], arguments: Sequence[str] = ()) -> list[list[str]]:
    """The words of each command, those before what cannot be read."""
    return read(script, known, arguments).commands
