"""An endpoint picker's configuration and rights of which one value alone is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msvc_helm.pipeline import Expansion
from msvc_helm.untyped import below, mapping, maps
from tests.check.mutants.places import Change, containers, flags, objects


def config_file(made: Expansion) -> Iterator[Change]:
    """A picker that reads another file than is mounted."""
    for container in containers(made):
        for flag in flags(container, "config-file") if container.is_picker else ():
            yield flag(f"{flag.value}x")
            yield flag(flag.value.replace("/config/", "/configs/"))


def config_mount(made: Expansion) -> Iterator[Change]:
    """A configuration that is mounted elsewhere."""
    for container in containers(made):
        for index, mount in enumerate(maps(container.spec.get("volumeMounts")) if container.is_picker else ()):
            yield Change((*container.path, "volumeMounts", index, "mountPath"), f"{mount['mountPath']}x")


def _configs(made: Expansion) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The configurations that pickers read: the place and the text."""
    for container in containers(made):
        for flag in flags(container, "config-file") if container.is_picker else ():
            key = flag.value.rpartition("/")[2]
            for each in objects(made, "ConfigMap"):
                if key in mapping(each.value.get("data")):
                    yield (*each.path, "data", key), each.value["data"][key]


def config_key(made: Expansion) -> Iterator[Change]:
    """A configuration under another key."""
    for place, text in _configs(made):
        yield Change(place[:-1], {f"{place[-1]}x": text})


def plugin(made: Expansion) -> Iterator[Change]:
    """A plugin that nobody declares, or whose type there is not."""
    for place, text in _configs(made):
        for found in re.finditer(r"(pluginRef|pluginName|deciderPluginName|type): *([\w-]+)", text):
            at = found.end(2) - 2
            yield Change(place, text[:at] + text[at + 1 :])


def config_kind(made: Expansion) -> Iterator[Change]:
    """A configuration of another kind or API, or that is no YAML."""
    for place, text in _configs(made):
        yield Change(place, text.replace("kind: EndpointPickerConfig", "kind: EndpointPickerConfigs", 1))
        yield Change(place, text.replace("apiVersion: llm-d.ai/v1alpha1", "apiVersion: llm-d.ai/v1alpha9", 1))
        yield Change(place, text.replace("plugins:", "plugins: [", 1))


def profile(made: Expansion) -> Iterator[Change]:
    """A profile of another name than the handler of two roles asks for."""
    for place, text in _configs(made):
        for name in ("prefill", "decode") if "disagg-profile-handler" in text else ():
            yield Change(place, text.replace(f"- name: {name}\n", f"- name: {name}s\n", 1))


def role_ref(made: Expansion) -> Iterator[Change]:
    """Rights that are given by another role, or to another account."""
    for binding in objects(made, "RoleBinding"):
        yield Change((*binding.path, "roleRef", "name"), f"{binding.value['roleRef']['name']}x")
        yield Change((*binding.path, "roleRef", "kind"), "ClusterRole")
        for index, subject in enumerate(maps(binding.value.get("subjects"))):
            yield Change((*binding.path, "subjects", index, "name"), f"{subject['name']}x")
            yield Change((*binding.path, "subjects", index, "kind"), "User")
            if subject.get("namespace"):
                yield Change((*binding.path, "subjects", index, "namespace"), "elsewhere")


def role_name(made: Expansion) -> Iterator[Change]:
    """A role under another name than it is given by."""
    for role in objects(made, "Role"):
        yield Change((*role.path, "metadata", "name"), f"{role.name}x")


def verbs(made: Expansion) -> Iterator[Change]:
    """A right of those that the picker needs, taken away or misspelt."""
    for role in objects(made, "Role"):
        for index, rule in enumerate(maps(role.value.get("rules"))):
            needed = any(resource in ("pods", "inferencepools") for resource in rule.get("resources") or [])
            place = (*role.path, "rules", index)
            for verb in ("get", "watch", "list") if needed else ():
                yield Change((*place, "verbs"), [each for each in rule["verbs"] if each != verb])
            for n, resource in enumerate(rule.get("resources") or []):
                yield Change((*place, "resources", n), resource[:-1])
            for n, group in enumerate(rule.get("apiGroups") or []):
                yield Change((*place, "apiGroups", n), f"{group}x")


def namespace_variable(made: Expansion) -> Iterator[Change]:
    """A picker that is not told its namespace, by variable or flag."""
    for container in containers(made):
        told = any(True for _ in flags(container, "pool-namespace"))
        for index, entry in enumerate(maps(container.spec.get("env")) if container.is_picker and not told else ()):
            if entry.get("name") == "NAMESPACE":
                yield Change((*container.path, "env", index, "name"), "NAMESPACES")


def health_service(made: Expansion) -> Iterator[Change]:
    """A probe of a picker that asks for another service than it has."""
    for container in containers(made):
        for field in ("livenessProbe", "readinessProbe") if container.is_picker else ():
            if below(container.spec, field, "grpc", "service"):
                yield Change((*container.path, field, "grpc", "service"), "inference-extensions")
