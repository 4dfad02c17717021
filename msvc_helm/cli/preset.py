"""`msvc-helm preset`: the base configs that are shipped, to see and to take out."""

from __future__ import annotations

import click

from msvc_helm import presets
from msvc_helm.cli.options import CommandWithExamples


@click.command("preset", cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """List the shipped base configs, or print the one called NAME.

    A preset is complete. A layer changes one: with --preset gpu,amd,istio each is merged over the one before.

    \b
    Examples:
      msvc-helm generate -f values.yaml --preset sim
      msvc-helm generate -f values.yaml --preset gpu,amd,istio
      msvc-helm preset gpu > baseconfig.yaml
      msvc-helm generate -f values.yaml -b baseconfig.yaml
    """
    if name is not None:
        click.echo(presets.read(name), nl=False)
        return
    known = presets.names()
    width = max(map(len, known), default=0)
    layers = [each for each in known if presets.goes_over(each)]
    for each in (each for each in known if each not in layers):
        click.echo(f"{each:<{width}}  {presets.title(each)}")
    click.echo()
    for each in layers:
        click.echo(f"{each:<{width}}  {presets.title(each)} Over {presets.goes_over(each)}.")
