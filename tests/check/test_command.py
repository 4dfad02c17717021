"""`msvc-helm check` and its siblings as a user runs them: output forms, exit codes, off switches, places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from msvc_helm.check.rules import RULES
from tests.check.samples import base, model, write
from tests.conftest import Finished, run_process, run_program
from tests.presets import PRESETS

GPUS = (model("- --max-model-len=16384", "- --tensor-parallel-size=2"), model("        mountModelVolume: true\n", ""))


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A directory with an error (gpu-count) and a warning (model-cache-unused)."""
    write("hf-public", GPUS, tmp_path)
    return tmp_path


def run(directory: Path, *args: str, command: str = "check") -> Finished:
    program = run_process if "-j" in args else run_program
    return program(command, "-m", "modelservice.yaml", "-b", "baseconfig.yaml", *args, cwd=directory)


def test_text(wrong: Path) -> None:
    done = run(wrong)
    assert (done.code, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    text = (wrong / "baseconfig.yaml").read_text(encoding="utf-8").splitlines()
    gpu = next(number for number, line in enumerate(text, 1) if "nvidia.com/gpu" in line)
    field = 'spec.template.spec.containers[0].resources.limits["nvidia.com/gpu"]'
    assert lines[0].startswith(f"error: baseconfig.yaml:{gpu}: decodeDeployment: {field}: ")
    assert "[gpu-count]" in lines[0]
    assert lines[1].startswith("warning: modelservice.yaml:19:9: spec.decode.containers[0]: ")
    assert lines[-1] == "1 ModelService: 1 error, 1 warning"


def test_json(wrong: Path) -> None:
    done = run(wrong, "-o", "json")
    answer = json.loads(done.stdout)
    assert (done.code, answer["errors"], answer["warnings"], answer["modelServices"]) == (1, 1, 1, 1)
    first = answer["findings"][0]
    assert (first["rule"], first["severity"], first["modelService"]) == ("gpu-count", "error", "qwen3-8b")
    assert (first["file"], first["document"]) == ("baseconfig.yaml", 1)


def test_sarif(wrong: Path) -> None:
    answer = json.loads(run(wrong, "-o", "sarif").stdout)
    assert answer["version"] == "2.1.0"
    (only,) = answer["runs"]
    rules = only["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    for result in only["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] in ("baseconfig.yaml", "modelservice.yaml")
        assert place["region"]["startLine"] > 1


def test_github(wrong: Path) -> None:
    first, second, third = run(wrong, "-o", "github").stdout.splitlines()
    assert first.startswith("::error file=baseconfig.yaml,line=")
    assert ",title=msvc-helm gpu-count::decodeDeployment: spec." in first
    assert second.startswith("::warning file=modelservice.yaml,line=19,col=9,title=msvc-helm model-cache-unused::")
    assert third.startswith("::notice file=modelservice.yaml,line=17,col=15,title=msvc-helm needs-accelerators::")


def test_github_escapes_what_would_end_a_command(tmp_path: Path) -> None:
    write("sim", (base("--model={{ .ModelName }}", '"--model=a%0A::b\\nc"'),), tmp_path)
    done = run(tmp_path, "-o", "github")
    assert 'answer to "a%250A::b%0Ac"' in done.stdout
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ((), 1),
        (("--ignore", "gpu-count"), 0),
        (("--ignore", "gpu-count", "--strict"), 1),
        (("--ignore", "gpu-count,model-cache-unused", "--strict"), 0),
        (("--ignore", "gpu-count", "--ignore=model-cache-unused", "--strict"), 0),
        (("--ignore", "gpu-counts"), 2),
        (("-o", "xml"), 2),
    ],
)
def test_exit_codes(wrong: Path, args: tuple[str, ...], code: int) -> None:
    assert run(wrong, *args).code == code


def test_the_annotation_switches_rules_off(tmp_path: Path) -> None:
    rules = "gpu-count, model-cache-unused, needs-accelerators"
    note = model("  name: qwen3-8b\n", f'  name: qwen3-8b\n  annotations: {{msvc-helm/ignore: "{rules}"}}\n')
    write("hf-public", (*GPUS, note), tmp_path)
    assert (run(tmp_path, "--strict").code, run(tmp_path).stdout) == (0, "1 ModelService: 0 errors, 0 warnings\n")
    assert run(tmp_path, command="generate").stderr == ""


