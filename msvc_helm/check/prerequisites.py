"""What the objects refer to and nobody makes here: it must be in the cluster already."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.roles import PICKER, WORKLOADS
from msvc_helm.api.workloads import templates
from msvc_helm.check.containers import Container
from msvc_helm.check.finding import INFO, Found, Location, in_child, in_container, in_service, rule
from msvc_helm.check.view import View
from msvc_helm.resources.volumes import TOKEN_KEY
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping, maps

_ENV = {"secretKeyRef": "Secret", "configMapKeyRef": "ConfigMap"}
_ENV_FROM = {"secretRef": "Secret", "configMapRef": "ConfigMap"}
_VOLUMES = (
    # the volume's source, its field with the name, and the kind
    ("secret", "secretName", "Secret"),
    ("configMap", "name", "ConfigMap"),
    ("persistentVolumeClaim", "claimName", "PersistentVolumeClaim"),
)


@rule("needs-secret", INFO)
def secrets(view: View) -> Iterator[Found]:
    """Secrets that must exist, with the keys that are read.

    Why: Pods wait for a missing Secret.

        modelArtifacts: {authSecretName: hf-token}
    """
    return _found(view, "Secret")


@rule("needs-claim", INFO)
def claims(view: View) -> Iterator[Found]:
    """PersistentVolumeClaims.

    Why: Pods wait for a missing claim.

        modelArtifacts: {uri: "pvc://models/qwen3"}
    """
    return _found(view, "PersistentVolumeClaim")


@rule("needs-config-map", INFO)
def config_maps(view: View) -> Iterator[Found]:
    """ConfigMaps that must exist.

    Why: Pods wait for a missing ConfigMap.

        volumes: [{name: settings, configMap: {name: settings}}] # and configMaps does not make it
    """
    return _found(view, "ConfigMap")


def _found(view: View, kind: str) -> Iterator[Found]:
    seen: set[str] = set()
    for found, name, detail, spot in references(view):
        text = f'{kind} "{name}"{detail}'
        if found == kind and text not in seen and not view.named(kind, name):
            seen.add(text)
            yield Found(f"{text}{_in(view)} must exist", spot)


def _in(view: View) -> str:
    return f' in the namespace "{view.namespace}"' if view.namespace else ""


def references(view: View) -> Iterator[tuple[str, str, str, Location]]:
    """Every object that pods refer to: its kind, its name, more about it, and where."""
    for pod in view.pods:
        for container in pod.containers:
            for entry in maps(container.spec.get("env")):
                if value_from := mapping(entry.get("valueFrom")):
                    yield from _sources(_ENV, value_from, _variable(view, container, entry))
            for entry in maps(container.spec.get("envFrom")):
                yield from _sources(_ENV_FROM, entry, in_container(container, "envFrom", "envFrom:"))
        for index, volume in enumerate(maps(pod.spec.get("volumes"))):
            path = f"{pod.at}.spec.volumes[{index}]"
            for source, field, kind in _VOLUMES:
                if source not in volume:
                    continue
                yield from _volume(volume, source, field, kind, in_child(pod.key, path, f"{field}:"), view)
            for part in maps(below(volume, "projected", "sources")):
                yield from _volume(part, "secret", "name", "Secret", in_child(pod.key, path, "projected:"), view)
                yield from _volume(part, "configMap", "name", "ConfigMap", in_child(pod.key, path, "projected:"), view)


def _variable(view: View, container: Container, entry: dict[str, Any]) -> Location:
    """Where a variable is said to be: the token's in `authSecretName`, unless somebody writes it himself."""
    if (
        entry.get("name") == TOKEN_KEY
        and view.service.spec["modelArtifacts"].get("authSecretName")
        and TOKEN_KEY not in [own.get("name") for own in (container.owner or {}).get("env") or ()]
    ):
        return in_service("spec.modelArtifacts.authSecretName")
    return in_container(container, "env", str(entry.get("name")))


def _sources(kinds: dict[str, str], holder: dict[str, Any], spot: Location) -> Iterator[tuple[str, str, str, Location]]:
    for field, kind in kinds.items():
        ref = mapping(holder.get(field))
        if ref.get("name") and not ref.get("optional"):
            key = ref.get("key")
            yield kind, str(ref["name"]), f' with the key "{key}"' if key else "", spot


def _volume(
    volume: dict[str, Any], source: str, field: str, kind: str, spot: Location, view: View
) -> Iterator[tuple[str, str, str, Location]]:
    ref = mapping(volume.get(source))
    if ref.get(field) and not ref.get("optional"):
        of_model = ref[field] == view.source.claim
        yield kind, str(ref[field]), "", in_service("spec.modelArtifacts.uri") if of_model else spot


@rule("needs-pull-secret", INFO)
def pull_secrets(view: View) -> Iterator[Found]:
    """Image pull secrets.

    Why: Private images need their pull secret.

        imagePullSecrets: [{name: registry}]
    """
    seen: set[object] = set()
    for key, obj in view.objects:
        account = obj.get("kind") == "ServiceAccount"
        holders = [obj] if account else [mapping(below(found.value, "spec")) for found in templates(obj)]
        for name in [ref.get("name") for holder in holders for ref in maps(holder.get("imagePullSecrets"))]:
            if isinstance(name, str) and name not in seen and not view.named("Secret", name):
                seen.add(name)
                yield Found(
                    f'pull secret "{name}"{_in(view)} must exist', in_child(key, "imagePullSecrets", "imagePullSecrets")
                )


@rule("needs-gateway", INFO)
def gateways(view: View) -> Iterator[Found]:
    """Gateways.

    Why: A route serves once its Gateway exists.

        gatewayRefs: [{name: inference-gateway}]
    """
    seen: set[str] = set()
    for key, route in view.objects:
        for index, parent in enumerate(maps(below(route, "spec", "parentRefs"))):
            name, namespace = parent.get("name"), parent.get("namespace") or view.namespace
            where = f' in the namespace "{namespace}"' if namespace else ""
            text = f'{parent.get("kind") or "Gateway"} "{name}"{where} must exist'
            if route.get("kind") == "HTTPRoute" and text not in seen and not view.named("Gateway", name):
                seen.add(text)
                own = [ref.get("name") for ref in view.service.spec["routing"].get("gatewayRefs") or ()]
                path = f"spec.routing.gatewayRefs[{own.index(name)}]" if name in own else ""
                spot = in_service(path) if path else in_child(key, f"spec.parentRefs[{index}]", "parentRefs")
                yield Found(text, spot)


@rule("needs-cluster-role", INFO)
def cluster_role(view: View) -> Iterator[Found]:
    """The endpoint picker's ClusterRole.

    Why: The endpoint picker needs this role to watch its pods.

        rbac: {eppClusterRole: endpoint-picker} # or --epp-cluster-role
    """
    name = below(view.child("eppRoleBinding"), "roleRef", "name")
    if isinstance(name, str):
        yield Found(f'ClusterRole "{name}" must exist', in_child(WORKLOADS[PICKER], ""))
