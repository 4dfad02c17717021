"""Names and labels of which one alone is changed."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.pipeline import Expansion
from msvc_helm.untyped import below, mapping, maps
from tests.check.mutants.places import Change, containers, flags, objects, pods


def account(made: Expansion) -> Iterator[Change]:
    """Pods with an account that is not the one made for them."""
    made_here = {account.name for account in objects(made, "ServiceAccount")}
    for pod in pods(made):
        if pod.spec.get("serviceAccountName") in made_here:
            yield Change((*pod.path, "serviceAccountName"), f"{pod.spec['serviceAccountName']}x")


def account_made(made: Expansion) -> Iterator[Change]:
    """An account under another name than the pods'."""
    used = {pod.spec.get("serviceAccountName") for pod in pods(made)}
    for each in objects(made, "ServiceAccount"):
        if each.name in used:
            yield Change((*each.path, "metadata", "name"), f"{each.name}x")


def config_map(made: Expansion) -> Iterator[Change]:
    """A volume of another ConfigMap than is made."""
    made_here = {each.name for each in objects(made, "ConfigMap")}
    for pod in pods(made):
        for index, volume in enumerate(maps(pod.spec.get("volumes"))):
            name = below(volume, "configMap", "name")
            if name in made_here:
                yield Change((*pod.path, "volumes", index, "configMap", "name"), f"{name}x")


def config_map_made(made: Expansion) -> Iterator[Change]:
    """A ConfigMap under another name than the pods'."""
    used = {below(volume, "configMap", "name") for pod in pods(made) for volume in maps(pod.spec.get("volumes"))}
    for each in objects(made, "ConfigMap"):
        if each.name in used:
            yield Change((*each.path, "metadata", "name"), f"{each.name}x")


def environment_map(made: Expansion) -> Iterator[Change]:
    """A container's settings from another ConfigMap than is made."""
    made_here = {each.name for each in objects(made, "ConfigMap")}
    for container in containers(made):
        for index, source in enumerate(maps(container.spec.get("envFrom"))):
            name = below(source, "configMapRef", "name")
            if name in made_here:
                yield Change((*container.path, "envFrom", index, "configMapRef", "name"), f"{name}x")


def mount(made: Expansion) -> Iterator[Change]:
    """A mount of a volume that is not there."""
    for container in containers(made):
        for index, each in enumerate(maps(container.spec.get("volumeMounts"))):
            yield Change((*container.path, "volumeMounts", index, "name"), f"{each['name']}x")


def claim_template(made: Expansion) -> Iterator[Change]:
    """A claim for devices by another template than is made, or that the container does not name so."""
    made_here = {each.name for each in objects(made, "ResourceClaimTemplate")}
    for pod in pods(made):
        for index, claim in enumerate(maps(pod.spec.get("resourceClaims"))):
            if claim.get("resourceClaimTemplateName") in made_here:
                name = f"{claim['resourceClaimTemplateName']}x"
                yield Change((*pod.path, "resourceClaims", index, "resourceClaimTemplateName"), name)
            yield Change((*pod.path, "resourceClaims", index, "name"), f"{claim['name']}x")


def pool_name(made: Expansion) -> Iterator[Change]:
    """A pool under another name than the route's and the picker's."""
    for pool in objects(made, "InferencePool"):
        yield Change((*pool.path, "metadata", "name"), f"{pool.name}x")


def pool_picker(made: Expansion) -> Iterator[Change]:
    """A pool that asks another Service than the picker's."""
    for pool in objects(made, "InferencePool"):
        name = below(pool.value, "spec", "endpointPickerRef", "name")
        if name:
            yield Change((*pool.path, "spec", "endpointPickerRef", "name"), f"{name}x")


def service_name(made: Expansion) -> Iterator[Change]:
    """A picker's Service under another name than the pool's."""
    wanted = {below(pool.value, "spec", "endpointPickerRef", "name") for pool in objects(made, "InferencePool")}
    for service in objects(made, "Service"):
        if service.name in wanted:
            yield Change((*service.path, "metadata", "name"), f"{service.name}x")