def test_the_annotation_switches_comparisons_off(tmp_path: Path) -> None:
    write("sim", (), tmp_path)
    text = (tmp_path / "modelservice.yaml").read_text(encoding="utf-8")
    note = "  name: other\n  annotations: {msvc-helm/ignore: pods-shared}\n"
    (tmp_path / "modelservice.yaml").write_text(text + "---\n" + text.replace("  name: sim\n", note), encoding="utf-8")
    assert run(tmp_path).stdout == "2 ModelServices: 0 errors, 0 warnings\n"


def test_what_cannot_be_expanded_is_an_error_with_its_place(tmp_path: Path) -> None:
    write("sim", (base("{{ .ModelName }}", "{{ .Modelname }}"),), tmp_path)
    done = run(tmp_path, "--ignore", "input")
    assert (done.code, done.stderr) == (1, "")
    assert done.stdout.startswith("error: baseconfig.yaml:21: decodeDeployment: can't evaluate field Modelname")
    assert "[input]" in done.stdout


def test_nothing_to_check(tmp_path: Path) -> None:
    (tmp_path / "modelservice.yaml").write_text("")
    (tmp_path / "baseconfig.yaml").write_text("apiVersion: v1\nkind: ConfigMap\ndata: {}\n")
    done = run(tmp_path)
    assert (done.code, done.stdout) == (1, "")
    assert "no ModelService found in modelservice.yaml" in done.stderr
    assert run_program("check").code == 2
    assert run_program("check", "-m", "nowhere.yaml").code == 1


def test_generate_warns_and_strict_refuses(wrong: Path) -> None:
    done = run(wrong, command="generate")
    assert (done.code, "kind: Deployment" in done.stdout) == (0, True)
    assert done.stderr.count("warning: ") == 2
    assert "[gpu-count]" in done.stderr
    assert "[model-cache-unused]" in done.stderr
    strict = run(wrong, "--strict", command="generate")
    assert (strict.code, strict.stdout) == (1, "")
    assert run(wrong, "-j", "2", command="generate").stderr == done.stderr


def test_generate_compares_across_processes(tmp_path: Path) -> None:
    write("sim", (), tmp_path)
    text = (tmp_path / "modelservice.yaml").read_text(encoding="utf-8")
    many = "---\n".join(text.replace("  name: sim\n", f"  name: sim-{number}\n") for number in range(70))
    (tmp_path / "modelservice.yaml").write_text(many, encoding="utf-8")
    alone, spread = run(tmp_path, "--all", command="generate"), run(tmp_path, "--all", "-j", "2", command="generate")
    assert alone.stderr.count("[pods-shared]") == 69
    assert alone == spread


@pytest.mark.parametrize("command", ["generate", "check"])
def test_many_warnings_of_one_rule_are_one_entry(command: str, tmp_path: Path) -> None:
    write("hf-public", (*GPUS[1:], base("nvidia.com/gpu", "example.com/other")), tmp_path)
    text = (tmp_path / "modelservice.yaml").read_text(encoding="utf-8")
    many = "---\n".join(
        text.replace("qwen3-8b", f"m-{number}").replace("Qwen/Qwen3-8B", f"a/m-{number}") for number in range(30)
    )
    (tmp_path / "modelservice.yaml").write_text(many, encoding="utf-8")
    done, whole = run(tmp_path, command=command), run(tmp_path, "--all", command=command)
    said, all_said = ((d.stdout if command == "check" else d.stderr) for d in (done, whole))
    assert all_said.count("[model-cache-unused]") == 30
    assert "warning: model-cache-unused: 30 times\n    modelservice.yaml:" in said
    assert said.count("[model-cache-unused]") == 3
    assert "\n    … and 27 more\n" in said
    assert said.endswith("; --all shows every one\n")
    assert "--all" not in all_said
    strict = run(tmp_path, "--strict", command="generate")
    assert strict.stderr.count("error: ") == sum(all_said.count(f"{word}: ") for word in ("error", "warning"))


def post(directory: Path, *args: str) -> Finished:
    text = "---\n".join((directory / f"{name}.yaml").read_text() for name in ("baseconfig", "modelservice"))
    return run_program(*args, stdin=text, module="msvc_helm.post")


