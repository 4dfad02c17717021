"""A generated chart on a real API server, without a post-renderer: lint, life, autoscaling, umbrellas, mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from msvc_helm.bases import given_bases
from msvc_helm.read import inputs
from tests.agreement.charts import OWN
from tests.conftest import REPO
from tests.e2e.charts import write_chart
from tests.e2e.helm import NO_POST_RENDERER, Helm
from tests.e2e.kubectl import Kubectl, until
from tests.e2e.product import Model, config_map, everything, msvc, values_file
from tests.presets import PRESETS

DEPLOYMENT = """\
spec:
  template:
    spec:
      containers:
        - name: server
          image: example.test/sim:1
          args: ["--model={{ .ModelName }}", "--port={{ getPort "http" }}"]
"""
BASE = {
    "decodeDeployment": DEPLOYMENT,
    "decodeService": 'spec: {ports: [{port: {{ getPort "http" }}}]}',
    "httpRoute": "{{ if .GatewayRefs }}spec: {hostnames: [{{ .SanitizedModelName }}.example.test]}{{ end }}",
}
PORTS = [{"name": "http", "port": 8000}]
VALUES: dict[str, Any] = {
    "routing": {"modelName": "example/sim", "ports": PORTS},
    "modelArtifacts": {"uri": "hf://example/sim"},
    "decode": {"replicas": 2},
}
MADE = {"Deployment/sim-decode", "Service/sim-service-decode", "ServiceAccount/sim-sa"}
BASES = [*sorted(REPO.glob("samples/*/baseconfig.yaml")), *OWN.values()]


def generated(folder: Path, data: dict[str, str] | None = None, *flags: str) -> Path:
    """The chart that `msvc-helm chart` makes of a base config."""
    base = folder / "base.json"
    base.write_text(json.dumps(config_map("acme", data or BASE)))
    msvc("chart", "-b", base, "-o", folder / "acme", *flags)
    return folder / "acme"


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    return generated(tmp_path)


@pytest.fixture
def model(helm: Helm, chart: Path) -> Model:
    return Model(helm, NO_POST_RENDERER, chart=chart)


@pytest.mark.parametrize(
    "base", [*PRESETS, *BASES], ids=lambda base: base if isinstance(base, str) else base.parent.name
)
def test_helm_lints_it_strictly(base: str | Path, helm: Helm, tmp_path: Path) -> None:
    """With values and with none, which it is then asked for."""
    source = ["--preset", base] if isinstance(base, str) else ["-b", str(base)]
    name = base if isinstance(base, str) else given_bases(inputs([str(base)]))[0].name
    msvc("chart", *source, "-o", tmp_path / name)
    values = VALUES | {"routing": VALUES["routing"] | {"gatewayRefs": [{"name": "gateway"}]}}
    for flags in ([], [values_file(helm, values)]):
        assert "0 chart(s) failed" in helm.run("lint", "--strict", tmp_path / name, *flags).stdout


def test_from_install_to_uninstall(model: Model, kubectl: Kubectl) -> None:
    shown = model.install(VALUES).stdout
    assert "The release sim serves example/sim" in shown
    assert "Without effect" not in shown
    assert everything(kubectl) >= MADE
    kubectl.rolled_out("sim-decode")

    before = model.state()[0]
    model.upgrade(VALUES)
    assert model.state()[0] == before, "nothing changed, so nothing is touched"

    routed = VALUES | {"routing": VALUES["routing"] | {"gatewayRefs": [{"name": "gateway"}]}, "decode": {"replicas": 3}}
    model.upgrade(routed)
    assert kubectl.replicas("sim-decode") == 3
    assert "HTTPRoute/sim-http-route" in kubectl.uids("httproutes")

    model.helm.rollback("sim", 1)
    assert kubectl.replicas("sim-decode") == 2
    assert kubectl.uids("httproutes") == {}

    model.helm.uninstall("sim")
    until(lambda: not everything(kubectl), "nothing left")


def test_each_value_by_itself(model: Model, kubectl: Kubectl) -> None:
    """As in a HelmRelease: the base config lives on in the chart, and is not generated again."""
    model.install(VALUES)
    own = json.dumps([{"name": "server", "args": ["--path={{ .ModelPath }}"], "mountModelVolume": True}])
    changes = ["modelArtifacts.uri=pvc://models/other", "routing.ports[0].port=9000", "decode.replicas=1"]
    model.upgrade(VALUES, *(f"--set={change}" for change in changes), f"--set-json=decode.containers={own}")
    deployment, service = kubectl.get("deployment", "sim-decode"), kubectl.get("service", "sim-service-decode")
    assert deployment is not None
    assert service is not None
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    assert container["args"] == ["--path=other", "--model=example/sim", "--port=9000"]
    assert (deployment["spec"]["replicas"], service["spec"]["ports"][0]["port"]) == (1, 9000)


def test_an_autoscaler_keeps_its_number(model: Model, kubectl: Kubectl) -> None:
    scaled = VALUES | {"decode": {}, "autoscaling": {"decode": {"minReplicas": 1, "maxReplicas": 9}}}
    assert "An autoscaler owns the number of pods" in model.install(scaled).stdout
    assert kubectl.uids("hpa").keys() == {"HorizontalPodAutoscaler/sim-decode"}
    for number, replicas in enumerate([5, 2, 7]):
        kubectl.scale("sim-decode", replicas)
        model.upgrade(scaled | {"labels": {"try": str(number)}})
        assert kubectl.replicas("sim-decode") == replicas


def test_a_number_handed_over_and_taken_back(model: Model, kubectl: Kubectl) -> None:
    model.install(VALUES)
    kubectl.scale("sim-decode", 6)
    model.upgrade(VALUES | {"decoupleScaling": True})
    assert kubectl.replicas("sim-decode") == 6
    kubectl.scale("sim-decode", 4)
    model.upgrade(VALUES, *(["--force-conflicts"] if model.helm.major == 4 else []))
    assert kubectl.replicas("sim-decode") == 2


def test_twice_in_a_chart_of_ones_own(helm: Helm, chart: Path, kubectl: Kubectl, tmp_path: Path) -> None:
    """As a dependency under two names, one of them switched off later."""
    version = json.loads(msvc_version(chart))
    entries = [
        {
            "name": "acme",
            "alias": alias,
            "version": version,
            "condition": f"{alias}.enabled",
            "repository": f"file://{chart}",
        }
        for alias in ("chat", "code")
    ]
    umbrella = write_chart(
        tmp_path / "models", {}, {alias: VALUES | {"nameOverride": alias} for alias in ("chat", "code")}
    )
    about = json.loads((umbrella / "Chart.yaml").read_text())
    (umbrella / "Chart.yaml").write_text(json.dumps(about | {"dependencies": entries}))
    helm.run("dependency", "update", umbrella)

    helm.install("m", umbrella)
    assert {"Deployment/m-chat-decode", "Deployment/m-code-decode", "Service/m-code-service-decode"} <= everything(
        kubectl
    )
    helm.upgrade("m", umbrella, "--set=code.decode.replicas=4", "--set=chat.enabled=false")
    assert kubectl.uids("deployments").keys() == {"Deployment/m-code-decode"}
    assert kubectl.replicas("m-code-decode") == 4


def msvc_version(chart: Path) -> str:
    """The chart's version, in quotes."""
    (line,) = [line for line in (chart / "Chart.yaml").read_text().splitlines() if line.startswith("version:")]
    return line.partition(":")[2]


