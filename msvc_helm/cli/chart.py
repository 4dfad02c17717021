"""`msvc-helm chart`: a base config becomes a chart that needs no post-renderer."""

from __future__ import annotations

import os
from glob import escape, glob
from typing import Any

import click
from click.core import ParameterSource

from msvc_helm.baseconfig import BaseConfig
from msvc_helm.chart import compare, example, previous
from msvc_helm.chart.archive import archive, is_ours
from msvc_helm.chart.build import build
from msvc_helm.chart.definition import COMMAND, DEFAULTS, EARLIER, Recipe
from msvc_helm.cli.options import CommandWithExamples, OneOf, with_options
from msvc_helm.errors import InputError, Problem, UsageError
from msvc_helm.inputs import base_configs
from msvc_helm.layers import stacked
from msvc_helm.managed_files import digests, plan, regular, write_file
from msvc_helm.options import ALL, BASE_CONFIG, FORCE, PRESET, STRICT
from msvc_helm.report import finish, note

DIR, TGZ = "dir", "tgz"
_MOST = 64 * 1024 * 1024  # bytes of an archive that is looked at


class ChartCommand(CommandWithExamples):
    """Here an empty value takes a default of the chart's values back that an earlier run was given."""

    may_be_empty = frozenset(option.name for option in DEFAULTS)


@click.command("chart", cls=ChartCommand, context_settings={"help_option_names": ["-h", "--help"]})
@with_options(BASE_CONFIG, PRESET)
@click.option("-o", "--output", "output", default="", metavar="DIR", help="Directory to write the chart to.")
@click.option(
    "--check", default="", metavar="DIR", help="Write nothing; fail if DIR differs from what would be generated."
)
@click.option("--diff", is_flag=True, help="With --check: show the difference, as `diff -u` does.")
@click.option("--name", default="", help="Name of the chart.  [default: the existing chart's, or the base config's]")
@click.option(
    "--version", default="", help="Version of the chart.  [default: the existing chart's, or this program's + a digest]"
)
@click.option("--description", default="", metavar="TEXT", help="Description of the chart.")
@click.option(
    "--output-format",
    "form",
    type=OneOf([DIR, TGZ]),
    default=DIR,
    show_default=True,
    help="dir: DIR is the chart; tgz: an archive in DIR, as `helm package` names it.",
)
@with_options(FORCE, STRICT, ALL, *DEFAULTS)
def command(**asked: Any) -> int:
    """Turn a base config into a Helm chart that needs no post-renderer.

    The chart has the values of charts/modelservice and renders the objects of `generate`. Use it with Flux, with Argo
    CD, or where only Helm may be installed. If Helm's templates cannot reproduce something in the base config, this is
    an error with its line. Options such as --gie become defaults of the chart's values. Generating again keeps the
    earlier settings unless you override them, and does not overwrite edited files.

    \b
    Examples:
      msvc-helm chart -b baseconfig.yaml --name acme-llm -o charts/acme-llm
      msvc-helm chart -b baseconfig.yaml --check charts/acme-llm --diff
      msvc-helm chart --preset gpu-pd -o . --output-format tgz --version 1.4.0 && helm push gpu-pd-1.4.0.tgz oci://…
    """
    target = asked["output"] or asked["check"]
    if not target:
        raise UsageError("name a directory to write to with -o, or one to look at with --check")
    if asked["output"] and asked["check"]:
        raise UsageError("-o writes a chart, and --check only looks at one: keep one of them")
    if asked["diff"] and not asked["check"]:
        raise UsageError("--diff shows what --check finds: name the chart with --check DIR instead of -o")
    if asked["check"] and asked["form"] == TGZ:
        raise UsageError("--check looks at a directory: leave out --output-format tgz")
    base = _base(asked["bases"], asked["preset"])
    recipe = _recipe(base, asked, before=target if asked["form"] == DIR else "")
    files, warnings = build(recipe, tested=_has_own_values(target))
    if asked["check"]:
        return _compare(target, files, warnings, asked)
    return _write(target, recipe, files, warnings, asked)


