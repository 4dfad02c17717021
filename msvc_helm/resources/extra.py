"""Further objects of the base config: any kind, under the release's namespace and the model's labels."""

from __future__ import annotations

from msvc_helm.errors import InputError, Problem
from msvc_helm.merge import Array, Object
from msvc_helm.resources.context import Context
from msvc_helm.typed import Any

# Kinds without a namespace that a base config may well hold.
CLUSTER_WIDE = frozenset(
    {
        "ClusterRole",
        "ClusterRoleBinding",
        "CustomResourceDefinition",
        "DeviceClass",
        "GatewayClass",
        "Namespace",
        "PersistentVolume",
        "PriorityClass",
        "RuntimeClass",
        "StorageClass",
    }
)


def extra_objects(context: Context) -> Array:
    """The base's `extraObjects`, each with the namespace of the rest and the common labels it does not set itself."""
    problems: list[Problem] = []
    for index, entry in enumerate(context.base["extraObjects"]):
        for field in ("apiVersion", "kind"):
            if not isinstance(entry.get(field), str) or not entry[field]:
                problems.append(Problem("required, and not set", f"extraObjects: [{index}].{field}"))
        if not isinstance(entry.get("metadata"), dict) or not entry["metadata"].get("name"):
            problems.append(Problem("required, and not set", f"extraObjects: [{index}].metadata.name"))
    if problems:
        raise InputError(problems)
    return [_extra(context, entry) for entry in context.base["extraObjects"]]


def _extra(context: Context, entry: Object) -> Object:
    metadata: dict[str, Any] = dict(entry["metadata"])
    if not metadata.get("namespace"):
        metadata.pop("namespace", None)
        if context.namespace and entry["kind"] not in CLUSTER_WIDE:
            metadata["namespace"] = context.namespace
    metadata["labels"] = {**context.names.common_labels(), **(metadata.get("labels") or {})}
    rest = {k: v for k, v in entry.items() if k not in ("apiVersion", "kind", "metadata")}
    return {"apiVersion": entry["apiVersion"], "kind": entry["kind"], "metadata": metadata, **rest}
