"""Names, labels and annotations."""

from __future__ import annotations

from msvc_helm.errors import Problem
from msvc_helm.refusals.syntax import (
    A_LABEL,
    A_LABEL_KEY,
    A_LABEL_VALUE,
    A_SUBDOMAIN,
    is_label,
    is_label_key,
    is_label_value,
    is_subdomain,
)
from msvc_helm.typed import Any

MAX_ANNOTATIONS = 256 * 1024  # bytes of all annotations of an object


def metadata(obj: dict[str, Any]) -> list[Problem]:
    """What is wrong with an object's own metadata."""
    meta = obj.get("metadata") or {}
    out: list[Problem] = []
    name, namespace = meta.get("name"), meta.get("namespace")
    if not name:
        out.append(Problem("a name is required", "metadata.name"))
    elif not is_subdomain(name):
        out.append(Problem(f'expected {A_SUBDOMAIN}, found "{name}"', "metadata.name"))
    if namespace and not is_label(namespace):
        out.append(Problem(f'expected {A_LABEL}, found "{namespace}"', "metadata.namespace"))
    return out + labels(meta.get("labels"), "metadata.labels") + _annotations(meta.get("annotations"), "metadata")


def template_metadata(meta: dict[str, Any], path: str) -> list[Problem]:
    """What is wrong with a pod template's metadata."""
    return labels(meta.get("labels"), f"{path}.labels") + _annotations(meta.get("annotations"), path)


def labels(values: dict[str, Any] | None, path: str) -> list[Problem]:
    """Keys and values that are no labels."""
    out: list[Problem] = []
    for key, value in (values or {}).items():
        if not is_label_key(key):
            out.append(Problem(f'expected {A_LABEL_KEY}, found "{key}"', path))
        if not is_label_value(value):
            out.append(Problem(f'expected {A_LABEL_VALUE}, found "{value}"', f"{path}.{key}"))
    return out


def _annotations(values: dict[str, Any] | None, path: str) -> list[Problem]:
    values = values or {}
    out = [
        Problem(f'expected {A_LABEL_KEY}, found "{key}"', f"{path}.annotations")
        for key in values
        if not is_label_key(key.lower())
    ]
    size = sum(len(k.encode()) + len(str(v).encode()) for k, v in values.items())
    if size > MAX_ANNOTATIONS:
        out.append(
            Problem(f"{size:,} bytes of annotations; at most {MAX_ANNOTATIONS:,} are kept", f"{path}.annotations")
        )
    return out
