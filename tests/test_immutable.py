"""What would change an immutable field is refused, by msvc-post and by a generated chart's template alike.

`lookup` is made up here; on a real API server: e2e/test_immutable.py.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

import msvc_helm.chart
from msvc_helm import goyaml
from msvc_helm.bundled import chart as shipped_chart
from msvc_helm.carrier import unpack
from msvc_helm.chart.tables import facts
from msvc_helm.errors import InputError
from msvc_helm.gotemplate import FunctionError, Template, TemplateError, function
from msvc_helm.immutable import IMMUTABLE, SUBGROUPS, refuse_changes
from msvc_helm.resources.context import Options
from tests.conftest import run_program

Object = dict[str, Any]
RELEASE = {"Name": "chat", "Namespace": "prod"}
OURS = {"meta.helm.sh/release-name": "chat", "meta.helm.sh/release-namespace": "prod"}
OPERATORS = [{"apiVersion": "llm-d.ai/v1alpha1", "kind": "ModelService", "name": "chat", "uid": "1"}]
LABELS = {"llm-d.ai/model": "acme-chat", "llm-d.ai/role": "decode"}
SERVED = '.model.root.Capabilities.APIVersions.Has (print .object.apiVersion "/" .object.kind)'
TEMPLATES = Path(msvc_helm.chart.__file__).parent / "templates"


def made(kind: str, **rest: Any) -> Object:
    api_version, _, name = kind.rpartition("/")
    return {"apiVersion": api_version, "kind": name, "metadata": {"name": "x", "namespace": "prod"}, **rest}


def deployment(labels: dict[str, str], **more: Any) -> Object:
    return made("apps/v1/Deployment", spec={"selector": {"matchLabels": labels}, **more})


def service(labels: dict[str, str] | None = None, **spec: Any) -> Object:
    return made("v1/Service", spec={"selector": labels or {"a": "b"}, **spec})


def binding(name: str) -> Object:
    ref = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": name}
    return made("rbac.authorization.k8s.io/v1/RoleBinding", roleRef=ref)


def claims(size: str) -> Object:
    claim = {"metadata": {"name": "data"}, "spec": {"resources": {"requests": {"storage": size}}}}
    return made("apps/v1/StatefulSet", spec={"serviceName": "s", "volumeClaimTemplates": [claim]})


def subgroups(number: int | None, size: int = 8) -> Object:
    policy = {} if number is None else {"subGroupPolicy": {"subGroupSize": number}}
    return made("leaderworkerset.x-k8s.io/v1/LeaderWorkerSet", spec={"leaderWorkerTemplate": {"size": size, **policy}})


# What the cluster has, what the release would set, and the field that is told; empty: it passes.
CASES: dict[str, tuple[Object, Object, str]] = {
    "nothing changes": (deployment(LABELS), deployment(LABELS, replicas=3), ""),
    "another model": (deployment(LABELS), deployment(LABELS | {"llm-d.ai/model": "other"}), "modelName"),
    "another model's Service": (service(LABELS), service({"llm-d.ai/model": "other"}), "modelName"),
    "one label more": (deployment(LABELS), deployment(LABELS | {"a": "b"}), "spec.selector"),
    "one label less": (deployment(LABELS | {"a": "b"}), deployment(LABELS), "spec.selector"),
    "no expressions": (deployment(LABELS), made("apps/v1/Deployment", spec={
        "selector": {"matchLabels": LABELS, "matchExpressions": []}}), ""),
    "a Service's own selector may change": (service({"a": "b"}), service({"c": "d"}), ""),
    "an address of the cluster's": (service(clusterIP="10.0.0.1"), service(), ""),
    "headless now": (service(clusterIP="10.0.0.1"), service(clusterIP="None"), "spec.clusterIP"),
    "headless no more": (service(clusterIP="None"), service(), "spec.clusterIP"),
    "headless still": (service(clusterIP="None"), service(clusterIP="None"), ""),
    "a name elsewhere": (service(clusterIP="10.0.0.1"), service(type="ExternalName"), ""),
    "another role": (binding("view"), binding("edit"), "roleRef"),
    "the same role": (binding("view"), binding("view"), ""),
    "a ConfigMap": (made("v1/ConfigMap", data={"a": "b"}), made("v1/ConfigMap", data={"a": "c"}), ""),
    "a fixed ConfigMap": (
        made("v1/ConfigMap", immutable=True, data={"a": "b"}),
        made("v1/ConfigMap", immutable=True, data={"a": "c"}),
        "data",
    ),
    "a ConfigMap fixed no more": (
        made("v1/ConfigMap", immutable=True, data={"a": "b"}), made("v1/ConfigMap", data={"a": "b"}), "immutable",
    ),
    "a ConfigMap to be fixed": (
        made("v1/ConfigMap", data={"a": "b"}), made("v1/ConfigMap", immutable=True, data={"a": "c"}), "",
    ),
    "larger claims": (claims("1Gi"), claims("2Gi"), "spec.volumeClaimTemplates"),
    "larger subgroups": (subgroups(2), subgroups(4), SUBGROUPS),
    "no subgroups any more": (subgroups(2), subgroups(None), SUBGROUPS),
    "subgroups now": (subgroups(None), subgroups(2), SUBGROUPS),
    "the same subgroups": (subgroups(2), subgroups(2), ""),
    "another size": (subgroups(None, size=2), subgroups(None, size=3), ""),
    "what the server fills in": (
        made("v1/PersistentVolumeClaim", spec={"accessModes": ["ReadWriteOnce"], "storageClassName": "std"}),
        made("v1/PersistentVolumeClaim", spec={"accessModes": ["ReadWriteOnce"]}),
        "",
    ),
    "a class set for the first time": (
        made("v1/PersistentVolumeClaim", spec={}),
        made("v1/PersistentVolumeClaim", spec={"storageClassName": "std"}),
        "",
    ),
    "another class": (
        made("v1/PersistentVolumeClaim", spec={"storageClassName": "std"}),
        made("v1/PersistentVolumeClaim", spec={"storageClassName": "fast"}),
        "spec.storageClassName",
    ),
    "two claims for one": (
        made("v1/PersistentVolumeClaim", spec={"accessModes": ["ReadWriteOnce"]}),
        made("v1/PersistentVolumeClaim", spec={"accessModes": ["ReadWriteOnce", "ReadOnlyMany"]}),
        "spec.accessModes",
    ),
    "a kind without such fields": (
        made("v1/ServiceAccount", secrets=[1]), made("v1/ServiceAccount", secrets=[2]), "",
    ),
}  # fmt: skip
# Only a generated chart sees quantities and Secrets.
IN_CHARTS: dict[str, tuple[Object, Object, str]] = {
    "one size in other words": (claims("1Gi"), claims("1024Mi"), ""),
    "a size in thousandths": (claims("2"), claims("2000m"), ""),
    "a fixed Secret": (
        made("v1/Secret", immutable=True, type="Opaque", data={"a": "Yg=="}),
        made("v1/Secret", immutable=True, stringData={"a": "c"}),
        "data",
    ),
    "a fixed Secret in other words": (
        made("v1/Secret", immutable=True, type="Opaque", data={"a": "Yg=="}),
        made("v1/Secret", immutable=True, stringData={"a": "b"}),
        "",
    ),
}


@lru_cache
def template(name: str) -> Template:
    """One of the chart's definitions, called with whatever it is given."""
    texts = [TEMPLATES / "_immutable.tpl", Path(shipped_chart("templates")) / "_live.tpl"]
    text = "".join(path.read_text() for path in texts)
    text = text.replace('"CHART.', '"c.').replace('"modelservice.', '"c.').replace(SERVED, "true")
    # An included template of ours gets a copy of what it is given, and these change it.
    text = text.replace("{{- include ", "{{- template ")
    return Template(f'{text}\x00{{{{ template "{name}" . }}}}')


