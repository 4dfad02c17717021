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
    Option(("--chart",), "chart", "Where the chart is, see above.", default=BOOTSTRAPPED, metavar="REF"),
    Option(("--chart-version",), "chart_version", 'Its version, or a range: ">=1.2.0 <2.0.0".', metavar="VERSION"),
    Option(("--interval",), "interval", "How often Flux looks.", default="10m", metavar="DURATION"),
    Option(("--timeout",), "timeout", "How long a model may take to start.", default="30m", metavar="DURATION"),
    Option(("--drift",), "drift", "What to do about changes by others.", default="enabled", choices=DRIFT),
    Option(("--depends-on",), "depends_on", "A HelmRelease to wait for.", MANY, metavar="[NAMESPACE/]NAME"),
    Option(
        ("--values-in",),
        "values_in",
        "Where values stand: in the HelmRelease, or in a ConfigMap; auto: there from 16 KiB on.",
        default=AUTO,
        choices=(AUTO, INLINE, CONFIG_MAP),
    ),
    Option(("--name",), "name", "Of the release, for one values file.  [default: the file's]", metavar="NAME"),
    Option(("--flux-namespace",), "flux_namespace", "Of HelmReleases.  [default: their model's]", metavar="NAME"),
    Option(
        ("--source-namespace",),
        "source_namespace",
        "Of the chart's source.  [default: the HelmRelease's; flux-system with --layout]",
        metavar="NAME",
    ),
    Option(("--source-secret",), "source_secret", "Secret that the source logs in with.", metavar="NAME"),
    Option(("--service-account",), "service_account", "Whose rights Flux has for the releases.", metavar="NAME"),
    Option(("--layout",), "layout", "Write a directory for a fleet instead of printing.", metavar="DIR"),
    Option(("--cluster",), "cluster", "With --layout: a cluster, see above.", MANY, metavar="NAME[=PATH]"),
    Option(("--path-in-repo",), "path_in_repo", "Where DIR is in its repository.", default=".", metavar="PATH"),
)

OTHER_HELP = {
    "namespace": "For models that name no namespace.",
    "gie": "The Gateway API Inference Extension that ModelServices' pools are in; auto: the operator's, v1alpha2.",
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
    help="Attempts after a failed upgrade, a rollback before each; never a rollback where an autoscaler is.",
)
@click.option("--prune", is_flag=True, help="Delete what an earlier --layout wrote and this one does not.")
@with_options(FORCE, STRICT, ALL, *TOLD)
def command(files: tuple[str, ...], strict: bool, every: bool, **told: Any) -> int:
    """Write HelmReleases for Flux, and the source of their chart.

    FILE holds ModelServices, converted as by `msvc-helm convert`, or values for the chart (a map without a kind). It is
    a file, a directory or -. Values take namespace and name from a file name like that of convert, NAMESPACE_NAME.yaml.
    What the operator was told by flags goes into the values of ModelServices; values files say it themselves. The chart
    is one that needs no post-renderer, such as `msvc-helm chart` makes.

    \b
    REF is one of
      oci://HOST/PATH/NAME:VERSION (or @sha256:…)   an OCIRepository
      https://HOST/REPOSITORY.git//PATH?tag=TAG     a GitRepository; also ?branch= ?semver= ?name= ?commit=
      git@HOST:REPOSITORY.git//PATH                 the same, by SSH
      https://HOST/PATH#NAME:VERSION                a HelmRepository
      KIND/[NAMESPACE/]NAME                         a source that is there already (then //PATH or #NAME, as above)

    {base} in it stands for the name in the model's baseConfigMapRef, or its preset: a chart for each base config.

    --layout writes sources/, models/ and clusters/ below DIR: the models once, and for each --cluster which of them it
    has, and in what they differ there. A cluster has the models of FILE..., and those of the PATH behind its name
    beside or in place of them. Name every cluster each time. Files of others are never touched.

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
