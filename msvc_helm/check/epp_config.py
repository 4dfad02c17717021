"""The endpoint picker's configuration: whether it is there, and what it refers to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msvc_helm.api.names import ROLE_LABEL
from msvc_helm.api.roles import ROLES
from msvc_helm.check.containers import Container
from msvc_helm.check.epp_plugins import HANDLERS, faults, plainly_right
from msvc_helm.check.finding import ERROR, WARNING, Found, Location, in_child, listed, rule
from msvc_helm.check.location import arg
from msvc_helm.check.view import Pod, View
from msvc_helm.errors import InputError
from msvc_helm.goyaml import parse, plain
from msvc_helm.typed import Any
from msvc_helm.untyped import mapping, maps

BOTH = ("both", "prefill-decode", "encode-prefill-decode")  # labels of pods that do what several roles do


@rule("picker-config-missing", ERROR)
def missing(view: View) -> Iterator[Found]:
    """Configuration files that are not in a mounted ConfigMap.

    Why: The endpoint picker does not start without its configuration.

        args:
          - --config-file=/config/epp.yaml # the ConfigMap mounted at /config has the key plugins.yaml
    """
    for pod, picker in view.picked():
        path = _config_file(picker)
        if not path:
            continue
        mount = picker.mount_at(path)
        if mount is None:
            message = f"the endpoint picker reads {path}, and nothing is mounted there"
            yield Found(message, arg(picker, picker.program.flags.position("config-file")))
            continue
        keys = _files(view, pod, mount)
        name = path[len(str(mount["mountPath"]).rstrip("/")) + 1 :]
        if keys is not None and name not in keys:
            message = f"the endpoint picker reads {path}, and the ConfigMap mounted there has {listed(keys)}"
            yield Found(message, arg(picker, picker.program.flags.position("config-file")))


@rule("picker-config-broken", ERROR)
def broken(view: View) -> Iterator[Found]:
    """Invalid configurations: unreadable, with unknown plugin types, or with references to undeclared plugins.

    Why: The endpoint picker does not start with an undeclared plugin.

        plugins:
          - type: queue-scorer
        schedulingProfiles:
          - name: default
            plugins:
              - pluginRef: kv-cache-utilization-scorer # not among the plugins
    """
    for spot, text in configs(view):
        if not view.thorough and plainly_right(text):
            continue
        for message, needle in _faults(text):
            yield Found(message, in_child(spot.key, spot.path, needle) if needle else spot)


@lru_cache(maxsize=64)
def _faults(text: str) -> tuple[tuple[str, str], ...]:
    """What is wrong with a configuration, each with the text that is there: many models have the same one."""
    config = read(text)
    if config is None:
        return (("the endpoint picker's configuration is not a YAML map", ""),)
    declared = {p.get("name") or p.get("type") for p in maps(config.get("plugins"))}
    undeclared = (
        (f'the profile "{profile.get("name")}" uses the plugin "{name}", which is not declared', f"pluginRef: {name}")
        for profile in maps(config.get("schedulingProfiles"))
        for ref in maps(profile.get("plugins"))
        if (name := ref.get("pluginRef")) not in declared
    )
    others = ((f"the endpoint picker's configuration: {message}", needle) for message, needle in faults(config))
    return (*undeclared, *others)


@rule("picker-roles", WARNING)
def roles_ignored(view: View) -> Iterator[Found]:
    """Two roles, with an endpoint picker that is not configured for them.

    Why: Prefill pods that get no request waste their GPUs.

        plugins: # for prefill and decode: prefill-filter, decode-filter and disagg-profile-handler are missing
          - type: queue-scorer
    """
    for spot, text in configs(view) if len({pod.role for pod in view.roles}) > 1 else ():
        if not any(handler in text for handler in HANDLERS):
            message = f"there are prefill pods, and the endpoint picker has no {HANDLERS[0]}: it uses them like others"
            yield Found(message, spot)


@rule("picker-role-label", ERROR)
def role_label(view: View) -> Iterator[Found]:
    """Pods without the label of their role, behind an endpoint picker that needs it.

    Why: The endpoint picker confuses the roles, or does not find the pods.

        prefillDeployment: |
          spec:
            template:
              metadata:
                labels: {llm-d.ai/role: decode}
    """
    filters = any(kind in text for _, text in configs(view) for kind in ("prefill-filter", "decode-filter"))
    for pod in view.serving if filters else ():
        label = pod.labels.get(ROLE_LABEL)
        if pod.section in ROLES and label != pod.section and label not in BOTH:
            message = f'the {pod.section} pods have the label {ROLE_LABEL}: "{label or ""}", and the picker goes by it'
            yield Found(message, in_child(pod.key, f"{pod.at}.metadata.labels", "labels", str(ROLE_LABEL)))


def _config_file(picker: Container) -> str:
    """The path of the configuration, empty where it cannot be known."""
    flags = picker.program.flags
    text = flags.get("config-file") or flags.get("configFile")
    return "" if "$" in text else text


def _files(view: View, pod: Pod, mount: dict[str, Any]) -> dict[str, str] | None:
    """The files of a mounted ConfigMap that is made here, by name; None for any other volume."""
    volume = pod.volume(str(mount.get("name")))
    source = mapping(volume.get("configMap"))
    config_map = view.named("ConfigMap", source.get("name")) if source else None
    if config_map is None or mount.get("subPath"):
        return None
    data = {**mapping(config_map.get("data")), **mapping(config_map.get("binaryData"))}
    items = maps(source.get("items"))
    return {str(i.get("path")): data[i["key"]] for i in items if i.get("key") in data} if items else data


def configs(view: View) -> Iterator[tuple[Location, str]]:
    """Each picker's configuration with its place, where a ConfigMap made here holds it."""
    for pod, picker in view.picked():
        path = _config_file(picker)
        mount = picker.mount_at(path) if path else None
        files = _files(view, pod, mount) if mount else None
        name = path.rpartition("/")[2]
        if files and name in files:
            yield in_child("configMaps", f"data[{name}]", f"{name}:"), str(files[name])


def read(text: str) -> dict[str, Any] | None:
    """A configuration's text as a map, None where it is none."""
    try:
        node = parse(text)
        value = plain(node) if node is not None else None
    except InputError:
        return None
    return value if isinstance(value, dict) else None
