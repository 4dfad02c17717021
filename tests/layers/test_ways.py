"""A base config over others: the same objects on every way in and from both kinds of chart, and what messages name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from msvc_helm.inputs import Inputs, base_configs
from msvc_helm.read import inputs
from msvc_helm.write import dump
from tests import reader
from tests.agreement.cases import all_ways_agree
from tests.agreement.in_process import Engine
from tests.conftest import Finished, run_program

VALUES = {
    "routing": {"modelName": "org/m", "gatewayRefs": [{"name": "own"}]},
    "modelArtifacts": {"uri": "hf://org/m"},
    "decode": {"replicas": 2, "containers": [{"name": "vllm", "args": ["--max-model-len=4096"]}]},
}
UPPER: dict[str, dict[str, str]] = {
    "the five wishes": {
        "decodeDeployment": """
spec:
  template:
    spec:
      tolerations: [{key: gpu, operator: Exists}]
      nodeSelector: {pool: "{{ .ModelName | base }}"}
      imagePullSecrets: [{name: registry}]
      containers: [{name: vllm, image: registry.example.com/sim:1}]
""",
        "httpRoute": "spec: {parentRefs: [{$patch: replace}, {name: acme, namespace: gateways}]}",
    },
    "taken away": {
        "decodeDeployment": """
metadata: {annotations: {a: b, c: null}}
spec:
  strategy: null
  template:
    spec:
      containers:
        - name: vllm
          readinessProbe: null
          resources: {limits: null, requests: {$patch: replace, cpu: 1}}
          ports: [{$patch: replace}, {name: http, containerPort: 9000}]
          env: [{name: POD_NAME, $patch: delete}, {name: ADDED, value: 5}]
""",
    },
    "a child taken away": {"httpRoute": "null # no route\n", "decodeService": "# says nothing\n"},
    "a child deleted": {"httpRoute": "$patch: delete", "prefillService": "$patch: delete"},
    "a child added": {
        "extraObjects": "[{apiVersion: v1, kind: Service, metadata: {name: more}, spec: {ports: [{port: 1}]}}]"
    },
    "an object of a list changed": {
        "configMaps": """
- metadata: {name: "{{ .ModelServiceName }}-epp-config", labels: {a: b}}
- metadata: {name: more}
  data: {k: v}
""",
    },
    "conditions": {"decodeDeployment": "{{ if eq .DecodeReplicas 7 }}spec: {paused: true}{{ end }}"},
    "changes what is there": {
        "decodeDeployment": """