def test_packaged(helm: Helm, chart: Path, kubectl: Kubectl, tmp_path: Path) -> None:
    helm.run("package", chart, "--destination", tmp_path / "packages")
    (package,) = (tmp_path / "packages").iterdir()
    helm.install("sim", package, values_file(helm, VALUES))
    assert everything(kubectl) >= MADE


WRONG_VALUES: dict[str, tuple[dict[str, Any], str]] = {
    "no model name": ({"routing": {"ports": PORTS}}, "routing.modelName is not set: the name clients send"),
    "no uri": ({"modelArtifacts": {}}, "modelArtifacts.uri is not set: for example hf://facebook/opt-125m"),
    "a scheme": ({"modelArtifacts": {"uri": "s3://a/b"}}, 'modelArtifacts.uri: expected one of hf://<repo>/<model>'),
    "a form": ({"modelArtifacts": {"uri": "hf://a"}}, 'modelArtifacts.uri: expected hf://<repo>/<model>, found "hf://a"'),
    "no such port": (
        {"routing": {"modelName": "m", "ports": [{"name": "web", "port": 80}]}},
        'unknown port "http"; routing.ports has: web',
    ),
    "a type": ({"decode": {"replicas": "two"}}, "at '/decode/replicas': got string, want null or integer"),
    "an unknown value": ({"decode": {"replica": 2}}, "at '/decode': additional properties 'replica' not allowed"),
    "two of a name": (
        {"decode": {"containers": [{"name": "a"}, {"name": "a"}]}},
        'decode.containers: "a" is there twice',
    ),
    "an argument": (
        {"decode": {"containers": [{"name": "server", "args": ["{{ .Nope }}"]}]}},
        "decode.containers[0].args[0]: there is no variable .Nope",
    ),
    "nobody to scale": (
        {"autoscaling": {"prefill": {"maxReplicas": 2}}},
        "autoscaling.prefill: there is no prefill to scale",
    ),
    "bounds": (
        {"autoscaling": {"decode": {"minReplicas": 5, "maxReplicas": 2}}, "decode": {}},
        "autoscaling.decode.minReplicas: 5 is more than maxReplicas, 2",
    ),
}  # fmt: skip


