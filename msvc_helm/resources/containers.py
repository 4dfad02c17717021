"""The ModelService's layer over a pod's containers."""

from __future__ import annotations

from msvc_helm.api.paths import Parts
from msvc_helm.merge import Array, Object
from msvc_helm.resources.context import Context
from msvc_helm.resources.replaced import replaced_entries
from msvc_helm.resources.volumes import model_env, model_mount

LISTS = ("initContainers", "containers")


def role_containers(context: Context, role: str) -> Object:
    """Both container lists of a role, arguments rendered and the model volume mounted where asked for."""
    section = context.role(role) or {}
    return {
        field: [_role_container(context, c, f"spec.{role}.{field}[{i}]") for i, c in enumerate(section[field])]
        for field in LISTS
        if section.get(field)
    }


def mounts_model(section: Object) -> bool:
    """Whether a container of a role's section mounts the model volume."""
    return any(c.get("mountModelVolume") for field in LISTS for c in section.get(field) or ())


def of_template(containers: Object, template: Object, beside: tuple[Object, ...]) -> Object:
    """Those of a role's containers that go into one of its pod templates, `beside` being all that the base has.

    A container that only some of the templates have is changed there; one that none has goes into each.
    """
    if len(beside) < 2:
        return containers
    out: Object = {}
    for field, own in containers.items():
        here, anywhere = _names(template, field), {name for other in beside for name in _names(other, field)}
        if kept := [each for each in own if each["name"] in here or each["name"] not in anywhere]:
            out[field] = kept
    return out


def _names(template: Object, field: str) -> set[str]:
    return {container.get("name", "") for container in (template.get("spec") or {}).get(field) or []}


def warn_of_mounts(context: Context, role: str, key: str, template: Object, at: Parts) -> None:
    """Warn of mounts and variables of the base's containers that `mountModelVolume` replaces."""
    section = context.role(role) or {}
    for field in LISTS:
        owners = {c["name"]: c for c in section.get(field) or () if c.get("mountModelVolume")}
        for index, base in enumerate((template.get("spec") or {}).get(field) or [] if owners else ()):
            owner = owners.get(base.get("name"))
            if owner is not None:
                _warn_of_mount(context, key, owner, base, (*at, "spec", field, index))


def _warn_of_mount(context: Context, key: str, owner: Object, base: Object, at: Parts) -> None:
    own = {entry["name"] for entry in owner.get("env") or ()}
    env = [entry for entry in model_env(context.source, None) if entry["name"] not in own]
    context.warn_of(key, replaced_entries(base.get("env") or [], env, "name", (*at, "env")))
    mounts, mount = base.get("volumeMounts") or [], [model_mount(context.source)]
    context.warn_of(key, replaced_entries(mounts, mount, "mountPath", (*at, "volumeMounts")))


def epp_containers(section: Object) -> Object:
    """Both container lists of the endpoint picker: no templates in its arguments and no model volume."""
    return {field: [_layer(c) for c in section[field]] for field in LISTS if section.get(field)}


def _role_container(context: Context, container: Object, path: str) -> Object:
    out = _layer(container)
    if "args" in out:
        out["args"] = [context.render(arg, f"{path}.args[{i}]") for i, arg in enumerate(out["args"])]
    if container.get("mountModelVolume"):
        artifacts = context.service.spec["modelArtifacts"]
        mount, own_mounts = model_mount(context.source), out.get("volumeMounts", [])
        if not any(each["mountPath"] == mount["mountPath"] for each in own_mounts):
            out["volumeMounts"] = [mount, *own_mounts]
        env: Array = out.get("env", [])
        own = {entry["name"] for entry in env}
        added = [e for e in model_env(context.source, artifacts.get("authSecretName")) if e["name"] not in own]
        if env or added:
            out["env"] = env + added
    return out


def _layer(container: Object) -> Object:
    """What a container of the ModelService sets: an empty value says nothing, and one field is not Kubernetes' own."""
    return {k: v for k, v in container.items() if k != "mountModelVolume" and v not in ("", [], {}, None)}
