"""The objects that were read, sorted: ModelServices, base configs, and by owner or name what the operator made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from msvc_helm.adopt.objects import Key, key_of, metadata, owners
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import plain
from msvc_helm.merge import Object
from msvc_helm.read import Document

# What the operator makes, where it keeps its rights, and what runs it; with the group, as two kinds have one name.
CHILDREN = (
    "serviceaccounts",
    "rolebindings.rbac.authorization.k8s.io",
    "configmaps",
    "services",
    "deployments.apps",
    "inferencepools.inference.networking.x-k8s.io",
    "inferencemodels.inference.networking.x-k8s.io",
    "httproutes.gateway.networking.k8s.io",
)
MODELS = "modelservices.llm-d.ai"
BESIDE = ("horizontalpodautoscalers.autoscaling", "replicasets.apps")
RIGHTS = ("clusterroles.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io")


class Objects:
    """Objects by what tells them apart, the first of each. `unseen` are the kinds that could not be read everywhere."""

    def __init__(self, items: Iterable[Object], unseen: Iterable[str] = ()) -> None:
        self.unseen = tuple(unseen)
        self.by_key: dict[Key, Object] = {}
        for item in items:
            self.by_key.setdefault(key_of(item), item)

    def __iter__(self) -> Iterator[Object]:
        return iter(self.by_key.values())

    def get(self, like: Object) -> Object | None:
        """The object that has the same kind, namespace and name."""
        return self.by_key.get(key_of(like))

    @cached_property
    def models(self) -> list[Object]:
        """The ModelServices."""
        return [each for each in self if _is_model(each)]

    @cached_property
    def _owned(self) -> dict[str, list[Object]]:
        found: dict[str, list[Object]] = {}
        for each in self:
            for owner in owners(each):
                found.setdefault(str(owner.get("uid")), []).append(each)
        return found

    def owned_by(self, uid: str) -> list[Object]:
        """The objects whose owner is the ModelService with that UID."""
        return self._owned.get(uid, [])

    def owned_by_others(self) -> list[Object]:
        """Objects whose owner is a ModelService that was not read."""
        known = {str(metadata(model).get("uid")) for model in self.models}
        return [each for uid, found in self._owned.items() if uid not in known for each in found]


def from_documents(documents: Iterable[Document]) -> Objects:
    """The objects of files. Raises InputError for what is no object."""
    items: list[Object] = []
    problems: list[Problem] = []
    for document in documents:
        try:
            for node in document.parse():
                value = plain(node)
                if isinstance(value, dict) and value.get("kind") and isinstance(value.get("metadata"), dict):
                    items.append(value)
                elif value is not None:
                    message = "this is not an object of Kubernetes: kind or metadata is missing"
                    problems.append(Problem(message, "", node.line, 0, document.source, document.index))
        except InputError as error:
            problems += error.at(source=document.source, document=document.index).problems
    if problems:
        raise InputError(problems)
    return Objects(items)


def _is_model(obj: Object) -> bool:
    return obj.get("kind") == "ModelService" and str(obj.get("apiVersion", "")).startswith("llm-d.ai/")