def route_backend(made: Expansion) -> Iterator[Change]:
    """A route to something else than the pool: by name, group, kind, namespace."""
    for route in objects(made, "HTTPRoute"):
        for r, rule in enumerate(maps(below(route.value, "spec", "rules"))):
            for b, backend in enumerate(maps(rule.get("backendRefs"))):
                place = (*route.path, "spec", "rules", r, "backendRefs", b)
                yield Change((*place, "name"), f"{backend['name']}x")
                yield Change((*place, "namespace"), "elsewhere")
                if backend.get("kind") == "InferencePool":
                    yield Change((*place, "group"), "inference.networking.x-k8s.io")
                    yield Change((*place, "kind"), None)


def picker_pool(made: Expansion) -> Iterator[Change]:
    """A picker that watches another pool: by name, namespace, group."""
    for container in containers(made):
        for flag in flags(container, "pool-name", "pool-namespace", "pool-group") if container.is_picker else ():
            yield flag(f"{flag.value}x")


def policy_target(made: Expansion) -> Iterator[Change]:
    """A policy for something that is not made."""
    for policy in objects(made, "GCPBackendPolicy", "HealthCheckPolicy"):
        ref = mapping(below(policy.value, "spec", "targetRef"))
        for field in ("name", "kind", "group"):
            if ref.get(field):
                yield Change((*policy.path, "spec", "targetRef", field), f"{ref[field]}x")


def destination(made: Expansion) -> Iterator[Change]:
    """A rule on how to speak to a Service that is not made."""
    for rule in objects(made, "DestinationRule"):
        host = str(below(rule.value, "spec", "host"))
        yield Change((*rule.path, "spec", "host"), f"x{host}")


def pool_label(made: Expansion) -> Iterator[Change]:
    """A pool that selects by another label than the pods have."""
    for pool in objects(made, "InferencePool"):
        for key, value in mapping(below(pool.value, "spec", "selector", "matchLabels")).items():
            yield Change((*pool.path, "spec", "selector", "matchLabels", key), f"{value}x")


def service_label(made: Expansion) -> Iterator[Change]:
    """A Service that selects by another label than the pods have."""
    for service in objects(made, "Service"):
        for key, value in mapping(below(service.value, "spec", "selector")).items():
            yield Change((*service.path, "spec", "selector", key), f"{value}x")


def pod_label(made: Expansion) -> Iterator[Change]:
    """Pods with another label than something here selects them by."""
    wanted = [
        mapping(below(each.value, *path))
        for each in objects(made)
        for path in (("spec", "selector"), ("spec", "selector", "matchLabels"))
    ]
    for pod in pods(made):
        for key, value in pod.labels.items():
            if any(each.items() <= pod.labels.items() and key in each for each in wanted):
                yield Change((*pod.path[:-1], "metadata", "labels", key), f"{value}x")


def role_label(made: Expansion) -> Iterator[Change]:
    """Pods of a role with the label of another, where the picker tells them apart by it."""
    texts = [text for each in objects(made, "ConfigMap") for text in mapping(each.value.get("data")).values()]
    if any("decode-filter" in str(text) for text in texts):
        for pod in pods(made):
            role = pod.labels.get("llm-d.ai/role")
            if role in ("prefill", "decode"):
                other = "decode" if role == "prefill" else "prefill"
                yield Change((*pod.path[:-1], "metadata", "labels", "llm-d.ai/role"), other)


def image(made: Expansion) -> Iterator[Change]:
    """A container with the image of another's program."""
    sidecar, picker = (
        "ghcr.io/llm-d/llm-d-router-disagg-sidecar:v0.9.0",
        "ghcr.io/llm-d/llm-d-router-endpoint-picker:main",
    )
    for container in containers(made):
        if container.is_sidecar or container.is_server:
            yield Change((*container.path, "image"), picker)
        if container.is_picker:
            yield Change((*container.path, "image"), sidecar)
