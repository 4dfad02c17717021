"""The chart's values read without Helm: `-f values.yaml` means here what it means to charts/modelservice."""

from __future__ import annotations

import os
from collections.abc import Iterator

from msvc_helm.api import API_VERSION, load
from msvc_helm.api.chart_values import CHART_VALUES
from msvc_helm.api.metadata import check_annotations, check_labels, wrong_names
from msvc_helm.api.paths import parts_of, path_of, place
from msvc_helm.api.schema import KIND
from msvc_helm.api.validate import Violation, read
from msvc_helm.baseconfig import BaseConfig
from msvc_helm.configmap import from_config_map, from_document
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import MappingNode, Node, ScalarNode, SequenceNode, parse, plain
from msvc_helm.layers import PRESET
from msvc_helm.options import from_values
from msvc_helm.presets import preset
from msvc_helm.read import Document, kind_of, scalar
from msvc_helm.recognise import OWN_VALUES, SPEC_FIELDS, VALUES, recognise
from msvc_helm.request import Request
from msvc_helm.resources.context import Options
from msvc_helm.resources.kinds import GIE_CHOICES
from msvc_helm.suggest import Later, suggestion
from msvc_helm.typed import Any
from msvc_helm.untyped import below, strings

BASE_VALUES = ("baseConfig", "baseConfigFile", "preset")
BASE_WAYS = "give one in the values (preset, baseConfig, baseConfigFile), with -b or with --preset"


def requested(node: Node, document: Document, options: Options, *, name: str = "") -> Request:
    """What these values ask for, as the chart's carrier would.

    `name` stands for the release's; without it the file's own name does. Raises InputError for values that the chart
    would refuse: with everything that is wrong, the fields of the spec included, or with nothing of those.
    """
    if not isinstance(node, MappingNode) or kind_of(node):
        seen = recognise(node)
        at = node.keys["kind"] if isinstance(node, MappingNode) else (node.line, node.column)
        raise InputError(Problem(f"expected a map of values, found {seen.what}", "", *at, hint=seen.hint(but=VALUES)))
    problems: list[Problem] = []
    about = _own(node, problems)
    service = _service(node, _name(node, name or stem(document.source)))
    problems += _wrong_name(node, service, "" if name else document.source)
    base: BaseConfig | None = None
    under: tuple[BaseConfig, ...] = ()
    try:
        base, under = _base(node, document)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(_in_order(node, [*problems, *_spec_problems(service)]))
    known, warnings = from_values(lambda path: below(about, *path.split(".")), options)
    return Request(
        service,
        known,
        document.source,
        document.index,
        base=base,
        ways=BASE_WAYS,
        labels=strings(about.get("labels")),
        annotations=strings(about.get("annotations")),
        fields_at_top=True,
        warnings=tuple(warnings),
        under=under,
    )


def _own(node: MappingNode, problems: list[Problem]) -> dict[str, Any]:
    """The values that are not fields of the spec, without the base config; what is wrong is added to `problems`."""
    found: list[Violation] = []
    mine = {key: value for key, value in node.items.items() if key in OWN_VALUES}
    read(MappingNode(mine, node.keys, node.line, node.column), CHART_VALUES, (), found)
    about = {key: plain(value) for key, value in mine.items() if key not in BASE_VALUES}
    check_labels(strings(about.get("labels")), ("labels",), found)
    check_annotations(strings(about.get("annotations")), ("annotations",), found)
    if isinstance(gie := about.get("gie"), str) and gie not in GIE_CHOICES:
        message = f"expected one of {', '.join(GIE_CHOICES)}, found {gie}"
        found.append(Violation(("gie",), message, suggestion(gie, GIE_CHOICES)))
    for key in node.items:
        if key not in OWN_VALUES and key not in SPEC_FIELDS:
            hint = Later(suggestion, key, (*OWN_VALUES, *SPEC_FIELDS))
            found.append(Violation((key,), "unknown value", hint, key=True))
    for each in found:
        line, column = place(node, each.parts, key=each.key)
        problems.append(Problem(each.message, path_of(each.parts), line, column, hint=each.hint))
    return about


def _wrong_name(node: MappingNode, service: MappingNode, source: str) -> list[Problem]:
    """What is wrong with the name that the ModelService gets, said of whatever gave it."""
    wanted = scalar(service.items["metadata"], "name")
    given = next((key for key in ("fullnameOverride", "nameOverride") if scalar(node, key)), "")
    wrong = wrong_names(wanted, "")
    if not wrong or (given and not isinstance(_value(node, given), str)):
        return []
    if given:
        return [Problem(wrong[0].message, given, *place(node, (given,)), hint=wrong[0].hint)]
    message = f"the file's name is used as the name of the release: {wrong[0].message}"
    return [Problem(message, source=source, hint="give another with --name")]


