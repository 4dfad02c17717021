"""The declared options as click's, for help, for messages about mistakes and for completion."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

import click
from click.core import ParameterSource

from msvc_helm.colour import AUTO, CHOICES, OPTION
from msvc_helm.options import FLAG, MANY, NAMES, NUMBER, Option, canonical, names
from msvc_helm.suggest import suggestion

Decorated = Callable[..., Any]


class OneOf(click.Choice[str]):
    """One of some words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word. Raises click.BadParameter for another one, which names the nearest."""
        if value not in self.choices:
            hint = suggestion(value, self.choices)
            self.fail(f'expected {", ".join(self.choices)}, found "{value}"{hint and f"; {hint}"}', param, ctx)
        return str(value)


class NumberParameter(click.IntRange):
    """A whole number within bounds."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. Raises click.BadParameter for anything else."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            bounds = f"{self.min} or more" if self.max is None else f"{self.min:,.0f} to {self.max:,.0f}"
            self.fail(f'expected a whole number, {bounds}, found "{value}"', param, ctx)


def colour_option() -> click.Option:
    """`--color`, which `colour` reads by itself: here it is shown, checked and completed."""
    words = "When to colour: auto is on a terminal, unless NO_COLOR is set."
    return click.Option([OPTION], type=OneOf(CHOICES), default=AUTO, show_default=True, expose_value=False, help=words)


class CommandWithExamples(click.Command):
    """A command that takes no empty value for an option, and says which option takes a file given without one.

    Behind `--output-dir "$DIR"` the variable may not be set; what would be done then is nobody's wish. Options in
    `may_be_empty` are taken back by an empty value.
    """

    may_be_empty: frozenset[str] = frozenset()

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.params.append(colour_option())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the command line. Raises click.UsageError."""
        words = [canonical(word) for word in args]
        try:
            rest = super().parse_args(ctx, list(words))
        except click.UsageError as error:
            if hint := self._option_for(words, str(error.message)):
                raise click.UsageError(f"{error.message}; {hint}", ctx) from error
            raise
        for parameter in self.params:
            value = ctx.params.get(parameter.name or "")
            given = ctx.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE
            if given and parameter.name not in self.may_be_empty and _is_empty(value):
                raise click.UsageError(f"{parameter.opts[-1]} is empty: omit it, or specify a value", ctx)
        return rest

    def _option_for(self, words: list[str], message: str) -> str:
        """How to give a file where no argument is taken: by the option that takes what it holds."""
        if "unexpected extra argument" not in message:
            return ""
        flags = {flag for parameter in self.params for flag in parameter.opts}
        extra = message.partition("(")[2].removesuffix(")").split()
        hints = ((word, _holds(word)) for word in words if word in extra)
        return next((f"{hint}: {hint[-2:]} {word}" for word, hint in hints if hint[-2:] in flags), "")


def _is_empty(value: object) -> bool:
    return value == "" or value == () or (isinstance(value, tuple) and "" in value)


def _holds(path: str) -> str:
    """What to do with a file by what its first document is."""
    from msvc_helm.errors import InputError
    from msvc_helm.read import inputs
    from msvc_helm.recognise import recognise

    if not os.path.isfile(path):
        return ""
    try:
        document = next(inputs([path])[0].documents())
        return recognise(next(iter(document.parse()), None)).hint()
    except (InputError, StopIteration):
        return ""


def with_options(*options: Option) -> Callable[[Decorated], Decorated]:
    """A decorator that gives a command the declared options."""

    def decorate(command: Decorated) -> Decorated:
        for option in reversed(options):
            command = _as_click(option)(command)
        return command

    return decorate


def _as_click(option: Option) -> Callable[[Decorated], Decorated]:
    settings: dict[str, Any] = {"help": option.help, "required": option.required}
    if option.metavar:
        settings["metavar"] = option.metavar
    if option.how in (MANY, NAMES):
        settings["multiple"] = True
    else:
        settings |= {"default": option.default, "show_default": option.how != FLAG and bool(option.default)}
    if option.how == NAMES:
        settings["callback"] = _names
    if option.how == FLAG:
        settings["is_flag"] = True
    if option.how == NUMBER:
        settings["type"] = NumberParameter(1)
    if option.choices:
        settings["type"] = OneOf(option.choices)
    return click.option(*option.flags, option.name, **settings)


def _names(_context: click.Context, _parameter: click.Parameter, value: Sequence[str]) -> tuple[str, ...]:
    return names(value)
