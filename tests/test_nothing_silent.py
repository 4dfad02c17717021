"""What a tired person writes and no program should take without a word; and what follows a document that has ended."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.conftest import REPO, Finished, run_program

SIM = REPO / "samples" / "sim"
MODEL = """\
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {name: m}
spec:
  baseConfigMapRef: {name: b}
  routing: {modelName: a/b, ports: [{name: http, port: 8000}]}
  modelArtifacts: {uri: "hf://a/b"}
  decode: {containers: [{name: vllm, args: [--port=8000]}]}
"""
BASE = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: b, namespace: team}
data:
  decodeDeployment: |
    spec:
      replicas: 1
      template: {spec: {containers: [{name: vllm, image: "i:1"}]}}
"""
KEEP = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"keep"}}\n'
Generate = Callable[..., Finished]


@pytest.fixture
def generate(tmp_path: Path) -> Generate:
    """Run `generate` on a ModelService and a base config given as text, or on one file of values."""

    def run(model: str, base: str = "", *words: str) -> Finished:
        (tmp_path / "m.yaml").write_text(model, encoding="utf-8")
        (tmp_path / "b.yaml").write_text(base, encoding="utf-8")
        given = ("-b", str(tmp_path / "b.yaml")) if base else ()
        return run_program("generate", "-m" if base else "-f", str(tmp_path / "m.yaml"), *given, *words)

    return run


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "--port=8000",
            '"--port={{ .Ports.htp }}"',
            "spec.decode.containers[0].args[0]: the template prints",
        ),
        ("--port=8000", "'--port={{ printf \"%d\" .ModelName }}'", "printf prints %!d(string=a/b)"),
        ("  decode:", "  decode: {}\n  decode:", 'm.yaml:9:3: the key "decode" is there twice'),
        ("kind: ModelService", "kind: ModelService\nkind: ModelService", 'the key "kind" is there twice'),
        ("llm-d.ai/", "llmd.ai/", "of llmd.ai/v1alpha1; its apiVersion is llm-d.ai/v1alpha1"),
    ],
)
def test_a_model_with_a_slip_is_an_error(generate: Generate, old: str, new: str, said: str) -> None:
    assert generate(MODEL, BASE).stderr == ""
    done = generate(MODEL.replace(old, new), BASE)
    assert (done.code, done.stdout, said in done.stderr) == (1, "", True), done.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"i:1"', '"i:{{ .Ports.htp }}"', "b.yaml:5: decodeDeployment: the template prints <no value>"),
        ('"i:1"', "'i{{ printf \":%d\" .ModelName }}'", "printf prints %!d(string=a/b)"),
        ("data:\n", "data:\n  decodeDeployment: ''\n", 'b.yaml:6:3: the key "decodeDeployment" is there twice'),
    ],
)
def test_a_base_config_with_a_slip_is_an_error(generate: Generate, old: str, new: str, said: str) -> None:
    done = generate(MODEL, BASE.replace(old, new))
    assert (done.code, done.stdout, said in done.stderr) == (1, "", True), done.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("replicas: 1", "replicas: 7", "b.yaml:7: decodeDeployment: spec.replicas: 7 is replaced by 1, the default"),
        ("namespace: team", "namespace: other", 'names the namespace "team", and that of "other" is used'),
    ],
)
def test_a_value_that_does_not_count_is_a_warning(generate: Generate, old: str, new: str, said: str) -> None:
    model = MODEL.replace("{name: b}", "{name: b, namespace: team}")
    assert generate(model, BASE, "--strict").stderr == ""
    done = generate(model, BASE.replace(old, new), "--strict")
    assert (done.code, said in done.stderr) == (1, True), done.stderr


def test_the_owner_decides_about_replicas(generate: Generate) -> None:
    for section in ("{replicas: 1, ", "{replicas: null, "):
        assert generate(MODEL.replace("decode: {", f"decode: {section}"), BASE.replace("as: 1", "as: 7")).stderr == ""


