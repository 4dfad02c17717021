"""What is stored once a tool has applied new manifests over old ones, which is not what the new ones alone would give.

A field that the old manifest had and the new one has not goes away. What neither has stays as it is: the server's own
`rollingUpdate` under a strategy that is now Recreate, a claim's class, the address of a Service.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from msvc_helm.diff.manifests import Manifest
from msvc_helm.diff.stored import spec_of, store, wished, written
from msvc_helm.merge import Object
from msvc_helm.types.structs import ListType, MapType, StructType, Type
from msvc_helm.untyped import maps

HELM3, HELM4, APPLY = "helm3", "helm4", "apply"
# Structs of which a strategic merge patch, Helm 3's, keeps only what the new manifest has.
_REPLACED = frozenset({"DeploymentStrategy", "Volume"})
_OPEN = ("NodePort", "LoadBalancer")
# Fields of a Service that only some of its types have, and that the server drops with the type.
_OF_TYPES = {
    "allocateLoadBalancerNodePorts": ("LoadBalancer",),
    "externalTrafficPolicy": _OPEN,
    "healthCheckNodePort": ("LoadBalancer",),
    "loadBalancerClass": ("LoadBalancer",),
}


class Pair(NamedTuple):
    """An object as it is stored before and after, and the type by which the two are compared."""

    before: Object
    after: Object
    type: StructType | None


def stored(manifest: Manifest) -> Object:
    """What is stored of an object that is made from this manifest."""
    return store(wished(manifest), manifest.known if manifest.typed is not None else None)


def applied(old: Manifest, new: Manifest, tool: str = HELM4) -> Pair:
    """What is stored before and after the tool has turned the old manifest's object into the new one's.

    Without a common schema, or with a value of a wrong type, both are taken as they are written.
    """
    before, after = wished(old), wished(new)
    if new.known is None or old.known != new.known or new.typed is None or old.typed is None:
        whole = None in (old.typed, new.typed) and new.known is not None
        return Pair(written(old), written(new), None) if whole else Pair(before, after, None)
    now = store(before, old.known)
    merged: Object = _merged(now, before, after, new.known.struct, tool == HELM3)
    if new.kind == "Service":
        merged["spec"] = _service(spec_of(now), spec_of(merged))
    return Pair(now, store(merged, new.known), new.known.struct)


def taken_over(live: Manifest, new: Manifest) -> Object:
    """What a tool that owned nothing of an object makes of it: nothing goes away that the new manifest leaves out."""
    type_ = new.known.struct if new.known is not None and live.known == new.known else None
    whole: Object = _merged(wished(live), {}, wished(new), type_, False)
    return {**whole, "apiVersion": new.api_version, "kind": new.kind}


def _merged(now: Any, old: Any, new: Any, type_: Type | None, patch: bool) -> Any:
    if isinstance(now, dict) and isinstance(new, dict):
        before = old if isinstance(old, dict) else {}
        replaced = patch and isinstance(type_, StructType) and type_.name in _REPLACED
        out = {
            key: _merged(now.get(key), before.get(key), value, _below(type_, key), patch) for key, value in new.items()
        }
        stays = [key for key in now if key not in new and key not in before and not replaced]
        return {**out, **{key: now[key] for key in stays}}
    if isinstance(type_, ListType) and type_.keys and isinstance(now, list) and isinstance(new, list):
        owned = _by_keys(old if isinstance(old, list) else [], type_)
        there = _by_keys(now, type_)
        wanted = _by_keys(new, type_)
        if len(wanted) == len(new) and len(there) == len(now):
            merged = [
                _merged(there.get(key), owned.get(key), item, type_.element, patch) for key, item in wanted.items()
            ]
            return [*merged, *(item for key, item in there.items() if key not in wanted and key not in owned)]
    return new


def _below(type_: Type | None, key: str) -> Type | None:
    if isinstance(type_, MapType):
        return type_.element
    field = type_.fields.get(key) if isinstance(type_, StructType) else None
    return field.type if field else None


def keys_of(item: Any, type_: ListType) -> tuple[Any, ...]:
    """What tells an entry of a list apart, with what the server fills in."""
    given = item if isinstance(item, dict) else {}
    return tuple(given.get(key, "TCP" if key == "protocol" else None) for key in type_.keys)


def _by_keys(items: list[Any], type_: ListType) -> dict[tuple[Any, ...], Any]:
    return {keys_of(item, type_): item for item in items}


def _service(now: Object, new: Object) -> Object:
    """With what the server has given a Service and takes back only with its type."""
    kind, before = new.get("type") or "ClusterIP", now.get("type") or "ClusterIP"
    gone = [key for key, types in _OF_TYPES.items() if before in types and kind not in types]
    out = {key: value for key, value in new.items() if key not in gone or value != now.get(key)}
    if "ExternalName" not in (kind, before) and now.get("clusterIP") and not out.get("clusterIP"):
        out["clusterIP"] = now["clusterIP"]
    if kind == "ExternalName" and out.get("clusterIP") == now.get("clusterIP"):
        out.pop("clusterIP", None)
    if kind in _OPEN and before in _OPEN:
        ports = {port.get("name"): port.get("nodePort") for port in maps(now.get("ports"))}
        out["ports"] = [
            {**port, "nodePort": port.get("nodePort") or ports.get(port.get("name"))} for port in maps(new.get("ports"))
        ]
    return out
