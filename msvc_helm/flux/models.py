"""What becomes HelmReleases: ModelServices, converted to values, and values files as they are."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from msvc_helm.api import ModelService, is_modelservice, load
from msvc_helm.api.autoscaling import load_autoscaling, written_replicas
from msvc_helm.api.metadata import is_dns_label, is_dns_subdomain
from msvc_helm.api.names import Names
from msvc_helm.api.roles import AUTOSCALING, ROLES
from msvc_helm.api.workloads import DEPLOYMENT, OF_A_ROLE
from msvc_helm.baseconfig import BaseConfig
from msvc_helm.convert import convert
from msvc_helm.errors import InputError, Problem, UsageError
from msvc_helm.excerpt import SourceText
from msvc_helm.goyaml import MappingNode, Node, plain
from msvc_helm.options import EXPANSION, LONGEST_RELEASE
from msvc_helm.read import Document, Input, kind_of, scalar
from msvc_helm.resources.context import Options
from msvc_helm.values import BASE_VALUES, preset_names, requested

SPEAKS_OF_THE_FILE = ("# yaml-language-server:", "# Source:")
ADOPTED = "operatorDefaults"  # the value of models that the operator created
_MARKERS = re.compile(r"---(\s.*)?|\.\.\.(\s.*)?|%.*")

Warn = Callable[[Problem], None]


class Scaled(NamedTuple):
    """A workload whose number of pods an autoscaler owns."""

    group: str
    kind: str
    name: str


class FluxModel(NamedTuple):
    """One model to release.

    `name` is that of the HelmRelease, `release` that of the Helm release where it must be another. `text` are its
    values as written, `values` what they say. `base` is the name of its base config, where it has one; `given` is the
    value that gives one, where that is not a reference, with its line and column. `scaled` are the workloads whose
    number of pods an autoscaler owns. `source`, `document` and `line` say where it came from. `adopted` is whether it
    was said that the operator created it, by a value or an option.
    """

    name: str
    namespace: str
    release: str
    text: str
    values: dict[str, Any]
    base: str
    given: tuple[str, int, int] | None
    scaled: tuple[Scaled, ...]
    source: str
    document: int
    line: int
    adopted: bool = False

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}" if self.namespace else self.name

    def problem(self, message: str, path: str = "", hint: str = "") -> Problem:
        """Something that is wrong with it."""
        return Problem(message, path, self.line, source=self.source, document=self.document, hint=hint)


def read_models(
    files: list[Input], options: Options, gie: str, name: str, warn: Warn, problems: list[Problem]
) -> tuple[FluxModel, ...]:
    """The models of all files: ModelServices, and values, which have no kind. ConfigMaps are passed over.

    `gie` is the API of the Inference Extension that ModelServices stay with (see `convert`), `name` that of the one
    model whose values do not say it. What is wrong is added to `problems`. Raises UsageError for a `name` that has no
    such model.
    """
    found: list[FluxModel] = []
    before = len(problems)
    for document in (document for file in files for document in file.documents()):
        try:
            for node in document.parse():
                model = _model(node, document, options, gie, name, warn)
                if model is not None:
                    found.append(model)
        except InputError as error:
            problems += error.at(source=document.source, document=document.index).problems
    if not found and len(problems) == before:
        problems.append(Problem("no ModelService and no values found in " + ", ".join(f.name for f in files)))
    return tuple(found)


def _model(node: Node, document: Document, options: Options, gie: str, name: str, warn: Warn) -> FluxModel | None:
    kind = kind_of(node)
    if is_modelservice(node):
        if name:
            raise UsageError("--name is for a single values file; a ModelService has its own name")
        service = load(node, source=document.source, document=document.index)
        return _from_service(service, document, options, gie, warn)
    if kind == "ConfigMap":
        return None
    if not kind and isinstance(node, MappingNode):
        return _from_values(node, document, options, name, warn)
    message = f"expected a ModelService or values, which have no kind; found {kind or 'no map'}"
    problem = Problem(message, "kind" if kind else "", node.line, node.column, document.source, document.index)
    if not document.whole_directory:
        raise InputError(problem)
    warn(problem)
    return None


def _from_service(service: ModelService, document: Document, options: Options, gie: str, warn: Warn) -> FluxModel:
    converted = convert(service, SourceText(document), options, gie=gie, titled=False)
    for each in converted.lost:
        message = f"only a comment keeps the {each}: no child ever had it"
        warn(Problem(message, "metadata", source=document.source, document=document.index, rule="metadata-lost"))
    return FluxModel(
        _checked(service.name, "metadata.name", is_dns_subdomain),
        _checked(service.namespace or options.namespace, "metadata.namespace", is_dns_label),
        _short(service.name),
        converted.text,
        converted.values,
        _referred(service),
        None,
        _scaled(service, None, _autoscaling(service)),
        document.source,
        document.index,
        service.root.line,
        options.operator_defaults,
    )


def _from_values(node: MappingNode, document: Document, options: Options, name: str, warn: Warn) -> FluxModel:
    namespace, stem = _place(document.source)
    full = scalar(node, "fullnameOverride")
    release = name or full or stem
    if len(release) > LONGEST_RELEASE and not full:
        message = f'"{release}" has {len(release)} characters; the name of a release has at most {LONGEST_RELEASE}'
        raise InputError(Problem(message, line=node.line, hint="give a shorter --name, and fullnameOverride"))
    _checked(release, "", is_dns_subdomain)
    for option in EXPANSION:
        if option.path and option.name in options.said:
            message = f"{option.flags[-1]} has no effect on values, which are released as they are"
            problem = Problem(message, option.path, rule="option-without-effect", hint=f"set {option.path} in them")
            warn(problem.at(source=document.source, document=document.index))
    found = requested(node, document, options, name=release)
    try:
        service = load(found.service, source=document.source, document=document.index)
        scaling = _autoscaling(service)
    except InputError as error:
        raise InputError(p._replace(path=p.path.removeprefix("spec.")) for p in error.problems) from error
    return FluxModel(
        release,
        _checked(namespace or options.namespace, "", is_dns_label),
        _short(release),
        _bare(document),
        {key: plain(item) for key, item in node.items.items()},
        _referred(service) or "-".join(preset_names(node)),
        next(((key, *node.keys[key]) for key in BASE_VALUES if key in node.items and plain(node.items[key])), None),
        _scaled(service, found.base, scaling),
        document.source,
        document.index,
        node.line,
        scalar(node, ADOPTED) == "true",
    )


def _autoscaling(service: ModelService) -> tuple[str, ...]:
    """The roles that have an autoscaler."""
    return tuple(load_autoscaling(service.spec.get(AUTOSCALING), written_replicas(service), f"spec.{AUTOSCALING}"))


def _referred(service: ModelService) -> str:
    """The name in its `baseConfigMapRef`, empty where there is none."""
    name: str = (service.spec.get("baseConfigMapRef") or {}).get("name", "")
    return name


def _place(source: str) -> tuple[str, str]:
    """Namespace and name as `msvc-helm convert --output-dir` names its files; no name may hold an underscore."""
    stem = os.path.splitext(os.path.basename(source))[0].strip("<>")
    namespace, _, name = stem.rpartition("_")
    return namespace, name


def _checked(name: str, path: str, allowed: Callable[[str], bool]) -> str:
    if name and not allowed(name):
        what = "a namespace" if allowed is is_dns_label else "a HelmRelease"
        hint = "" if path else "give --name, or fullnameOverride" if allowed is is_dns_subdomain else "give --namespace"
        raise InputError(Problem(f'"{name}" cannot be the name of {what}', path, hint=hint))
    return name


def _short(name: str) -> str:
    """The name of the release where that of the HelmRelease is too long for one, made as Flux makes it; else none."""
    if len(name) <= LONGEST_RELEASE:
        return ""
    from hashlib import sha256

    return f"{name[:40]}-{sha256(name.encode()).hexdigest()[:12]}"


def _scaled(service: ModelService, base: BaseConfig | None, roles: tuple[str, ...]) -> tuple[Scaled, ...]:
    """The workloads whose number of pods is an autoscaler's: of each kind that the base config has for the role.

    Where the base config is not at hand, it is a Deployment.
    """
    names = Names(service.name, service.spec["routing"]["modelName"], lambda _: None)
    everyone = bool(service.spec.get("decoupleScaling"))
    found: list[Scaled] = []
    for role in ROLES:
        if everyone or role in roles:
            kinds = [kind for kind in OF_A_ROLE if base is not None and base.has(f"{role}{kind.suffix}")]
            found += (
                Scaled(kind.api_version.partition("/")[0], kind.kind, names.deployment(role))
                for kind in kinds or [DEPLOYMENT]
            )
    return tuple(found)


def _bare(document: Document) -> str:
    """A document's text without what only a file of its own can have."""
    lines = re.split("\r\n|\r|\n", document.raw.decode("utf-8-sig", "replace"))
    kept = [line for line in lines if not _MARKERS.fullmatch(line) and not line.startswith(SPEAKS_OF_THE_FILE)]
    return "\n".join(kept).strip("\n") + "\n"
