"""The operator that runs, and what would bring it back: found by its rights, its flags and its image."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from msvc_helm.adopt.objects import metadata, origins, replicas_of
from msvc_helm.adopt.read import Objects
from msvc_helm.merge import Object
from msvc_helm.untyped import below, mapping, maps, name_of, namespace_of, texts

GROUP = "llm-d.ai"
STATUS = "modelservices/status"  # who may write it is the operator, whatever it is called
_FLAGS = ("--epp-cluster-role", "--epp-pull-secrets", "--pd-pull-secrets")
_IMAGE = re.compile(r"(^|/)(llm-d-)?model-?service[^/]*(:[^/]*)?(@.*)?$")


class Running(NamedTuple):
    """A Deployment of the operator: how many pods it asks for, and which tools would create it again."""

    name: str
    namespace: str
    replicas: int
    pods: int
    origins: tuple[str, ...]

    @property
    def stopped(self) -> bool:
        """Whether it asks for no pod, and none is left."""
        return not self.replicas and not self.pods

    @property
    def title(self) -> str:
        """`Deployment/modelservice in llm-d-system`."""
        return f"Deployment/{self.name} in {self.namespace}"


def operators(found: Objects) -> list[Running]:
    """The operator's Deployments among the objects."""
    accounts = set(_accounts(found))
    out = []
    for each in found:
        if each.get("kind") == "Deployment" and _is_operator(each, accounts):
            asked = replicas_of(each)
            pods = below(each, "status", "replicas")
            numbers = (1 if asked is None else int(asked), int(pods or 0))
            out.append(Running(name_of(each), namespace_of(each) or "default", *numbers, tuple(origins(each))))
    return sorted(out)


def _is_operator(deployment: Object, accounts: set[tuple[str, str]]) -> bool:
    if metadata(deployment).get("ownerReferences"):
        return False
    pod = mapping(below(deployment, "spec", "template", "spec"))
    account = str(pod.get("serviceAccountName") or "default")
    if (namespace_of(deployment) or "default", account) in accounts:
        return True
    return any(_runs_operator(container) for container in maps(pod.get("containers")))


def _runs_operator(container: Object) -> bool:
    words = [*texts(container.get("command")), *texts(container.get("args"))]
    flags = {word.partition("=")[0] for word in words}
    serves = "generate" not in words
    return serves and (bool(flags & set(_FLAGS)) or bool(_IMAGE.search(str(container.get("image") or ""))))


def _accounts(found: Objects) -> Iterator[tuple[str, str]]:
    """Namespace and name of the ServiceAccounts that may write the status of ModelServices."""
    roles = {(each["kind"], name_of(each)) for each in found if str(each.get("kind")).endswith("Role") and _may(each)}
    for each in found:
        if each.get("kind") not in ("ClusterRoleBinding", "RoleBinding"):
            continue
        ref = mapping(each.get("roleRef"))
        if (ref.get("kind"), ref.get("name")) in roles:
            for subject in maps(each.get("subjects")):
                if subject.get("kind") == "ServiceAccount":
                    yield str(subject.get("namespace") or namespace_of(each)), str(subject.get("name"))


def _may(role: Object) -> bool:
    """Whether a role names the status of ModelServices; one for everything belongs to others, too."""
    return any(
        GROUP in texts(rule.get("apiGroups")) and STATUS in texts(rule.get("resources"))
        and {"update", "patch", "*"} & set(texts(rule.get("verbs")))
        for rule in maps(role.get("rules"))
    )  # fmt: skip
