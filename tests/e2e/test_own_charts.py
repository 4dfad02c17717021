"""ModelServices outside charts/modelservice: in a chart's own templates, among hooks, and the chart as a dependency."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.charts import SETTINGS, WEB, write_chart
from tests.e2e.helm import Helm, PostRenderer
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import CHART, VALUES, Model, everything, msvc_post, state

BASE = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: platform}
data:
  decodeDeployment: |
    spec: {template: {spec: {containers: [{name: server, image: "example.test/sim:{{ .Values.tag }}"}]}}}
  decodeService: |
    spec: {ports: [{port: {{ "{{ getPort \\"http\\" }}" }}}]}
"""
MODEL = """\
# A comment of the chart's author.
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata:
  name: {{ .Release.Name }}-NAME
  labels: {helm.sh/chart: own-0.1.0}
  annotations: ANNOTATIONS
spec:
  baseConfigMapRef: {name: platform}
  modelArtifacts: {uri: "hf://a/b"}
  routing: {modelName: a/b, ports: [{name: http, port: 8000}], gatewayRefs: GATEWAYS}
  decode: {replicas: 2}
"""
HOOKS = """\
apiVersion: batch/v1
kind: Job
metadata: {name: {{ .Release.Name }}-test, annotations: {helm.sh/hook: test}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: test, image: "example.test/test:1"}]}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-hook, annotations: {helm.sh/hook: "post-install,post-upgrade"}}
"""


def model(name: str, annotations: str = "{}", gateways: str = "[]") -> str:
    return MODEL.replace("NAME", name).replace("ANNOTATIONS", annotations).replace("GATEWAYS", gateways)


@pytest.fixture
def post(helm: Helm) -> PostRenderer:
    return msvc_post(helm)


def image(kubectl: Kubectl, name: str) -> str:
    found = kubectl.get("deployment", name)
    assert found is not None
    text: str = found["spec"]["template"]["spec"]["containers"][0]["image"]
    return text


def test_model_services_base_config_and_hooks_in_one_chart(
    helm: Helm, kubectl: Kubectl, post: PostRenderer, tmp_path: Path
) -> None:
    templates = {"base.yaml": BASE, "chat.yaml": model("chat"), "code.yaml": model("code"), "hooks.yaml": HOOKS}
    chart = write_chart(tmp_path / "own", {**templates, "settings.yaml": SETTINGS}, {"tag": 1})
    helm.install("own", chart, "--wait", post=post)
    models = {f"{kind}/own-{name}" for name in ("chat", "code")
              for kind in ("Deployment", "Service", "ServiceAccount")}  # fmt: skip
    names = {name.replace("-decode", "").replace("-service", "").replace("-sa", "") for name in state(kubectl)}
    assert names == models | {"ConfigMap/platform", "ConfigMap/own-settings", "ConfigMap/own-hook"}
    hooks = helm.run("get", "hooks", "own").stdout
    assert hooks.count("\nkind: ") == 2
    assert "own-hook" not in helm.manifest("own")

    helm.upgrade("own", chart, "--set=tag=2", "--wait", post=post)
    assert [image(kubectl, f"own-{name}-decode") for name in ("chat", "code")] == ["example.test/sim:2"] * 2
    helm.run("test", "own")
    job = kubectl.get("job", "own-test")
    assert job is not None
    assert job["status"]["succeeded"] == 1
    helm.rollback("own")
    assert image(kubectl, "own-chat-decode") == "example.test/sim:1"
    helm.uninstall("own")
    kubectl.gone(["deployments", "replicasets", "services"])


def test_a_model_service_that_is_a_hook(helm: Helm, kubectl: Kubectl, post: PostRenderer, tmp_path: Path) -> None:
    """Helm 4 sends hooks through, and the children are hooks again. Helm 3 does not, and no cluster knows the kind."""
    hook = model("smoke", '{helm.sh/hook: test, helm.sh/hook-weight: "3", helm.sh/hook-delete-policy: hook-succeeded}')
    chart = write_chart(
        tmp_path / "own", {"base.yaml": BASE, "smoke.yaml": hook, "settings.yaml": SETTINGS}, {"tag": 1}
    )
    helm.install("own", chart, post=post)
    assert state(kubectl).keys() == {"ConfigMap/platform", "ConfigMap/own-settings"}
    hooks = helm.run("get", "hooks", "own").stdout
    if helm.major == 3:
        assert "kind: ModelService" in hooks
        assert 'no matches for kind "ModelService"' in helm.fails("test", "own").stderr
        return
    assert [line.split()[1] for line in hooks.splitlines() if line.startswith("kind: ")].count("Deployment") == 1
    assert "ModelService" not in hooks
    assert hooks.count("helm.sh/hook-weight: ") == hooks.count("\nkind: ") == 3
    helm.run("test", "own")
    assert state(kubectl).keys() == {"ConfigMap/platform", "ConfigMap/own-settings"}


