"""Further objects of the base config: any kind, under the release's namespace and the model's labels."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.errors import InputError, Problem
from msvc_helm.merge import Array, Object
from msvc_helm.resources.context import Context
from msvc_helm.resources.kinds import Child
from msvc_helm.typed import Any

# Kinds without a namespace that a base config may well hold.
CLUSTER_WIDE = frozenset(
    {
        "APIService",
        "CSIDriver",
        "ClusterIssuer",
        "ClusterQueue",
        "ClusterRole",
        "ClusterRoleBinding",
        "ClusterServingRuntime",
        "CustomResourceDefinition",
        "DeviceClass",
        "GatewayClass",
        "IngressClass",
        "MutatingWebhookConfiguration",
        "Namespace",
        "PersistentVolume",
        "PriorityClass",
        "PriorityLevelConfiguration",
        "ResourceFlavor",
        "RuntimeClass",
        "StorageClass",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
        "VolumeSnapshotClass",
    }
)


def extra_objects(context: Context, child: Child) -> Array | None:
    """The base's `extraObjects`, each with the namespace of the rest and the common labels it does not set itself."""
    entries = context.base.get(child.key)
    if not entries:
        return None
    problems = [
        Problem(message, f"extraObjects: [{index}].{field}")
        for index, entry in enumerate(entries)
        for field, message in _wrong(entry)
    ]
    if problems:
        raise InputError(problems)
    return [_extra(context, entry) for entry in entries]


def _wrong(entry: Object) -> Iterator[tuple[str, str]]:
    """Fields without which an object cannot be placed among the others, and what is wrong with them."""
    for field in ("apiVersion", "kind"):
        if not isinstance(entry.get(field), str) or not entry[field]:
            yield field, "required, and not set"
    if not (entry.get("metadata") or {}).get("name"):
        yield "metadata.name", "required, and not set"


def _extra(context: Context, entry: Object) -> Object:
    metadata: dict[str, Any] = dict(entry["metadata"])
    if not metadata.get("namespace"):
        metadata.pop("namespace", None)
        if context.namespace and entry["kind"] not in CLUSTER_WIDE:
            metadata["namespace"] = context.namespace
    labels = {**context.names.common_labels(), **(metadata.get("labels") or {})}
    if labels:
        metadata["labels"] = labels
    rest = {k: v for k, v in entry.items() if k not in ("apiVersion", "kind", "metadata")}
    return {"apiVersion": entry["apiVersion"], "kind": entry["kind"], "metadata": metadata, **rest}
