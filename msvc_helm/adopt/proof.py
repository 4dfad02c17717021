"""Whether taking a model over leaves its pods alone, as the API server itself says, and whether it has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from msvc_helm.adopt.objects import key_of, metadata, replicas_of
from msvc_helm.adopt.read import Objects
from msvc_helm.adopt.tools import Tools, ran
from msvc_helm.errors import InputError, Problem
from msvc_helm.merge import Object
from msvc_helm.programs import printed_objects
from msvc_helm.untyped import below, mapping, title_of

REVISION = "deployment.kubernetes.io/revision"
TEMPLATE = ("spec", "template")
_CONFLICT = re.compile(r'conflicts? with "([^"]+)"[^:]*:((?: \.\S+|(?:\n- \S+)+)?)')
# What the API server counts as its own, and what changes without anybody changing the object.
_BY_SERVER = ("resourceVersion", "managedFields", "generation", "ownerReferences")


class Conflict(NamedTuple):
    """Fields that belong to another field manager."""

    manager: str
    fields: str


def conflicts(text: str) -> list[Conflict]:
    """Who owns what an apply would change, as the API server says it."""
    return [Conflict(name, ", ".join(re.findall(r"\.\S+", fields))) for name, fields in _CONFLICT.findall(text)]


def dry_run(
    tools: Tools, manifest: str, namespace: str, manager: str, leaving: tuple[str, ...]
) -> tuple[list[Object], bool]:
    """What the API server would make of a manifest, and whether that needs force.

    Force is needed only against the operator, which is gone. Raises InputError where a field is somebody else's.
    """
    words = ("apply", "--server-side", "--dry-run=server", f"--field-manager={manager}", "--namespace", namespace)
    done = tools.kubectl(*words, "-o", "json", "--filename", "-", stdin=manifest)
    found = conflicts(done.text) if done.code else []
    if done.code and not found:
        ran(done, "the dry run on the API server")
    if others := [each for each in found if each.manager not in (*leaving, manager)]:
        who = "; ".join(f"{each.manager} ({each.fields})" for each in others)
        hint = "an autoscaler, or somebody with kubectl? set the same value in the ModelService, or undo the change"
        raise InputError(Problem(f"fields belong to somebody else than the operator: {who}", hint=hint))
    if found:
        done = ran(
            tools.kubectl(*words, "--force-conflicts", "-o", "json", "--filename", "-", stdin=manifest),
            "the dry run on the API server",
        )
    return printed_objects(done.stdout), bool(found)


def surprises(made: Iterable[Object], live: Objects, *, rolls: bool, creates: bool) -> Iterator[str]:
    """What a dry run shows that must not be."""
    for obj in made:
        before = live.get(obj)
        if before is None:
            if not creates:
                yield f"{title_of(obj)} would be created"
            continue
        if metadata(before).get("uid") != metadata(obj).get("uid"):
            yield f"{title_of(obj)} would be another object"
        if below(obj, *TEMPLATE) != below(before, *TEMPLATE) and not rolls:
            yield f"{title_of(obj)} would replace its pods: {', '.join(differing(before, obj))}"
        if replicas_of(obj) != replicas_of(before):
            yield f"{title_of(obj)} would change its replicas from {replicas_of(before)} to {replicas_of(obj)}"


def differing(before: Object, after: Object) -> list[str]:
    """The fields of a pod template that differ, a few of them."""
    return list(_paths(below(before, *TEMPLATE), below(after, *TEMPLATE), "spec.template"))[:5]


def _paths(one: Any, other: Any, path: str) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys([*one, *other]):
            yield from _paths(one.get(key), other.get(key), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _paths(left, right, f"{path}[{index}]")
    elif one != other:
        yield path


def lost(before: Iterable[Object], after: Objects, *, rolls: bool) -> Iterator[str]:
    """What is no longer as it was: an object that is gone or another one, pods that are replaced."""
    for obj in before:
        now = after.get(obj)
        if now is None:
            yield f"{title_of(obj)} is gone"
        elif metadata(now).get("uid") != metadata(obj).get("uid"):
            yield f"{title_of(obj)} is another object"
        elif _revision(now) != _revision(obj) and not rolls:
            yield f"{title_of(obj)} replaces its pods"


def unseen(found: Iterable[Object]) -> list[str]:
    """The Deployments that the controller manager has not looked at since they changed."""
    out = []
    for obj in found:
        seen = int(below(obj, "status", "observedGeneration") or 0)
        if obj.get("kind") == "Deployment" and seen < int(metadata(obj).get("generation") or 0):
            out.append(title_of(obj))
    return out


def _revision(obj: Object) -> Any:
    return mapping(metadata(obj).get("annotations")).get(REVISION)


def content(obj: Object, *, scaled: bool) -> Object:
    """All of an object that somebody wrote; without the number of pods where it is `scaled`."""
    about = {key: value for key, value in metadata(obj).items() if key not in _BY_SERVER}
    about["annotations"] = {key: value for key, value in mapping(about.get("annotations")).items() if key != REVISION}
    out = {**{key: value for key, value in obj.items() if key != "status"}, "metadata": about}
    if scaled and isinstance(out.get("spec"), dict):
        out["spec"] = {key: value for key, value in out["spec"].items() if key != "replicas"}
    return out


def changed(before: Iterable[Object], after: Objects, scaled: set[Any]) -> list[str]:
    """The objects that differ in what somebody wrote; `scaled` are the keys of those whose number others set."""
    out = []
    for obj in before:
        now = after.get(obj)
        free = key_of(obj) in scaled
        if now is None or content(now, scaled=free) != content(obj, scaled=free):
            out.append(title_of(obj))
    return out
