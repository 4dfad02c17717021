"""Values with which a chart renders: `ci/example-values.yaml`, which chart-testing and `msvc-helm lint` look for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from msvc_helm.api import load
from msvc_helm.api.roles import ROLES
from msvc_helm.api.workloads import KEYS, SET_KEY
from msvc_helm.chart.definition import Recipe
from msvc_helm.chart.translate.functions import GET_PORT
from msvc_helm.errors import InputError, Problem
from msvc_helm.expand import expand, objects
from msvc_helm.gotemplate import Template, TemplateError, nodes
from msvc_helm.goyaml import parse
from msvc_helm.resources.context import Options
from msvc_helm.resources.kinds import gie_version
from msvc_helm.validation import validate
from msvc_helm.write import as_json, dump

PATH = "ci/example-values.yaml"
_FIRST_PORT = 8000
_URIS = ("hf://example/model", "pvc://models/example/model", "pvc+hf://models/hub/example/model",
         "oci://registry.example.com/example/model:1.0")  # fmt: skip
_SERVER = {"name": "server", "image": "registry.example.com/example/server:1.0"}


class Example(NamedTuple):
    """The values, or why there are none: `problems` of the likeliest ones."""

    values: dict[str, Any]
    problems: tuple[Problem, ...] = ()


def example(recipe: Recipe, keys: Sequence[str]) -> Example:
    """The simplest values that expand over the base config to objects that Kubernetes takes."""
    first: tuple[Problem, ...] = ()
    for values in _candidates(recipe, keys):
        problems = _problems(recipe, values)
        if not problems:
            return Example(values)
        first = first or problems
    return Example({}, first)


def text(values: Mapping[str, Any], pad: str = "") -> Iterator[str]:
    """The lines of a values file, laid out as yamllint likes it."""
    for key, value in values.items():
        if isinstance(value, dict):
            yield f"{pad}{key}:"
            yield from text(value, f"{pad}  ")
        elif isinstance(value, list):
            yield f"{pad}{key}:"
            yield from (f"{pad}  - {as_json(item)}" for item in value)
        else:
            yield f"{pad}{key}: {as_json(value)}"


def missing(example: Example) -> Problem:
    """What to tell when there are no values to test the chart with."""
    why = example.problems[0]
    message = f"no {PATH}: no example values were found that this base config renders with ({why.path}: {why.message})"
    return Problem(message, hint="put values of your own in ci/NAME-values.yaml, or ct lint fails")


def _candidates(recipe: Recipe, keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Values to try, the likeliest first."""
    routing: dict[str, Any] = {"modelName": "example/model"}
    if ports := _ports(layer.base.texts[key] for layer in recipe.layers() for key in layer.keys):
        routing["ports"] = [{"name": name, "port": _FIRST_PORT + index} for index, name in enumerate(ports)]
    if "httpRoute" in keys:
        routing["gatewayRefs"] = [{"name": "inference-gateway"}]
    roles = [role for role in ROLES if any(key in keys for key in (*KEYS[role], SET_KEY))] or ["decode"]
    for secret, uri, containers in product(
        ({}, {"authSecretName": "hf-token"}), _URIS, ({}, {"containers": [_SERVER]})
    ):
        role = {"replicas": 1, **containers}
        yield {"routing": routing, "modelArtifacts": {"uri": uri, **secret}, **dict.fromkeys(roles, role)}


def _ports(texts: Iterator[str]) -> list[str]:
    """The names of ports that templates ask for, as far as they are literal."""
    found: dict[str, None] = {}
    for text in texts:
        try:
            tree = Template(text, functions={GET_PORT: None}).tree
        except TemplateError:
            continue  # carrying it over reports what is wrong
        for body in tree.definitions.values():
            for node in body.walk():
                if isinstance(node, nodes.Pipe):
                    found |= dict.fromkeys(_asked(node))
    return [name for name in found if name]


def _asked(pipe: nodes.Pipe) -> list[str]:
    """The texts of a pipeline in which a port is asked for: `getPort "http"`, `"http" | getPort`."""
    inside = [node for command in pipe.commands for node in command.children()]
    calls = any(isinstance(node, nodes.Identifier) and node.name == GET_PORT for node in inside)
    return [node.text for node in inside if calls and isinstance(node, nodes.String)]


def _problems(recipe: Recipe, values: dict[str, Any]) -> tuple[Problem, ...]:
    """Why the values do not do."""
    service = {
        "apiVersion": "llm-d.ai/v1alpha1",
        "kind": "ModelService",
        "metadata": {"name": "example", "namespace": "example"},
        "spec": values,
    }
    chosen = recipe.defaults
    options = Options(
        chosen["epp_cluster_role"],
        tuple(chosen["epp_pull_secrets"]),
        tuple(chosen["pd_pull_secrets"]),
        gie=gie_version(chosen["gie"]),
        inference_objective=chosen["inference_objective"],
        operator_defaults=chosen["operator_defaults"],
    )
    node = parse(dump(service))
    assert node is not None  # it is written above  # noqa: S101
    try:
        made = expand(load(node), recipe.base, options, lambda _: None)
    except InputError as error:
        return error.problems
    return tuple(problem for obj in objects(made, tuple(made)) for problem in validate(obj))
