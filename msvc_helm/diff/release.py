"""The labels that a chart puts on whatever it makes, beside what the manifests say."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import Any

from msvc_helm.diff.manifests import Manifest, manifests
from msvc_helm.goyaml import plain
from msvc_helm.merge import Object
from msvc_helm.read import documents
from msvc_helm.untyped import below, mapping

CHART = "helm.sh/chart"
CHARTS_OWN = frozenset(
    {
        CHART,
        "app.kubernetes.io/instance",
        "app.kubernetes.io/managed-by",
        "app.kubernetes.io/name",
        "app.kubernetes.io/version",
    }
)


def through_the_chart(release: Iterable[Manifest], new: Iterable[Manifest]) -> list[Manifest]:
    """The new side as an upgrade of the release would make it, where it did not go through the chart itself."""
    stored = {manifest.identity: chart_labels(plain(manifest.node)) for manifest in release}
    return [_labelled(manifest, stored.get(manifest.identity, {})) for manifest in new]


def chart_labels(obj: Any) -> Object:
    """The labels of an object that are its chart's; none where no chart made it."""
    labels = mapping(below(obj, "metadata", "labels"))
    return {key: value for key, value in labels.items() if key in CHARTS_OWN} if CHART in labels else {}


def _labelled(manifest: Manifest, labels: Object) -> Manifest:
    obj: Any = plain(manifest.node)
    own = mapping(below(obj, "metadata", "labels"))
    if not labels or CHART in own:
        return manifest
    obj["metadata"]["labels"] = {**labels, **own}
    return replaced(manifest, obj)


def replaced(manifest: Manifest, obj: Object) -> Manifest:
    """Another value of the object, placed where it is written."""
    [found] = manifests(documents(io.BytesIO(json.dumps(obj).encode()), manifest.source))
    found.document, found.written_at, found.namespace = manifest.document, manifest, manifest.namespace
    return found
