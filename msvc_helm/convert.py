"""A ModelService as values for charts/modelservice: the spec's own text where it can stay, comments and all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from msvc_helm import write
from msvc_helm.api import ModelService
from msvc_helm.api.metadata import LAST_APPLIED
from msvc_helm.api.model_source import parse_uri
from msvc_helm.api.names import Names
from msvc_helm.baseconfig import NO_VALUE, POOL, BaseConfig
from msvc_helm.errors import InputError, Problem
from msvc_helm.excerpt import Excerpt, SourceText
from msvc_helm.goyaml import MappingNode, Node, parse, plain
from msvc_helm.layers import as_values
from msvc_helm.options import LONGEST_RELEASE, to_values
from msvc_helm.resources.context import Options
from msvc_helm.resources.gie import NEW, OLD
from msvc_helm.resources.kinds import AUTO, GIE_DEFAULT, GIE_GROUPS
from msvc_helm.variables import functions, variables

REF = "baseConfigMapRef"
# Comments that speak of the old file: what an editor checks it by, what Helm rendered it from.
NOT_KEPT = ("# yaml-language-server:", "# Source:")
EXACT = 2**53  # Helm reads numbers as floats, which hold integers up to here
# What Helm's YAML library writes so that it reads differently, or not at all, and NO_VALUE; the chart refuses it too.
_NOT_CARRIED = re.compile(f"{NO_VALUE}|[\x7f-\x9f\u2028\u2029\ufffd-\uffff]")


@dataclass(frozen=True, slots=True)
class ConvertedValues:
    """A values file. `values` is what it says, `lost` what the object had and no child: it lives on in a comment."""

    text: str
    values: dict[str, Any]
    lost: tuple[str, ...]


def convert(
    service: ModelService,
    text: SourceText,
    options: Options,
    *,
    base: BaseConfig | None = None,
    reference: dict[str, str] | None = None,
    gie: str = AUTO,
    titled: bool = True,
) -> ConvertedValues:
    """The chart's values that give the same children under the same names; `text` is where the service stands.

    With `base` its templates are put into the values; else the chart looks up what the ModelService refers to, or
    `reference` where it refers to nothing. `gie` is written down; AUTO stands for the API that the base config was
    written in. `titled` says whether a comment tells how to install them. Raises InputError for text that Helm cannot
    carry. A ModelService with a UID was
    read from a cluster: its values keep what the operator left in the objects.
    """
    inlined = as_values(base) if base is not None else {}
    options = options._replace(operator_defaults=options.operator_defaults or _from_cluster(service))
    hidden = REF if inlined or reference else ""
    spec = {key: _exact(value) for key, value in _object(service.root, "spec").items() if key != hidden}
    if gie == AUTO:
        gie = _written_in(service, base, options) if base is not None else OLD if reference or spec.get(REF) else ""
    # The chart's `auto` goes by the cluster, and a pool of the other API would be another object.
    own = {"fullnameOverride": service.name, **to_values(options), **({"gie": gie} if gie else {})}
    own |= {REF: reference} if reference else {}
    read = _read_by_templates(service, base)
    own |= read
    values = spec | own | inlined
    _check(values)
    lost = tuple(each for each in _lost(service) if each.partition(" ")[0] + "s" not in read)
    kept = [line for line in text.comments_before(service.root) if not line.startswith(NOT_KEPT)]
    head = [*(_title(service, options) if titled else ()), *_lost_comments(lost), *kept]
    written = text.below(service.root, "spec", hidden=hidden)
    dumped = Excerpt(written.above if written else [], write.dump(spec).removesuffix("\n").split("\n"))
    for body in (written, dumped):
        if body is not None:
            whole = _joined(head, own, body, base, inlined)
            if _reads_as(whole, values):
                return ConvertedValues(whole, values, lost)
    raise AssertionError(f"the values of {service.name} do not read as they should")


def _joined(
    head: list[str], own: dict[str, Any], spec: Excerpt, base: BaseConfig | None, inlined: dict[str, Any]
) -> str:
    above = [line for line in spec.above if line not in head]
    parts = ["".join(f"{line}\n" for line in [*head, *above]), write.dump(own), spec.text()]
    if base is not None:
        name = f"{base.namespace}/{base.name}" if base.namespace else base.name
        parts.append(f"# The base config {name}, as it stood in its ConfigMap.\n" if name else "")
        parts.append(write.dump(inlined))
    return "".join(parts)


def _title(service: ModelService, options: Options) -> list[str]:
    """Values cannot say where a release goes, so a comment does."""
    namespace = service.namespace or options.namespace
    release = service.name if len(service.name) <= LONGEST_RELEASE else "RELEASE"
    into = f" --namespace {namespace}" if namespace else ""
    return [
        f"# ModelService {service.name}{f' of namespace {namespace}' if namespace else ''} for charts/modelservice:",
        f"#   helm upgrade --install {release} charts/modelservice{into} --values FILE --post-renderer msvc-post",
    ]


def _read_by_templates(service: ModelService, base: BaseConfig | None) -> dict[str, dict[str, str]]:
    """The ModelService's own labels and annotations, where the base config's templates read them.

    The chart then puts them on every object as well, and not only where the templates do.
    """
    texts = [text for layer in (base.layers if base is not None else ()) for text in layer.texts.values()]
    annotations = {key: value for key, value in service.annotations.items() if key != LAST_APPLIED}
    found = {"labels": service.labels, "annotations": annotations}
    return {
        field: values
        for field, values in found.items()
        if values and any(f".ModelService{field.title()}" in text for text in texts)
    }


def _from_cluster(service: ModelService) -> bool:
    """Whether the object was read from a cluster, where the operator made its children."""
    return bool(_object(service.root, "metadata").get("uid"))


def _lost(service: ModelService) -> Iterator[str]:
    for key, value in service.labels.items():
        yield f"label {key}={value}"
    for key, value in service.annotations.items():
        if key != LAST_APPLIED:
            yield f"annotation {key}={json.dumps(value)}"
    metadata = _object(service.root, "metadata")
    for key in ("finalizers", "ownerReferences"):
        if metadata.get(key):
            yield f"{key} {json.dumps(metadata[key])}"


def _lost_comments(lost: tuple[str, ...]) -> list[str]:
    return ["# The object also had what no child ever gets:", *(f"#   {each}" for each in lost)] if lost else []


def _written_in(service: ModelService, base: BaseConfig, options: Options) -> str:
    """The API of the Inference Extension that a base config was written in; empty where it has to do with neither."""
    route = "".join(layer.texts.get("httpRoute", "") for layer in base.layers)
    if not base.has(POOL) and not base.has("inferenceModel") and "InferencePool" not in route:
        return ""
    try:
        names = Names(service.name, service.spec["routing"]["modelName"], lambda _: None)
        source = parse_uri(service.spec["modelArtifacts"]["uri"])
    except InputError:
        return OLD  # the expansion reports what is wrong
    data = variables(service, service.namespace or options.namespace, names, source, GIE_DEFAULT)
    return base.pool_api(data, functions(service)) or (NEW if GIE_GROUPS[NEW] in route else OLD)


def _exact(value: Any) -> Any:
    """The value with integers that Helm would round as text, which only quantities can be."""
    if isinstance(value, dict):
        return {key: _exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_exact(item) for item in value]
    return str(value) if isinstance(value, int) and abs(value) > EXACT else value


def _check(values: dict[str, Any]) -> None:
    """Raise InputError for each text that would not come out of Helm as it went in."""
    problems = [
        Problem(f"the {'text' if found == NO_VALUE else 'character'} {found!a} is lost on the way through Helm", path)
        for path, text in _texts(values, "")
        for found in _NOT_CARRIED.findall(text)[:1]
    ]
    if problems:
        raise InputError(problems)


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield path, key
            yield from _texts(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}[{index}]")


def _reads_as(text: str, values: dict[str, Any]) -> bool:
    try:
        node = parse(text)
    except InputError:
        return False
    return node is not None and json.dumps(plain(node), sort_keys=True) == json.dumps(values, sort_keys=True)


def _object(root: Node, key: str) -> dict[str, Any]:
    node = root.items.get(key) if isinstance(root, MappingNode) else None
    value = plain(node) if node is not None else None
    return value if isinstance(value, dict) else {}
