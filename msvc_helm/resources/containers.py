"""The ModelService's layer over a pod's containers."""

from __future__ import annotations

from collections.abc import Callable

from msvc_helm.api.roles import WORKLOADS
from msvc_helm.merge import Array, Object
from msvc_helm.resources.context import Context
from msvc_helm.resources.replaced import replaced_entries
from msvc_helm.resources.volumes import model_env, model_mount

LISTS = ("initContainers", "containers")
Render = Callable[[str, str], str]  # (argument, its field path) -> the rendered argument


def role_containers(context: Context, role: str, render: Render) -> Object:
    """Both container lists of a role, arguments rendered and the model volume mounted where asked for."""
    section = context.role(role) or {}
    out: Object = {}
    for field in LISTS:
        containers = section.get(field)
        if containers:
            path = f"spec.{role}.{field}"
            out[field] = [_role_container(context, c, f"{path}[{i}]", render) for i, c in enumerate(containers)]
            _warn_of_mounts(context, WORKLOADS[role], field, [c for c in containers if c.get("mountModelVolume")])
    return out


def mounts_model(section: Object) -> bool:
    """Whether a container of a role's section mounts the model volume."""
    return any(c.get("mountModelVolume") for field in LISTS for c in section.get(field) or ())


def _warn_of_mounts(context: Context, key: str, field: str, containers: Array) -> None:
    """Warn of mounts and variables of the base's containers that `mountModelVolume` replaces."""
    below = (((context.base.get(key) or {}).get("spec") or {}).get("template") or {}).get("spec") or {}
    owners = {container["name"]: container for container in containers}
    for index, base in enumerate(below.get(field) or []):
        owner = owners.get(base.get("name"))
        if owner is not None:
            at = ("spec", "template", "spec", field, index)
            own = {entry["name"] for entry in owner.get("env") or ()}
            env = [entry for entry in model_env(context.source, None) if entry["name"] not in own]
            context.warn_of(key, replaced_entries(base.get("env") or [], env, "name", (*at, "env")))
            mounts = base.get("volumeMounts") or []
            mount = [model_mount(context.source)]
            context.warn_of(key, replaced_entries(mounts, mount, "mountPath", (*at, "volumeMounts")))


def epp_containers(section: Object) -> Object:
    """Both container lists of the endpoint picker: no templates in its arguments and no model volume."""
    return {field: [_layer(c) for c in section[field]] for field in LISTS if section.get(field)}


def _role_container(context: Context, container: Object, path: str, render: Render) -> Object:
    out = _layer(container)
    if "args" in out:
        out["args"] = [render(arg, f"{path}.args[{i}]") for i, arg in enumerate(out["args"])]
    if container.get("mountModelVolume"):
        artifacts = context.service.spec["modelArtifacts"]
        out["volumeMounts"] = [model_mount(context.source)]
        env: Array = out.get("env", [])
        own = {entry["name"] for entry in env}
        added = [e for e in model_env(context.source, artifacts.get("authSecretName")) if e["name"] not in own]
        if env or added:
            out["env"] = env + added
    return out


def _layer(container: Object) -> Object:
    """What a container of the ModelService sets: an empty value says nothing, and one field is not Kubernetes' own."""
    return {k: v for k, v in container.items() if k != "mountModelVolume" and v not in ("", [], {}, None)}
