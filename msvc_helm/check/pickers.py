"""The endpoint picker's flags and configuration against the pool and the pods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msvc_helm.check.containers import Container
from msvc_helm.check.finding import Found, Spot, below, in_child, in_container, listed, mapping, maps
from msvc_helm.check.place import arg
from msvc_helm.check.pools import POOL, target_ports
from msvc_helm.check.view import Pod, View
from msvc_helm.errors import InputError
from msvc_helm.goyaml import parse, plain
from msvc_helm.resources.children import GIE_GROUPS

TODAYS = "llm-d-router-endpoint-picker"  # the image whose flags are known
HANDLERS = ("disagg-profile-handler", "pd-profile-handler")
_METRICS = "-metric"


def pool_named(view: View) -> Iterator[Found]:
    """Pickers that watch another pool than the one in front of the pods, or none."""
    pool = view.child(POOL)
    for picker in view.pickers() if pool else ():
        flags = picker.program.flags
        if "endpoint-selector" in flags:
            continue
        wanted = (
            ("pool-name", "poolName", below(pool, "metadata", "name")),
            ("pool-namespace", "poolNamespace", view.namespace),
            ("pool-group", "", str(pool.get("apiVersion")).partition("/")[0]),
        )
        for flag, older, right in wanted:
            name = flag if flag in flags else older
            found = flags.get(name)
            if name in flags and right and found != right and "$" not in found:
                message = (
                    f'the endpoint picker watches the {flag.replace("-", " ")} "{found}", and the pool has "{right}"'
                )
                yield Found(message, arg(picker, flags.position(name)))
        if "pool-name" not in flags and "poolName" not in flags and picker.image == TODAYS:
            yield Found(
                "the endpoint picker is told neither --pool-name nor --endpoint-selector", in_container(picker, "args")
            )
        elif picker.image == TODAYS and pool.get("apiVersion") == f"{GIE_GROUPS['v1alpha2']}/v1alpha2":
            hint = "give it --endpoint-selector and --endpoint-target-ports, or expand with --gie v1"
            yield Found("today's endpoint picker does not see pools of v1alpha2", in_container(picker, "args"), hint)


def pods_selected(view: View) -> Iterator[Found]:
    """Pickers that find their pods by labels, and not those of the pool, or on other ports."""
    for picker in view.pickers():
        flags = picker.program.flags
        labels = _equalities(flags.get("endpoint-selector"))
        for pod in view.roles if labels else ():
            missing = [f"{k}={v}" for k, v in (labels or {}).items() if pod.labels.get(k) != v]
            if missing:
                message = (
                    f"the endpoint picker does not find the {pod.role} pods: they lack the label {listed(missing)}"
                )
                yield Found(message, arg(picker, flags.position("endpoint-selector")))
        ports, wanted = flags.get("endpoint-target-ports"), target_ports(view.child(POOL))
        if ports and wanted and "$" not in ports and ports.split(",") != list(map(str, wanted)):
            message = f"the endpoint picker sends requests to port {ports}, and the pool names {listed(wanted)}"
            yield Found(message, arg(picker, flags.position("endpoint-target-ports")))


def _equalities(text: str) -> dict[str, str] | None:
    """A label selector of `key=value` pairs; None when it says anything else."""
    out: dict[str, str] = {}
    for part in text.split(","):
        key, equals, value = part.replace("==", "=").partition("=")
        if not equals or set(key + value) & set("!()$=") or len((key + value).split()) != 1:
            return None
        out[key.strip()] = value.strip()
    return out


def config_missing(view: View) -> Iterator[Found]:
    """Configuration files that no mounted ConfigMap holds."""
    pod = view.picker_pod()
    for picker in view.pickers() if pod else ():
        path = _config_file(picker)
        if not path or pod is None:
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


def config_broken(view: View) -> Iterator[Found]:
    """Scheduling profiles that refer to plugins nobody declares."""
    for spot, text in _configs(view):
        if not view.thorough and _plainly_declared(text):
            continue
        config = _read(text)
        if config is None:
            yield Found("the endpoint picker's configuration is no YAML map", spot)
            continue
        declared = {p.get("name") or p.get("type") for p in maps(config.get("plugins"))}
        for profile in maps(config.get("schedulingProfiles")):
            for ref in maps(profile.get("plugins")):
                name = ref.get("pluginRef")
                if name not in declared:
                    message = f'the profile "{profile.get("name")}" uses the plugin "{name}", which is not declared'
                    yield Found(message, in_child(spot.key, spot.path, f"pluginRef: {name}"))


def _plainly_declared(text: str) -> bool:
    """Whether a glance shows that every plugin which is referred to is declared by its type."""
    types = {line.partition("type:")[2].strip() for line in text.splitlines() if "type:" in line}
    refs = {line.partition("pluginRef:")[2].strip() for line in text.splitlines() if "pluginRef" in line}
    return refs <= types


def roles_ignored(view: View) -> Iterator[Found]:
    """Two roles, and a picker that knows nothing of it."""
    for spot, text in _configs(view) if len(view.roles) > 1 else ():
        if not any(handler in text for handler in HANDLERS):
            message = f"there are prefill pods, and the endpoint picker has no {HANDLERS[0]}: it uses them like others"
            yield Found(message, spot)


def replicated(view: View) -> Iterator[Found]:
    """Several pickers at once, each with its own idea of the caches."""
    pod = view.picker_pod()
    replicas = below(pod.workload, "spec", "replicas") if pod else None
    if isinstance(replicas, int) and replicas > 1:
        if any("ha-enable-leader-election" in picker.program.flags for picker in view.pickers()):
            return
        message = f"{replicas} endpoint pickers at once, each of which sees only its own requests"
        hint = "run one, or give it --ha-enable-leader-election"
        own = below(view.service.spec, "endpointPicker", "replicas") is not None
        key, path = ("", "spec.endpointPicker.replicas") if own else ("eppDeployment", "spec.replicas")
        yield Found(message, in_child(key, path, "replicas"), hint)


def flags_removed(view: View) -> Iterator[Found]:
    """Flags that today's picker does not have."""
    for picker in view.pickers():
        if picker.image != TODAYS:
            continue
        for position, word in picker.program.words:
            flag = word.partition("=")[0]
            if flag.startswith("-") and flag != flag.lower():
                hint = f'it is called "--{_kebab(flag.lstrip("-"))}"'
                yield Found(f'{TODAYS} has no flag "{flag}"', arg(picker, position), hint)
            elif flag.startswith("--") and flag.endswith(_METRICS):
                hint = "name the metrics in engineConfigs of its configuration"
                yield Found(f'{TODAYS} refuses the flag "{flag}"', arg(picker, position), hint)


def _kebab(name: str) -> str:
    """`poolName` as `pool-name`."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name)


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


def _configs(view: View) -> Iterator[tuple[Spot, str]]:
    """Each picker's configuration with its place, where a ConfigMap made here holds it."""
    pod = view.picker_pod()
    for picker in view.pickers() if pod else ():
        path = _config_file(picker)
        mount = picker.mount_at(path) if path else None
        files = _files(view, pod, mount) if pod and mount else None
        name = path.rpartition("/")[2]
        if files and name in files:
            yield in_child("configMaps", f"data[{name}]", f"{name}:"), str(files[name])


def _read(text: str) -> dict[str, Any] | None:
    try:
        node = parse(text)
        value = plain(node) if node is not None else None
    except InputError:
        return None
    return value if isinstance(value, dict) else None
