"""RoleBindings: who is bound to what."""

from __future__ import annotations

from msvc_helm.errors import Problem
from msvc_helm.typed import Any


def role_binding(obj: dict[str, Any]) -> list[Problem]:
    """What is wrong with a RoleBinding. A subject without a namespace is of the binding's own (Kubernetes)."""
    out: list[Problem] = []
    if not (obj.get("roleRef") or {}).get("name"):
        out.append(Problem("a name is required", "roleRef.name"))
    return out
