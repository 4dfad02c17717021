"""`msvc-helm plan`: what a change of manifests does to what runs."""

from __future__ import annotations

from typing import Any

import click

from msvc_helm.cli.diff import OPTIONS as DIFF_OPTIONS
from msvc_helm.cli.diff import sides
from msvc_helm.cli.options import CommandWithExamples, with_options
from msvc_helm.colour import paint
from msvc_helm.diff.output import JSON, MARKDOWN, TEXT
from msvc_helm.errors import InputError
from msvc_helm.options import FLAG, Option
from msvc_helm.plan.entries import verdict
from msvc_helm.plan.plan import plan
from msvc_helm.plan.report import as_json, as_markdown, as_text
from msvc_helm.plan.words import ORDER, UNCHANGED, at_least
from msvc_helm.report import OK, USAGE_ERROR, encodable, show

FAILED = 1
# The words as people type them in a pipeline.
LIMITS = {
    "change": "in place",
    "create": "created",
    "scale": "scaled",
    "roll": "rolls",
    "delete": "deleted",
    "replace": "replaced",
    "refuse": "refused",
}
SPELLINGS = {**LIMITS, **{word: word for word in ORDER if word != UNCHANGED}}
OPTIONS = (
    *DIFF_OPTIONS,
    Option(
        ("--fail-on",),
        "limit",
        "Exit with 1 if this, or something worse, happens to an object: " + ", ".join(LIMITS) + ".",
        default=None,
        metavar="WORD",
        choices=tuple(SPELLINGS),
    ),
    Option(
        ("--recreate",),
        "recreate",
        "The tool deletes and re-creates objects that cannot be changed (Flux's force: true, kubectl replace --force).",
        FLAG,
        default=False,
    ),
)


@click.command("plan", cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("old")
@click.argument("new")
@with_options(*OPTIONS)
def command(old: str, new: str, **values: Any) -> int:
    """Predict what a change of manifests does to running pods, without a cluster.

    OLD and NEW are as in msvc-helm diff: files, directories, -, REVISION:PATH of Git, release:NAME of Helm. With
    --server (or cluster: for OLD) the cluster's objects are compared with a dry run of NEW.

    Each object gets a word: unchanged, in place (no pod changes), created, scaled, rolls (pods are replaced), deleted,
    replaced, refused (the API server rejects it, and the release fails). The verdict is the worst of them. Workloads
    also show the number of pods and accelerators before, after, and during the change.

    The exit code is 0, 1 because of --fail-on, or 2 for an error in the input or on the command line.

    \b
    Examples:
      msvc-helm generate -f values.yaml --preset gpu | msvc-helm plan release:qwen - --with helm3
      msvc-helm plan main:deploy deploy -o markdown --fail-on delete
      msvc-helm generate -f values.yaml --preset gpu | msvc-helm plan release:qwen - --server
    """
    try:
        left, right = sides(old, new, values)
    except InputError as error:
        show(error.problems, "error")
        return USAGE_ERROR
    found = plan(left, right, values["tool"], recreate=values["recreate"])
    forms = {JSON: lambda: as_json(found), MARKDOWN: lambda: as_markdown(found), TEXT: lambda: as_text(found, paint)}
    click.echo(encodable(forms[values["form"]]()), nl=False)
    limit = values["limit"]
    return FAILED if limit and at_least(verdict(found), SPELLINGS[limit]) else OK
