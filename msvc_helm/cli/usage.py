"""Runs the command line, and tells what click finds wrong with it as all other errors are told."""

from __future__ import annotations

import sys
from typing import Any

import click

from msvc_helm.colour import is_coloured
from msvc_helm.errors import Problem, UsageError
from msvc_helm.suggest import suggestion


def run(command: click.Command, name: str, words: list[str] | None = None) -> Any:
    """Run a command as the command line says; what it returns, or the exit code. Raises UsageError for a wrong one."""
    try:
        coloured = is_coloured(sys.stdout) or None  # or click would take the colours away again
        result = command.main(words, prog_name=name, standalone_mode=False, color=coloured)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.Abort:
        return 130
    except click.ClickException as error:
        raise UsageError(_problem(error)) from error
    return 0 if result is None else result


def _problem(error: click.ClickException) -> Problem:
    """The mistake in our words, with the nearest option, or else where to read on."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    help_ = f"see {context.command_path} --help" if context else ""
    if isinstance(error, click.NoSuchOption):
        hint = suggestion(error.option_name, _options(context))
        return Problem(f'unknown option "{error.option_name}"', hint=hint or help_)
    if isinstance(error, click.BadOptionUsage):
        wrong = "takes no value" if "not take" in error.message else "needs a value"
        return Problem(f"option {error.option_name} {wrong}", hint=help_)
    if isinstance(error, click.MissingParameter):
        return Problem(f"{_name(error.param)} is missing", hint=help_)
    if isinstance(error, click.BadParameter):
        return Problem(f"{_name(error.param)}: {error.message}")
    message = error.format_message()
    return Problem(message[:1].lower() + message[1:].rstrip("."), hint=help_)


def _options(context: click.Context | None) -> list[str]:
    """The long options of the command at hand."""
    parameters = context.command.get_params(context) if context else []
    return [flag for parameter in parameters for flag in parameter.opts if flag.startswith("--")]


def _name(parameter: click.Parameter | None) -> str:
    """What people write for an option or an argument."""
    if isinstance(parameter, click.Argument):
        return parameter.make_metavar(click.get_current_context(silent=True) or click.Context(click.Command(None)))
    return max(parameter.opts, key=len) if parameter else "the command line"