class Helm:
    """The generated chart's check, with what `lookup` finds."""

    def __init__(self, live: Object | None) -> None:
        self.live = live
        self.looked: list[str] = []

    def include(self, name: str, value: Any) -> str:
        return template(name).render(value, functions=self.functions()).partition("\x00")[2]

    def functions(self) -> dict[str, Any]:
        @function("lookup", "string, string, string, string")
        def lookup(_api: str, kind: str, namespace: str, name: str) -> Any:
            self.looked.append(f"{kind}/{namespace}/{name}")
            return self.live or {}

        @function("fail", "string")
        def fail(text: str) -> str:
            raise FunctionError(text)

        return {"include": self.include, "lookup": lookup, "fail": fail, "toYaml": json.dumps}

    def said(self, obj: Object) -> str:
        """The error about an object that the chart makes; empty where there is none."""
        model = {"facts": facts(), "objects": {"extraObjects": [obj]}, "inCluster": {}, "root": {"Release": RELEASE}}
        try:
            self.include("c.unchanged", model)
        except TemplateError as error:
            return str(error)
        return ""


def owned(obj: Object, **metadata: Any) -> Object:
    return obj | {"metadata": {**obj["metadata"], **(metadata or {"annotations": OURS})}}


def post(now: Object, new: Object) -> str:
    try:
        refuse_changes([now], [new])
    except InputError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("case", CASES)
