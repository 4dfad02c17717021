"""The objects of a cluster that have to do with models, read through kubectl."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from msvc_helm.errors import InputError, Problem
from msvc_helm.merge import Object
from msvc_helm.programs import Kubectl
from msvc_helm.untyped import below, maps, name_of, namespace_of

RESOURCES = (
    "deployments.apps",
    "replicasets.apps",
    "statefulsets.apps",
    "pods",
    "services",
    "events",
    "horizontalpodautoscalers.autoscaling",
    "leaderworkersets.leaderworkerset.x-k8s.io",
    "disaggregatedsets.disaggregatedset.x-k8s.io",
    "inferencepools.inference.networking.k8s.io",
    "inferencepools.inference.networking.x-k8s.io",
    "httproutes.gateway.networking.k8s.io",
    "gateways.gateway.networking.k8s.io",
    "scaledobjects.keda.sh",
    "modelservices.llm-d.ai",
)
_FORBIDDEN = re.compile(r'\(Forbidden\):.* cannot list resource "([^"]+)"')


class Where(NamedTuple):
    """Which cluster, and which part of it: one namespace (empty: the context's own), or `every` one."""

    kubectl: Kubectl
    namespace: str = ""
    every: bool = False


class LiveObjects:
    """What was read. `unread` says what was not, and why."""

    def __init__(self, objects: Iterable[Object], unread: Sequence[str] = ()) -> None:
        self.objects = list(objects)
        self.unread = list(unread)
        self._by_uid = {uid: obj for obj in self.objects if (uid := below(obj, "metadata", "uid"))}
        self._parts: dict[str, list[Object]] = {}
        for obj in self.objects:
            for above in self._above(obj):
                self._parts.setdefault(str(below(above, "metadata", "uid")), []).append(obj)

    def of(self, *kinds: str) -> list[Object]:
        """The objects of these kinds."""
        return [obj for obj in self.objects if obj.get("kind") in kinds]

    def find(self, kind: str, namespace: str, name: str) -> Object | None:
        """The object of that kind and name."""
        return next((obj for obj in self.of(kind) if namespace_of(obj) == namespace and name_of(obj) == name), None)

    def parts(self, obj: Object, *kinds: str) -> list[Object]:
        """What belongs to an object, at whatever distance: pods, ReplicaSets, events about any of them and itself."""
        found = self._parts.get(str(below(obj, "metadata", "uid")), [])
        return [part for part in found if part.get("kind") in kinds]

    def _above(self, obj: Object) -> Iterator[Object]:
        """The objects that an object belongs to; an event belongs to what it is about."""
        seen: set[str] = set()
        uids = [below(obj, "involvedObject", "uid")] if obj.get("kind") == "Event" else _owners(obj)
        while uids:
            uid = uids.pop()
            above = self._by_uid.get(str(uid))
            if above is not None and uid not in seen:
                seen.add(str(uid))
                yield above
                uids += _owners(above)


def _owners(obj: Object) -> list[Any]:
    return [owner.get("uid") for owner in maps(below(obj, "metadata", "ownerReferences"))]


def read(where: Where) -> LiveObjects:
    """The objects of the kinds that the cluster has. Raises InputError where kubectl gives none."""
    listed = where.kubectl.run("api-resources", "--verbs=list", "-o", "name")
    if not listed.stdout:
        raise _failed(listed.text)
    known = set(listed.stdout.split())
    served = [name for name in RESOURCES if name in known]
    scope = ["--all-namespaces"] if where.every else ["--namespace", where.namespace] if where.namespace else []
    done = where.kubectl.run("get", ",".join(served), "-o", "json", *scope)
    said = done.errors if done.code else ""
    try:
        found = json.loads(done.stdout)
    except ValueError:
        raise _failed(done.text) from None
    return LiveObjects(maps(below(found, "items")), _unread(said.splitlines(), where))


def _unread(lines: list[str], where: Where) -> list[str]:
    """What kubectl says it could not read; all that the user has no right to in one sentence."""
    kinds = [match[1] for line in lines if (match := _FORBIDDEN.search(line))]
    place = "in all namespaces" if where.every else f"in {where.namespace or 'the namespace of the context'}"
    hint = "; -n NAME looks into one" if where.every else ""
    told = [f"you may not list {', '.join(dict.fromkeys(kinds))} {place}{hint}"] if kinds else []
    return [*told, *(line for line in lines if not _FORBIDDEN.search(line))]


def _failed(said: str) -> InputError:
    first = said.strip().splitlines()
    return InputError(Problem(f"kubectl reads nothing: {first[-1] if first else 'it prints nothing'}"))
