"""msvc-post as a KRM function: a ResourceList in, a ResourceList out, for kustomize.

The convention is kustomize's functions-spec.md: https://github.com/kubernetes-sigs/kustomize/tree/master/cmd/config/docs
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msvc_helm import write
from msvc_helm.bases import Bases, Candidate
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import MappingNode, Node, ScalarNode, SequenceNode, parse, plain
from msvc_helm.inputs import base_configs
from msvc_helm.options import BASE_CONFIG, EXPANSION, FLAG, NAMES, PRESET, Option, names, settled, wrong_value
from msvc_helm.read import Document, kind_of, metadata_of, scalar, scalars
from msvc_helm.resources.context import Options
from msvc_helm.stream import Rewriter
from msvc_helm.suggest import Later, suggestion
from msvc_helm.typed import Any

KIND = "ResourceList"
GROUP = "config.kubernetes.io/"
SOURCE = "<ResourceList>"
# Where an item is among the orchestrator's files: its children go where it was.
PLACE = tuple(f"{prefix}{GROUP}{name}" for prefix in ("", "internal.") for name in ("path", "index", "package"))
BASE_WAYS = "give its file by base-config in functionConfig, or name a ConfigMap of the list in spec.baseConfigMapRef"
NAMED = BASE_CONFIG._replace(how=NAMES)
FIELDS = ("apiVersion", "kind", "metadata")

Warn = Callable[[Problem], None]


def is_resource_list(data: bytes) -> bool:
    """Whether standard input is what an orchestrator hands to a KRM function."""
    try:
        root = parse(data)
    except InputError:
        return False  # the stream reader says what is wrong with it
    return root is not None and kind_of(root) == KIND and scalar(root, "apiVersion").startswith(GROUP)


def rewrite_list(data: bytes, given: Bases, options: Options, warn: Warn) -> bytes:
    """The same list with each ModelService among its items replaced by its children, and warnings as `results`.

    `functionConfig` gives msvc-post's options by name (`base-config`, `epp-cluster-role`, …) under `data`, or under
    `spec` where it is not a ConfigMap. Raises InputError with the problems of all items.
    """
    try:
        root = parse(data, alone=True)
    except InputError as error:
        raise error.at(source=SOURCE) from error
    items = root.items.get("items") if isinstance(root, MappingNode) else None
    if not isinstance(root, MappingNode) or not isinstance(items, SequenceNode | None):
        raise InputError(Problem("expected a ResourceList with a list of items", source=SOURCE))
    configured = _configured(root.items.get("functionConfig"))
    own = base_configs(configured.pop(NAMED.name, ()), configured.pop(PRESET.name, ()))
    bases = given._replace(given=(*given.given, *own.given), under=(*given.under, *own.under), ways=BASE_WAYS)
    options = settled(configured, options)
    nodes = items.items if items else []
    document = Document(SOURCE, 1, 1, data)
    beside = tuple(Candidate(node, document) for node in nodes if kind_of(node) == "ConfigMap")
    rewriter = Rewriter(beside, bases, options)
    results: dict[str, dict[str, Any]] = {}
    out: list[Any] = []
    for node in nodes:
        found: list[Problem] = []
        children = rewriter.children(node, document, found.append)
        out += [plain(node)] if children is None else [_placed(child, _place(node)) for child in children]
        for problem in found:
            warn(problem)
            results.setdefault(str(problem), _result(problem, node))
    rewriter.finish()
    answer: dict[str, Any] = {k: plain(v) for k, v in root.items.items() if k not in ("items", "results")}
    return write.dump(answer | {"items": out} | ({"results": list(results.values())} if results else {})).encode()


def _configured(config: Node | None) -> dict[str, Any]:
    """The options that `functionConfig` gives, by name. Raises InputError for what is none."""
    field = "data" if config is not None and kind_of(config) == "ConfigMap" else "spec"
    given = config.items.get(field) if isinstance(config, MappingNode) else None
    known = {o.flags[-1].removeprefix("--"): o for o in (*EXPANSION, NAMED, PRESET)}
    out: dict[str, Any] = {}
    problems = list(_misplaced(config, field))
    for key, node in given.items.items() if isinstance(given, MappingNode) else ():
        option = known.get(key)
        try:
            if option is None:
                raise ValueError("unknown option")
            out[option.name] = value = _value(option, node)
            if wrong := wrong_value(option.name, value, ""):
                raise ValueError(f"{wrong.message}; {wrong.hint}")
        except ValueError as error:
            hint = "" if option else Later(suggestion, key, tuple(known))
            path = f"functionConfig.{field}.{key}"
            problems.append(Problem(str(error), path, node.line, node.column, SOURCE, hint=hint))
    if problems:
        raise InputError(problems)
    return out


def _misplaced(config: Node | None, field: str) -> Iterator[Problem]:
    """What is in `functionConfig` where no option is read."""
    for key, node in config.items.items() if isinstance(config, MappingNode) else ():
        path = f"functionConfig.{key}"
        if key not in (*FIELDS, field):
            hint = f"options belong under {field}"
            yield Problem("is not read", path, node.line, node.column, SOURCE, hint=hint)
        elif key == field and not isinstance(node, MappingNode) and plain(node) is not None:
            yield Problem("expected a map of options", path, node.line, node.column, SOURCE)


def _value(option: Option, node: Node) -> Any:
    """An option's value. ValueError says what was expected."""
    texts = [
        item.text for item in (node.items if isinstance(node, SequenceNode) else [node]) if isinstance(item, ScalarNode)
    ]
    if option.how == NAMES and texts:
        found = names(texts)
        if not found:
            raise ValueError("is empty: omit it, or specify a value")
        return found
    if not isinstance(node, ScalarNode):
        raise ValueError("expected text")
    choices = ("true", "false") if option.how == FLAG else option.choices
    if choices and node.text not in choices:
        raise ValueError(f"expected one of {', '.join(choices)}, found {node.text}")
    return node.text == "true" if option.how == FLAG else node.text


def _place(node: Node) -> dict[str, str]:
    annotations = scalars(metadata_of(node), "annotations")
    return {key: value for key, value in annotations.items() if key in PLACE}


def _placed(child: dict[str, Any], place: dict[str, str]) -> dict[str, Any]:
    if not place:
        return child
    metadata = child["metadata"]
    return {**child, "metadata": {**metadata, "annotations": {**(metadata.get("annotations") or {}), **place}}}


def _result(problem: Problem, node: Node) -> dict[str, Any]:
    """A warning as an entry of `results`: what, about which item, which field of it, in which file."""
    place, metadata = _place(node), metadata_of(node)
    reference = {key: scalar(node, key) for key in ("apiVersion", "kind")}
    reference |= {key: scalar(metadata, key) for key in ("name", "namespace") if scalar(metadata, key)}
    path = next((value for key, value in place.items() if key.endswith("/path")), "")
    is_own = problem.path.startswith(("spec", "metadata"))  # else it is a key of the base config
    text = str(Problem(problem.message, "" if is_own else problem.path, hint=problem.hint))
    return {
        "message": text,
        "severity": "warning",
        "resourceRef": reference,
        **({"field": {"path": problem.path}} if is_own else {}),
        **({"file": {"path": path}} if path else {}),
    }