def test_the_post_renderer_checks_with_strict_alone(wrong: Path) -> None:
    plain, strict = post(wrong), post(wrong, "--strict")
    assert (plain.code, plain.stderr) == (0, "")
    assert (strict.code, strict.stdout) == (1, "")
    assert "[gpu-count]" in strict.stderr
    assert "[model-cache-unused]" in strict.stderr


def test_the_post_renderer_passes_what_is_right(tmp_path: Path) -> None:
    write("hf-public", (), tmp_path)
    assert post(tmp_path, "--strict") == post(tmp_path)


CARRIER = """\
apiVersion: missing-post-renderer-msvc-post/v1
kind: ModelServiceCarrier
metadata: {name: m}
modelService:
  apiVersion: llm-d.ai/v1alpha1
  kind: ModelService
  metadata: {name: m, namespace: models}
  spec:
    routing: {modelName: m}
    modelArtifacts: {uri: "hf://a/b"}
    decode:
      containers:
        - {name: vllm, image: "vllm:1", command: [vllm, serve, m], resources: {limits: {example.com/gpu: 2}}}
childMetadata: {annotations: {msvc-helm/ignore: "%s"}}
"""


def test_the_annotation_of_the_chart_reaches_the_post_renderer() -> None:
    rules = ["gpu-count", "model-differs"]
    for off in ([], rules[:1], rules):
        done = run_program("--strict", stdin=CARRIER % ",".join(off), module="msvc_helm.post")
        assert [name for name in rules if f"[{name}]" in done.stderr] == [name for name in rules if name not in off]
        assert done.code == (0 if off == rules else 1), done.stderr


VALUES = """\
routing: {modelName: m, ports: [{name: http, port: 8000}]}
modelArtifacts: {uri: "hf://a/b"}
decode:
  parallelism: {tensor: 2}
  containers: [{name: vllm, mountModelVolume: true}]
%s
"""


def test_values_of_the_chart(tmp_path: Path) -> None:
    write("hf-public", (), tmp_path)
    (tmp_path / "values.yaml").write_text(VALUES % "")
    args = ("check", "-f", "values.yaml", "-b", "baseconfig.yaml", "--ignore", "gpu-count")
    done = run_program(*args, cwd=tmp_path)
    assert done.stdout.startswith("warning: values.yaml:4:25: decode.parallelism.tensor: the decode pods run with")
    (tmp_path / "values.yaml").write_text(VALUES % "annotations: {msvc-helm/ignore: parallelism-unused}")
    assert run_program(*args, "--strict", cwd=tmp_path).code == 0


def test_help_names_what_it_is_for() -> None:
    done = run_program("check", "--help")
    assert done.code == 0
    assert "--explain RULE" in done.stdout
    assert "msvc-helm check -m modelservice.yaml" in done.stdout
    assert "check" in run_program("--help").stdout


def test_every_preset_is_right(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(
        'routing: {modelName: m, gatewayRefs: [{name: g}]}\nmodelArtifacts: {uri: "hf://a/b"}\n'
        "decode: {containers: [{name: vllm, args: [--max-model-len=4096]}]}\n"
    )
    for preset in PRESETS:
        args: tuple[Any, ...] = (
            "check",
            "-f",
            "values.yaml",
            "--preset",
            preset,
            "--strict",
            "--epp-cluster-role",
            "x",
        )
        for gie in ("v1", "v1alpha2"):
            done = run_program(*args, "--gie", gie, cwd=tmp_path)
            assert done.code == 0, f"{preset}: {done.stdout}{done.stderr}"


def test_an_autoscaler_of_the_values_and_one_of_the_base_config(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(
        "routing: {modelName: m}\nmodelArtifacts: {uri: 'hf://a/b'}\ndecode: {}\n"
        "autoscaling: {decode: {maxReplicas: 4}}\n"
    )
    (tmp_path / "base.yaml").write_text(
        "kind: ConfigMap\ndata:\n"
        "  decodeDeployment: 'spec: {template: {spec: {containers: [{name: c, image: i}]}}}'\n"
        "  extraObjects: '[{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, metadata: {name: own},"
        ' spec: {scaleTargetRef: {name: "{{ .DecodeDeploymentName }}"}}}]\'\n'
    )
    done = run_program("check", "-f", "values.yaml", "-b", "base.yaml", cwd=tmp_path)
    assert done.code == 1
    assert "ScaledObject own scales values-decode, and so does HorizontalPodAutoscaler values-decode" in done.stdout
