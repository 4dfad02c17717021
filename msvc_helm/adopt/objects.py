"""What an object of a cluster says of itself: who owns it, who wrote it, which tool would bring it back."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from msvc_helm.importer.objects import SERVER_ANNOTATIONS, SERVER_METADATA
from msvc_helm.merge import Object
from msvc_helm.untyped import below, mapping, maps, name_of, namespace_of, texts

OPERATOR = "manager"  # the field manager of the operator
RELEASE = "meta.helm.sh/release-name"
RELEASE_NAMESPACE = "meta.helm.sh/release-namespace"
LAST_RESORT = "before-first-apply"  # the API server's name for what nobody owned when first applied
COLLECTOR = ("orphan", "foregroundDeletion")  # the finalizers by which the garbage collector is at work on an object
Key = tuple[str, str, str, str]
# Who put an object there, by the label or annotation that tools leave on what they manage.
_TOOLS = (
    ("kustomize.toolkit.fluxcd.io/name", "kustomize.toolkit.fluxcd.io/namespace", "the Flux Kustomization"),
    ("helm.toolkit.fluxcd.io/name", "helm.toolkit.fluxcd.io/namespace", "the Flux HelmRelease"),
    ("argocd.argoproj.io/tracking-id", "", "the Argo CD application"),
    ("argocd.argoproj.io/instance", "", "the Argo CD application"),
    ("config.k8s.io/owning-inventory", "", "the kpt or Config Sync inventory"),
    ("olm.owner", "olm.owner.namespace", "the OLM ClusterServiceVersion"),
    (RELEASE, RELEASE_NAMESPACE, "the Helm release"),
)


def group_of(obj: Object) -> str:
    """The API group, empty for the core."""
    return str(obj.get("apiVersion", "")).rpartition("/")[0]


def metadata(obj: Object) -> Object:
    """The object's metadata."""
    return mapping(obj.get("metadata"))


def key_of(obj: Object) -> Key:
    """What tells objects apart."""
    return group_of(obj), str(obj.get("kind", "")), namespace_of(obj), name_of(obj)


def resource(obj: Object) -> str:
    """How kubectl names the kind, with its group: two kinds may have one name."""
    group = group_of(obj)
    kind = str(obj.get("kind", ""))
    return f"{kind}.{str(obj['apiVersion']).rpartition('/')[2]}.{group}" if group else kind


def owners(obj: Object) -> list[Object]:
    """The owner references that are of a ModelService."""
    return [each for each in maps(metadata(obj).get("ownerReferences")) if each.get("kind") == "ModelService"]


def finalizers(obj: Object) -> list[str]:
    """What holds the object when somebody deletes it."""
    return texts(metadata(obj).get("finalizers"))


def restorable(obj: Object) -> Object:
    """The object without what would have the garbage collector delete it when somebody applies it again."""
    dropped = (*SERVER_METADATA, "deletionTimestamp", "deletionGracePeriodSeconds", "finalizers", "ownerReferences")
    about = {key: value for key, value in metadata(obj).items() if key not in dropped}
    marks = {key: value for key, value in mapping(about.get("annotations")).items() if key not in SERVER_ANNOTATIONS}
    about = {
        **{key: value for key, value in about.items() if key != "annotations"},
        **({"annotations": marks} if marks else {}),
    }
    return {**{key: value for key, value in obj.items() if key != "status"}, "metadata": about}


def managers(obj: Object) -> list[str]:
    """The names of those who wrote fields, but for subresources."""
    return [str(each.get("manager", "")) for each in _entries(obj) if not each.get("subresource")]


def written_by(obj: Object, names: Collection[str]) -> bool:
    """Whether one of those field managers owns fields of the object itself."""
    return any(_is_of(entry, names) for entry in _entries(obj))


def shows_managers(obj: Object) -> bool:
    """Whether the object was read with its managed fields."""
    return bool(_entries(obj))


def release_of(obj: Object) -> tuple[str, str]:
    """Name and namespace of the Helm release that the object says it belongs to; empty where it says none."""
    found = mapping(metadata(obj).get("annotations"))
    return str(found.get(RELEASE) or ""), str(found.get(RELEASE_NAMESPACE) or "")


def origins(obj: Object) -> Iterator[str]:
    """Which tools would create the object again, such as `the Flux Kustomization flux-system/models`."""
    marks = {**mapping(metadata(obj).get("labels")), **mapping(metadata(obj).get("annotations"))}
    for name, namespace, what in _TOOLS:
        if marks.get(name):
            place = f"{marks[namespace]}/" if namespace and marks.get(namespace) else ""
            yield f"{what} {place}{marks[name]}"


def release_patch(obj: Object, owner: str, names: Collection[str] = (OPERATOR,)) -> list[Object]:
    """The JSON patch that takes the marks of those who leave off an object, or nothing where there are none.

    It changes nothing unless the object is still the one that was read, owned by that ModelService and by no other.
    """
    patch: list[Object] = []
    references = maps(metadata(obj).get("ownerReferences"))
    places = [index for index, each in enumerate(references) if owner and each.get("uid") == owner]
    for index in reversed(places):
        path = f"/metadata/ownerReferences/{index}"
        patch += [{"op": "test", "path": f"{path}/uid", "value": owner}, {"op": "remove", "path": path}]
    found = [(index, entry["manager"]) for index, entry in enumerate(_entries(obj)) if _is_of(entry, names)]
    for index, name in reversed(found):
        path = f"/metadata/managedFields/{index}"
        patch += [{"op": "test", "path": f"{path}/manager", "value": name}, {"op": "remove", "path": path}]
    version = metadata(obj).get("resourceVersion")
    return [{"op": "test", "path": "/metadata/resourceVersion", "value": version}, *patch] if patch else []


def _entries(obj: Object) -> list[Object]:
    return maps(metadata(obj).get("managedFields"))


def _is_of(entry: Object, names: Collection[str]) -> bool:
    return entry.get("manager") in names and not entry.get("subresource")


def replicas_of(obj: Object) -> Any:
    """The number of pods that is asked for; None where the object has none."""
    return below(obj, "spec", "replicas")