def test_a_comment_and_a_merged_key_are_no_slip(generate: Generate) -> None:
    base = BASE.replace("    spec:\n", "    # {{ .Ports.htp }}\n    x: &x {a: 1}\n    spec:\n", 1).replace(
        "    x: &x {a: 1}\n", ""
    )
    model = MODEL.replace("  decode: {", "  decode:\n    <<: {replicas: 2}\n    replicas: 3\n    ")
    model = model.replace("    containers: [{name: vllm, args: [--port=8000]}]}", "    containers: [{name: vllm}]")
    assert generate(model, base).stderr == ""


def test_a_key_that_values_have_twice_is_a_warning(generate: Generate) -> None:
    values = yaml.safe_dump({**yaml.safe_load(MODEL)["spec"], "preset": "sim"}).replace(
        "baseConfigMapRef:\n  name: b\n", ""
    )
    done = generate(values + "decode: {replicas: 2}\n")
    assert (done.code, 'the key "decode" is there twice; Helm takes the last one' in done.stderr) == (0, True), (
        done.stderr
    )


VALUES = """\
fullnameOverride: m
preset: sim
routing: {modelName: a/b, ports: [{name: http, port: 8000}]}
modelArtifacts: {uri: "hf://a/b"}
decode: {replicas: 1}
gie: v1alpha2
rbac: {eppClusterRole: theirs}
eppPullSecrets: [a]
pdPullSecrets: [a]
"""
OPTIONS = {
    "rbac.eppClusterRole": ("--epp-cluster-role", "mine"),
    "eppPullSecrets": ("--epp-pull-secrets", "b"),
    "pdPullSecrets": ("--pd-pull-secrets", "a,b"),
    "gie": ("--gie", "v1"),
}


@pytest.mark.parametrize("path", OPTIONS)
def test_an_option_that_the_values_say_otherwise_is_a_warning(generate: Generate, path: str) -> None:
    option, value = OPTIONS[path]
    assert f"{path}: {option} has no effect: the values specify " in generate(VALUES, "", option, value).stderr
    same = {"gie": "v1alpha2", "rbac.eppClusterRole": "theirs"}.get(path, "a")
    assert "has no effect" not in generate(VALUES, "", option, same).stderr
    assert "has no effect" not in generate(VALUES, "").stderr


def test_the_carrier_answers_options_as_values_do() -> None:
    model = yaml.safe_load(MODEL)
    model["spec"].pop("baseConfigMapRef")
    carrier = {
        "apiVersion": "missing-post-renderer-msvc-post/v1",
        "kind": "ModelServiceCarrier",
        "metadata": {"name": "m"},
        "modelService": model,
        "baseConfig": {"data": yaml.safe_load(BASE)["data"]},
        "options": {"gie": "v1alpha2", "eppClusterRole": "theirs", "eppPullSecrets": ["a"], "pdPullSecrets": ["a"]},
    }
    words = [word for pair in OPTIONS.values() for word in pair]
    done = run_program(*words, stdin=yaml.safe_dump(carrier), module="msvc_helm.post")
    assert done.code == 0, done.stderr
    assert f"option-without-effect: {len(OPTIONS)} times" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--epp-cluster-role", "x"), "rbac.eppClusterRole: --epp-cluster-role has no effect on values"),
        (("--pd-pull-secrets", "x"), "pdPullSecrets: --pd-pull-secrets has no effect on values"),
        (("--path-in-repo", "x"), "--path-in-repo goes with --layout"),
    ],
)
def test_flux_tells_of_options_that_values_do_not_take(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "m.yaml").write_text(VALUES, encoding="utf-8")
    done = run_program("flux", str(tmp_path / "m.yaml"), "--chart", "oci://example.com/a/b:1.0.0", *words, "--strict")
    assert (done.code != 0, said in done.stderr) == (True, True), done.stderr


