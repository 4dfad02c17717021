"""What is known of an object's kind: its struct, and how the API server stores it."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from msvc_helm import types
from msvc_helm.types.structs import StructType, other_kinds, struct

# API groups whose objects are Go structs in the API server itself; all others are defined by CRDs.
BUILT_IN_GROUPS = frozenset(
    {
        "",
        "apps",
        "autoscaling",
        "batch",
        "networking.k8s.io",
        "node.k8s.io",
        "policy",
        "rbac.authorization.k8s.io",
        "resource.k8s.io",
        "scheduling.k8s.io",
        "storage.k8s.io",
    }
)


class Known(NamedTuple):
    """A kind with a schema: its key in the tables, its struct, and whether the API server has it built in."""

    key: str
    struct: StructType
    built_in: bool


@cache
def known(api_version: str, kind: str) -> Known | None:
    """What is known of a kind; None for one without a schema here, or in another version."""
    built_in = group(api_version) in BUILT_IN_GROUPS
    if key := types.kind_of(api_version, kind):
        return Known(key, types.schema(key), built_in)
    other = other_kinds().get(kind)
    return Known(kind, struct(other[1]), built_in) if other and other[0] == api_version else None


def group(api_version: str) -> str:
    """The group of an apiVersion, empty for `v1`."""
    return api_version.rpartition("/")[0]
