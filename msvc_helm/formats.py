"""The forms that generated manifests are printed in, made one ModelService at a time."""

from __future__ import annotations

import re

from msvc_helm import write
from msvc_helm.errors import InputError, Problem
from msvc_helm.expand import objects
from msvc_helm.resources.children import APPLY_ORDER
from msvc_helm.typed import Any

OPERATORS = "children"  # what the operator's own command prints: it never asks what Kubernetes would refuse
NAMES = "names"
FORMATS = ("yaml", OPERATORS, "json", NAMES)
_FILE_SAFE = r"[a-z0-9]([-.a-z0-9]*[a-z0-9])?"


def pieces(children: dict[str, Any], form: str) -> list[str]:
    """The text of one ModelService's children: one string for each object, or (`children`) one for all."""
    if form == OPERATORS:
        return [write.dump(children)]
    everything = objects(children, APPLY_ORDER)
    if form == NAMES:
        return _titles(list(everything))
    if form == "json":
        import json

        return [json.dumps(o, indent=2, ensure_ascii=False) for o in everything]
    return [f"---\n{write.dump(o)}" for o in everything]


def _titles(everything: list[dict[str, Any]]) -> list[str]:
    """A line for each object, the namespaces of those that have one below each other."""
    titles = [f"{obj['kind']}/{obj['metadata']['name']}" for obj in everything]
    width = max(map(len, titles), default=0)
    spaces = [obj["metadata"].get("namespace") or "" for obj in everything]
    return [f"{title:<{width}}  {space}".rstrip() + "\n" for title, space in zip(titles, spaces, strict=True)]


def frame(form: str) -> tuple[str, str, str]:
    """What is before the first piece, between two pieces, and after the last."""
    if form == "json":
        return '{"apiVersion": "v1", "kind": "List", "items": [\n', ",\n", "\n]}\n"
    return "", "---\n" if form == OPERATORS else "", ""


def file_name(obj: dict[str, Any]) -> str:
    """`[<namespace>_]<kind>_<name>.yaml`. Raises InputError when a name is none that Kubernetes takes."""
    metadata = obj.get("metadata") or {}
    parts = [metadata["namespace"]] if metadata.get("namespace") else []
    parts += [obj["kind"].lower(), metadata.get("name") or ""]
    for part in parts:
        if not re.fullmatch(_FILE_SAFE, part):
            message = f'{obj["kind"]} "{metadata.get("name", "")}" has a name or namespace that Kubernetes rejects'
            raise InputError(Problem(message, "metadata"))
    return "_".join(parts) + ".yaml"
