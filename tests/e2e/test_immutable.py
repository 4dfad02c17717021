"""A change that Kubernetes refuses is refused before anything is sent: another model name, any immutable field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from msvc_helm.immutable import IMMUTABLE
from tests.e2e.helm import NO_POST_RENDERER, Helm
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import BASE, KINDS, VALUES, Model, msvc_post
from tests.e2e.test_generated_charts import generated

EPP = {
    "eppDeployment": 'spec: {template: {spec: {containers: [{name: epp, image: "example.test/epp:1"}]}}}',
    "eppService": "spec: {ports: [{port: 9002}]}",
    "inferencePool": "spec: {targetPorts: [{number: 8000}], endpointPickerRef: {port: {number: 9002}}}",
}
WHOLE = BASE | EPP
RENAMED = VALUES | {"routing": {"modelName": "example/other"}}
BOUND = VALUES | {"rbac": {"eppClusterRole": "view"}}
HEADLESS = BASE | {"decodeService": "spec: {clusterIP: None, ports: [{port: 8000}]}"}
SELECTING = BASE | {
    "decodeDeployment": "spec: {selector: {matchLabels: {team: ml}}, template: {metadata: {labels: {team: ml}}, "
    'spec: {containers: [{name: server, image: "example.test/sim:1"}]}}}'
}
Data = dict[str, str]


class Way:
    """One of the two kinds of chart: the carrier with msvc-post, or a chart generated of the base config."""

    def __init__(self, kind: str, helm: Helm, folder: Path) -> None:
        self.kind, self.helm, self.folder = kind, helm, folder
        self.count = 0

    def model(self, data: Data) -> tuple[Model, dict[str, Any]]:
        """The release over a base config, and what the values need besides."""
        if self.kind == "carrier":
            return Model(self.helm, msvc_post(self.helm)), {"baseConfig": data}
        self.count += 1
        folder = self.folder / str(self.count)
        folder.mkdir()
        chart = generated(folder, data)
        return Model(self.helm, NO_POST_RENDERER, chart=chart), {"baseConfig": {}}

    def install(self, values: dict[str, Any], data: Data) -> None:
        model, more = self.model(data)
        model.install(values | more)

    def upgrade(self, values: dict[str, Any], data: Data) -> None:
        model, more = self.model(data)
        model.upgrade(values | more)

    def refused(self, values: dict[str, Any], data: Data, verb: str = "upgrade") -> str:
        """What is said of an upgrade that has to change nothing at all."""
        model, more = self.model(data)
        before = versions(self.helm.kubectl)
        said = model.refused(verb, values | more).stderr
        assert versions(self.helm.kubectl) == before
        return " ".join(said.split())


@pytest.fixture(params=["carrier", "generated"])
def way(request: pytest.FixtureRequest, helm: Helm, tmp_path: Path) -> Way:
    return Way(request.param, helm, tmp_path)


def versions(kubectl: Kubectl) -> dict[str, str]:
    """The resourceVersion of whatever only Helm changes, and the generation of what has a status of its own."""
    return {
        f"{item['kind']}/{item['metadata']['name']}": (
            str(item["metadata"]["generation"])
            if item["kind"] in ("Deployment", "InferencePool")
            else item["metadata"]["resourceVersion"]
        )
        for item in kubectl.items(*KINDS)
    }


def test_another_model_name(way: Way) -> None:
    way.install(VALUES, WHOLE)
    said = way.refused(RENAMED, WHOLE)
    assert "modelName is immutable" in said
    assert 'in the cluster serves "example-sim", not "example-other"' in said
    assert "install the other model as a separate release" in said
    way.upgrade(VALUES | {"decode": {"replicas": 3}}, WHOLE)
    assert way.helm.kubectl.replicas("sim-decode") == 3


def test_another_model_name_with_an_autoscaler(way: Way) -> None:
    """The same lookup tells the number of pods and the model."""
    scaled = {"decode": {}, "autoscaling": {"decode": {"minReplicas": 1, "maxReplicas": 9}}}
    way.install(VALUES | scaled, WHOLE)
    way.helm.kubectl.scale("sim-decode", 4)
    assert "modelName is immutable" in way.refused(RENAMED | scaled, WHOLE)
    way.upgrade(VALUES | scaled | {"labels": {"try": "1"}}, WHOLE)
    assert way.helm.kubectl.replicas("sim-decode") == 4


def test_another_release_serves_the_other_model(way: Way) -> None:
    """What the message says to do."""
    way.install(VALUES, WHOLE)
    model, more = way.model(WHOLE)
    Model(model.helm, model.post, name="other", chart=model.chart).install(RENAMED | more)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ((VALUES, BASE), (VALUES, SELECTING), "Deployment sim-decode: spec.selector: immutable: the cluster has"),
        ((VALUES, BASE), (VALUES, HEADLESS), "Service sim-service-decode: spec.clusterIP: immutable: the cluster has"),
        ((VALUES, HEADLESS), (VALUES, BASE), 'spec.clusterIP: immutable: the cluster has "None"'),
        (
            (BOUND, WHOLE),
            (VALUES | {"rbac": {"eppClusterRole": "edit"}}, WHOLE),
            "RoleBinding sim-epp-rolebinding: roleRef: immutable: the cluster has",
        ),
    ],
    ids=["a selector", "headless now", "headless no more", "another role"],
)
def test_an_immutable_field(
    way: Way, before: tuple[dict[str, Any], Data], after: tuple[dict[str, Any], Data], message: str
) -> None:
    way.install(*before)
    said = way.refused(*after)
    assert message in said
    assert "delete the object first, or install under another release name" in said
    way.upgrade(before[0] | {"labels": {"try": "1"}}, before[1])


def test_what_is_deleted_first_may_change(way: Way) -> None:
    """The other thing the message says to do."""
    way.install(VALUES, BASE)
    way.helm.kubectl.run("delete", "service", "sim-service-decode")
    way.upgrade(VALUES, HEADLESS)


def extra(kind: str, name: str, rest: dict[str, Any]) -> Data:
    group, _, kind = kind.rpartition("/")
    obj = {"apiVersion": group, "kind": kind, "metadata": {"name": name}, **rest}
    return BASE | {"extraObjects": yaml.safe_dump([obj])}


def claim(size: str = "1Gi", **more: Any) -> dict[str, Any]:
    return {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}, **more}


POD: dict[str, Any] = {
    "metadata": {"labels": {"a": "b"}},
    "spec": {"containers": [{"name": "a", "image": "example.test/a:1"}]},
}
CLAIMS: dict[str, Any] = {"metadata": {"name": "data"}, "spec": claim("1024Mi")}
SET: dict[str, Any] = {
    "serviceName": "s",
    "selector": {"matchLabels": {"a": "b"}},
    "template": POD,
    "volumeClaimTemplates": [CLAIMS],
}
ONCE = POD["spec"] | {"restartPolicy": "Never", "nodeSelector": {"no": "node"}}
JOB: dict[str, Any] = {"template": POD | {"spec": ONCE}}
ROLE = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"}
# An object of a base config, one that Kubernetes refuses in its place, one that it takes, and the field.
FURTHER: dict[str, tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], str]] = {
    "StatefulSet's claims": (
        "apps/v1/StatefulSet",
        {"spec": SET},
        {"spec": SET | {"volumeClaimTemplates": [CLAIMS | {"spec": claim("2Gi")}]}},
        {"spec": SET | {"replicas": 2}},
        "spec.volumeClaimTemplates",
    ),
    "StatefulSet's policy": (
        "apps/v1/StatefulSet",
        {"spec": SET},
        {"spec": SET | {"podManagementPolicy": "Parallel"}},
        {"spec": SET | {"podManagementPolicy": "OrderedReady"}},
        "spec.podManagementPolicy",
    ),
    "StatefulSet's Service": (
        "apps/v1/StatefulSet", {"spec": SET}, {"spec": SET | {"serviceName": "t"}}, {"spec": SET}, "spec.serviceName",
    ),
    "DaemonSet": (
        "apps/v1/DaemonSet",
        {"spec": {"selector": {"matchLabels": {"a": "b"}}, "template": POD}},
        {"spec": {"selector": {"matchLabels": {"c": "d"}}, "template": POD | {"metadata": {"labels": {"c": "d"}}}}},
        {"spec": {"selector": {"matchLabels": {"a": "b"}}, "template": POD, "minReadySeconds": 1}},
        "spec.selector",
    ),
    "Job": (
        "batch/v1/Job",
        {"spec": JOB},
        {"spec": {"template": POD | {"spec": ONCE | {"hostNetwork": True}}}},
        {"spec": JOB | {"activeDeadlineSeconds": 5000}},
        "spec.template",
    ),
    "PersistentVolumeClaim's class": (
        "v1/PersistentVolumeClaim",
        {"spec": claim(storageClassName="one")},
        {"spec": claim(storageClassName="other")},
        {"spec": claim("1024Mi", storageClassName="one")},
        "spec.storageClassName",
    ),
    "PersistentVolumeClaim": (
        "v1/PersistentVolumeClaim",
        {"spec": claim()},
        {"spec": claim() | {"accessModes": ["ReadWriteMany"]}},
        {"spec": claim(storageClassName="first")},
        "spec.accessModes",
    ),
    "ConfigMap": (
        "v1/ConfigMap",
        {"immutable": True, "data": {"a": "b"}},
        {"immutable": True, "data": {"a": "c"}},
        {"immutable": True, "data": {"a": "b"}},
        "data",
    ),
    "ConfigMap no more": (
        "v1/ConfigMap",
        {"immutable": True, "data": {"a": "b"}},
        {"data": {"a": "b"}},
        {"immutable": True, "data": {"a": "b"}},
        "immutable",
    ),
    "ConfigMap that may change": (
        "v1/ConfigMap", {"data": {"a": "b"}}, {}, {"data": {"a": "c"}}, "",
    ),
    "Secret": (
        "v1/Secret",
        {"immutable": True, "stringData": {"a": "b"}},
        {"immutable": True, "stringData": {"a": "c"}},
        {"immutable": True, "data": {"a": "Yg=="}},
        "data",
    ),
    "Secret's type": ("v1/Secret", {"data": {}}, {"type": "example.test/x"}, {"type": "Opaque"}, "type"),
    "RoleBinding": (
        "rbac.authorization.k8s.io/v1/RoleBinding",
        {"roleRef": ROLE},
        {"roleRef": ROLE | {"name": "edit"}},
        {"roleRef": ROLE, "subjects": [{"kind": "ServiceAccount", "name": "x"}]},
        "roleRef",
    ),
    "Service": (
        "v1/Service",
        {"spec": {"ports": [{"port": 1}]}},
        {"spec": {"clusterIP": "None", "ports": [{"port": 1}]}},
        {"spec": {"type": "ExternalName", "externalName": "example.test"}},
        "spec.clusterIP",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FURTHER)
def test_a_field_of_a_further_object(case: str, helm: Helm, tmp_path: Path) -> None:
    """In a generated chart, which alone knows their names; what Kubernetes takes passes."""
    kind, before, refused, taken, path = FURTHER[case]
    way = Way("generated", helm, tmp_path)
    way.install(VALUES, extra(kind, "further", before))
    if path:
        assert f"{kind.rpartition('/')[2]} further: {path}: immutable: the cluster has" in way.refused(
            VALUES, extra(kind, "further", refused)
        )
    way.upgrade(VALUES, extra(kind, "further", taken))


@pytest.mark.parametrize("case", [case for case in FURTHER if FURTHER[case][-1]])
def test_kubernetes_refuses_it_too(case: str, kubectl: Kubectl) -> None:
    """The table says nothing that is not so."""
    kind, before, refused, _, path = FURTHER[case]
    assert path in IMMUTABLE[kind]
    group, _, name = kind.rpartition("/")
    about = {"apiVersion": group, "kind": name, "metadata": {"name": "further", "namespace": kubectl.namespace}}
    kubectl.apply({**about, **before})
    with pytest.raises(Exception, match=r"(?i)immutable|forbidden|may not change|cannot change|may not be set"):
        kubectl.apply({**about, **refused})


def test_objects_of_others_are_left_to_helm(way: Way) -> None:
    """Helm itself says whose they are."""
    labels = {"app": "theirs"}
    pod = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "a", "image": "example.test/a:1"}]}}
    way.helm.kubectl.apply(
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": "sim-decode"},
            "spec": {"selector": {"matchLabels": labels}, "template": pod},
        }
    )
    assert "invalid ownership metadata" in way.refused(VALUES, BASE, verb="install")


RIGHTS = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "Role",
    "metadata": {"name": "deployer"},
    "rules": [
        {"apiGroups": [""], "resources": ["secrets"], "verbs": ["*"]},
        {
            "apiGroups": ["", "apps"],
            "resources": ["deployments", "services", "serviceaccounts"],
            "verbs": ["get", "create", "update", "patch", "delete"],
        },
    ],
}
GIVEN = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "RoleBinding",
    "metadata": {"name": "deployer"},
    "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "deployer"},
    "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "jane"}],
}


def test_no_more_rights_are_needed_than_to_apply(way: Way) -> None:
    """Each object is asked for by its name, and only kinds that the release has: nobody needs to list."""
    way.helm.kubectl.apply([RIGHTS, GIVEN])
    model, more = way.model(BASE)
    model.install(VALUES | more, "--kube-as-user=jane")
    model.upgrade(VALUES | more | {"decode": {"replicas": 1}}, "--kube-as-user=jane")
    said = model.refused("upgrade", RENAMED | more, "--kube-as-user=jane").stderr
    assert "modelName is immutable" in " ".join(said.split())
