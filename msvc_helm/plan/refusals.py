"""Why the API server, or a webhook, would reject a change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from msvc_helm.diff.applied import HELM3, Pair
from msvc_helm.diff.changes import ABSENT, Change
from msvc_helm.diff.differences import masked
from msvc_helm.diff.manifests import Manifest, Path
from msvc_helm.diff.stored import in_words
from msvc_helm.errors import Problem
from msvc_helm.merge import Object
from msvc_helm.plan.fixed import STORAGE, fixed
from msvc_helm.plan.further import further, taken
from msvc_helm.plan.groups import GROUPS, accepted, refused_by_webhook
from msvc_helm.types.structs import StructType
from msvc_helm.untyped import below, mapping
from msvc_helm.validation import validate, wholes
from msvc_helm.validation.walk import check_value, struct_of

ENDS = ("Job", "CronJob", "Pod")  # kinds whose pods may end
# Where kinds that are not children of a model have their template.
_SPECS = {"DaemonSet": ("spec",), "ReplicaSet": ("spec",), "Job": ("spec",), "CronJob": ("spec.jobTemplate.spec",)}
_ENVIRONMENT = re.compile(r"\.env\[\d+\]\.name$")


class Refusal(NamedTuple):
    """A field that is in the way, and the reason in words."""

    change: Change
    reason: str


def refusals(old: Manifest | None, new: Manifest, pair: Pair, tool: str) -> list[Refusal]:
    """Everything for which the object would be rejected; none is good."""
    wrong = [_refusal(problem, new.written) for problem in new.wrong]
    if tool != HELM3:
        wrong += [_refusal(problem._replace(message="unknown field"), new.written) for problem in new.unknown]
    if wrong:
        return wrong
    before = set(_invalid(old, pair.before, tool)) if old else set()
    found = [_refusal(problem, pair.after) for problem in _invalid(new, pair.after, tool) if problem not in before]
    found += [_refusal(problem, pair.after) for problem in refused_by_webhook(pair)]
    if old is not None:
        found += [Refusal(change, f"{dotted(change.path)}: {reason}") for change, reason in fixed(pair)]
    return [_masked(new, refusal) for refusal in found]


def _invalid(manifest: Manifest, obj: Object, tool: str) -> Iterator[Problem]:
    """What is wrong with the object by itself, as the API server finds it."""
    if manifest.known is None or manifest.typed is None:
        return
    if not manifest.known.built_in:
        obj = in_words(obj, manifest.known.struct)
    for problem in (*_problems(obj, manifest.known.struct), *further(obj)):
        twice = tool == HELM3 and _ENVIRONMENT.search(problem.path) and "same" in problem.message
        if not twice and not (obj["kind"] in GROUPS and accepted(problem)) and not taken(obj, problem):
            yield problem


def _problems(obj: Object, struct: StructType) -> Iterable[Problem]:
    if struct_of(obj) is None:
        return _of_other(obj, struct)
    prefix = f"{obj['kind']} {below(obj, 'metadata', 'name')}: "
    return [problem._replace(path=problem.path.removeprefix(prefix)) for problem in validate(obj)]


def _of_other(obj: Object, struct: StructType) -> list[Problem]:
    """What is wrong with an object that is not a child of a model."""
    found: list[Problem] = []
    check_value(_of_ending(obj) if obj["kind"] in ENDS else obj, struct, "", found)
    for path in _SPECS.get(obj["kind"], ()):
        spec = mapping(below(obj, *path.split(".")))
        found += wholes.mounts(spec, path, "template")
        if obj["kind"] not in ENDS:
            found += wholes.selector(spec, path)
    return [*found, *_restarts(obj)]


def _of_ending(value: Any) -> Any:
    """A copy without what is only allowed in pods that may end."""
    if isinstance(value, dict):
        return {k: _of_ending(v) for k, v in value.items() if k not in ("restartPolicy", "activeDeadlineSeconds")}
    return [_of_ending(item) for item in value] if isinstance(value, list) else value


def _restarts(obj: Object) -> Iterator[Problem]:
    path = {"Job": "spec.template.spec", "CronJob": "spec.jobTemplate.spec.template.spec"}.get(obj["kind"])
    if path and below(obj, *path.split("."), "restartPolicy") not in ("OnFailure", "Never"):
        yield Problem("expected OnFailure or Never", f"{path}.restartPolicy")


def _refusal(problem: Problem, obj: Object) -> Refusal:
    path = path_of(problem.path, obj)
    value = _value(obj, path)
    return Refusal(Change(path, ABSENT, value), f"{problem.path}: {problem.message}{_way_out(path)}")


def _way_out(path: Path) -> str:
    """How to get past what is left over of a strategy that the manifest never had."""
    strategies = (("spec", "strategy", "rollingUpdate"), ("spec", "updateStrategy", "rollingUpdate"))
    if path not in strategies:
        return ""
    return "; the server's own is still there: release once with rollingUpdate written out, then change the type"


def _masked(manifest: Manifest, refusal: Refusal) -> Refusal:
    return refusal._replace(change=masked(manifest, refusal.change))


def dotted(path: Path) -> str:
    """A path as messages have it."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def path_of(text: str, obj: Any) -> Path:
    """A path as messages have it, as keys and indexes: a key may hold dots, so the object says where it ends."""
    out: list[str | int] = []
    rest = text
    while rest:
        index = re.match(r"\.?\[(\d+)\]", rest)
        if index:
            out.append(int(index[1]))
            obj = obj[int(index[1])] if isinstance(obj, list) and int(index[1]) < len(obj) else None
            rest = rest[index.end() :]
            continue
        rest = rest.removeprefix(".")
        keys = sorted((key for key in mapping(obj) if rest.startswith(key)), key=len, reverse=True)
        key = next((key for key in keys if rest[len(key) :][:1] in ("", ".", "[")), None)
        key = key if key is not None else re.split(r"[.\[]", rest, maxsplit=1)[0]
        if not key:
            break
        out.append(key)
        obj, rest = mapping(obj).get(key), rest[len(key) :]
    return tuple(out)


def _value(obj: Any, path: Path) -> Any:
    for step in path:
        if isinstance(step, int):
            obj = obj[step] if isinstance(obj, list) and step < len(obj) else ABSENT
        else:
            obj = obj.get(step, ABSENT) if isinstance(obj, dict) else ABSENT
    return obj


def storage(claim: Object) -> Any:
    """How much a claim asks for."""
    return below(claim, *STORAGE)


def lost(pair: Pair, old: Manifest | None, new: Manifest) -> Iterator[str]:
    """Wishes of the new manifest of which nothing may come, and that no manifest shows."""
    headless = new.kind == "Service" and below(pair.after, "spec", "clusterIP") == "None"
    if headless and not below(new.written, "spec", "clusterIP"):
        yield "clusterIP: None stays although it is not in the manifest any more: the Service remains headless"
    if old and new.kind == "PersistentVolumeClaim" and storage(pair.before) != storage(pair.after):
        yield "a claim grows only if it is bound and its storage class allows expansion; otherwise this is refused"
    if old and new.kind == "Secret":
        given = {*mapping(new.written.get("stringData")), *mapping(new.written.get("data"))}
        for key in mapping(old.written.get("stringData")):
            if key not in given:
                yield f"{key} stays in the Secret: a key that was given in stringData is not deleted with it"
    for problem in new.unknown:
        yield f"{problem.path} is an unknown field, which Kubernetes drops without a word"
