"""msvc-post as a KRM function: a ResourceList in, a ResourceList out, for kustomize."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msvc_helm import write
from msvc_helm.bases import Bases
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import Mapping, Node, Sequence, parse, plain
from msvc_helm.read import Document, kind_of, scalar
from msvc_helm.resources.context import Options
from msvc_helm.stream import Rewriter

KIND = "ResourceList"
GROUP = "config.kubernetes.io/"
# Where an item stands among kustomize's files; the children of an item stand where it stood.
PLACE = ("config.kubernetes.io/", "internal.config.kubernetes.io/")


def is_resource_list(data: bytes) -> bool:
    """Whether standard input is what an orchestrator hands to a KRM function."""
    if KIND.encode() not in data:
        return False
    try:
        root = parse(data)
    except InputError:
        return False  # the stream reader says what is wrong with it
    return root is not None and kind_of(root) == KIND and scalar(root, "apiVersion").startswith(GROUP)


def rewrite_list(data: bytes, given: Bases, options: Options, warn: Callable[[Problem], None]) -> bytes:
    """The same list with each ModelService among its items replaced by its children, and warnings as `results`.

    `functionConfig` may be a ConfigMap whose data gives msvc-post's options by name (`epp-cluster-role`, …).
    """
    root = parse(data)
    if not isinstance(root, Mapping):
        raise InputError("expected a ResourceList")
    items = root.items.get("items")
    nodes: list[Node] = list(items.items) if isinstance(items, Sequence) else []
    warnings: list[Problem] = []
    options = _configured(root.items.get("functionConfig"), options, warnings.append)
    document = Document("<ResourceList>", 1, 1, data)
    out: list[Any] = []
    rewriter = Rewriter([(node, document) for node in nodes], given)
    for node in nodes:
        children = rewriter.children(node, document, options, warnings.append)
        if children is None:
            out.append(plain(node))
        else:
            place = _place(node)
            out += [_placed(child, place) for child in children]
    rewriter.finish()
    answer: dict[str, Any] = {k: plain(v) for k, v in root.items.items() if k not in ("items", "results")}
    answer["items"] = out
    if warnings:
        answer["results"] = [_result(p) for p in dict.fromkeys(warnings)]
        for problem in warnings:
            warn(problem)
    return write.dump(answer).encode()


def _configured(node: Node | None, options: Options, warn: Callable[[Problem], None]) -> Options:
    """The options with those of `functionConfig` over them."""
    if node is None or kind_of(node) != "ConfigMap":
        return options
    data = node.items.get("data") if isinstance(node, Mapping) else None
    for key in data.items if isinstance(data, Mapping) else {}:
        value = scalar(data, key)
        try:
            options = options.with_text(key, value)
        except KeyError:
            warn(Problem("unknown option, ignored", f"functionConfig.data.{key}"))
    return options


def _place(node: Node) -> dict[str, str]:
    metadata = node.items.get("metadata") if isinstance(node, Mapping) else None
    annotations = metadata.items.get("annotations") if isinstance(metadata, Mapping) else None
    if not isinstance(annotations, Mapping):
        return {}
    return {key: scalar(annotations, key) for key in annotations.items if key.startswith(PLACE)}


def _placed(child: dict[str, Any], place: dict[str, str]) -> dict[str, Any]:
    if not place:
        return child
    metadata = child["metadata"]
    return {**child, "metadata": {**metadata, "annotations": {**(metadata.get("annotations") or {}), **place}}}


def _result(problem: Problem) -> dict[str, Any]:
    out: dict[str, Any] = {"message": str(problem), "severity": "warning"}
    if problem.path:
        out["field"] = {"path": problem.path}
    return out