def test_wrong_values_are_told_and_change_nothing(model: Model) -> None:
    model.install(VALUES)
    for case, (change, message) in WRONG_VALUES.items():
        said = " ".join(model.refused("upgrade", VALUES | change).stderr.split())
        assert message in said, f"{case}: {said}"


WRONG_BASES = {
    "a type": (
        "decodeService", "spec: {ports: [{port: {{ .ModelName }}}]}",
        'the base config\'s decodeService: spec.ports[0].port: expected an integer, found "example/sim"',
    ),
    "text in a list": (
        "decodeDeployment", "spec: {template: {spec: {containers: {{ .ModelName }}}}}",
        'the base config\'s decodeDeployment: spec.template.spec.containers: expected a list, found "example/sim"',
    ),
    "no YAML": (
        "decodeDeployment", "spec: {{ .ModelName | printf `[%s` }}",
        "the base config's decodeDeployment: error converting YAML to JSON: yaml: line 1: did not find expected ','",
    ),
    "a variable that is not there": (
        "decodeDeployment", "spec: {replicas: {{ .Replicas }}}",
        "decodeDeployment, line 1: there is no variable .Replicas",
    ),
    "its own complaint": (
        "decodeDeployment", '{{ fail (printf "no GPU for %s" .ModelName) }}', "no GPU for example/sim",
    ),
    "nothing in a map": (
        "decodeDeployment", "spec: {replicas: {{ .Ports.web }}}",
        "the base config's decodeDeployment renders to <no value>",
    ),
    "an object of no kind": (
        "extraObjects", "[{apiVersion: v1}]", "the base config's extraObjects: [0] needs an apiVersion and a kind",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG_BASES)
def test_a_wrong_base_config_is_told_and_makes_nothing(case: str, helm: Helm, tmp_path: Path) -> None:
    key, text, message = WRONG_BASES[case]
    model = Model(helm, NO_POST_RENDERER, chart=generated(tmp_path, BASE | {key: text}))
    said = " ".join(model.refused("install", VALUES).stderr.split())
    assert message in said
