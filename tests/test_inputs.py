"""What is given to the wrong option, left empty, or is no name: told of the option or the file that said it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Finished, run_program

Run = Callable[..., Finished]
MODEL = """\
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {name: m}
spec:
  modelArtifacts: {uri: "hf://a/b"}
  routing: {modelName: a/b, ports: [{name: http, port: 8000}]}
  decode: {containers: [{name: vllm, image: "i:1"}]}
"""
VALUES = """\
modelArtifacts: {uri: "hf://a/b"}
routing: {modelName: a/b, ports: [{name: http, port: 8000}]}
decode: {containers: [{name: vllm, image: "i:1"}]}
"""
BASE = 'kind: ConfigMap\nmetadata: {name: base}\ndata: {decodeService: "spec: {ports: [{port: 80}]}"}\n'
FILES = {
    "model.yaml": MODEL,
    "values.yaml": VALUES,
    "base.yaml": BASE,
    "hello.yaml": "hello: world\n",
    "typo.yaml": BASE.replace("ConfigMap", "Configmap"),
    "secret.yaml": "kind: Secret\ndata: {}\n",
    "no-data.yaml": "kind: ConfigMap\nmetadata: {name: x}\n",
    "list.yaml": "- a\n",
    "text.yaml": "just text\n",
    "empty.yaml": "# nothing\n",
    "data-list.yaml": "kind: ConfigMap\ndata: [a]\n",
    "own/values.yaml": VALUES + "baseConfigFile: |\n  hello: world\n",
}
WANTED = "expected a ConfigMap with templates under data, found"
NOT_A_BASE = {
    "hello.yaml": f"hello.yaml:1:1: {WANTED} a map without kind and data\n",
    "values.yaml": f"values.yaml:1:1: {WANTED} values of the chart; give it with -f\n",
    "model.yaml": f'model.yaml:2:1: {WANTED} kind "ModelService"; give it with -m\n',
    "typo.yaml": f'typo.yaml:1:1: {WANTED} kind "Configmap"; did you mean "ConfigMap"?\n',
    "secret.yaml": f'secret.yaml:1:1: {WANTED} kind "Secret"\n',
    "no-data.yaml": f"no-data.yaml:1:1: {WANTED} no data\n",
    "list.yaml": f"list.yaml:1:1: {WANTED} a list\n",
    "text.yaml": f"text.yaml:1:1: {WANTED} text\n",
    "empty.yaml": f"empty.yaml: {WANTED} nothing\n",
    "data-list.yaml": f"data-list.yaml:2:7: data: {WANTED} a list\n",
}
WITH_A_BASE = {
    "generate": ["generate", "-m", "model.yaml", "-b"],
    "check": ["check", "-m", "model.yaml", "-b"],
    "convert": ["convert", "model.yaml", "-b"],
    "chart": ["chart", "--name", "g", "-o", "new", "-b"],
}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "own").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def refused(done: Finished, code: int) -> str:
    assert (done.code, done.stdout) == (code, ""), done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize(("file", "said"), NOT_A_BASE.items(), ids=NOT_A_BASE)
def test_what_is_no_base_config(here: Path, file: str, said: str) -> None:
    assert refused(run_program(*WITH_A_BASE["generate"], file, cwd=here), 1) == f"error: {said}"


@pytest.mark.parametrize("words", WITH_A_BASE.values(), ids=WITH_A_BASE)
def test_no_command_takes_it(here: Path, words: list[str]) -> None:
    assert refused(run_program(*words, "hello.yaml", cwd=here), 1) == f"error: {NOT_A_BASE['hello.yaml']}"
    assert not (here / "new").exists()


def test_msvc_post_does_not_take_it(here: Path) -> None:
    done = run_program("-b", "hello.yaml", stdin=MODEL, module="msvc_helm.post", cwd=here)
    assert refused(done, 1) == f"error: {NOT_A_BASE['hello.yaml']}"


def test_nor_the_values(here: Path) -> None:
    said = refused(run_program("generate", "-f", "own/values.yaml", cwd=here), 1)
    assert said == f"error: own/values.yaml: baseConfigFile:1:1: {WANTED} a map without kind and data\n"


def test_an_empty_config_map_is_a_base_config(here: Path) -> None:
    (here / "none.yaml").write_text("kind: ConfigMap\ndata:\n", encoding="utf-8")
    done = run_program("generate", "-m", "model.yaml", "-b", "none.yaml", cwd=here)
    assert (done.code, done.stderr) == (0, "")


def test_other_objects_may_stand_beside_a_config_map(here: Path) -> None:
    (here / "all.yaml").write_text(f"{FILES['secret.yaml']}---\n{MODEL}---\n{BASE}", encoding="utf-8")
    done = run_program("generate", "-m", "model.yaml", "-b", "all.yaml", cwd=here)
    assert done.code == 0
    assert "kind: Service\n" in done.stdout


def test_a_directory_is_a_base_config_when_one_of_its_files_is(here: Path) -> None:
    (here / "bases").mkdir()
    (here / "bases" / "a.yaml").write_text(FILES["secret.yaml"], encoding="utf-8")
    words = ["generate", "-m", "model.yaml", "-b", "bases"]
    assert f'bases/a.yaml:1:1: {WANTED} kind "Secret"' in refused(run_program(*words, cwd=here), 1)
    (here / "bases" / "b.yaml").write_text(BASE, encoding="utf-8")
    assert run_program(*words, cwd=here).code == 0


MEANT = {
    "values with -m": (["-m", "values.yaml"], 1, "expected a ModelService, found values of the chart; give it with -f"),
    "a model with -f": (
        ["-f", "model.yaml"],
        1,
        'expected a map of values, found kind "ModelService"; give it with -m',
    ),
    "a base with -f": (["-f", "base.yaml"], 1, 'expected a map of values, found kind "ConfigMap"; give it with -b'),
    "a base with -m": (["-m", "base.yaml"], 1, "ConfigMaps are there; a base config is given with -b"),
    "no option at all": (["values.yaml"], 2, "give it with -f: -f values.yaml"),
    "a model without option": (["model.yaml", "-b", "base.yaml"], 2, "give it with -m: -m model.yaml"),
}


@pytest.mark.parametrize(("words", "code", "said"), MEANT.values(), ids=MEANT)
def test_the_option_that_is_meant(here: Path, words: list[str], code: int, said: str) -> None:
    assert said in refused(run_program("generate", *words, cwd=here), code)


WRONG = {
    "namespace": ("--namespace", "a b", "a namespace"),
    "upper case": ("--namespace", "Team_A", "a namespace"),
    "role": ("--epp-cluster-role", "a/b", "the name of a ClusterRole"),
    "secret": ("--epp-pull-secrets", "ok,A_b", "the name of a Secret"),
    "other secret": ("--pd-pull-secrets", "a b", "the name of a Secret"),
}


@pytest.mark.parametrize(("option", "value", "noun"), WRONG.values(), ids=WRONG)
def test_values_of_options_are_checked_as_those_of_files_are(here: Path, option: str, value: str, noun: str) -> None:
    said = f'error: {option}: "{value.split(",")[-1]}" cannot be {noun}; allowed: '
    command_lines = [["generate", "-m", "model.yaml"], ["check", "-m", "model.yaml"], ["convert", "model.yaml"]]
    for words in command_lines:
        assert refused(run_program(*words, option, value, cwd=here), 2).startswith(said)
    assert refused(run_program(option, value, stdin=MODEL, module="msvc_helm.post", cwd=here), 2).startswith(said)


def test_the_name_of_a_release(here: Path) -> None:
    words = ["generate", "-f", "values.yaml", "--name"]
    assert run_program(*words, "a" * 53, cwd=here).code == 0
    for name in ("a" * 54, "A", "a b", "-a"):
        assert f'--name: "{name}" cannot be the name of a release' in refused(run_program(*words, name, cwd=here), 2)


def test_a_kustomize_function_s_options(here: Path) -> None:
    item = json.dumps(
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "f"}, "data": {"namespace": "a b"}}
    )
    stream = f"apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\nfunctionConfig: {item}\n"
    said = refused(run_program(stdin=stream, module="msvc_helm.post", cwd=here), 1)
    assert 'functionConfig.data.namespace: "a b" cannot be a namespace; allowed: ' in said


def test_the_namespace_that_helm_tells(here: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "msvc_helm.post"], env={**os.environ, "HELM_NAMESPACE": "a b"}, cwd=here,
        input=MODEL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith('error: HELM_NAMESPACE: "a b" cannot be a namespace')


EMPTY = [
    ["generate", "-m", "model.yaml", "--output-dir", ""],
    ["generate", "-m", "model.yaml", "--output-dir="],
    ["generate", "-m", "model.yaml", "-b", ""],
    ["generate", "-m", "model.yaml", "-n", ""],
    ["generate", "-m", ""],
    ["check", "-m", "model.yaml", "--preset", ""],
    ["convert", "model.yaml", "--output-dir", ""],
    ["flux", "model.yaml", "--chart", "HelmChart/x", "--layout", ""],
    ["flux", "model.yaml", "--chart", "HelmChart/x", "--interval="],
    ["flux", "model.yaml", "--chart", "HelmChart/x", "--timeout", ""],
    ["plugin-dir", "--output-dir", ""],
    ["chart-dir", "--output-dir", ""],
    ["init", "--model", ""],
    ["init", "--preset", ""],
    ["schema", "-o", ""],
    ["schema", "--crd", ""],
    ["chart", "-b", "base.yaml", "-o", ""],
    ["lint", "--config", ""],
    ["verify", "-m", "model.yaml", "--helm", ""],
]


@pytest.mark.parametrize("words", EMPTY, ids=" ".join)
def test_an_empty_value_is_nobody_s_wish(here: Path, words: list[str]) -> None:
    before = sorted(here.rglob("*"))
    assert " is empty: omit it, or specify a value" in refused(run_program(*words, cwd=here), 2)
    assert sorted(here.rglob("*")) == before


def test_all_mistakes_of_a_values_file_at_once(here: Path) -> None:
    text = VALUES.replace("decode: {", "decode: {replicas: two, ") + (
        "prefil: {}\nnameOverride: 1e3\nlabels: {a b: c, d: 5}\nannotations: [x]\ngie: v2\npreset: simm\n"
        "autoscaling: {decode: {maxReplicas: x}}\neppPullSecrets: {a: b}\nrbac: {eppClusterRol: x}\n"
    )
    (here / "wrong.yaml").write_text(text, encoding="utf-8")
    said = refused(run_program("generate", "-f", "wrong.yaml", cwd=here), 1)
    assert [line.split(": ")[1:3] for line in said.splitlines()[:-1]] == [
        ["wrong.yaml:3:20", "decode.replicas"],
        ["wrong.yaml:4:1", "prefil"],
        ["wrong.yaml:5:15", "nameOverride"],
        ["wrong.yaml:6:10", 'labels["a b"]'],
        ["wrong.yaml:6:21", "labels.d"],
        ["wrong.yaml:7:1", "annotations"],
        ["wrong.yaml:8:6", "gie"],
        ["wrong.yaml:9:9", "preset"],
        ["wrong.yaml:10:37", "autoscaling.decode.maxReplicas"],
        ["wrong.yaml:11:1", "eppPullSecrets"],
        ["wrong.yaml:12:8", "rbac.eppClusterRol"],
    ]


def test_a_file_whose_name_no_release_can_have(here: Path) -> None:
    (here / "My_Model.yaml").write_text(VALUES, encoding="utf-8")
    said = refused(run_program("generate", "-f", "My_Model.yaml", cwd=here), 1)
    assert said.startswith(
        'error: My_Model.yaml: the file\'s name is used as the name of the release: "My_Model" cannot be a name'
    )
    assert run_program("generate", "-f", "My_Model.yaml", "--name", "mine", cwd=here).code == 0


def test_two_base_configs_of_one_name_are_told_apart(here: Path) -> None:
    wanted = MODEL.replace("spec:\n", "spec:\n  baseConfigMapRef: {name: base}\n")
    (here / "wants.yaml").write_text(wanted, encoding="utf-8")
    (here / "both.yaml").write_text(f"{BASE}---\n{BASE}", encoding="utf-8")
    said = refused(run_program("generate", "-m", "wants.yaml", "-b", "base.yaml", "-b", "both.yaml", cwd=here), 1)
    assert '"base" names 3 base configs: base in base.yaml, base in both.yaml, base in both.yaml, document 2' in said
