"""`msvc-helm diff`: what changes between two sets of manifests."""

from __future__ import annotations

from typing import Any

import click

from msvc_helm.cli.options import CommandWithExamples, with_options
from msvc_helm.colour import paint
from msvc_helm.diff.applied import APPLY, HELM3, HELM4
from msvc_helm.diff.differences import differences
from msvc_helm.diff.output import FORMS, JSON, MARKDOWN, TEXT, as_json, as_markdown, as_text
from msvc_helm.diff.release import through_the_chart
from msvc_helm.diff.server import CLUSTER, ApiServer, ask, rejections
from msvc_helm.diff.sources import RELEASE, read
from msvc_helm.errors import InputError, Problem
from msvc_helm.options import FLAG, Option
from msvc_helm.programs import Kubectl
from msvc_helm.report import OK, USAGE_ERROR, WARNING, encodable, show

DIFFERENT = 1
OPTIONS = (
    Option(
        ("-o", "--output"),
        "form",
        "text: for people; markdown: for a comment on a pull request; json.",
        default=TEXT,
        choices=FORMS,
    ),
    Option(
        ("--with",),
        "tool",
        "What applies NEW: helm3 (a patch), helm4 or apply (server-side apply).",
        default=HELM4,
        choices=(HELM3, HELM4, APPLY),
    ),
    Option(("-n", "--namespace"), "namespace", "Namespace of objects that do not specify one.", metavar="NAME"),
    Option(("--helm",), "helm", "Path of helm, to read release:NAME.", default="helm", metavar="PATH"),
    Option(
        ("--server",),
        "server",
        "Compare the objects in the cluster with the result of a dry run of NEW on the API server.",
        FLAG,
        default=False,
    ),
    Option(("--context",), "context", "Context of the kubeconfig, for --server.", metavar="NAME"),
    Option(("--kubectl",), "kubectl", "Path of kubectl, for --server.", default="kubectl", metavar="PATH"),
)


@click.command("diff", cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("old")
@click.argument("new")
@with_options(*OPTIONS)
def command(old: str, new: str, **values: Any) -> int:
    """Compare two sets of manifests as the API server sees them, field by field.

    OLD and NEW are files, directories, - for standard input, REVISION:PATH of Git, or release:NAME of Helm
    (release:NAME@3 for revision 3). The cluster is queried only for a release.

    With --server both sides come from the cluster: the current objects, and the result of a dry run of NEW on the API
    server. OLD then only lists the previous objects; cluster: uses those in NEW.

    Ignored are the order of keys, the spelling of quantities and defaults, and empty values that are not stored.
    Entries of lists are matched by name, port or path. The contents of Secrets are not shown.

    The exit code is 0 if nothing differs, 1 if something does, 2 for an error in the input or on the command line.

    \b
    Examples:
      msvc-helm generate -f values.yaml --preset gpu | msvc-helm diff release:qwen -
      msvc-helm diff HEAD~1:deploy/qwen.yaml deploy/qwen.yaml -o markdown
      msvc-helm generate -f values.yaml --preset gpu | msvc-helm diff cluster: -
    """
    try:
        left, right = sides(old, new, values)
    except InputError as error:
        show(error.problems, "error")
        return USAGE_ERROR
    show([problem for manifest in right for problem in manifest.unknown], WARNING)
    show(list(rejections(right)), WARNING)
    found = list(differences(left, right, values["tool"]))
    forms = {JSON: lambda: as_json(found), MARKDOWN: lambda: as_markdown(found), TEXT: lambda: as_text(found, paint)}
    click.echo(encodable(forms[values["form"]]()), nl=False)
    return DIFFERENT if found else OK


def sides(old: str, new: str, values: dict[str, Any]) -> list[Any]:
    """The objects of both sides. Raises InputError with what is wrong with either."""
    found: list[Any] = []
    problems: list[Problem] = []
    if old == new == "-":
        raise InputError("standard input (-) can be read only once")
    if new == CLUSTER:
        raise InputError(f"{CLUSTER} means the running objects: it can only be OLD")
    for source in (old, new):
        if source == CLUSTER:
            found.append([])
            continue
        try:
            found.append(read(source, values["namespace"], values["helm"]))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    if values["server"] or old == CLUSTER:
        left, right = found
        return ask(left, right, ApiServer(Kubectl(values["kubectl"], values["context"] or ""), values["tool"]))
    if old.startswith(RELEASE) and values["tool"] != APPLY:
        return [found[0], through_the_chart(*found)]
    return found
