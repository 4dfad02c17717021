"""ConfigMaps of the base config: the only children that keep their own names."""

from __future__ import annotations

from msvc_helm.merge import Array, Object
from msvc_helm.resources.context import Context
from msvc_helm.resources.kinds import Child


def config_maps(context: Context, child: Child) -> Array | None:
    """The base's ConfigMaps, apiVersion and kind set, the namespace filled in where they name none."""
    return [_config_map(context, child, entry) for entry in context.base.get(child.key) or ()] or None


def _config_map(context: Context, kind: Child, entry: Object) -> Object:
    metadata = dict(entry.get("metadata") or {})
    if not metadata.get("namespace"):
        metadata.pop("namespace", None)
        if context.namespace:
            metadata["namespace"] = context.namespace
    rest = {k: v for k, v in entry.items() if k not in ("apiVersion", "kind", "metadata")}
    return {"apiVersion": kind.api_version, "kind": kind.kind, "metadata": metadata, **rest}
