"""What a cluster has, and what its API server would make of manifests: asked through kubectl, nothing is changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from msvc_helm.diff.applied import HELM3, HELM4
from msvc_helm.diff.kinds import group
from msvc_helm.diff.manifests import Identity, Manifest
from msvc_helm.diff.release import CHART, chart_labels, replaced
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import plain
from msvc_helm.merge import Object
from msvc_helm.programs import Finished, Kubectl, demand, printed_objects
from msvc_helm.untyped import below, mapping, maps, name_of, namespace_of

CLUSTER = "cluster:"
AT_ONCE = 4  # requests of one run on their way at a time
# What a tool adds to the objects of a release, beside what the manifests say.
OF_A_RELEASE = {
    "labels": (
        "app.kubernetes.io/managed-by",
        "helm.toolkit.fluxcd.io/name",
        "helm.toolkit.fluxcd.io/namespace",
        "kustomize.toolkit.fluxcd.io/name",
        "kustomize.toolkit.fluxcd.io/namespace",
    ),
    "annotations": ("meta.helm.sh/release-name", "meta.helm.sh/release-namespace"),
}
MANAGERS = ("helm", "helm-controller", "kustomize-controller", "argocd-controller", "kubectl")
"""The names under which tools apply, the likeliest first."""


class ApiServer(NamedTuple):
    """How the cluster is reached, and which tool would apply."""

    kubectl: Kubectl
    tool: str = HELM4

    def run(self, objects: Object, *words: str) -> Finished:
        """Kubectl with these words, on objects; it prints objects."""
        return self.kubectl.run(*words, "-f", "-", "-o", "json", stdin=json.dumps(objects))


def ask(old: Iterable[Manifest], new: Iterable[Manifest], server: ApiServer) -> list[list[Manifest]]:
    """The objects of both sides as the cluster has them, and as it would have them. Raises InputError.

    Of `old` it only matters which objects there are. An object that the server rejects is as it was written, with the
    server's words (`Manifest.rejected`).
    """
    demand(server.kubectl.program, "--kubectl")
    if server.tool == HELM3:
        hint = "or leave out --server; Helm's own --dry-run=server sends no object to the API server"
        raise InputError(
            Problem("the API server tells what server-side apply would do: give --with helm4 or apply", hint=hint)
        )
    new = list(new)
    wanted = {manifest.identity: manifest for manifest in (*old, *new)}
    there = _live(list(wanted.values()), server)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = pool.map(lambda manifest: _applied(manifest, there.get(manifest.identity), server), new)
        return [[_read(obj, wanted[key]) for key, obj in there.items()], list(made)]


def _live(wanted: list[Manifest], server: ApiServer) -> dict[Identity, Object]:
    """The objects that are there, of those wanted."""
    if not wanted:
        return {}
    stubs = [
        {
            "apiVersion": manifest.api_version,
            "kind": manifest.kind,
            "metadata": {"name": manifest.name, **({"namespace": manifest.namespace} if manifest.namespace else {})},
        }
        for manifest in wanted
    ]
    listed = {"apiVersion": "v1", "kind": "List", "items": stubs}
    done = server.run(listed, "get", "--ignore-not-found", "--show-managed-fields")
    errors = [line for line in done.errors.splitlines() if line]
    serious = [line for line in errors if "no matches for kind" not in line and "ensure CRDs" not in line]
    if done.code and (serious or not errors):
        raise InputError(Problem(f"kubectl get failed: {serious[0] if serious else f'exit code {done.code}'}"))
    known = {manifest.identity for manifest in wanted}
    out: dict[Identity, Object] = {}
    for obj in printed_objects(done.stdout):
        about = group(obj["apiVersion"]), obj["kind"]
        for identity in ((*about, namespace_of(obj), name_of(obj)), (*about, "", name_of(obj))):
            if identity in known:  # an object that names no namespace is in the one that kubectl takes
                out[identity] = obj
                break
    return out


def _applied(manifest: Manifest, live: Object | None, server: ApiServer) -> Manifest:
    """The object as it would be after it was applied."""
    obj: Any = plain(manifest.node)
    if manifest.namespace:
        obj["metadata"].setdefault("namespace", manifest.namespace)
    for field, keys in OF_A_RELEASE.items():
        kept = {key: value for key, value in mapping(below(live, "metadata", field)).items() if key in keys}
        if field == "labels" and CHART not in mapping(below(obj, "metadata", field)):
            kept |= chart_labels(live)
        if kept:
            obj["metadata"][field] = {**kept, **mapping(obj["metadata"].get(field))}
    words = (
        "apply",
        "--server-side",
        "--force-conflicts",
        "--dry-run=server",
        f"--field-manager={_manager(live, server)}",
    )
    done = server.run(obj, *words)
    if done.code:
        rejected = _read(obj, manifest)
        rejected.rejected = _words(done.text)
        return rejected
    return _read(json.loads(done.stdout), manifest)


def _manager(live: Object | None, server: ApiServer) -> str:
    """The name under which the object was applied, else the one that the tool uses."""
    fields = maps(below(live, "metadata", "managedFields"))
    names = [str(entry.get("manager")) for entry in fields if entry.get("operation") == "Apply"]
    return next((name for name in MANAGERS if name in names), "helm" if server.tool == HELM4 else "kubectl")


def _words(said: str) -> str:
    """What the server says, without what kubectl says of itself."""
    lines = [line for line in said.splitlines() if line.strip() and not line.startswith("Warning:")]
    text = " ".join(lines).removeprefix("Error from server ")
    return re.sub(r"^(\([A-Za-z]+\)|error): ", "", text) or "rejected"


def _read(obj: Object, written: Manifest) -> Manifest:
    """An object of the cluster's, placed where it is written."""
    found = replaced(written, obj)
    found.rejected = ""
    return found


def rejections(side: Iterable[Manifest]) -> Iterator[Problem]:
    """What the server rejects."""
    for manifest in side:
        if manifest.rejected:
            message = f"{manifest.title}: the API server would reject it: {manifest.rejected}"
            yield Problem(message, line=manifest.line(()), source=manifest.source, document=manifest.document)
