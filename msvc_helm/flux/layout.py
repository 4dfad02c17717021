"""A directory for a fleet: the models once, what differs by cluster as patches, and what tells Flux to apply them.

    sources/                      the charts' sources, for all clusters
    models/base/NAMESPACE/MODEL/  a model as the first cluster that has it wants it
    models/CLUSTER/               which models a cluster has, and in what they differ there
    clusters/CLUSTER/             the Kustomizations that apply both, found by `flux bootstrap --path`

The overlays are outside `clusters/`: Flux applies all that is below the path it was bootstrapped with, which would be
the models a second time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from msvc_helm import write
from msvc_helm.errors import InputError
from msvc_helm.flux.accepted import inside
from msvc_helm.flux.difference import difference
from msvc_helm.flux.release import Release
from msvc_helm.managed_files import Earlier, line, sealed_by
from msvc_helm.visible import visible

COMMAND = "flux"
EARLIER = Earlier(("clusters/*/*", "models/*/*", "models/*/*/*/*", "sources/*"), sealed_by(COMMAND))
"""Where the directories of versions before there were records have their files."""

BASE = "base"
KUSTOMIZATION = "kustomization.yaml"
SYSTEM = "flux-system"  # the namespace, and the GitRepository in it, that `flux bootstrap` makes
SOURCES, MODELS = "model-sources", "models"

Files = dict[str, str]


class Cluster(NamedTuple):
    """A cluster and what it is to run."""

    name: str
    releases: tuple[Release, ...]


def layout(clusters: Sequence[Cluster], sources: Sequence[dict[str, Any]], *, root: str, interval: str) -> Files:
    """The files of a fleet, by path. `root` is where the directory lies in its Git repository.

    Raises InputError for a model without a namespace, from which its folder has its name.
    """
    problems = [
        release.model.problem("a directory for a fleet needs the model's namespace", "metadata.namespace", "give -n")
        for cluster in clusters
        for release in cluster.releases
        if not release.model.namespace
    ]
    if problems:
        raise InputError(problems)
    base = _base(clusters)
    files: Files = {}
    for folder, release in base.items():
        files |= _model(f"models/{BASE}/{folder}", release)
    for cluster in clusters:
        files |= _overlay(cluster, base)
        text = "---\n".join(map(write.dump, _kustomizations(cluster.name, bool(sources), root, interval)))
        files[f"clusters/{cluster.name}/models.yaml"] = _headed(text, f"--cluster {cluster.name}")
    names = []
    for source in sources:
        names.append(f"{source['metadata']['name']}.yaml")
        files[f"sources/{names[-1]}"] = _headed(write.dump(source), "--chart")
    if names:
        files[f"sources/{KUSTOMIZATION}"] = _headed(write.dump(_kustomization(names)), "--chart")
    return files


def _base(clusters: Iterable[Cluster]) -> dict[str, Release]:
    """Every model once, by the path of its folder, as the first cluster wants it that has it."""
    found: dict[str, Release] = {}
    for cluster in clusters:
        for release in cluster.releases:
            found.setdefault(_folder(release), release)
    return dict(sorted(found.items()))


def _folder(release: Release) -> str:
    return f"{release.model.namespace}/{release.model.name}"


def _model(folder: str, release: Release) -> Files:
    """The folder of one model."""
    names = [f"{obj['kind'].lower()}.yaml" for obj in release.objects]
    origin = _origin(release)
    files = {f"{folder}/{name}": _headed(text, origin) for name, text in zip(names, release.texts, strict=True)}
    return files | {f"{folder}/{KUSTOMIZATION}": _headed(write.dump(_kustomization(names)), origin)}


def _origin(release: Release) -> str:
    """The file a model is from, wherever that stood."""
    return visible(os.path.basename(release.model.source).strip("<>"))


def _headed(text: str, origin: str) -> str:
    """The text of a file that says who wrote it, and of what, which is where to change it."""
    return f"# {line(COMMAND, origin)}\n{text}"


def _overlay(cluster: Cluster, base: dict[str, Release]) -> Files:
    """What a cluster has: the models of the base, patched where one differs, copies where no patch could say how."""
    folder = f"models/{cluster.name}"
    resources: list[str] = []
    patches: list[dict[str, Any]] = []
    files: Files = {}
    for release in sorted(cluster.releases, key=_folder):
        below = _folder(release)
        theirs = base[below]
        if release.objects == theirs.objects:
            resources.append(f"../{BASE}/{below}")
        elif len(release.objects) > 1 or len(theirs.objects) > 1:  # values in a ConfigMap are one text
            resources.append(below)
            files |= _model(f"{folder}/{below}", release)
        else:
            resources.append(f"../{BASE}/{below}")
            name = f"{release.model.namespace}_{release.model.name}.yaml"
            patch = write.dump(difference(theirs.objects[0], release.objects[0]))
            files[f"{folder}/{name}"] = _headed(patch, _origin(release))
            target = {"kind": "HelmRelease", "name": release.name, "namespace": release.namespace}
            patches.append({"path": name, "target": target})
    text = write.dump(_kustomization(resources) | ({"patches": patches} if patches else {}))
    return files | {f"{folder}/{KUSTOMIZATION}": _headed(text, f"--cluster {cluster.name}")}


def _kustomization(resources: Sequence[str]) -> dict[str, Any]:
    """The file that kustomize looks for in a folder."""
    return {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": list(resources)}


def _kustomizations(cluster: str, has_sources: bool, root: str, interval: str) -> list[dict[str, Any]]:
    """What tells a cluster's Flux to apply the sources and then the models."""
    root = inside(root) or "."
    out = []
    if has_sources:
        out.append(_applied(SOURCES, f"{root}/sources", interval))
        out[-1]["spec"] |= {"wait": True, "timeout": "5m"}
    models = _applied(MODELS, f"{root}/models/{cluster}", interval)
    if has_sources:
        models["spec"]["dependsOn"] = [{"name": SOURCES}]
    return [*out, models]


def _applied(name: str, path: str, interval: str) -> dict[str, Any]:
    return {
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
        "kind": "Kustomization",
        "metadata": {"name": name, "namespace": SYSTEM},
        "spec": {
            "interval": interval,
            "retryInterval": "1m",
            "path": path,
            "prune": True,
            "sourceRef": {"kind": "GitRepository", "name": SYSTEM},
        },
    }