def parent(folder: Path, helm: Helm, values: dict[str, Any], *aliases: str) -> Path:
    """An ordinary chart that has the modelservice chart as a dependency under each alias."""
    chart = write_chart(folder, {"web.yaml": WEB, "settings.yaml": SETTINGS}, {"tag": 1, "replicas": 1, **values})
    dependency = {"name": "modelservice", "version": ">=0.0.0", "repository": f"file://{CHART}"}
    each = [{**dependency, "alias": alias, "condition": f"{alias}.enabled"} for alias in aliases]
    about = json.loads((chart / "Chart.yaml").read_text())
    (chart / "Chart.yaml").write_text(json.dumps({**about, "dependencies": each}))
    helm.run("dependency", "update", chart)
    return chart


def test_the_chart_as_a_dependency_twice(helm: Helm, kubectl: Kubectl, post: PostRenderer, tmp_path: Path) -> None:
    values = {"global": {"imageRegistry": "example.test"}} | {
        alias: VALUES | {"enabled": True, "nameOverride": alias, "routing": {"modelName": alias}}
        for alias in ("chat", "code")
    }
    app = Model(helm, post, "app", parent(tmp_path / "app", helm, values, "chat", "code"))
    app.install({}, "--wait")
    deployments = {"Deployment/app-web", "Deployment/app-chat-decode", "Deployment/app-code-decode"}
    first = state(kubectl)
    assert {name for name in first if name.startswith("Deployment/")} == deployments
    for alias in ("chat", "code"):
        assert f"# Source: app/charts/{alias}/templates/modelservice.yaml\n" in helm.manifest("app")

    app.upgrade({"chat": {"decode": {"replicas": 3}}, "code": {"enabled": False}})
    assert kubectl.replicas("app-chat-decode") == 3
    assert first.keys() - state(kubectl).keys() == {
        "Deployment/app-code-decode", "Service/app-code-service-decode", "ServiceAccount/app-code-sa",
    }  # fmt: skip
    assert state(kubectl)["Deployment/app-web"] == first["Deployment/app-web"]
    helm.uninstall("app")
    kubectl.gone(["deployments", "replicasets", "pods"])
    assert everything(kubectl) == set()


def test_two_of_one_name_are_refused(helm: Helm, kubectl: Kubectl, post: PostRenderer, tmp_path: Path) -> None:
    chart = parent(tmp_path / "app", helm, {"chat": VALUES, "code": VALUES}, "chat", "code")
    said = helm.fails("install", "app", chart, post=post).stderr
    assert "app-decode, and so does" in said
    assert everything(kubectl) == set()


def test_a_mistake_is_placed_in_the_file_of_the_chart(helm: Helm, post: PostRenderer, tmp_path: Path) -> None:
    broken = model("code").replace("replicas:", "replica:")
    templates = {"base.yaml": BASE, "chat.yaml": model("chat"), "code.yaml": broken}
    chart = write_chart(tmp_path / "own", templates, {"tag": 1})
    assert "own/templates/code.yaml in <stdin>:" in helm.fails("template", "own", chart, post=post).stderr


def test_two_of_one_model_name_on_one_gateway_are_refused(
    helm: Helm, kubectl: Kubectl, post: PostRenderer, tmp_path: Path
) -> None:
    templates = {f"{name}.yaml": model(name, gateways="[{name: gw}]") for name in ("chat", "code")}
    chart = write_chart(tmp_path / "own", {"base.yaml": BASE, **templates}, {"tag": 1})
    said = helm.fails("install", "own", chart, post=post).stderr
    assert 'both serve the model name "a/b" on the Gateway' in said
    assert everything(kubectl) == set()


def test_an_object_of_the_chart_that_a_model_makes_too_is_refused(
    helm: Helm, kubectl: Kubectl, post: PostRenderer, tmp_path: Path
) -> None:
    web = WEB.replace("{{ .Release.Name }}-web", "{{ .Release.Name }}-chat-decode")
    chart = write_chart(tmp_path / "own", {"base.yaml": BASE, "chat.yaml": model("chat"), "web.yaml": web}, {"tag": 1})
    said = helm.fails("install", "own", chart, post=post).stderr
    assert "own-chat-decode" in said
    assert "another document of the stream" in said
    assert everything(kubectl) == set()


def test_a_chart_without_models_is_the_same_with_and_without(
    helm: Helm, kubectl: Kubectl, post: PostRenderer, tmp_path: Path
) -> None:
    chart = write_chart(tmp_path / "web", {"web.yaml": WEB, "settings.yaml": SETTINGS}, {"tag": 1, "replicas": 2})
    helm.install("web", chart)
    before = state(kubectl)
    helm.upgrade("web", chart, post=post)
    assert state(kubectl) == before
