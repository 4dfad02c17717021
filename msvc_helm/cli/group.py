"""`msvc-helm` and its commands, each imported only when it is called."""

from __future__ import annotations

import platform
from importlib import import_module

import click

from msvc_helm import __version__
from msvc_helm.cli.options import colour_option
from msvc_helm.errors import Problem, UsageError
from msvc_helm.suggest import suggestion

COMMANDS = {
    "adopt": "Take running models over from the operator, without restarting a pod.",
    "chart": "Turn a base config into a Helm chart that needs no post-renderer.",
    "chart-dir": "Print the directory of the chart that comes with msvc-helm, or write a copy.",
    "check": "Find inconsistencies between the generated objects.",
    "convert": "Turn ModelServices into values for the chart.",
    "diff": "Compare two sets of manifests as the API server sees them.",
    "explain": "Show where each field of the generated objects comes from.",
    "flux": "Write HelmReleases for Flux, one by one or for a fleet of clusters.",
    "generate": "Print the manifests of ModelServices: no cluster, no Helm.",
    "graph": "Show which objects a ModelService becomes, and how they refer to each other.",
    "import": "Turn running objects into a base config and a ModelService that create them again.",
    "init": "Write the first files of a new model: ModelService, base config, README.",
    "lint": "Check charts: chart-testing, then each values file through Helm, msvc-post and schemas.",
    "plan": "Predict what a change of manifests does to running pods, without a cluster.",
    "plugin-dir": "Write the Helm 4 plugin of the post-renderer and print its directory.",
    "preset": "List the shipped base configs, or print one.",
    "schema": "Print the JSON schema of the chart's values or of a ModelService.",
    "status": "Show how models run in a cluster, and what is wrong with them.",
    "verify": "Prove that every path produces identical objects: generate, and both charts through Helm.",
}
MODULES = {"import": "import_"}  # a word of Python's is not a module's name


class LazyGroup(click.Group):
    """A group whose commands live in modules of this package, one module each."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"msvc_helm.cli.{MODULES.get(cmd_name, cmd_name.replace('-', '_'))}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names, or an error with the nearest name."""
        if args and args[0] not in COMMANDS:
            begun = [name for name in COMMANDS if name.startswith(args[0].lower())]
            nearest = f'did you mean "{begun[0]}"?' if len(begun) == 1 else suggestion(args[0], COMMANDS)
            hint = nearest or (f"did you mean one of {', '.join(begun)}?" if begun else "see msvc-helm --help")
            raise UsageError(Problem(f'unknown command "{args[0]}"', hint=hint))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _version(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    """Print the program's version, and those of what its answers depend on."""
    if not asked:
        return
    from msvc_helm.resources.kinds import GATEWAY_API, GIE_GROUPS
    from msvc_helm.types import data

    known = (data.__doc__ or "").partition("k8s.io/kubernetes@v")[2].partition(",")[0]  # generated, with its source
    click.echo(f"msvc-helm {__version__}")
    click.echo(f"Python {platform.python_version()}")
    click.echo(f"Kubernetes {known or 'unknown'} (types of its objects)")
    click.echo(f"Gateway API {GATEWAY_API.rpartition('/')[2]}, its Inference Extension {', '.join(GIE_GROUPS)}")
    context.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the versions and exit."
)
def cli() -> None:
    """Serve LLMs on Kubernetes from a ModelService and a base config.

    \b
    Examples:
      msvc-helm generate -m modelservice.yaml -b baseconfig.yaml | kubectl apply -f -
      msvc-helm generate -f values.yaml --preset sim
      msvc-helm explain -f values.yaml --preset sim decodeDeployment.spec.replicas
      msvc-helm convert old-cr.yaml -b old-baseconfig.yaml > values.yaml
      msvc-helm flux old-cr.yaml --chart oci://ghcr.io/acme/charts/acme-llm:1.0.0 > qwen.yaml

    
    Completion, in your shell's start-up file (or zsh_source, fish_source):
      eval "$(_MSVC_HELM_COMPLETE=bash_source msvc-helm)"
    """


cli.params.append(colour_option())
