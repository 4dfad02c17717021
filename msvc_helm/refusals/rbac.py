"""RoleBindings: who is bound to what."""

from __future__ import annotations

from msvc_helm.errors import Problem
from msvc_helm.typed import Any


def role_binding(obj: dict[str, Any]) -> list[Problem]:
    """What is wrong with a RoleBinding."""
    out: list[Problem] = []
    if not (obj.get("roleRef") or {}).get("name"):
        out.append(Problem("a name is required", "roleRef.name"))
    for index, subject in enumerate(obj.get("subjects") or []):
        if subject.get("kind") == "ServiceAccount" and not subject.get("namespace"):
            hint = "give the ModelService a namespace, or name one with --namespace"
            out.append(Problem("a ServiceAccount's namespace is required", f"subjects[{index}].namespace", hint=hint))
    return out
