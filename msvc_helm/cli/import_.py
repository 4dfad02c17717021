"""`msvc-helm import`: objects that run today become a base config and a ModelService."""

from __future__ import annotations

import click

from msvc_helm.api.roles import ROLES
from msvc_helm.cli.options import CommandWithExamples, with_options
from msvc_helm.errors import InputError, Problem, UsageError
from msvc_helm.importer.command import VALUES, ImportOptions, imported
from msvc_helm.managed_files import digests, plan
from msvc_helm.options import ALL, EXPANSION, FORCE, INPUTS, STRICT, check_values, names
from msvc_helm.read import inputs
from msvc_helm.report import finish, note
from msvc_helm.suggest import suggestion

NAME = next(option for option in INPUTS if option.name == "name")
NAMESPACE = next(option for option in EXPANSION if option.name == "namespace")
OWN = (
    NAME._replace(help="The name of the ModelService.  [default: that of the workload, without its role]"),
    NAMESPACE._replace(help="The namespace of the ModelService.  [default: that of the objects]"),
)


@click.command("import", cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@with_options(*OWN)
@click.option("--role", "told", multiple=True, metavar="OBJECT=ROLE", help="Role of a workload: decode or prefill.")
@click.option("--uri", default="", metavar="URI", help="Where the weights come from, if this cannot be detected.")
@click.option("--over", default="", metavar="NAMES", help="Presets to extend: write only what differs from them.")
@click.option("--output-dir", default="", metavar="DIR", help="Write the files there instead of printing two of them.")
@with_options(FORCE, STRICT, ALL)
def command(
    files: tuple[str, ...],
    name: str,
    namespace: str,
    told: tuple[str, ...],
    uri: str,
    over: str,
    output_dir: str,
    force: bool,
    strict: bool,
    every: bool,
) -> int:
    """Turn running objects into a base config and a ModelService that create the same objects.

    FILE is a manifest, a directory or - (as in `kubectl get -o yaml`). The model owner's settings go into
    modelservice.yaml and values.yaml, everything else into baseconfig.yaml as templates. The result is expanded and
    compared with the objects before anything is written.

    \b
    Examples:
      kubectl kustomize overlays/gpu | msvc-helm import - --output-dir qwen/
      msvc-helm import deployment.yaml service.yaml --role Deployment/vllm=decode
    """
    check_values(OWN, {"name": name, "namespace": namespace})
    asked = ImportOptions(name, namespace, uri, _roles(told), names((over,)))
    warnings: list[Problem] = []
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    try:
        texts = imported((d for file in inputs(files) for d in file.documents()), asked, warnings)
    except InputError as error:
        problems += error.problems
    todo = plan(output_dir, "import", digests(texts), force=force) if output_dir and texts else None
    if todo:
        warnings += todo.warnings
        problems += todo.problems
    status = finish(warnings, problems, strict=strict, every=every)
    if status == 0:
        shown = "---\n".join(text for file, text in texts.items() if file != VALUES)
        note(todo.carry_out(texts.items())) if todo else click.echo(shown, nl=False)
    return status


def _roles(told: tuple[str, ...]) -> dict[str, str]:
    out: dict[str, str] = {}
    for text in told:
        name, _, role = text.partition("=")
        if role not in ROLES or not name:
            hint = suggestion(role, ROLES) or "for example --role Deployment/vllm=decode"
            raise UsageError(Problem(f'--role: expected OBJECT=decode or OBJECT=prefill, found "{text}"', hint=hint))
        out[name] = role
    return out
