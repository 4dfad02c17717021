"""`msvc-helm init`: the first files of a new model, from three answers."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import click

from msvc_helm import presets
from msvc_helm.cli.options import CommandWithExamples, with_options
from msvc_helm.errors import InputError
from msvc_helm.managed_files import digests, plan
from msvc_helm.options import FLAG, FORCE, PRESET, Option, names
from msvc_helm.report import ERROR, finish, note, show
from msvc_helm.scaffold import README, Scaffold, default_name, files

COMMAND = "init"
MODEL = "hf://Qwen/Qwen3-0.6B"  # small, public, and under a free licence
FIRST_PRESET = "sim"
OPTIONS = (
    Option(("--model",), "uri", f"Where the weights come from.  [default: {MODEL}]", metavar="URI"),
    Option(("--name",), "name", "Name of the model's objects.  [default: from the URI]", metavar="NAME"),
    PRESET._replace(help=f"Presets to start from.  [default: {FIRST_PRESET}]"),
    Option(("--values",), "as_values", "Write values.yaml for the chart, not modelservice.yaml.", FLAG, default=False),
    FORCE,
)


@click.command(COMMAND, cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("directory", metavar="[DIR]", default="")
@with_options(*OPTIONS)
def command(directory: str, uri: str, name: str, preset: tuple[str, ...], as_values: bool, force: bool) -> int:
    """Write the first files of a new model: a ModelService, a base config, and a README with the next commands.

    DIR defaults to the model's name. On a terminal you are asked for missing options; elsewhere defaults are used. The
    files are expanded before they are written, so that the next commands work. Files not written by msvc-helm are never
    changed.

    \b
    Examples:
      msvc-helm init
      msvc-helm init qwen --model hf://Qwen/Qwen3-8B --preset gpu
      msvc-helm init qwen --model pvc://models/qwen3-8b --preset gpu,istio --values
    """
    uri = uri or _ask("Model (hf://…, pvc://… or oci://…)", MODEL, _checked_uri)
    name = name or _ask("Name", default_name(uri), str)
    preset = preset or names([_ask(f"Preset ({_complete()})", FIRST_PRESET, _checked_presets)])
    texts, warnings = files(Scaffold(uri, name, preset, as_values))
    todo = plan(directory or name, COMMAND, digests(texts), force=force)
    status = finish([*warnings, *todo.warnings], list(todo.problems), strict=False)
    if status == 0:
        note(todo.carry_out(texts.items()))
        click.echo(f"The next commands are in {os.path.join(directory or name, README)}")
    return status


def _ask(question: str, otherwise: str, check: Callable[[str], str]) -> str:
    """The user's answer at the terminal, asked for until it is valid; without a terminal the default."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return otherwise

    while True:
        try:
            return check(click.prompt(question, otherwise, err=True))
        except InputError as error:
            show(error.problems, ERROR)


def _complete() -> str:
    """The presets that need none below them."""
    return ", ".join(name for name in presets.names() if not presets.goes_over(name))


def _checked_uri(answer: str) -> str:
    default_name(answer)
    return answer


def _checked_presets(answer: str) -> str:
    for name in names([answer]):
        presets.read(name)
    return answer