@pytest.mark.parametrize("command", ["generate", "check"])
def test_the_operators_word_for_the_base_config_is_understood(tmp_path: Path, command: str) -> None:
    (tmp_path / "m.yaml").write_text(MODEL, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(BASE, encoding="utf-8")
    given = [(tmp_path / "b.yaml").as_posix()]
    known = [
        run_program(command, "-m", str(tmp_path / "m.yaml"), *words)
        for words in (["--base-config", *given], ["--baseconfig", *given], [f"--baseconfig={given[0]}"])
    ]
    assert known[0].code == 0
    assert known[1] == known[0] == known[2]
    post = [run_program(word, *given, stdin=MODEL, module="msvc_helm.post") for word in ("-b", "--baseconfig")]
    assert post[0] == post[1]
    assert post[0].code == 0


def test_force_without_a_directory_is_wrong_usage(generate: Generate) -> None:
    done = generate(MODEL, BASE, "--force")
    assert (done.code, done.stdout) == (2, "")


JSON = json.dumps(yaml.safe_load((SIM / "modelservice.yaml").read_text(encoding="utf-8"))) + "\n"
YAML = (SIM / "modelservice.yaml").read_text(encoding="utf-8")
LISTED = f'{{"apiVersion":"config.kubernetes.io/v1","kind":"ResourceList","items":[{JSON}]}}\n'


@pytest.mark.parametrize(
    "stream",
    [
        JSON + KEEP,
        KEEP + JSON,
        JSON + JSON.replace('"sim"', '"two"'),
        JSON + "}}}]\n",
        JSON + "a: 1\n",
        LISTED + KEEP,
        f"{LISTED}---\n{KEEP}",
        f"{YAML}---\x85{KEEP}",
        f"{YAML}# c\u2028---\n{KEEP}",
        f"{YAML}%TAG !a! b\n{KEEP}",
    ],
    ids=["JSON", "JSON before", "two models", "garbage", "YAML", "list", "list and marker", "NEL", "LS", "directive"],
)
def test_nothing_after_a_document_is_lost(stream: str) -> None:
    """Whatever Helm does not get back it deletes: more than one object in a document is an error."""
    done = run_program("-b", str(SIM / "baseconfig.yaml"), stdin=stream, module="msvc_helm.post")
    assert (done.code, done.stdout) == (1, ""), done.stderr
    assert "<" in done.stderr, "the error has its place"
    assert "a bug in msvc-helm" not in done.stderr


def test_what_follows_an_end_marker_stays_where_lines_end_in_carriage_returns() -> None:
    stream = YAML + "\r... \rapiVersion: v1\nkind: ConfigMap\nmetadata: {name: keep}\n"
    done = run_program("-b", str(SIM / "baseconfig.yaml"), stdin=stream, module="msvc_helm.post")
    assert (done.code, done.stdout.endswith("metadata: {name: keep}\n")) == (0, True), done.stderr
    assert "kind: Deployment" in done.stdout


SLOW = {
    "anchors": 'b: "!"\na: [' + "&a," * 200_000 + "]\n",
    "tags": "".join(f"%TAG !{n:04x}! !\n" for n in range(40_000)) + "--- [" + "!!str," * 70_000 + "]\n",
}


@pytest.mark.parametrize("name", SLOW)
def test_a_megabyte_of_tricks_takes_no_minutes(name: str) -> None:
    started = time.monotonic()
    done = run_program("-b", str(SIM / "baseconfig.yaml"), stdin=SLOW[name], module="msvc_helm.post")
    assert done.code in (0, 1)
    assert time.monotonic() - started < 60, "it took 20 s to 2 h when it was quadratic"


def test_templates_have_their_steps_together(generate: Generate) -> None:
    slow = "{{ range until 500 }}{{ range until 280 }}{{ end }}{{ end }}"
    keys = "".join(f'  k{n}: "{slow}"\n' for n in range(40))
    assert "take too many steps" in generate(MODEL, BASE + keys).stderr
    args = ", ".join([f"'{slow}'"] * 40)
    assert "take too many steps" in generate(MODEL.replace("--port=8000", args), BASE).stderr
