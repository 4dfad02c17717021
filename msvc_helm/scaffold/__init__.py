"""The first files of a new model: a ModelService or values, a base config over a preset, and what to do with them."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

import json
import shlex
from collections.abc import Mapping
from string import Template

from msvc_helm import presets, write
from msvc_helm.api.model_source import CACHED_HF, HF, OCI, parse_uri
from msvc_helm.api.names import sanitise
from msvc_helm.api.schema import KIND
from msvc_helm.baseconfig import SHIPPED
from msvc_helm.bases import Bases, Candidate
from msvc_helm.errors import InputError, Problem
from msvc_helm.pipeline import expand_document
from msvc_helm.read import Document, ValuesDocument
from msvc_helm.resources.context import Options
from msvc_helm.scaffold import texts
from msvc_helm.typed import Any, NamedTuple

MODELSERVICE, VALUES, BASE_CONFIG, README = "modelservice.yaml", "values.yaml", "baseconfig.yaml", "README.md"
LONGEST_NAME = 40  # characters of a name that is made here, so that the names of all objects fit
GATEWAY = ("httpRoute", "inferencePool")  # the children that need more than Kubernetes itself
SERVICE = "decodeService"  # the child that clients reach without a Gateway


class Scaffold(NamedTuple):
    """What the files are to be about. `as_values` asks for values of the chart in place of a ModelService."""

    uri: str
    name: str
    presets: tuple[str, ...]
    as_values: bool = False


def model_name(uri: str) -> str:
    """The name under which clients ask for a model. Raises InputError for a URI that no pod could start from."""
    source = parse_uri(uri)
    if source.scheme in (HF, CACHED_HF):
        return source.path
    path = source.folder or source.path.partition("@")[0] if source.scheme == OCI else source.path or source.claim
    last = path.strip("/").rpartition("/")[2]
    return last if source.folder or source.scheme != OCI else last.partition(":")[0]


def default_name(uri: str) -> str:
    """A name for the objects of a model. Raises InputError as `model_name`."""
    name = sanitise(model_name(uri).rpartition("/")[2])
    named = name if name[:1].isalpha() else f"model-{name}"  # the name of a Service begins with a letter
    return named[:LONGEST_NAME].strip("-")


def files(wanted: Scaffold) -> tuple[dict[str, str], list[Problem]]:
    """The text of each file by its name, and warnings.

    They have been expanded. Raises InputError with what is wrong where nothing comes of them; what a preset asks for
    beyond the answers is a warning.
    """
    model = VALUES if wanted.as_values else MODELSERVICE
    made = {model: _model(wanted), BASE_CONFIG: _base_config(wanted)}
    children, warnings = _expanded(wanted, model, made)
    return made | {README: _readme(wanted, model, children)}, warnings


def _model(wanted: Scaffold) -> str:
    spec = {
        "routing": {"modelName": model_name(wanted.uri)},
        "modelArtifacts": {"uri": wanted.uri},
        "decode": {"replicas": 1},
    }
    if wanted.as_values:
        return texts.VALUES + write.dump(spec)
    whole = {
        "apiVersion": "llm-d.ai/v1alpha1",
        "kind": KIND,
        "metadata": {"name": wanted.name},
        "spec": {"baseConfigMapRef": {"name": _base_name(wanted)}, **spec},
    }
    return texts.MODELSERVICE + write.dump(whole)


def _base_config(wanted: Scaffold) -> str:
    layers = [f"preset/{name}" for name in wanted.presets]
    extends = layers[0] if len(layers) == 1 else write.dump(layers)
    whole = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": _base_name(wanted)},
        "data": {"extends": extends},
    }
    title = "\n# ".join(presets.title(name) for name in wanted.presets)
    return (
        Template(texts.BASE_CONFIG).substitute(title=title, preset=wanted.presets[0])
        + write.dump(whole)
        + texts.EXAMPLE
    )


def _base_name(wanted: Scaffold) -> str:
    return f"{wanted.name}-base"


def _expanded(wanted: Scaffold, model: str, made: dict[str, str]) -> tuple[Mapping[str, Any], list[Problem]]:
    """The objects that the next command will make, and warnings; nothing where a preset asks for more first.

    Raises InputError with everything else that would keep the command from it.
    """
    documents = {name: Document(name, 1, 1, made[name].encode()) for name in (model, BASE_CONFIG)}
    base = Candidate(documents[BASE_CONFIG].parse()[0], documents[BASE_CONFIG])
    document = ValuesDocument(documents[model], wanted.name) if wanted.as_values else documents[model]
    found = expand_document(document, Bases((base,)), Options())
    problems = [*found.problems, *(problem for each in found.expansions for problem in each.refused)]
    if not all(problem.source.startswith(SHIPPED) for problem in problems):
        raise InputError(problems)
    children = found.expansions[0].children if found.expansions else {}
    return children, [
        *found.warnings,
        *(problem._replace(excerpt="", hint=f"set it in {model}") for problem in problems),
    ]


def _request(wanted: Scaffold) -> dict[str, Any]:
    return {"model": model_name(wanted.uri), "prompt": "Once upon a time", "max_tokens": 20}


def _readme(wanted: Scaffold, model: str, children: Mapping[str, Any]) -> str:
    inputs = f"-f {VALUES} --name {wanted.name}" if wanted.as_values else f"-m {MODELSERVICE}"
    inputs += f" -b {BASE_CONFIG}"
    apply = texts.HELM if wanted.as_values else texts.KUBECTL
    service = children.get(SERVICE)
    facts = {
        "name": wanted.name,
        "model": model,
        "uri": wanted.uri,
        "body": shlex.quote(json.dumps(_request(wanted), ensure_ascii=False)),
        "inputs": inputs,
        "presets": ", ".join(wanted.presets),
        "service": service["metadata"]["name"] if service else "",
        "needs": texts.NEEDS if any(key in children for key in GATEWAY) else "",
        "port": service["spec"]["ports"][0]["port"] if service else "",
    }
    facts["apply"] = Template(apply).substitute(facts)
    return Template(texts.README + (texts.REQUEST if service else "")).substitute(facts)
