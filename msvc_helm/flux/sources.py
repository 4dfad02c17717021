"""The Flux sources that charts come from."""

from __future__ import annotations

from typing import Any

from msvc_helm.flux.reference import OCI, ChartSource
from msvc_helm.flux.settings import ReleaseSettings

API_VERSION = "source.toolkit.fluxcd.io/v1"
HELM_LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"  # the chart in what `helm push` makes


def make_source(chart: ChartSource, namespace: str, wish: ReleaseSettings) -> dict[str, Any]:
    """The object that fetches the chart, for a chart with a `url`."""
    metadata = {"name": chart.name} | ({"namespace": namespace} if namespace else {})
    spec: dict[str, Any] = {"interval": wish.interval, "url": chart.url}
    if chart.kind == OCI:
        spec["ref"] = dict(chart.ref) or {"semver": "*"}  # else Flux looks for a tag `latest`, which no chart has
        spec["layerSelector"] = {"mediaType": HELM_LAYER, "operation": "copy"}
    elif chart.ref:
        spec["ref"] = dict(chart.ref)
    if wish.source_secret:
        spec["secretRef"] = {"name": wish.source_secret}
    return {"apiVersion": API_VERSION, "kind": chart.kind, "metadata": metadata, "spec": spec}
