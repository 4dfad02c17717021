"""`msvc-helm adopt`: running models are taken over from the operator."""

from __future__ import annotations

from typing import Any

import click

from msvc_helm.adopt.command import AdoptOptions, fleet, releases
from msvc_helm.adopt.findings import Allowed
from msvc_helm.adopt.read import from_documents
from msvc_helm.adopt.script import findings, ready, script, table
from msvc_helm.adopt.steps import Way
from msvc_helm.adopt.ways import HELM, WAYS, Chart, chart_of
from msvc_helm.cli.options import CommandWithExamples, with_options
from msvc_helm.options import EXPANSION, MANY, Option, expansion
from msvc_helm.read import inputs
from msvc_helm.report import INPUT_ERROR, OK, encodable, note

OF_OPERATOR = ("epp_cluster_role", "epp_pull_secrets", "pd_pull_secrets", "gie")
GIE_HELP = "The Gateway API Inference Extension that the pools stay in; auto: that of the pools that run."
OPTIONS = (
    Option(("--from",), "source", "Objects to plan from: file, directory or -.", MANY, metavar="PATH", required=True),
    Option(("--to",), "to", "Who has the objects afterwards.", default=HELM, choices=WAYS),
    Option(
        ("--chart",), "chart", "Chart of the releases: folder, .tgz or oci://.  [default: modelservice]", metavar="REF"
    ),
    Option(("--chart-version",), "chart_version", "Its version, with an address.", metavar="VERSION"),
    Option(("-n", "--namespace"), "namespace", "Only models of this namespace.", metavar="NAME"),
    Option(("--release",), "release", "Name of a model's release.  [default: the model's]", MANY, metavar="MODEL=NAME"),
    Option(("--allow-roll",), "roll", "A model whose pods may be replaced.", MANY, metavar="MODEL"),
    Option(("--allow-create",), "create", "A model whose missing objects may be created.", MANY, metavar="MODEL"),
    *(
        option._replace(help=GIE_HELP if option.name == "gie" else f"{option.help}  [default: as seen in the objects]")
        for option in EXPANSION
        if option.name in OF_OPERATOR
    ),
)


@click.command("adopt", cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@with_options(*OPTIONS)
def command(models: tuple[str, ...], **told: Any) -> int:
    """Take running models over from the ModelService operator, without restarting a pod.

    Prints a shell script: at its top a table of all models and what is in the way, then for each model the steps,
    each with its check and its way back. Read it, then run it. Nothing is changed by printing it.

    PATH holds what `kubectl get` prints of the namespaces, as YAML or JSON. MODEL is the name of a ModelService, or
    NAMESPACE/NAME. What the operator was told by flags is seen in the objects that it made.

    The exit code is 1 where something is in the way.

    \b
    Examples:
      kubectl get modelservices,configmaps,serviceaccounts,rolebindings,services,deployments,inferencepools,\\
        inferencemodels,httproutes -A --show-managed-fields -o json | msvc-helm adopt --from - > adopt.sh
      msvc-helm adopt --from saved/ --to flux --allow-create models/new
    """
    chart = chart_of(told["chart"], told["chart_version"])
    found = from_documents(document for file in inputs(told["source"]) for document in file.documents())
    said = {option.name: option.default for option in EXPANSION} | {name: told[name] for name in OF_OPERATOR}
    allowed = Allowed(told["roll"], told["create"])
    asked = AdoptOptions(
        models,
        told["namespace"],
        releases(told["release"]),
        allowed,
        not chart.generated,
        expansion({**said, "namespace": ""}),
    )
    seen = fleet(found, asked)
    click.echo(encodable(script(seen, way(told["to"], chart), chart)), nl=False)
    blocked = bool(seen.blocked) or not all(ready(seen, model) for model in seen.models)
    if blocked:
        note([*table(seen), "", *findings(seen)])
    return INPUT_ERROR if blocked else OK


def way(to: str, chart: Chart) -> Way:
    """Who has the objects afterwards, with the flags that the chart needs."""
    return Way(to, () if chart.generated else ("--post-renderer", "msvc-post"))
