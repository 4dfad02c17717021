"""A HelmRelease: what it says beside the values, and its text with the values as they were written."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Any, NamedTuple

from msvc_helm import write
from msvc_helm.errors import InputError
from msvc_helm.flux.models import FluxModel, Scaled
from msvc_helm.flux.reference import BY_REFERENCE, ChartSource
from msvc_helm.flux.settings import AUTO, CONFIG_MAP, ReleaseSettings
from msvc_helm.goyaml import parse, plain

API_VERSION = "helm.toolkit.fluxcd.io/v2"
KIND = "HelmRelease"
VALUES_KEY = "values.yaml"
LARGE = 16 * 1024  # bytes of values, beyond which a HelmRelease is no pleasure to read
MOST = 1024 * 1024  # bytes: what Kubernetes takes in a ConfigMap
# An anchor, an alias or a merge key: not every reader of a HelmRelease is one of whole YAML.
_REFERENCES = re.compile(r"(?:^|[\s\[{,:-])(?:[&*]\w|<<\s*:)", re.MULTILINE)

Object = dict[str, Any]


class Release(NamedTuple):
    """One model's objects: `texts` are its documents, the HelmRelease last; `objects` what they say."""

    model: FluxModel
    name: str
    namespace: str
    texts: tuple[str, ...]
    objects: tuple[Object, ...]

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


def make_release(model: FluxModel, chart: ChartSource, wish: ReleaseSettings) -> Release:
    """The HelmRelease of a model, behind the ConfigMap with its values where those are large.

    Raises InputError for values that no object of Kubernetes can hold.
    """
    size = len(model.text.encode())
    if size > MOST:
        message = f"the values have {size:,} bytes; a ConfigMap, or a HelmRelease, holds at most {MOST:,}"
        raise InputError(model.problem(message))
    name = f"{model.namespace}-{model.name}" if wish.namespace and wish.namespace != model.namespace else model.name
    namespace = wish.namespace or model.namespace
    metadata = {"name": name} | ({"namespace": namespace} if namespace else {})
    spec = _spec(model, namespace, chart, wish)
    head: Object = {"apiVersion": API_VERSION, "kind": KIND, "metadata": metadata, "spec": spec}
    if wish.values_in == CONFIG_MAP or (wish.values_in == AUTO and size > LARGE):
        config = _config_map(name, namespace, model.text)
        reference = {"kind": "ConfigMap", "name": config["metadata"]["name"], "valuesKey": VALUES_KEY}
        whole = head | {"spec": {**spec, "valuesFrom": [reference]}}
        return Release(model, name, namespace, (write.dump(config), write.dump(whole)), (config, whole))
    whole = head | {"spec": {**spec, "values": model.values}}
    return Release(model, name, namespace, (_with_values(head, model, whole),), (whole,))


def _spec(model: FluxModel, namespace: str, chart: ChartSource, wish: ReleaseSettings) -> Object:
    spec: Object = {}
    if namespace != model.namespace:  # where `helm list -n` looks for the release, and its objects are
        spec |= {"releaseName": model.release or model.name, "targetNamespace": model.namespace}
        spec["storageNamespace"] = model.namespace
    elif model.release:
        spec["releaseName"] = model.release
    spec |= {"interval": wish.interval, "timeout": wish.timeout}
    spec |= _chart(chart, namespace, wish)
    if wish.depends_on:
        spec["dependsOn"] = [{"name": n} | ({"namespace": ns} if ns else {}) for ns, n in wish.depends_on]
    if wish.service_account:
        spec["serviceAccountName"] = wish.service_account
    if wish.drift != "disabled":
        spec["driftDetection"] = {"mode": wish.drift} | _ignored(model.scaled)
    # An install that fails is tried again by an upgrade. The other way is to uninstall before each retry: that would
    # delete what the operator made and this release took over, and throw away what a model server had loaded.
    spec["install"] = {"strategy": {"name": "RetryOnFailure"}}
    spec["upgrade"] = _upgrade(model, wish)
    return spec


def _chart(chart: ChartSource, namespace: str, wish: ReleaseSettings) -> Object:
    where = wish.source_namespace if chart.url else chart.namespace
    reference = {"kind": chart.kind, "name": chart.name}
    if where not in ("", namespace):
        reference["namespace"] = where
    if chart.kind in BY_REFERENCE:
        return {"chartRef": reference}
    spec: Object = {"chart": chart.chart} | ({"version": chart.version} if chart.version else {})
    return {"chart": {"spec": spec | {"sourceRef": reference}}}


def _ignored(scaled: tuple[Scaled, ...]) -> Object:
    """The numbers of pods that are an autoscaler's, so that they are not drift."""
    if not scaled:
        return {}
    targets = [{"group": each.group, "kind": each.kind, "name": each.name} for each in scaled]
    return {"ignore": [{"paths": ["/spec/replicas"], "target": target} for target in targets]}


def _upgrade(model: FluxModel, wish: ReleaseSettings) -> Object:
    """What follows an upgrade that fails: back to the old objects, but never to an old number of pods.

    Nor while a model is taken over: what there is to go back to is a release that has half of the objects.
    """
    if model.scaled or not wish.retries or model.adopted:
        return {"strategy": {"name": "RetryOnFailure"}}
    return {"remediation": {"retries": wish.retries, "strategy": "rollback"}}


def _config_map(name: str, namespace: str, text: str) -> Object:
    """The values as a ConfigMap whose name tells their content: new values change the HelmRelease, so Flux acts."""
    digest = sha256(text.encode()).hexdigest()[:10]
    metadata = {"name": f"{name}-values-{digest}"} | ({"namespace": namespace} if namespace else {})
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata,
        "immutable": True,
        "data": {VALUES_KEY: text},
    }


def _with_values(head: Object, model: FluxModel, whole: Object) -> str:
    """The HelmRelease with the values as written, comments and all, where that reads as it should."""
    if not _REFERENCES.search(model.text):
        lines = model.text.removesuffix("\n").split("\n")
        text = write.dump(head) + "  values:\n" + "".join(f"    {line}\n" if line else "\n" for line in lines)
        if _reads_as(text, whole):
            return text
    return write.dump(whole)


def _reads_as(text: str, value: Object) -> bool:
    try:
        node = parse(text)
    except InputError:
        return False
    return node is not None and json.dumps(plain(node), sort_keys=True) == json.dumps(value, sort_keys=True)
