"""`msvc-helm generate` as a user runs it: inputs, outputs, messages and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from msvc_helm.parallel import BATCH

from .conftest import Finished, run_process

Run = Callable[..., Finished]

MODEL = """\
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {{name: {name}{namespace}}}
spec:
  {ref}
  routing: {{modelName: some/model, ports: [{{name: http, port: 8000}}]}}
  modelArtifacts: {{uri: "hf://some/model"}}
  decode: {{replicas: 2, containers: [{{name: vllm, image: "i:1"}}]}}
"""
BASE = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: {name}{namespace}}}
data:
  decodeService: |
    spec:
      ports:
      - port: {{{{ getPort "http" }}}}
        name: {name}
"""


def model(name: str = "m", *, ref: str = "", namespace: str = "") -> str:
    return MODEL.format(
        name=name,
        ref=f"baseConfigMapRef: {{name: {ref}}}" if ref else "",
        namespace=f", namespace: {namespace}" if namespace else "",
    )


def base(name: str = "b", *, namespace: str = "") -> str:
    return BASE.format(name=name, namespace=f", namespace: {namespace}" if namespace else "")


@pytest.fixture
def here(tmp_path: Path) -> Callable[..., Path]:
    """`here("file.yaml", text)` writes a file and gives its path."""

    def make(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return make


def kinds(stdout: str) -> list[str]:
    return [f"{o['kind']}/{o['metadata']['name']}" for o in yaml.safe_load_all(stdout)]


def test_a_stream_with_what_is_referenced_first(run: Run, here: Any) -> None:
    done = run("generate", "-m", here("m.yaml", model()), "-b", here("b.yaml", base()))
    assert (done.code, done.stderr) == (0, "")
    assert kinds(done.stdout) == ["ServiceAccount/m-sa", "Service/m-service-decode", "Deployment/m-decode"]
    assert done.stdout.count("---\n") == 3


def test_children_are_one_map_with_the_operators_keys(run: Run, here: Any) -> None:
    done = run("generate", "-m", here("m.yaml", model()), "-b", here("b.yaml", base()), "-o", "children")
    assert list(yaml.safe_load(done.stdout)) == ["decodeDeployment", "decodeService", "pdServiceAccount"]


def test_json_is_a_list(run: Run, here: Any) -> None:
    done = run("generate", "-m", here("m.yaml", model()), "-b", here("b.yaml", base()), "-o", "json")
    answer = json.loads(done.stdout)
    assert (answer["kind"], answer["apiVersion"], len(answer["items"])) == ("List", "v1", 3)


def test_one_file_per_object(run: Run, here: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("generate", "-m", here("m.yaml", model(namespace="ns")), "--output-dir", out)
    assert (done.code, done.stdout) == (0, "")
    assert done.stderr == f"{out}: 2 files written, 0 unchanged, 0 removed\n"
    names = [".msvc-helm.sha256", "ns_deployment_m-decode.yaml", "ns_serviceaccount_m-sa.yaml"]
    assert sorted(p.name for p in out.iterdir()) == names
    assert yaml.safe_load((out / "ns_deployment_m-decode.yaml").read_text())["kind"] == "Deployment"


def test_a_failure_writes_no_file(run: Run, here: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    bad = here("bad.yaml", model("ok") + "---\n" + model("bad").replace("replicas: 2", "replica: 2"))
    done = run("generate", "-m", bad, "--output-dir", out)
    assert done.code == 1
    assert not out.exists() or not list(out.iterdir())


def test_stdin_with_base_and_models_mixed(run: Run) -> None:
    stream = "---\n".join([model("one", ref="b"), base(), model("two")])
    done = run("generate", "-m", "-", stdin=stream)
    assert done.code == 0, done.stderr
    assert "Service/one-service-decode" in kinds(done.stdout)
    assert "Service/two-service-decode" not in kinds(done.stdout)


def test_a_list_from_kubectl_get(run: Run) -> None:
    items = [yaml.safe_load(model(n)) for n in ("one", "two")]
    stream = yaml.safe_dump({"apiVersion": "v1", "kind": "List", "items": items})
    done = run("generate", "-m", "-", stdin=stream)
    assert done.code == 0, done.stderr
    assert len(kinds(done.stdout)) == 4


def test_the_only_base_is_used_whatever_the_reference_says(run: Run, here: Any) -> None:
    done = run("generate", "-m", here("m.yaml", model(ref="other")), "-b", here("b.yaml", base("mine")))
    assert done.code == 0
    assert "Service/m-service-decode" in kinds(done.stdout)
    assert "warning: " in done.stderr
    assert '"other"' in done.stderr
    assert '"mine"' in done.stderr
    strict = run("generate", "-m", here("m.yaml", model(ref="other")), "-b", here("b.yaml", base("mine")), "--strict")
    assert (strict.code, strict.stdout) == (1, "")


def test_of_several_bases_each_model_finds_its_own(run: Run, here: Any, tmp_path: Path) -> None:
    here("bases/a.yaml", base("a"))
    here("bases/b.yaml", base("b"))
    here("models/1.yaml", model("one", ref="a"))
    here("models/2.yaml", model("two", ref="b"))
    done = run("generate", "-m", tmp_path / "models", "-b", tmp_path / "bases")
    assert done.code == 0, done.stderr
    services = [o for o in yaml.safe_load_all(done.stdout) if o["kind"] == "Service"]
    assert [o["spec"]["ports"][0]["name"] for o in services] == ["a", "b"]


@pytest.mark.parametrize(
    ("models", "bases", "expect"),
    [
        (model(ref="nope"), base("a") + "---\n" + base("b"), ["no base config", '"nope"', "a in", "b in"]),
        (model(ref="a"), base("a", namespace="x") + "---\n" + base("a", namespace="y"), ["names 2", "x/a", "y/a"]),
        (model(), base("a") + "---\n" + base("b"), ["no base config is named"]),
    ],
)
def test_an_unresolved_or_ambiguous_reference_lists_what_was_found(
    run: Run, here: Any, models: str, bases: str, expect: list[str]
) -> None:
    done = run("generate", "-m", here("m.yaml", models), "-b", here("b.yaml", bases))
    assert (done.code, done.stdout) == (1, "")
    assert all(e in done.stderr for e in expect), done.stderr


def test_the_namespace_option_is_for_models_without_one(run: Run, here: Any) -> None:
    both = here("m.yaml", model("one") + "---\n" + model("two", namespace="own"))
    done = run("generate", "-m", both, "--namespace", "given")
    spaces = {o["metadata"]["name"]: o["metadata"]["namespace"] for o in yaml.safe_load_all(done.stdout)}
    assert spaces["one-decode"] == "given"
    assert spaces["two-decode"] == "own"


def test_pull_secrets_by_comma_or_repeated(run: Run, here: Any) -> None:
    done = run("generate", "-m", here("m.yaml", model()), "--pd-pull-secrets", "a,b", "--pd-pull-secrets", "c")
    account = next(o for o in yaml.safe_load_all(done.stdout) if o["kind"] == "ServiceAccount")
    assert account["imagePullSecrets"] == [{"name": "a"}, {"name": "b"}, {"name": "c"}]


def test_every_problem_at_once_with_file_document_and_line(run: Run, here: Any) -> None:
    text = (
        model("one").replace("replicas: 2", "replica: 2") + "---\n" + model("two").replace("http, port: 8000", "http")
    )
    done = run("generate", "-m", here("m.yaml", text))
    assert (done.code, done.stdout) == (1, "")
    first, second = done.stderr.splitlines()[:2]
    assert "m.yaml:8" in first
    assert 'spec.decode.replica: unknown field; did you mean "replicas"?' in first
    assert "document 2" in second
    assert "spec.routing.ports[0].port" in second


def test_many_processes_print_the_same_bytes(run: Run, here: Any, tmp_path: Path) -> None:
    for i in range(BATCH + 6):
        here(f"models/{i:03}.yaml", model(f"m{i}"))
    one = run("generate", "-m", tmp_path / "models", "-b", here("b.yaml", base()))
    two = run_process("generate", "-m", tmp_path / "models", "-b", here("b.yaml", base()), "--jobs", "2")
    assert one.code == two.code == 0
    assert one.stdout == two.stdout
    assert one.stderr == two.stderr


def test_two_models_that_make_one_object_are_told(run: Run, here: Any, tmp_path: Path) -> None:
    twice = here("m.yaml", model("m") + "---\n" + model("m"))
    done = run("generate", "-m", twice)
    assert (done.code, done.stdout) == (1, "")
    assert "makes Deployment.apps /m-decode, and so does another ModelService of this name" in done.stderr
    assert run("generate", "-m", twice, "--output-dir", tmp_path / "out").code == 1


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("", "no ModelService found"),
        ("# nothing\n", "no ModelService found"),
        ("kind: Deployment\n", 'expected a ModelService, found kind "Deployment"'),
        ("- a\n- b\n", "expected a ModelService, found a list"),
        ("a: [1, 2\n", "m.yaml:"),
        ("\x00", "m.yaml"),
        ("apiVersion: llm-d.ai/v1alpha1\nkind: ModelService\n", "spec"),
    ],
)
def test_bad_files(run: Run, here: Any, text: str, expect: str) -> None:
    done = run("generate", "-m", here("m.yaml", text))
    assert (done.code, done.stdout) == (1, "")
    assert expect in done.stderr
    assert "Traceback" not in done.stderr


def test_files_that_are_not_there(run: Run, tmp_path: Path) -> None:
    done = run("generate", "-m", tmp_path / "none.yaml")
    assert (done.code, done.stdout) == (1, "")
    assert "none.yaml: cannot be read: No such file or directory" in done.stderr
    empty = run("generate", "-m", tmp_path)
    assert (empty.code, empty.stdout) == (1, "")
    assert "holds no .yaml" in empty.stderr


def test_wrong_usage_is_exit_code_2(run: Run) -> None:
    assert run("generate").code == 2
    assert run("generate", "-m", "x", "--gie", "v9").code == 2
    assert run("nonsense").code == 2
    assert 'did you mean "generate"?' in run("generte").stderr.lower()


def test_help_has_examples(run: Run) -> None:
    assert "msvc-helm generate -m" in run("--help").stdout
    assert "--jobs" in run("generate", "--help").stdout
