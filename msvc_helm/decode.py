"""What a template of a base config rendered to, as a document, becomes a typed child."""

from __future__ import annotations

from collections.abc import Callable

from msvc_helm import types
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import MappingNode, Node, ScalarNode, SequenceNode, plain, string_of
from msvc_helm.resources.gie import NEW, OLD, POOL_TYPES, is_new, written_for
from msvc_helm.resources.kinds import Child
from msvc_helm.typed import Any

Warn = Callable[[Problem], None]


def typed(node: Node, kind: Child, warn: Warn, lower: Any, *, patch: bool) -> Any:
    """The child by its type; in a `patch`, over the `lower` layers' child, what takes away from that is kept too."""
    if not kind.is_list:
        return _object(node, kind, warn, "", lower, patch=patch)
    if not isinstance(node, SequenceNode):
        raise InputError(Problem(f"expected a list of {kind.kind}s", line=node.line, column=node.column))
    problems: list[Problem] = []
    out: list[dict[str, Any]] = []
    for index, item in enumerate(node.items):
        if isinstance(item, ScalarNode) and item.value is None:
            out.append({})
            continue
        try:
            out.append(_object(item, kind, warn, f"[{index}]", lower, patch=patch))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return out


def _object(node: Node, kind: Child, warn: Warn, path: str, lower: Any, *, patch: bool) -> dict[str, Any]:
    """One object by its type; as written where its type is not known here."""
    name = _type_name(node, kind, lower)
    known = types.kinds().get(name)
    if known is None or (kind.any_kind and known != text_of(node, "apiVersion")):
        return _as_written(node, warn, path, patch=patch)
    return types.coerce(node, name, warn, path, patch=patch)


def _as_written(node: Node, warn: Warn, path: str, *, patch: bool) -> dict[str, Any]:
    """An object of a type that is not known here; but its metadata is like any other's."""
    value = plain(node)
    if not isinstance(node, MappingNode) or not isinstance(value, dict):
        raise InputError(Problem("expected a map", path, node.line, node.column))
    metadata = node.items.get("metadata")
    if metadata is not None:
        value["metadata"] = types.coerce_metadata(metadata, warn, f"{path}.metadata".removeprefix("."), patch=patch)
    return value


def _type_name(node: Node, kind: Child, lower: Any) -> str:
    """The type a document is read by: pools of both APIs are taken, whatever is to be written."""
    if kind.any_kind:
        return text_of(node, "kind")
    if kind.kind != "InferencePool" or not isinstance(node, MappingNode):
        return kind.kind
    if lower is None:
        return POOL_TYPES[pool_api_of(node, "")]
    below = NEW if is_new(lower) else OLD
    own = pool_api_of(node, below)
    if own != below:
        message = f"a pool of {own}, over the pool of {below} that a layer below has"
        raise InputError(Problem(message, line=node.line, hint="write both layers for one API"))
    return POOL_TYPES[own]


def pool_api_of(node: MappingNode, otherwise: str) -> str:
    """The API that a pool is written for; `otherwise` where nothing in it tells."""
    spec = node.items.get("spec")
    selector = spec.items.get("selector") if isinstance(spec, MappingNode) else None
    return written_for(text_of(node, "apiVersion"), _fields(spec), _fields(selector), otherwise)


def _fields(node: Node | None) -> frozenset[str]:
    return frozenset(node.items) if isinstance(node, MappingNode) else frozenset()


def text_of(node: Node | None, key: str) -> str:
    """The text of a mapping's scalar entry, of whatever type; empty where it is none."""
    value = node.items.get(key) if isinstance(node, MappingNode) else None
    return string_of(value) if isinstance(value, ScalarNode) else ""
