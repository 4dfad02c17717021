"""What applying objects again would change, asked of the API server: what Flux and Argo CD call drift.

`kubectl diff` is no good for it: it shows the status, which changes between its two questions.
"""

from __future__ import annotations

from typing import Any

from msvc_helm.flux.difference import difference
from tests.e2e.kubectl import Kubectl

# Written by kubectl and by the server, and no wish of anybody's.
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
SERVERS = ("managedFields", "resourceVersion", "generation", "uid", "creationTimestamp")


def drift(kubectl: Kubectl, manifest: str, *words: str) -> dict[str, list[str]]:
    """`Kind/name` of each object that would change to the paths that would; `words` are further flags of apply."""
    said = kubectl.run("apply", "--dry-run=server", *words, "-o", "json", "-f", "-", stdin=manifest).json()
    items: Any = said["items"] if said["kind"] == "List" else [said]
    found = {}
    for item in items:
        name = f"{item['kind']}/{item['metadata']['name']}"
        live = kubectl.get(f"{item['kind']}.{item['apiVersion'].rpartition('/')[0]}".rstrip("."), name.split("/")[1])
        changed = difference(_wished(live or {}), _wished(item))
        if changed:
            found[name] = [each["path"] for each in changed]
    return found


def _wished(obj: dict[str, Any]) -> dict[str, Any]:
    """An object without what nobody wishes."""
    metadata = {key: value for key, value in obj.get("metadata", {}).items() if key not in SERVERS}
    annotations = {key: value for key, value in metadata.pop("annotations", {}).items() if key != LAST_APPLIED}
    metadata |= {"annotations": annotations}
    return {**obj, "status": None, "metadata": metadata}