def test_msvc_post_and_a_generated_chart_say_the_same(case: str) -> None:
    now, new, field = CASES[case]
    for said in (post(now, new), Helm(owned(now)).said(new)):
        assert bool(said) is bool(field), said
        assert field in said
        if field == "modelName":
            assert 'in the cluster serves "acme-chat", not "other"' in said
            assert "install the other model as a separate release" in said
        elif field:
            assert f"{new['kind']} x: {field}: immutable: the cluster has" in said
            assert "delete the object first, or install under another release name" in said


@pytest.mark.parametrize("case", IN_CHARTS)
def test_only_a_generated_chart_sees(case: str) -> None:
    now, new, field = IN_CHARTS[case]
    said = Helm(owned(now)).said(new)
    assert bool(said) is bool(field), said
    assert field in said
    assert "Yg==" not in said


def test_whose_objects_count() -> None:
    """Those of the release and of the operator, unless they are being deleted; Helm itself refuses those of others."""
    now, new, _ = CASES["one label more"]
    gone = {"annotations": OURS, "deletionTimestamp": "2026-01-01T00:00:00Z"}
    assert Helm(owned(now, ownerReferences=OPERATORS)).said(new)
    for metadata in ({"labels": {"a": "b"}}, {"annotations": OURS | {"meta.helm.sh/release-name": "b"}}, gone):
        assert not Helm(owned(now, **metadata)).said(new)
    assert not Helm(None).said(new)
    assert not Helm(owned(now)).said(owned(new, annotations={"helm.sh/hook": "pre-install"}))


def test_only_kinds_with_such_fields_are_looked_up() -> None:
    helm = Helm(None)
    helm.said(made("v1/ServiceAccount"))
    assert helm.looked == []
    helm.said(deployment(LABELS))
    assert helm.looked == ["Deployment/prod/x"]


def test_the_table_reaches_charts_whole() -> None:
    assert facts()["immutable"] == {kind: list(paths) for kind, paths in IMMUTABLE.items()}


CARRIER = """\
apiVersion: missing-post-renderer-msvc-post/v1
kind: ModelServiceCarrier
metadata: {name: chat, namespace: prod}
modelService:
  apiVersion: llm-d.ai/v1alpha1
  kind: ModelService
  metadata: {name: chat, namespace: prod}
  spec: {routing: {modelName: acme/other}, modelArtifacts: {uri: "hf://a/b"}, decode: {replicas: 1}}
baseConfig:
  data:
    decodeDeployment: "spec: {template: {spec: {containers: [{name: server, image: a}]}}}"
"""


def test_msvc_post_refuses_what_the_carrier_shows() -> None:
    live = deployment(LABELS)
    live["metadata"]["name"] = "chat-decode"
    done = run_program(module="msvc_helm.post", stdin=f"{CARRIER}liveObjects: {json.dumps([live])}\n")
    assert (done.code, done.stdout) == (1, "")
    assert "spec.routing.modelName: modelName is immutable: Deployment chat-decode" in done.stderr
    live["spec"]["selector"]["matchLabels"]["llm-d.ai/model"] = "acme-other"
    live["spec"]["selector"]["matchLabels"]["llm-d.ai/inferenceServing"] = "true"
    done = run_program(module="msvc_helm.post", stdin=f"{CARRIER}liveObjects: {json.dumps([live])}\n")
    assert done.code == 0, done.stderr


def test_a_carrier_with_odd_facts() -> None:
    for odd in ("x", "[1, null]", "{a: b}"):
        node = goyaml.parse(f"{CARRIER}liveObjects: {odd}\n")
        assert node is not None
        assert unpack(node, Options(), source="", document=1).live_objects == ()
