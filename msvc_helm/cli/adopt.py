"""`msvc-helm adopt`: running models are taken over from the operator."""

from __future__ import annotations

from typing import Any

import click

from msvc_helm.adopt import cluster
from msvc_helm.adopt.applying import WaitingForFluxError
from msvc_helm.adopt.command import AdoptOptions, fleet, of_objects, releases
from msvc_helm.adopt.findings import Allowed
from msvc_helm.adopt.read import Objects, from_documents
from msvc_helm.adopt.report import as_json
from msvc_helm.adopt.run import delete_service, take_over
from msvc_helm.adopt.script import findings, ready, script, table
from msvc_helm.adopt.session import AdoptRun
from msvc_helm.adopt.steps import Way
from msvc_helm.adopt.tools import Programs
from msvc_helm.adopt.ways import HELM, WAYS, Chart, chart_of
from msvc_helm.cli.options import CommandWithExamples, with_options
from msvc_helm.errors import InputError, UsageError
from msvc_helm.managed_files import temporary_folder
from msvc_helm.options import EXPANSION, FLAG, MANY, Option, expansion
from msvc_helm.read import inputs
from msvc_helm.report import INPUT_ERROR, OK, encodable, note

OF_OPERATOR = ("epp_cluster_role", "epp_pull_secrets", "pd_pull_secrets", "gie")
GIE_HELP = "Version of the Gateway API Inference Extension to keep; auto: that of the running pools."
SCRIPT, JSON = FORMS = ("script", "json")
OPTIONS = (
    Option(
        ("--from",), "source", "Plan from objects in a file, a directory or -, without a cluster.", MANY, metavar="PATH"
    ),
    Option(("--to",), "to", "What manages the objects afterwards.", default=HELM, choices=WAYS),
    Option(
        ("--chart",), "chart", "Chart of the releases: folder, .tgz or oci://.  [default: modelservice]", metavar="REF"
    ),
    Option(("--chart-version",), "chart_version", "Version of the chart, with an address.", metavar="VERSION"),
    Option(("-n", "--namespace"), "namespace", "Only models in this namespace.", metavar="NAME"),
    Option(
        ("--release",), "release", "Name of a model's release.  [default: the model's]", MANY, metavar="[MODEL=]NAME"
    ),
    Option(("--allow-roll",), "roll", "A model whose pods may be replaced.", MANY, metavar="MODEL"),
    Option(("--allow-create",), "create", "A model whose missing objects may be created.", MANY, metavar="MODEL"),
    Option(
        ("--apply",),
        "apply",
        "Take the models over, one at a time, and stop at the first surprise.",
        FLAG,
        default=False,
    ),
    Option(
        ("--delete-modelservices",),
        "delete",
        "With --apply: delete each ModelService once none of its objects refers to it.",
        FLAG,
        default=False,
    ),
    Option(
        ("--output-dir",),
        "directory",
        "With --apply: directory for values and saved objects.",
        default="adopt",
        metavar="DIR",
    ),
    Option(
        ("-o", "--output"), "form", "script: for people; json: the plan for programs.", default=SCRIPT, choices=FORMS
    ),
    Option(("--context",), "context", "The context of kubectl and Helm.  [default: the current one]", metavar="NAME"),
    Option(("--kubectl",), "kubectl", "The kubectl to use.", default="kubectl", metavar="PATH"),
    Option(("--helm",), "helm", "The Helm to use, 3.17 or later, or 4.", default="helm", metavar="PATH"),
    *(
        option._replace(help=GIE_HELP if option.name == "gie" else f"{option.help}  [default: from the objects]")
        for option in EXPANSION
        if option.name in OF_OPERATOR
    ),
)


