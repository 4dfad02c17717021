"""What objects that refer to others find on the way: Services, pools, routes, autoscalers, settings of pods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msvc_helm.check import pools
from msvc_helm.diff.stored import spec_of
from msvc_helm.merge import Object
from msvc_helm.plan.entries import Entry
from msvc_helm.plan.pods import Labels, Pods
from msvc_helm.plan.ready import SLOW, duration, start
from msvc_helm.plan.references import reads, references
from msvc_helm.plan.words import CREATED, DELETED, REFUSED, REPLACED, ROLLS, UNCHANGED
from msvc_helm.untyped import mapping


class Between:
    """All entries of a plan, and what is found in them on the way."""

    def __init__(self, entries: list[Entry]) -> None:
        self._entries = entries
        self._running = [entry for entry in entries if entry.old_pods or entry.new_pods]
        self._without: dict[tuple[str, str, str], str] = {}

    def add_notes(self) -> None:
        """Add to each entry what there is to know of it."""
        if all(entry.verdict in (UNCHANGED, REFUSED) for entry in self._entries):
            return
        for entry in self._entries:
            if entry.verdict not in (DELETED, REFUSED):
                entry.notes += self._of_selector(entry)
        for entry in self._entries:
            if entry.verdict not in (DELETED, REFUSED):
                entry.notes += self._of_references(entry)
                entry.notes += self._of_settings(entry)

    def _of_selector(self, entry: Entry) -> Iterator[str]:
        """Whether a Service or a pool has a ready pod all the time."""
        wanted = selector(entry.pair.after)
        if not wanted:
            return
        note = self._gap(entry, wanted, selector(entry.pair.before))
        if note:
            manifest = entry.manifest
            self._without[(manifest.kind, manifest.namespace, manifest.name)] = note
            yield note

    def _gap(self, entry: Entry, wanted: Labels, before: Labels) -> str:
        near = [each for each in self._running if each.manifest.namespace == entry.manifest.namespace]
        had = [each for each in near if before and _selects(before, each.old_pods)]
        then = [each for each in near if _selects(wanted, each.new_pods)]
        if not had:
            return ""
        if not then:
            return f"selects no pod any more (before: {_titles(had)})"
        still = [each for each in near if each.verdict != DELETED and _selects(wanted, each.old_pods)]
        if not still:
            return f"selects nothing until the first new pod of {_titles(then)} is ready{_time(then)}"
        if all(_is_down(each) for each in then) and not any(each for each in still if not _is_down(each)):
            return f"has no ready pod while {_titles(then)} is replaced{_time(then)}"
        return ""

    def _of_references(self, entry: Entry) -> Iterator[str]:
        gone = {_key(each): each for each in self._entries if each.verdict == DELETED}
        for kind, name in dict.fromkeys(references(entry.pair.after)):
            key = (kind, entry.manifest.namespace, name)
            if key in gone:
                yield f"refers to {kind}/{name}, which is deleted"
            elif key in self._without and entry.manifest.kind == "HTTPRoute":
                yield f"its backend {kind}/{name} {self._without[key]}"

    def _of_settings(self, entry: Entry) -> Iterator[str]:
        """Who reads a ConfigMap or Secret that changes, and when it sees the change."""
        manifest = entry.manifest
        if manifest.kind not in ("ConfigMap", "Secret") or entry.verdict in (UNCHANGED, CREATED):
            return
        ways: dict[str, list[str]] = {}
        for each in self._running:
            if each.verdict in (UNCHANGED, "in place", "scaled") and each.manifest.namespace == manifest.namespace:
                for way in dict.fromkeys(
                    way for pod in each.new_pods for way in reads(pod.spec, entry.manifest, entry.causes)
                ):
                    ways.setdefault(way, []).append(each.manifest.title)
        yield from (f"{way}: {', '.join(titles)}" for way, titles in ways.items())


def _key(entry: Entry) -> tuple[str, str, str]:
    return entry.manifest.kind, entry.manifest.namespace, entry.manifest.name


def selector(obj: Object) -> Labels:
    """The labels by which a Service or a pool selects pods; none for anything else."""
    if obj.get("kind") == "Service" and spec_of(obj).get("type") != "ExternalName":
        return mapping(spec_of(obj).get("selector"))
    if obj.get("kind") == "InferencePool":
        return pools.selector(obj)
    return {}


def _selects(wanted: Labels, found: Iterable[Pods]) -> bool:
    return any(each.number and all(each.labels.get(k) == v for k, v in wanted.items()) for each in found)


def _is_down(entry: Entry) -> bool:
    """Whether no pod of a workload is ready at some time: it is new, or all its pods are replaced at once."""
    if entry.verdict in (CREATED, REPLACED) or not entry.old_pods:
        return True
    return entry.verdict == ROLLS and entry.rollout is not None and entry.rollout.floor == 0


def _titles(entries: list[Entry]) -> str:
    return ", ".join(entry.manifest.title for entry in entries)


def _time(entries: list[Entry]) -> str:
    seconds = min((start(pod.spec)[0] for entry in entries for pod in entry.new_pods), default=0)
    return f" (up to {duration(seconds)})" if seconds >= SLOW else ""
