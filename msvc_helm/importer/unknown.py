"""Workloads of which it is not known what they run, taken over as they are."""

from __future__ import annotations

from typing import Any

from msvc_helm.api.roles import ROLES
from msvc_helm.api.workloads import KINDS
from msvc_helm.check.programs import PICKER, program_of
from msvc_helm.errors import Problem
from msvc_helm.importer.model import devices
from msvc_helm.importer.workloads import DECODE, HINT, FoundWorkload, containers, role_of
from msvc_helm.types.image import name_and_tag
from msvc_helm.untyped import texts


def unknown_roles(found: list[FoundWorkload], warn: list[Problem]) -> dict[str, FoundWorkload]:
    """Roles where nothing that runs is known: of what asks for accelerators, or else of the only workload there is."""
    may = [w for w in found if w.item.kind in KINDS and not any(map(_is_picker, w.pods))]
    asking = [w for w in may if any(devices(container) for pod in w.pods for container in containers(pod))]
    out: dict[str, FoundWorkload] = {}
    for workload in asking or (may if len(may) == 1 else ()):
        role = role_of(workload) or ("" if workload.entry else DECODE)
        if role in ROLES and role not in out:
            out[role] = workload
            images = dict.fromkeys(str(c.get("image")) for pod in workload.pods for c in containers(pod, "containers"))
            message = f"it is not known what {', '.join(images)} runs: taken over as it is, for the {role} role"
            warn.append(workload.item.problem(message, hint=HINT, rule="role-guessed"))
    return {role: out[role] for role in ROLES if role in out}


def _is_picker(pod: dict[str, Any]) -> bool:
    return any(
        program_of(texts(c.get("command")), texts(c.get("args")), name_and_tag(c.get("image"))[0], {}).name == PICKER
        for c in containers(pod)
    )
