"""The chart's values read without Helm: `-f values.yaml` means here what it means to charts/modelservice."""

from __future__ import annotations

import os

from msvc_helm.baseconfig import BaseConfig, from_document
from msvc_helm.carrier import Carried
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import Mapping, Node, Scalar, parse, plain
from msvc_helm.names import Later, suggestion
from msvc_helm.presets import preset
from msvc_helm.read import Document, kind_of, scalar
from msvc_helm.resources.children import gie_version
from msvc_helm.resources.context import Options
from msvc_helm.spec import API_VERSION
from msvc_helm.spec.schema import KIND, SPEC

SPEC_FIELDS = tuple(SPEC["properties"])
BASE_VALUES = ("baseConfig", "baseConfigFile", "preset")
BASE_WAYS = "give one in the values (preset, baseConfig, baseConfigFile), with -b or with --preset"
CHART_VALUES = (
    *BASE_VALUES,
    "nameOverride",
    "fullnameOverride",
    "labels",
    "annotations",
    "rbac",
    "eppPullSecrets",
    "pdPullSecrets",
    "gie",
    "inferenceObjective",
    "autoscaling",
    "enabled",
    "global",
)


def carried(node: Node, document: Document, options: Options, *, name: str = "") -> Carried:
    """What the chart's carrier would hold for these values.

    `name` stands for the release's; without it the file's own name does. Raises InputError for values that the chart
    would refuse.
    """
    if not isinstance(node, Mapping):
        raise InputError(Problem("expected a map of values", line=node.line))
    if found := kind_of(node):
        hint = {"ModelService": "give it with -m", "ConfigMap": "give it with -b"}.get(found, "")
        raise InputError(Problem(f"expected values, found the kind {found}", "kind", *node.keys["kind"], hint=hint))
    spec = {key: value for key, value in node.items.items() if key not in CHART_VALUES}
    unknown = [
        Problem("unknown value", key, *node.keys[key], hint=Later(suggestion, key, (*CHART_VALUES, *SPEC_FIELDS)))
        for key in spec
        if key not in SPEC_FIELDS
    ]
    if unknown:
        raise InputError(unknown)
    about = {key: plain(node.items[key]) for key in CHART_VALUES if key in node.items and key not in BASE_VALUES}
    for field, kind in (("labels", dict), ("annotations", dict), ("rbac", dict), ("eppPullSecrets", list)):
        if about.get(field) is not None and not isinstance(about[field], kind):
            raise InputError(Problem(f"expected a {'map' if kind is dict else 'list'}", field, *node.keys[field]))
    return Carried(
        _service(node, spec, _name(node, name or stem(document.source))),
        _base(node, document),
        _options(about, options),
        _strings(about.get("labels")),
        _strings(about.get("annotations")),
        autoscaling=about.get("autoscaling"),
    )


def _service(node: Mapping, spec: dict[str, Node], name: str) -> Mapping:
    """The values as the ModelService they describe, every field in its own place of the file."""
    here = (node.line, node.column)

    def text(value: str) -> Scalar:
        return Scalar(value, value, *here)

    metadata = Mapping({"name": text(name)}, {"name": here}, *here)
    fields: dict[str, Node] = {
        "apiVersion": text(API_VERSION),
        "kind": text(KIND),
        "metadata": metadata,
        "spec": Mapping(spec, {key: node.keys[key] for key in spec}, *here),
    }
    return Mapping(fields, dict.fromkeys(fields, here), *here)


def _name(node: Mapping, release: str) -> str:
    full, part = scalar(node, "fullnameOverride"), scalar(node, "nameOverride")
    return full or (f"{release}-{part}" if part else release)


def stem(source: str) -> str:
    """A file's name as the name of a release."""
    return os.path.splitext(os.path.basename(source))[0].strip("<>")


def _base(node: Mapping, document: Document) -> BaseConfig | None:
    """The one base config that the values give, None when they leave it to a reference or give none."""
    given = [key for key in BASE_VALUES if key in node.items and plain(node.items[key])]
    reference = node.items.get("baseConfigMapRef")
    if reference is not None and scalar(reference, "name"):
        given.append("baseConfigMapRef")
    if len(given) > 1:
        raise InputError(f"values give more than one base config ({', '.join(given)}): keep one of them")
    source = f"{document.source}: {given[0]}" if given else ""
    if not given:
        return None
    if given[0] == "preset":
        return preset(scalar(node, "preset"))
    if given[0] == "baseConfigFile":
        text = scalar(node, "baseConfigFile")
        return from_document(parse(text), text.encode(), source=source)
    if given[0] == "baseConfig":
        data = Mapping({"data": node.items["baseConfig"]}, {"data": node.keys["baseConfig"]}, node.line, node.column)
        return from_document(data, document.raw, source=document.source, document=document.index, first=document.line)
    return None


def _options(about: dict[str, object], options: Options) -> Options:
    rbac = about.get("rbac")
    role = rbac.get("eppClusterRole") if isinstance(rbac, dict) else None
    return options._replace(
        epp_cluster_role=str(role or options.epp_cluster_role),
        epp_pull_secrets=_names(about.get("eppPullSecrets")) or options.epp_pull_secrets,
        pd_pull_secrets=_names(about.get("pdPullSecrets")) or options.pd_pull_secrets,
        gie=gie_version(str(about.get("gie")), options.gie),
        inference_objective=about.get("inferenceObjective") is True or options.inference_objective,
    )


def _names(values: object) -> tuple[str, ...]:
    return tuple(map(str, values)) if isinstance(values, list) else ()


def _strings(values: object) -> dict[str, str]:
    return {k: str(v) for k, v in values.items() if v is not None} if isinstance(values, dict) else {}