@click.command("adopt", cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@with_options(*OPTIONS)
def command(models: tuple[str, ...], **told: Any) -> int:
    """Take running models over from the ModelService operator, without restarting a pod.

    Prints a shell script: first a table of all models and what blocks them, then the steps for each model, each with a
    check and a way to undo it. Read it, then run it, or let --apply do the same. Without --apply nothing is changed.

    Objects are read from the cluster with kubectl, or from files with the output of `kubectl get`. MODEL is the name of
    a ModelService, or NAMESPACE/NAME. The flags of the operator are derived from the objects that it created. Files
    without a ModelService are imported (see msvc-helm import) and planned as one model.

    The progress of a model is read from its objects: run the same command again to continue where it stopped. The CRD
    is never deleted. The exit code is 1 if something is in the way.

    \b
    Examples:
      msvc-helm adopt > adopt.sh
      msvc-helm adopt models/qwen --apply
      msvc-helm adopt --from saved/ --to flux --allow-create models/new
      msvc-helm adopt -o json | jq '.models[] | select(.ready | not) | .surprises'
    """
    chart = chart_of(told["chart"], told["chart_version"])
    asked = _asked(models, told, chart)
    if not told["apply"]:
        return _print(told, chart, asked)
    if told["form"] == JSON:
        raise UsageError("-o json prints the plan: leave out --apply")
    given = _of_files(told["source"]) if told["source"] else None
    if given and given.models:
        raise UsageError("--apply reads ModelServices from the cluster itself: leave out --from")
    if given and told["delete"]:
        raise UsageError("--delete-modelservices: there is none among these objects")
    with temporary_folder("msvc-helm-adopt-") as folder:
        tools = Programs(told["kubectl"], told["helm"], told["context"], folder)
        run = AdoptRun(tools, told["to"], chart, asked, folder, told["directory"], lambda line: note([line]))
        return carry_out(run, given, delete=told["delete"])


def _asked(models: tuple[str, ...], told: dict[str, Any], chart: Chart) -> AdoptOptions:
    said = {option.name: option.default for option in EXPANSION} | {name: told[name] for name in OF_OPERATOR}
    options = expansion({**said, "namespace": ""})
    allowed = Allowed(told["roll"], told["create"])
    return AdoptOptions(models, told["namespace"], releases(told["release"]), allowed, not chart.generated, options)


def _print(told: dict[str, Any], chart: Chart, asked: AdoptOptions) -> int:
    """The script; on stderr what is in the way."""
    if told["delete"]:
        raise UsageError("--delete-modelservices goes with --apply")
    if told["source"]:
        found = _of_files(told["source"])
    else:
        with temporary_folder("msvc-helm-adopt-") as folder:
            tools = Programs(told["kubectl"], told["helm"], told["context"], folder)
            found = cluster.read(tools, asked.namespace)
    seen = fleet(found, asked) if found.models or not told["source"] else of_objects(found, asked)
    way = _way(told["to"], chart)
    click.echo(encodable(as_json(seen, way) if told["form"] == JSON else script(seen, way, chart)), nl=False)
    blocked = bool(seen.blocked) or not all(ready(seen, model) for model in seen.models)
    if blocked and told["form"] == SCRIPT:
        note([*table(seen), "", *findings(seen)])
    return INPUT_ERROR if blocked else OK


def _of_files(paths: tuple[str, ...]) -> Objects:
    return from_documents(document for file in inputs(paths) for document in file.documents())


def carry_out(run: AdoptRun, given: Objects | None = None, *, delete: bool = False) -> int:
    """Take over all models that can be, the first surprise ends it; the exit code.

    `given` are objects that no operator created; without them the ModelServices of the cluster are meant.
    """
    read = fleet(cluster.read(run.tools, run.asked.namespace), run.asked) if given is None else None
    seen = read if read is not None else of_objects(given or Objects(()), run.asked)
    note([*table(seen), "", *findings(seen), ""])
    if seen.blocked:
        raise InputError("nothing was done: see what is in the way above")
    doable = [model for model in seen.models if ready(seen, model)]
    waiting = 0
    for model in doable:
        try:
            take_over(model, run)
            if delete:
                delete_service(model, run)
        except WaitingForFluxError as waits:
            waiting += 1
            note([f"{model}: {waits}"])
        except InputError as error:
            raise InputError(p._replace(message=f"stopped at {model}: {p.message}") for p in error.problems) from error
        except KeyboardInterrupt:
            note(["", f"interrupted at {model}: nothing is lost, and the same command goes on from there"])
            raise
    done, total = len(doable) - waiting, len(seen.models)
    if len(doable) < total:
        raise InputError(f"{done} of {total} models are done; for the others see what is in the way")
    if waiting:
        note([f"merge the HelmReleases of {waiting} models, wait until they are ready, and run the same command again"])
    note([f"{done} of {total} models are done"])
    return OK


def _way(to: str, chart: Chart) -> Way:
    """Who has the objects afterwards, with the flags that the chart needs."""
    return Way(to, () if chart.generated else ("--post-renderer", "msvc-post"))