def _spec_problems(service: MappingNode) -> list[Problem]:
    """What is wrong with the spec; its own name and version are ours."""
    try:
        load(service)
    except InputError as error:
        return [
            p._replace(path=p.path.removeprefix("spec."))
            for p in error.problems
            if p.path != "spec" and not p.path.startswith("metadata.")
        ]
    return []


def _in_order(node: MappingNode, problems: list[Problem]) -> list[Problem]:
    """The problems with the places of their fields, as they are in the file."""
    placed = [p if p.line or p.source else p._replace(line=place(node, parts_of(p.path))[0]) for p in problems]
    return sorted(dict.fromkeys(placed), key=lambda p: (p.line, p.column))


def _value(node: MappingNode, key: str) -> object:
    value = node.items.get(key)
    return value.value if isinstance(value, ScalarNode) else value


def _service(node: MappingNode, name: str) -> MappingNode:
    """The values as the ModelService they describe, every field in its own place of the file."""
    here = (node.line, node.column)
    spec = {key: value for key, value in node.items.items() if key in SPEC_FIELDS}

    def text(value: str) -> ScalarNode:
        return ScalarNode(value, value, *here)

    about: dict[str, Node] = {"name": text(name)}
    about |= {key: _without_nulls(node.items[key]) for key in ("labels", "annotations") if key in node.items}
    metadata = MappingNode(about, dict.fromkeys(about, here), *here)
    fields: dict[str, Node] = {
        "apiVersion": text(API_VERSION),
        "kind": text(KIND),
        "metadata": metadata,
        "spec": MappingNode(spec, {key: node.keys[key] for key in spec}, *here),
    }
    return MappingNode(fields, dict.fromkeys(fields, here), *here)


def _without_nulls(node: Node) -> Node:
    """A map without what a later values file took back with null."""
    if not isinstance(node, MappingNode):
        return node
    kept = {k: v for k, v in node.items.items() if not (isinstance(v, ScalarNode) and v.value is None)}
    return MappingNode(kept, node.keys, node.line, node.column)


def _name(node: MappingNode, release: str) -> str:
    full, part = scalar(node, "fullnameOverride"), scalar(node, "nameOverride")
    return full or (f"{release}-{part}" if part else release)


def stem(source: str) -> str:
    """A file's name as the name of a release."""
    return os.path.splitext(os.path.basename(source))[0].strip("<>")


def _base(node: MappingNode, document: Document) -> tuple[BaseConfig | None, tuple[BaseConfig, ...]]:
    """The base config that the values give, None where it is a reference or missing, and the layers below it."""
    given = [key for key in BASE_VALUES if key != PRESET and key in node.items and plain(node.items[key])]
    reference = node.items.get("baseConfigMapRef")
    if reference is not None and scalar(reference, "name"):
        given.append("baseConfigMapRef")
    if len(given) > 1:
        raise InputError(f"values give more than one base config ({', '.join(given)}): keep one of them")
    under = tuple(_shipped(node.items.get(PRESET)))
    source = f"{document.source}: {given[0]}" if given else ""
    if given == ["baseConfigFile"]:
        text = scalar(node, "baseConfigFile")
        try:
            return from_config_map(parse(text, alone=True), text.encode(), source=source), under
        except InputError as error:
            raise error.at(source=source) from error
    if given == ["baseConfig"]:
        data = MappingNode(
            {"data": node.items["baseConfig"]}, {"data": node.keys["baseConfig"]}, node.line, node.column
        )
        base = from_document(data, document.raw, source=document.source, document=document.index, first=document.line)
        return base, under
    return None, under


def _presets(node: Node | None) -> list[Node]:
    """What values say of shipped layers: one, or a list of them."""
    named = node.items if isinstance(node, SequenceNode) else [] if node is None else [node]
    return [item for item in named if plain(item)]


def preset_names(node: Node) -> list[str]:
    """The shipped layers that values name, the lowest first."""
    named = _presets(node.items.get(PRESET) if isinstance(node, MappingNode) else None)
    return [item.text for item in named if isinstance(item, ScalarNode)]


def _shipped(node: Node | None) -> Iterator[BaseConfig]:
    """The shipped layers themselves."""
    for item in _presets(node):
        if not isinstance(item, ScalarNode):
            raise InputError(Problem("expected the name of a preset", PRESET, item.line, item.column))
        try:
            yield preset(item.text)
        except InputError as error:
            problem = error.problems[0]
            raise InputError(problem._replace(path=PRESET, line=item.line, column=item.column)) from error