$patch: merge
spec: {minReadySeconds: 5, template: {spec: {initContainers: [{name: x, $patch: merge}]}}}
""",
        "prefillDeployment": "{$patch: merge, spec: {minReadySeconds: 5}}",
    },
    "pool": {"inferencePool": "spec: {selector: {matchLabels: {more: x}}}"},
}
TOP = {"extends": "preset/sim", "decodeDeployment": "metadata: {annotations: {from: middle, kept: 'yes'}}"}


def config_map(name: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "v.yaml").write_text(dump(VALUES), encoding="utf-8")
    return tmp_path


def generate(here: Path, *words: str, code: int = 0, values: dict[str, Any] | None = None) -> Finished:
    (here / "v.yaml").write_text(dump({**VALUES, **(values or {})}), encoding="utf-8")
    done = run_program("generate", "-f", "v.yaml", *words, cwd=here)
    assert done.code == code, done.stderr
    return done


@pytest.mark.parametrize("case", UPPER)
def test_every_way_in_gives_the_same(case: str, here: Path) -> None:
    upper = UPPER[case]
    (here / "ours.yaml").write_text(dump(config_map("ours", upper)), encoding="utf-8")
    extending = config_map("ours", {"extends": "- preset/sim\n", **upper})
    (here / "extends.yaml").write_text(dump(extending), encoding="utf-8")
    wanted = generate(here, "--preset", "sim", "-b", "ours.yaml").stdout
    assert wanted != generate(here, "--preset", "sim").stdout or case == "conditions"
    assert generate(here, "-b", "extends.yaml").stdout == wanted
    assert generate(here, values={"preset": "sim", "baseConfig": upper}).stdout == wanted
    assert generate(here, values={"preset": ["sim"], "baseConfig": upper}).stdout == wanted
    assert generate(here, values={"baseConfig": {"extends": ["preset/sim"], **upper}}).stdout == wanted
    assert generate(here, "-b", "ours.yaml", values={"preset": "sim"}).stdout == wanted
    assert generate(here, values={"preset": "sim", "baseConfigFile": dump(config_map("ours", upper))}).stdout == wanted
    spec = {"baseConfigMapRef": {"name": "ours"}, **VALUES}
    service = {"apiVersion": "llm-d.ai/v1alpha1", "kind": "ModelService", "metadata": {"name": "v"}, "spec": spec}
    (here / "m.yaml").write_text(dump(service), encoding="utf-8")
    assert run_program("generate", "-m", "m.yaml", "-b", "extends.yaml", cwd=here).stdout == wanted
    stream = dump(extending) + "---\n" + dump(service)
    posted = run_program(stdin=stream, module="msvc_helm.post", cwd=here)
    assert objects(posted)[1:] == objects(generate(here, "-b", "extends.yaml"))
    posted = run_program("--preset", "sim", "-b", "ours.yaml", stdin=dump(service), module="msvc_helm.post", cwd=here)
    assert objects(posted) == list(reader.load_all(wanted))


def objects(done: Finished) -> list[Any]:
    assert done.code == 0, done.stderr
    return [each for each in reader.load_all(done.stdout) if each]


@pytest.mark.parametrize("case", UPPER)
def test_both_kinds_of_chart_agree(case: str, here: Path) -> None:
    (here / "ours.yaml").write_text(
        dump(config_map("ours", {"extends": "preset/sim", **UPPER[case]})), encoding="utf-8"
    )
    asked = Inputs([], inputs([str(here / "v.yaml")]), "", base_configs((str(here / "ours.yaml"),), ()))
    all_ways_agree(asked, [Engine()], here)


def test_layers_lie_in_the_order_they_are_named_each_once(here: Path) -> None:
    def layer(name: str, extends: str) -> dict[str, Any]:
        own = f"metadata: {{annotations: {{from: {name}, {name}: x}}}}"
        return config_map(name, {**({"extends": extends} if extends else {}), "decodeDeployment": own})

    maps = [layer("a", ""), layer("b", "a"), layer("c", "[a, preset/sim]"), layer("d", "b, c")]
    (here / "all.yaml").write_text("---\n".join(map(dump, maps)), encoding="utf-8")
    done = generate(here, "-b", "all.yaml", values={"baseConfigMapRef": {"name": "d"}})
    assert generate(here, "-b", "all.yaml").stdout == done.stdout
    assert generate(here, "-b", "all.yaml", values={"baseConfigMapRef": {"name": "c"}}).stdout != done.stdout
    (found,) = (
        each for each in objects(done) if each["kind"] == "Deployment" and each["metadata"]["name"] == "v-decode"
    )
    assert found["metadata"]["annotations"] == {"from": "d", "a": "x", "b": "x", "c": "x", "d": "x"}
    assert found["spec"]["template"]["spec"]["containers"][0]["image"].startswith("ghcr.io/llm-d/")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"extends": "preset/simm"}, 'ours.yaml:6: data.extends: there is no preset "simm"; known: '),
        ({"extends": "other"}, 'ours.yaml:6: data.extends: there is no base config "other"; found: ours in ours.yaml'),
        ({"extends": "ours"}, "ours.yaml:6: data.extends: the layers extend each other: ours extends ours"),
        ({"extends": ""}, "data.extends: expected the name of a layer, or a list of names; such as preset/gpu"),
        ({"extends": "{a: b}"}, "data.extends: expected the name of a layer, or a list of names"),
        (
            {"extends": "preset/sim", "decodeDeployment": "spec: {replicas: x}"},
            'ours.yaml:7: decodeDeployment: spec.replicas: expected an integer, found the string "x"',
        ),
        (
            {"extends": "preset/sim", "decodeDeployment": "spec: {template: {$patch: remove}}"},
            'decodeDeployment: spec.template.$patch: expected delete, replace or merge, found the string "remove"',
        ),
        (
            {"extends": "preset/sim", "inferencePool": "spec: {targetPortNumber: 1}"},
            "a pool of v1alpha2, over the pool of v1 that a layer below has",
        ),
    ],
)
def test_errors_name_the_layer(here: Path, data: dict[str, Any], said: str) -> None:
    (here / "ours.yaml").write_text(dump(config_map("ours", data)), encoding="utf-8")
    done = generate(here, "-b", "ours.yaml", code=1)
    assert said in done.stderr
    assert done.stdout == ""


def test_an_error_of_a_shipped_layer_names_it(here: Path) -> None:
    (here / "ours.yaml").write_text(dump(config_map("ours", {"extends": "preset/sim"})), encoding="utf-8")
    done = generate(here, "-b", "ours.yaml", code=1, values={"prefill": {}})
    assert "error: preset sim:" in done.stderr


def test_what_takes_nothing_away_is_a_warning(here: Path) -> None:
    upper = {"decodeDeployment": "spec: {template: {spec: {containers: [{name: vlm, $patch: delete}]}}}"}
    (here / "ours.yaml").write_text(dump(config_map("ours", upper)), encoding="utf-8")
    done = generate(here, "-b", "ours.yaml", "--preset", "sim")
    assert "takes nothing away: no layer below has name: vlm" in done.stderr


def test_convert_writes_the_layers_down(here: Path) -> None:
    spec = {**VALUES}
    service = {"apiVersion": "llm-d.ai/v1alpha1", "kind": "ModelService", "metadata": {"name": "v"}, "spec": spec}
    (here / "m.yaml").write_text(dump(service), encoding="utf-8")
    (here / "ours.yaml").write_text(dump(config_map("ours", UPPER["the five wishes"])), encoding="utf-8")
    done = run_program("convert", "m.yaml", "--preset", "sim", "-b", "ours.yaml", cwd=here)
    assert done.code == 0, done.stderr
    values = reader.load(done.stdout)
    assert (values["preset"], values["baseConfig"]) == (["sim"], UPPER["the five wishes"])
    (here / "c.yaml").write_text(done.stdout, encoding="utf-8")
    wanted = run_program("generate", "-m", "m.yaml", "--preset", "sim", "-b", "ours.yaml", cwd=here).stdout
    assert run_program("generate", "-f", "c.yaml", cwd=here).stdout == wanted


def test_a_generated_chart_keeps_its_layers_apart(here: Path) -> None:
    (here / "ours.yaml").write_text(dump(config_map("ours", TOP)), encoding="utf-8")
    done = run_program("chart", "-b", "ours.yaml", "-o", "c", cwd=here)
    assert done.code == 0, done.stderr
    folders = sorted(path.name for path in (here / "c/templates/base").iterdir())
    assert folders == ["1-sim", "2-ours"]
    text = (here / "c/templates/base/2-ours/_decodeDeployment.tpl").read_text(encoding="utf-8")
    assert TOP["decodeDeployment"] in text
