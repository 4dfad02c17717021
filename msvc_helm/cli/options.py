"""The declared options as click's, for help, for messages about mistakes and for completion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from msvc_helm.arguments import FLAG, MANY, NAMES, NUMBER, Option, names
from msvc_helm.names import suggestion

Command = Callable[..., Any]


class OneOf(click.Choice[str]):
    """One of some words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word. Raises click.BadParameter for another one, which names the nearest."""
        if value not in self.choices:
            hint = suggestion(value, self.choices)
            self.fail(f'expected {", ".join(self.choices)}, found "{value}"{hint and f"; {hint}"}', param, ctx)
        return str(value)


class Number(click.IntRange):
    """A whole number within bounds."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. Raises click.BadParameter for anything else."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            bounds = f"{self.min} or more" if self.max is None else f"{self.min:,.0f} to {self.max:,.0f}"
            self.fail(f'expected a whole number, {bounds}, found "{value}"', param, ctx)


def with_options(*options: Option) -> Callable[[Command], Command]:
    """A decorator that gives a command the declared options."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = _as_click(option)(command)
        return command

    return decorate


def _as_click(option: Option) -> Callable[[Command], Command]:
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
        settings["type"] = Number(1)
    if option.choices:
        settings["type"] = OneOf(option.choices)
    return click.option(*option.flags, option.name, **settings)


def _names(_context: click.Context, _parameter: click.Parameter, value: Sequence[str]) -> tuple[str, ...]:
    return names(value)
