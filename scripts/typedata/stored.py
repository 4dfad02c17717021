"""What `diff` and `plan` need beyond the types of the children: more kinds, and which fields are pointers in Go.

A pointer that is set to an empty value is stored; any other field with an empty value is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from typedata import sources
from typedata.build import Builder
from typedata.gosource import _FIELD, GoPackage

ANY = "j"  # the code of a field that may hold anything
# Kinds that are found next to models, as `sources.BUILT_IN` has those of the children.
KINDS = {
    "CronJob": "batch.v1.CronJob",
    "DaemonSet": "apps.v1.DaemonSet",
    "DeviceClass": "resource.v1.DeviceClass",
    "Ingress": "networking.v1.Ingress",
    "Job": "batch.v1.Job",
    "LimitRange": "core.v1.LimitRange",
    "Namespace": "core.v1.Namespace",
    "PersistentVolume": "core.v1.PersistentVolume",
    "Pod": "core.v1.Pod",
    "PriorityClass": "scheduling.v1.PriorityClass",
    "ReplicaSet": "apps.v1.ReplicaSet",
    "ResourceClaim": "resource.v1.ResourceClaim",
    "ResourceClaimTemplate": "resource.v1.ResourceClaimTemplate",
    "ResourceQuota": "core.v1.ResourceQuota",
    "RuntimeClass": "node.v1.RuntimeClass",
    "StorageClass": "storage.v1.StorageClass",
}


class MoreBuilder(Builder):
    """A builder of the children's kinds and of those above."""

    def run(self) -> MoreBuilder:
        """Everything that `sources` lists, then `KINDS`, whose status is nobody's wish."""
        super().run()
        for key, definition in KINDS.items():
            full = f"io.k8s.api.{definition}"
            self._defined[f"{full}Status"] = ANY
            (gvk,) = self._openapi[full]["x-kubernetes-group-version-kind"]
            self.kinds[key] = (f"{gvk['group']}/{gvk['version']}".lstrip("/"), self._built_in(full))
        return self

    def pointers(self) -> dict[str, list[str]]:
        """By struct, its fields that are pointers in Go."""
        found: dict[str, list[str]] = {}
        for definition, struct in self._defined.items():
            *_, group, version, name = definition.split(".")
            if definition.startswith("io.k8s.api.") and struct != ANY:
                package = Pointers(sources.module(sources.KUBERNETES_API) / group / version)
                found[struct] = list(package.of(name))
        for package in _custom():
            for name in self.structs.keys() - found.keys():
                if fields := list(package.of(name.rpartition(".")[2])):
                    found[name] = fields
        return {name: fields for name, fields in sorted(found.items()) if fields}


class Pointers(GoPackage):
    """The structs of Go packages, and which of their fields are pointers."""

    def of(self, struct: str) -> Iterator[str]:
        """The JSON names of a struct's pointers, with those of what is inlined into it."""
        for go_name, go_type, tag in _FIELD.findall(self._structs.get(struct, "")):
            name, _, options = tag.partition(",")
            if name:
                if go_type.startswith("*"):
                    yield name
            elif not go_name or "inline" in options:
                yield from self.of(go_type.lstrip("*").rpartition(".")[2])


def _custom() -> Iterator[Pointers]:
    """The Go packages of the kinds that CRDs define."""
    for custom in sources.CUSTOM.values():
        for folder in custom.go_packages:
            yield Pointers(sources.module(custom.crds[0][0]) / folder)