def _base(paths: tuple[str, ...], presets: tuple[str, ...]) -> BaseConfig:
    """The one base config asked for, on its layers: of several given it is the one that no other extends."""
    if not paths and not presets:
        raise UsageError("name one base config: a file with --base-config, or a preset with --preset")
    bases = base_configs(paths, presets)
    found = bases.uppermost
    if len(found) > 1:
        listed = ", ".join(map(str, found))
        raise InputError(Problem(f"a chart holds one base config, and {len(found)} are given: {listed}"))
    return stacked(found[0].base(), bases)


def _recipe(base: BaseConfig, asked: dict[str, Any], *, before: str) -> Recipe:
    """What is said, then what the chart there says, then what the base config does."""
    said = _said()
    for option in ("name", "version"):
        if option in said and not asked[option]:
            raise UsageError(f"--{option} is empty: omit it, or specify a value")
    known = previous.settings(before) if before else {}
    name = asked["name"] or known.get("name") or base.name
    if not name:
        raise UsageError("the base config has no name for the chart to take: give one with --name")
    given = {option.name: asked[option.name] for option in DEFAULTS}
    return Recipe(
        base,
        name,
        asked["version"] or known.get("version", ""),
        asked["description"] or known.get("description", ""),
        previous.defaults(before, given, said) if before else given,
    )


def _said() -> set[str]:
    """The options that the command line names, also those that it gives the value of their default."""
    context = click.get_current_context()
    return {name for name in context.params if context.get_parameter_source(name) is ParameterSource.COMMANDLINE}


def _compare(directory: str, files: dict[str, str], warnings: list[Problem], asked: dict[str, Any]) -> int:
    """Tell whether the chart there is what would be generated; with --diff also in what it is not."""
    problems = compare.problems(directory, files)
    if asked["diff"]:
        for line in compare.lines(directory, files):
            click.echo(line)
    status = finish(warnings, problems, strict=asked["strict"], every=asked["every"])
    if status == 0:
        click.echo(f"{directory}: up to date")
    return status


def _has_own_values(directory: str) -> bool:
    """Whether somebody wrote values there to test the chart with."""
    return any(
        os.path.join(directory, example.PATH) != path
        for path in glob(os.path.join(escape(directory), "ci", "*-values.yaml"))
    )


def _replaced(path: str, recipe: Recipe, new: bytes, force: bool) -> tuple[list[Problem], list[Problem]]:
    """Warnings and problems about what is there under the archive's name, which nobody said."""
    if not os.path.lexists(path):
        return [], []
    try:
        with regular(path) as stream:
            there = stream.read(_MOST)
    except OSError:
        there = None
    if there == new:
        return [], []
    if there is not None and is_ours(there):
        return [compare.stale_version(path, recipe.full_version(), ["the archive"])], []
    if force and there is not None:
        return [], []
    hint = "move it away, or give another --version" + (", or --force to overwrite it" if there is not None else "")
    return [], [Problem(f"is there, and msvc-helm {COMMAND} did not write it", source=path, hint=hint)]


def _archive_name(recipe: Recipe) -> str:
    return f"{recipe.name}-{recipe.full_version()}.tgz"


def _write(
    directory: str, recipe: Recipe, files: dict[str, str], warnings: list[Problem], asked: dict[str, Any]
) -> int:
    """Write the chart or its archive, if nothing is wrong."""
    if asked["form"] == TGZ:
        path, packed = os.path.join(directory, _archive_name(recipe)), archive(files, recipe.name)
        told, problems = _replaced(path, recipe, packed, asked["force"])
        status = finish([*warnings, *told], problems, strict=asked["strict"], every=asked["every"])
        if status == 0:
            note([write_file(path, packed, parents=True)])
            click.echo(path)
        return status
    todo = plan(directory, COMMAND, digests(files), force=asked["force"], earlier=EARLIER)
    if not todo.problems:
        warnings += [*compare.unchanged_version(directory, recipe, files), *todo.warnings]
    status = finish(warnings, list(todo.problems), strict=asked["strict"], every=asked["every"])
    if status == 0:
        *removed, done = todo.carry_out(files.items())
        note([*removed, f"{done}; chart {recipe.name} {recipe.full_version()}"])
    return status
