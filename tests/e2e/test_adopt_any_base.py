"""Models of many base configs, as the operator leaves them on a real API server: taking them over replaces no pod.

The objects are what the operator made of the parity corpus, with what it adds in a cluster: owner references, its field
manager, an empty affinity. Pairs are left out for which msvc-helm makes something else on purpose.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from msvc_helm.adopt import proof
from msvc_helm.adopt.applying import stream
from msvc_helm.adopt.command import AdoptOptions, fleet
from msvc_helm.adopt.findings import blocking
from msvc_helm.adopt.read import Objects
from msvc_helm.adopt.tools import Programs
from msvc_helm.plan.words import IN_PLACE, UNCHANGED
from tests.e2e import build
from tests.e2e.adopting import CHILDREN
from tests.e2e.cluster import Cluster
from tests.e2e.conftest import NewNamespace
from tests.e2e.kubectl import Kubectl, as_text
from tests.e2e.operated import moved
from tests.test_parity import CORPUS, PAIRS

Object = dict[str, Any]
AS_RECORDED = ("notes", "skip")  # of a pair: what our objects differ in, on purpose
KINDS = ("modelservices", "configmaps", *CHILDREN)
pytestmark = pytest.mark.skipif(not PAIRS, reason="../shared is not here")


def pairs() -> list[Object]:
    """For every base config the first ModelService that the API server accepts the objects of."""
    first: dict[str, Object] = {}
    for pair in PAIRS:
        accepted = pair["outcome"] == "ok" and pair["apiserver"] == "ok"
        if accepted and not any(pair[key] for key in AS_RECORDED) and can_be_moved(pair):
            first.setdefault(pair["baseconfig"], pair)
    return list(first.values())


def can_be_moved(pair: Object) -> bool:
    """Whether there are pods, all in one namespace, which no text has in it while it was not known."""
    made = json.loads((CORPUS / "expected" / pair["expected"]).read_text(encoding="utf-8"))
    namespaces = {each["metadata"].get("namespace") for each in (*made.pop("configMaps", []), *made.values())}
    text = (CORPUS / "baseconfigs" / pair["baseconfig"]).read_text(encoding="utf-8")
    pods = any(each["kind"] == "Deployment" for each in made.values())
    return pods and len(namespaces) == 1 and ("ModelServiceNamespace" not in text or namespaces != {None})


def operated(pair: Object, kubectl: Kubectl) -> str:
    """Make the objects of a pair as the operator does; the name of its model."""
    service = yaml.safe_load((CORPUS / "modelservices" / pair["modelservice"]).read_text(encoding="utf-8"))
    base = yaml.safe_load((CORPUS / "baseconfigs" / pair["baseconfig"]).read_text(encoding="utf-8"))
    before = service["metadata"].get("namespace", "no namespace")
    service["spec"]["baseConfigMapRef"] = {"name": "base"}
    base["metadata"] = {"name": "base"}
    create(kubectl, [moved(service, before, kubectl.namespace), moved(base, before, kubectl.namespace)])
    (about,) = (each["metadata"] for each in kubectl.items("modelservices"))
    owner = {"apiVersion": service["apiVersion"], "kind": "ModelService", "name": about["name"], "uid": about["uid"]}
    made = json.loads((CORPUS / "expected" / pair["expected"]).read_text(encoding="utf-8"))
    objects = [*made.pop("configMaps", []), *made.values()]
    for each in objects:
        if each["kind"] == "Deployment" and not each["metadata"]["name"].endswith("-epp"):
            each["spec"]["template"]["spec"].setdefault("affinity", {})
        if each["kind"] != "ConfigMap":
            each["metadata"]["ownerReferences"] = [owner]
    create(kubectl, [moved(each, before, kubectl.namespace) for each in objects], "--field-manager=manager")
    return str(about["name"])


def create(kubectl: Kubectl, objects: list[Object], *words: str) -> None:
    if objects:
        kubectl.run("create", *words, "-f", "-", stdin=as_text(objects))


def test_no_pod_is_replaced(
    operator_cluster: Cluster, new_namespace: NewNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(operator_cluster.kubeconfig))
    tools = Programs(str(build.binary("kubectl")), str(build.binary("helm4")), "", str(tmp_path))
    found, deployments = [], 0
    for pair in pairs():
        kubectl = new_namespace(operator_cluster)
        name = operated(pair, kubectl)
        items = json.loads(kubectl.run("get", ",".join(KINDS), "-o", "json", "--show-managed-fields").stdout)["items"]
        (model,) = fleet(Objects(items), AdoptOptions()).models
        what = f"{pair['modelservice']} with {pair['baseconfig']}"
        assert model.name == name
        found += [f"{what}: {text}" for text in blocking(model, AdoptOptions().allowed)]
        if model.word not in (UNCHANGED, IN_PLACE):
            found.append(f"{what}: {model.word}")
        if model.live:
            made, _ = proof.dry_run(tools, stream(model), model.namespace, "helm", model.leaving)
            said = proof.surprises(made, Objects(model.live), rolls=False, creates=False)
            found += [f"{what}: the API server: {text}" for text in said]
        deployments += len([each for each in model.live if each["kind"] == "Deployment"])
    assert not found, "\n".join(found)
    assert deployments > len(pairs())
