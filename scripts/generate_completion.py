"""Write what a shell completes (`msvc_helm/cli/words.py`): commands, their options and arguments, rules of check.

With `--check` nothing is written, and the exit code says whether the file is what would be.
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path

import click
from one_file import write_or_check

from msvc_helm.check.rules import RULES
from msvc_helm.cli.complete import DIRECTORY, FILE, FLAG, OBJECTS, PRESETS, RULE, TEXT, Accepted
from msvc_helm.cli.group import COMMANDS, cli

TARGET = Path(__file__).parent.parent / "msvc_helm" / "cli" / "words.py"
HEADER = '''\
"""What a shell completes. Made from the commands by scripts/generate_completion.py: do not edit.

Each option once: its flags, what it takes, whether it may be repeated, help. For each command its help, its options by
their numbers, and what its arguments are, the last of them for all further ones where there is an ellipsis.
"""

# ruff: noqa: E501 (one option a line)
# fmt: off

from __future__ import annotations

from msvc_helm.cli.complete import Accepted

Options = tuple[tuple[tuple[str, ...], Accepted, bool, str], ...]


def _those(*numbers: int) -> Options:
    return tuple(OPTIONS[number] for number in numbers)


'''
BY_NAME = {"preset": PRESETS, "over": PRESETS, "ignore": RULE, "explain": RULE, "wanted": OBJECTS}
BY_METAVAR = dict.fromkeys(("PATH", "FILE", "CR", "OLD", "NEW", "REF"), FILE) | {"CHART": DIRECTORY, "DIR": DIRECTORY}
ARGUMENTS = {("preset", "name"): PRESETS}  # elsewhere the name is one that people choose


def accepted(command: str, parameter: click.Parameter) -> Accepted:
    """What a shell offers as the value of an option or argument."""
    if isinstance(parameter, click.Option) and parameter.is_flag:
        return FLAG
    if isinstance(parameter.type, click.Choice):
        return tuple(map(str, parameter.type.choices))
    metavar = re.sub(r"[^A-Z]", "", parameter.metavar or (parameter.name or "").upper())
    named = ARGUMENTS.get((command, parameter.name or "")) or BY_NAME.get(parameter.name or "")
    return named or BY_METAVAR.get(metavar, TEXT)


def short(text: str) -> str:
    """The first sentence of a help text, or its beginning."""
    first: str = re.split(r"\.\s|;", text.partition("[default")[0].strip())[0]
    return textwrap.shorten(first.rstrip("."), 90, placeholder=" …")


def options(name: str, command: click.Command) -> list[tuple[tuple[str, ...], Accepted, bool, str]]:
    """Each option of a command that help shows."""
    with click.Context(command, **command.context_settings) as context:
        return [
            (tuple(each.opts), accepted(name, each), each.multiple, short(each.help or ""))
            for each in command.get_params(context)
            if isinstance(each, click.Option) and not each.hidden
        ]


def arguments(name: str, command: click.Command) -> list[Accepted | None]:
    """What each argument of a command takes; None after the last of a command that takes no more."""
    found = [each for each in command.params if isinstance(each, click.Argument)]
    kinds: list[Accepted | None] = [accepted(name, each) for each in found]
    return kinds if found and found[-1].nargs < 0 else [*kinds, None]


def render() -> str:
    """The whole module, an option a line, each once."""
    commands = {name: command for name in COMMANDS if (command := cli.get_command(click.Context(cli), name))}
    of_each = {name: options(name, command) for name, command in commands.items()}
    every = list(dict.fromkeys(option for found in of_each.values() for option in found))
    parts = [HEADER, "GROUP: Options = (\n", *(f"    {option!r},\n" for option in options("", cli)), ")\n"]
    parts += ["OPTIONS: Options = (\n", *(f"    {option!r},\n" for option in every), ")\n"]
    parts.append("COMMANDS: dict[str, tuple[str, Options, tuple[Accepted | None, ...]]] = {\n")
    for name, command in commands.items():
        numbers = [every.index(option) for option in of_each[name]]
        parts.append(f"    {name!r}: (\n        {COMMANDS[name].rstrip('.')!r},\n")
        parts.append(
            f"        _those({', '.join(map(str, numbers))}),\n        {tuple(arguments(name, command))!r},\n    ),\n"
        )
    parts += ["}\nRULES: tuple[str, ...] = (\n", *(f"    {rule!r},\n" for rule in RULES), ")\n"]
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(write_or_check(TARGET, render(), __doc__))
