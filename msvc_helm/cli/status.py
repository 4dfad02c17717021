"""`msvc-helm status`: how models do in a cluster."""

from __future__ import annotations

import sys
import time
from typing import Any

import click

from msvc_helm.cli.options import CommandWithExamples, with_options
from msvc_helm.colour import paint
from msvc_helm.errors import InputError, Problem, UsageError
from msvc_helm.options import FLAG, Option
from msvc_helm.programs import Kubectl
from msvc_helm.report import OK, USAGE_ERROR, WARNING, encodable, show
from msvc_helm.status.cluster import Where, read
from msvc_helm.status.models import ServedModel, models, titles
from msvc_helm.status.output import FORMS, JSON, TEXT, as_json, as_text, now
from msvc_helm.suggest import some, suggestion

NOT_READY = 1
SECONDS = 5  # between two looks of --watch
_CLEAR = "\033[H\033[2J"
OPTIONS = (
    Option(("-n", "--namespace"), "namespace", "Namespace to read.  [default: the context's]", metavar="NAME"),
    Option(("-A", "--all-namespaces"), "every", "Read every namespace.", FLAG, default=False),
    Option(("-w", "--watch"), "watch", f"Refresh every {SECONDS} seconds, until interrupted.", FLAG, default=False),
    Option(("-o", "--output"), "form", "text: a screen for each model; json.", default=TEXT, choices=FORMS),
    Option(("--context",), "context", "Context of the kubeconfig.", metavar="NAME"),
    Option(("--kubectl",), "kubectl", "Path of kubectl.", default="kubectl", metavar="PATH"),
)


@click.command("status", cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name", metavar="[MODEL]", default="")
@with_options(*OPTIONS)
def command(name: str, **values: Any) -> int:
    """Show how models run in a cluster, and what is wrong with them.

    MODEL is the name of a ModelService, of a Helm release, or of the model in labels. Without it all are shown.
    Workloads, pods, events, pools, routes and autoscalers are read through kubectl. Nothing is changed.

    The exit code is 0 if every model is ready, 1 if one is not, 2 if the cluster cannot be read.

    \b
    Examples:
      msvc-helm status qwen -n models
      msvc-helm status -A
      msvc-helm status -A -o json | jq '.[] | select(.ready | not) | .troubles'
    """
    if values["every"] and values["namespace"]:
        raise UsageError("--all-namespaces and --namespace do not go together")
    where = Where(Kubectl(values["kubectl"], values["context"]), values["namespace"], values["every"])
    while True:
        try:
            found = _models(where, name)
        except InputError as error:
            show(error.problems, "error")
            return USAGE_ERROR
        said = as_json(found) if values["form"] == JSON else as_text(found, now(), paint)
        clear = _CLEAR if values["watch"] and sys.stdout.isatty() else ""
        click.echo(clear + encodable(said), nl=False)
        if not values["watch"]:
            return OK if all(model.is_ready for model in found) else NOT_READY
        time.sleep(SECONDS)


def _models(where: Where, name: str) -> list[ServedModel]:
    """The models that are asked for. Raises InputError where there are none."""
    cluster = read(where)
    show([Problem(text) for text in cluster.unread], WARNING)
    every = models(cluster)
    found = [model for model in every if not name or model.is_called(name)]
    if not found:
        place = "any namespace" if where.every else f"namespace {where.namespace or 'of the context'}"
        hint = suggestion(name, [model.name for model in every]) or f"there are {some(titles(every))}"
        message = f'there is no model "{name}" in {place}' if name else f"there is no model in {place}"
        elsewhere = "" if where.every else "-A looks at every namespace"
        raise InputError(Problem(message, hint=hint if every else elsewhere))
    return found
