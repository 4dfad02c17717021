"""LeaderWorkerSets and DisaggregatedSets: what their API server and webhooks take, and what then makes no pod."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msvc_helm.diff.applied import Pair
from msvc_helm.diff.stored import in_words
from msvc_helm.errors import Problem
from msvc_helm.merge import Object
from msvc_helm.plan.further import taken
from msvc_helm.types.structs import StructType
from msvc_helm.untyped import below, mapping
from msvc_helm.validation import validate

GROUPS = ("LeaderWorkerSet", "DisaggregatedSet")
SUBGROUP_TOPOLOGY = "leaderworkerset.sigs.k8s.io/subgroup-exclusive-topology"
SUBGROUPS = "spec.leaderWorkerTemplate.subGroupPolicy"
_TEMPLATE = re.compile(r"(?:worker|leader)Template\.")
# What the schema of a CRD demands of a pod, which is all that is demanded of a template in a group.
_REQUIRED = re.compile(
    r"\.containers$|\.(?:containers|initContainers|volumes|env|volumeMounts)\[\d+\]\.name$"
    r"|\.ports\[\d+\]\.containerPort$|\.volumeMounts\[\d+\]\.mountPath$"
)


def accepted(problem: Problem) -> bool:
    """Whether the API server takes a group in spite of this: a template is not checked, nor the length of names."""
    if problem.path == "metadata.name":
        return "highest index" in problem.message
    if not _TEMPLATE.search(problem.path):
        return False
    missing = "required but not set" in problem.message
    return not (missing and _REQUIRED.search(problem.path)) and "same" not in problem.message


def makes_no_pod(obj: Object, struct: StructType | None) -> Iterator[Problem]:
    """What the API server takes, and what then leaves an object without pods, or a group without workers."""
    if struct is not None:
        prefix = f"{obj['kind']} {below(obj, 'metadata', 'name')}: "
        for problem in validate(in_words(obj, struct)):
            plain = problem._replace(path=problem.path.removeprefix(prefix))
            if taken(obj, plain) or (obj.get("kind") in GROUPS and accepted(plain)):
                yield plain


def refused_by_webhook(pair: Pair) -> Iterator[Problem]:
    """What the webhook of LeaderWorkerSet says no to in a change."""
    if pair.after.get("kind") != "LeaderWorkerSet":
        return
    annotations = mapping(below(pair.after, "metadata", "annotations"))
    if SUBGROUP_TOPOLOGY in annotations and below(pair.after, *SUBGROUPS.split(".")) is None:
        yield Problem("needs spec.leaderWorkerTemplate.subGroupPolicy", f"metadata.annotations.{SUBGROUP_TOPOLOGY}")
    if not pair.before:
        return
    old, new = (below(obj, *SUBGROUPS.split(".")) for obj in (pair.before, pair.after))
    if (old is None) != (new is None):
        what = "removed" if new is None else "added"
        yield Problem(f"cannot be {what} once the LeaderWorkerSet exists", SUBGROUPS)
    elif mapping(old).get("subGroupSize") != mapping(new).get("subGroupSize"):
        yield Problem("cannot be changed once the LeaderWorkerSet exists", f"{SUBGROUPS}.subGroupSize")
