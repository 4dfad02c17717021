"""`msvc-helm verify`: every way to a model's objects is gone, and what comes out compared."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import click

from msvc_helm.cli.options import CommandWithExamples, with_options
from msvc_helm.colour import paint
from msvc_helm.errors import InputError, Problem
from msvc_helm.inputs import inputs_for
from msvc_helm.managed_files import temporary_folder
from msvc_helm.options import ALL, EXPANSION, INPUTS, STRICT, expansion
from msvc_helm.programs import WHERE_HELM, Helm, is_there
from msvc_helm.report import INPUT_ERROR, OK, finish, printable
from msvc_helm.verify.models import ComparedModel, read
from msvc_helm.verify.ways import Outcome, Ways

NAMESPACE = "default"


@click.command("verify", cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@with_options(*INPUTS)
@click.option(
    "--helm", "helms", multiple=True, metavar="PATH", help="Path of Helm 3 or 4; repeatable.  [default: helm on PATH]"
)
@with_options(STRICT, ALL, *EXPANSION)
def command(helms: tuple[str, ...], **asked: Any) -> int:
    """Prove that every path produces identical objects.

    Each ModelService and each values file goes through `generate` and, with every --helm, through charts/modelservice
    with msvc-post and through the chart that `msvc-helm chart` generates. No cluster is needed. Differences are
    reported field by field. Ignored are the order of objects, the labels that charts add (helm.sh/chart,
    app.kubernetes.io/…), and the spelling of quantities.

    The exit code is 0 if all agree, 1 if they differ or there is an error in the input.

    \b
    Examples:
      msvc-helm verify -f values.yaml -b baseconfig.yaml
      msvc-helm verify -m old-cr.yaml -b baseconfig.yaml --gie v1alpha2 --epp-cluster-role epp
      msvc-helm verify -f values.yaml --preset gpu-pd --helm /opt/helm3/helm --helm /opt/helm4/helm
    """
    programs = _programs(helms)
    options = expansion(asked)
    options = options._replace(namespace=options.namespace or NAMESPACE)
    inputs = inputs_for(asked)
    with temporary_folder("msvc-helm-verify-") as folder:
        known = [_known(Helm(program, folder)) for program in programs]
        found = read(inputs, options)
        if not found.models and not found.problems:
            found.problems.append(inputs.nothing())
        status = finish(found.warnings, found.problems, strict=asked["strict"], every=asked["every"])
        if status != OK:
            return status
        ways = Ways(known, options, folder)
        agree = [_show(model, list(ways.outcomes(model))) for model in found.models]
    return _conclude(agree)


def _programs(helms: Sequence[str]) -> list[str]:
    for program in helms or ("helm",):
        if not is_there(program):
            where = "cannot be run" if helms else "is not on PATH"
            hint = f"name one with --helm PATH; to get it: {WHERE_HELM}"
            raise InputError(Problem(f"{program} {where}", hint=hint))
    return [os.fspath(program) for program in helms or ("helm",)]


def _known(helm: Helm) -> Helm:
    """The Helm, if it is one. Raises InputError for any other program."""
    _ = helm.version
    return helm


def _show(model: ComparedModel, outcomes: list[Outcome]) -> bool:
    """A table of the ways, and below it what is wrong; whether all agree."""
    click.echo(printable(f"{model.title}, {f'base config {model.base}' if model.base else 'no base config'}"))
    width = max(len(outcome.way) for outcome in outcomes)
    for outcome in outcomes:
        verdict = "failed" if outcome.failure else "differs" if outcome.differences else "ok"
        count = "" if outcome.failure else f"{outcome.found} objects"
        colour = "green" if outcome.agrees else "red"
        click.echo(
            f"  {outcome.way:<{width}}  {outcome.helm and f'Helm {outcome.helm}':<12}  {count:>10}  "
            + paint(verdict, colour)
        )
    for outcome in outcomes:
        _explain(outcome)
    return all(outcome.agrees for outcome in outcomes)


def _explain(outcome: Outcome) -> None:
    if outcome.agrees:
        return
    what = "failed" if outcome.failure else "differs from msvc-helm generate"
    click.echo(f"\n  {outcome.way}, Helm {outcome.helm}, {what}:")
    for line in outcome.failure.strip().splitlines():
        click.echo(f"    {printable(line)}")
    for difference in outcome.differences:
        click.echo(f"    {printable(str(difference))}")


def _conclude(agree: list[bool]) -> int:
    number = f"{len(agree)} model{'s' if len(agree) != 1 else ''}"
    if all(agree):
        click.echo(f"{number}: all ways agree")
        return OK
    click.echo(f"{number}: the ways do not agree for {agree.count(False)}")
    return INPUT_ERROR
