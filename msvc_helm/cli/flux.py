"""`msvc-helm flux`: ModelServices and values become HelmReleases."""

from __future__ import annotations

from typing import Any

import click

from msvc_helm.cli.options import CommandWithExamples, NumberParameter, with_options
from msvc_helm.errors import Problem
from msvc_helm.flux.command import FluxOptions
from msvc_helm.flux.reference import BOOTSTRAPPED
from msvc_helm.flux.settings import AUTO, CONFIG_MAP, DRIFT, INLINE
from msvc_helm.options import ALL, EXPANSION, FORCE, MANY, STRICT, Option, expansion
from msvc_helm.report import INPUT_ERROR, finish, note

OPTIONS = (
    Option(("--chart",), "chart", "Source of the chart, see above.", default=BOOTSTRAPPED, metavar="REF"),
    Option(
        ("--chart-version",), "chart_version", 'Version of the chart, or a range: ">=1.2.0 <2.0.0".', metavar="VERSION"
    ),
    Option(("--interval",), "interval", "Reconciliation interval.", default="10m", metavar="DURATION"),
    Option(("--timeout",), "timeout", "How long a model may take to start.", default="30m", metavar="DURATION"),
    Option(("--drift",), "drift", "How to handle changes made by others.", default="enabled", choices=DRIFT),
    Option(("--depends-on",), "depends_on", "A HelmRelease to wait for.", MANY, metavar="[NAMESPACE/]NAME"),
    Option(
        ("--values-in",),
        "values_in",
        "Write values into the HelmRelease or into a ConfigMap; auto: a ConfigMap from 16 KiB on.",
        default=AUTO,
        choices=(AUTO, INLINE, CONFIG_MAP),
    ),
    Option(
        ("--name",), "name", "Name of the release, for a single values file.  [default: the file's]", metavar="NAME"
    ),
    Option(
        ("--flux-namespace",),
        "flux_namespace",
        "Namespace of the HelmReleases.  [default: their model's]",
        metavar="NAME",
    ),
    Option(
        ("--source-namespace",),
        "source_namespace",
        "Namespace of the chart's source.  [default: the HelmRelease's; flux-system with --layout]",
        metavar="NAME",
    ),
    Option(("--source-secret",), "source_secret", "Secret with the credentials of the source.", metavar="NAME"),
    Option(
        ("--service-account",), "service_account", "ServiceAccount that Flux uses for the releases.", metavar="NAME"
    ),
    Option(("--layout",), "layout", "Write a directory for a fleet of clusters instead of printing.", metavar="DIR"),
    Option(("--cluster",), "cluster", "With --layout: a cluster, see above.", MANY, metavar="NAME[=PATH]"),
    Option(("--path-in-repo",), "path_in_repo", "Path of DIR in its repository.", default=".", metavar="PATH"),
)

OTHER_HELP = {
    "namespace": "Namespace of models that do not specify one.",
    "gie": "Version of the Gateway API Inference Extension of the ModelServices; auto: the operator's, v1alpha2.",
}
# Of the operator's flags. What the cluster is like is a chart's to know.
TOLD = tuple(o._replace(help=OTHER_HELP.get(o.name, o.help)) for o in EXPANSION if o.name != "kube_version")


@click.command("flux", cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", nargs=-1, metavar="FILE...")
@with_options(*OPTIONS)
@click.option(
    "--retries",
    type=NumberParameter(0, 1_000),
    default=3,
    show_default=True,
    help="Attempts after a failed upgrade, with a rollback before each; with an autoscaler there is no rollback.",
)
@click.option("--prune", is_flag=True, help="Delete files of an earlier --layout that are no longer generated.")
@with_options(FORCE, STRICT, ALL, *TOLD)
def command(files: tuple[str, ...], strict: bool, every: bool, **told: Any) -> int:
    """Write HelmReleases for Flux, and the source of their chart.

    FILE is a file, a directory or -, with ModelServices, which are converted as by `msvc-helm convert`, or with values
    for the chart (a map without a kind). Values get their namespace and name from the file name, NAMESPACE_NAME.yaml.
    For ModelServices, pass the operator's flags here; values files contain these settings. The chart is one that needs
    no post-renderer, such as `msvc-helm chart` generates.

    \b
    REF is one of
      oci://HOST/PATH/NAME:VERSION (or @sha256:…)   an OCIRepository
      https://HOST/REPOSITORY.git//PATH?tag=TAG     a GitRepository; also ?branch= ?semver= ?name= ?commit=
      git@HOST:REPOSITORY.git//PATH                 the same, by SSH
      https://HOST/PATH#NAME:VERSION                a HelmRepository
      KIND/[NAMESPACE/]NAME                         an existing source (then //PATH or #NAME, as above)

    {base} in it is replaced by the name in the model's baseConfigMapRef, or its preset: a chart for each base config.

    --layout writes sources/, models/ and clusters/ below DIR: each model once, and for each --cluster its models and
    their differences. A cluster has the models of FILE..., and those of its PATH, which are added or replace those of
    the same name. Always pass all clusters. Files not written by msvc-helm are never changed.

    \b
    Examples:
      msvc-helm flux old-cr.yaml --chart oci://ghcr.io/acme/charts/acme-llm:1.2.0 > qwen.yaml
      msvc-helm flux values/ --chart OCIRepository/flux-system/acme-llm --depends-on gateways/inference
      msvc-helm flux models/ --chart "oci://ghcr.io/acme/charts/{base}:1.2.0" --layout . \\
          --cluster production --cluster staging=staging/
    """
    gie: str = told["gie"]
    asked = FluxOptions(files, told, expansion({**told, "kube_version": ""}), gie)
    warnings: list[Problem] = []
    wanted = asked.plan(warnings.append) if asked.directory else None
    texts = [] if wanted else asked.stream(warnings.append)
    status = finish(warnings, [], strict=strict, every=every)
    if status == INPUT_ERROR:
        return status
    if wanted:
        plan, made = wanted
        note(plan.carry_out(made.items()))
    else:
        click.echo("---\n".join(texts), nl=False)
    return status
