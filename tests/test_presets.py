"""The presets: four lines of values and one of them are a complete deployment that fits together."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from msvc_helm.check import check
from msvc_helm.check.finding import INFO
from msvc_helm.errors import InputError
from msvc_helm.validation import validate
from tests import reader
from tests.conftest import REPO, Finished, run_program
from tests.presets import CASES, LAYERS, PRESETS, TWO_ROLES, Object, all_objects, expand, values

GOLDEN = REPO / "tests" / "golden" / "presets"
CHART = REPO / "charts" / "modelservice"
FOLDER = CHART / "presets"
IMAGES: dict[str, str] = reader.load((REPO / "scripts/presets/versions.yaml").read_text(encoding="utf-8"))
GPU = tuple(name for name in PRESETS if name.startswith("gpu"))
ONE_ROLE = tuple(name for name in PRESETS if name not in TWO_ROLES)
FOUR_LINES = """\
routing: {modelName: facebook/opt-125m}
modelArtifacts: {uri: hf://facebook/opt-125m}
decode: {replicas: 2}
"""
COMPLETE = {
    "ConfigMap": ["m-epp-config"],
    "Deployment": ["m-decode", "m-epp"],
    "HTTPRoute": ["m-http-route"],
    "InferencePool": ["m-inference-pool"],
    "Role": ["m-epp"],
    "RoleBinding": ["m-epp"],
    "Service": ["m-epp-service", "m-service-decode"],
    "ServiceAccount": ["m-epp-sa", "m-sa"],
}


def generate(directory: Path, text: str, *flags: str) -> Finished:
    """`generate` as a user calls it, the values in `m.yaml`."""
    (directory / "m.yaml").write_text(text, encoding="utf-8")
    return run_program("generate", "-f", "m.yaml", "-n", "models", *flags, cwd=directory)


def by_kind(objects: list[Object]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for obj in objects:
        found.setdefault(obj["kind"], []).append(obj["metadata"]["name"])
    return {kind: sorted(found[kind]) for kind in sorted(found)}


def pod(made: Any, key: str = "decodeDeployment") -> Object:
    spec: Object = made.children[key]["spec"]["template"]["spec"]
    return spec


def server(made: Any, role: str = "decode") -> Object:
    (container,) = pod(made, f"{role}Deployment")["containers"]
    assert container["name"] == "vllm"
    found: Object = container
    return found


def environment(container: Object) -> dict[str, Any]:
    return {entry["name"]: entry.get("value", entry.get("valueFrom")) for entry in container["env"]}


def test_the_promised_presets_are_there() -> None:
    assert set(PRESETS) == {"sim", "sim-pd", "gpu", "gpu-pd"}


@pytest.mark.parametrize("preset", PRESETS)
def test_four_lines_are_a_complete_deployment(preset: str, tmp_path: Path, golden: Callable[[Path, str], None]) -> None:
    done = generate(tmp_path, FOUR_LINES, "--preset", preset)
    assert (done.code, done.stderr) == (0, "")
    roles = ["m-decode", "m-epp", "m-prefill"], ["m-epp-service", "m-service-decode", "m-service-prefill"]
    more = dict(zip(("Deployment", "Service"), roles, strict=True)) if preset in TWO_ROLES else {}
    assert by_kind(list(reader.load_all(done.stdout))) == COMPLETE | more
    golden(GOLDEN / f"{preset}.yaml", done.stdout)


@pytest.mark.parametrize("source", ["hf-private", "cached", "pvc", "oci"])
def test_every_source_on_gpus(source: str, tmp_path: Path, golden: Callable[[Path, str], None]) -> None:
    done = generate(tmp_path, yaml.safe_dump(values(source)), "--preset", "gpu")
    assert (done.code, done.stderr) == (0, "")
    golden(GOLDEN / f"gpu-{source}.yaml", done.stdout)


@pytest.mark.parametrize("gie", ["v1", "v1alpha2"])
@pytest.mark.parametrize(("preset", "source", "roles"), CASES)
def test_every_preset_with_every_source_fits_together(preset: str, source: str, roles: str, gie: str) -> None:
    made = expand(values(source, roles), preset, gie=gie)
    assert [str(problem) for obj in all_objects(made) for problem in validate(obj)] == []
    findings = check(made.service, made.base, made.children, of_values=True, infos=True).findings
    assert [finding.problem.message for finding in findings if finding.severity != INFO] == []
    replicas = {
        role: made.children[f"{role}Deployment"]["spec"].get("replicas")
        for role in ("prefill", "decode")
        if f"{role}Deployment" in made.children
    }
    wanted = {"decode": 2} | ({"prefill": 3 if roles == "both" else None} if preset in TWO_ROLES else {})
    assert replicas == wanted


@pytest.mark.parametrize("preset", ONE_ROLE)
def test_one_role_is_one_role(preset: str) -> None:
    with pytest.raises(InputError, match=f"leave prefill out, or take the preset {preset}-pd"):
        expand(values(roles="both"), preset)


@pytest.mark.parametrize("preset", GPU)
@pytest.mark.parametrize(
    ("source", "model", "env", "read_only"),
    [
        ("hf", "facebook/opt-125m", {"HF_HOME": "/model-cache"}, False),
        ("hf-private", "meta-llama/Llama-3.1-8B", {"HF_TOKEN": "hf-token", "HF_HOME": "/model-cache"}, False),
        ("cached", "meta-llama/Llama-3.1-8B", {"HF_TOKEN": "hf-token", "HF_HOME": "/model-cache/hub"}, False),
        ("pvc", "/model-cache/ibm-granite/granite-3.3-8b", {"HF_HUB_OFFLINE": "1"}, True),
        ("oci", "/model-cache", {"HF_HUB_OFFLINE": "1"}, True),
    ],
)
def test_vllm_loads_the_model_from_where_it_is(
    preset: str, source: str, model: str, env: dict[str, str], read_only: bool
) -> None:
    made = expand(values(source), preset)
    container = server(made)
    assert container["command"][:3] == ["vllm", "serve", model]
    found = {k: v for k, v in environment(container).items() if k.startswith("HF_")}
    if "HF_TOKEN" in found:
        found["HF_TOKEN"] = found["HF_TOKEN"]["secretKeyRef"]["name"]
    assert found == env
    mount = next(m for m in container["volumeMounts"] if m["name"] == "model-storage")
    assert mount == {"name": "model-storage", "mountPath": "/model-cache", **({"readOnly": True} if read_only else {})}
    assert ("fsGroup" in pod(made)["securityContext"]) is not read_only


@pytest.mark.parametrize("preset", GPU)
def test_tensor_parallelism_is_a_flag_and_as_many_gpus(preset: str) -> None:
    four = server(expand(values(decode={"parallelism": {"tensor": 4}}), preset))
    assert "--tensor-parallel-size=4" in four["args"]
    assert four["resources"]["limits"] == {"nvidia.com/gpu": "4", "memory": "256Gi"}
    assert four["resources"]["requests"] == {"cpu": "8", "memory": "48Gi"}
    one = server(expand(values(), preset))
    assert not [arg for arg in one["args"] if arg.startswith("--tensor-parallel-size")]
    assert one["resources"]["limits"] == {"nvidia.com/gpu": "1", "memory": "64Gi"}


def test_each_role_has_its_own_tensor_parallelism() -> None:
    both = {"prefill": {"parallelism": {"tensor": 2}}, "decode": {"parallelism": {"tensor": 8}}}
    made = expand(values() | both, "gpu-pd")
    assert [server(made, role)["resources"]["limits"]["nvidia.com/gpu"] for role in ("prefill", "decode")] == ["2", "8"]


@pytest.mark.parametrize("preset", GPU)
def test_the_model_owner_has_the_last_word_on_the_server(preset: str) -> None:
    own = {
        "name": "vllm",
        "image": "registry.example.com/vllm:v1",
        "args": ["--max-model-len=4096"],
        "mountModelVolume": True,
        "env": [{"name": "VLLM_LOGGING_LEVEL", "value": "DEBUG"}],
        "resources": {"limits": {"memory": "96Gi"}, "requests": {"cpu": "16"}},
    }
    container = server(expand(values("hf-private", decode={"containers": [own]}), preset))
    assert container["image"] == own["image"]
    assert container["args"][0] == "--max-model-len=4096"
    assert [m["mountPath"] for m in container["volumeMounts"]] == ["/model-cache", "/dev/shm"]  # noqa: S108
    assert len(container["env"]) == len(environment(container)), "a variable twice"
    assert container["resources"]["limits"] == {"memory": "96Gi", "nvidia.com/gpu": "1"}
    assert container["resources"]["requests"]["cpu"] == "16"


@pytest.mark.parametrize("preset", PRESETS)
def test_ports_of_the_values_are_everywhere(preset: str) -> None:
    ports = [{"name": "http", "port": 9100}]
    if preset in TWO_ROLES:
        ports.append({"name": "internal", "port": 9200})
    made = expand(values(routing={"modelName": "opt", "ports": ports}), preset)
    assert not re.findall(r"\b8[02]00\b", yaml.safe_dump(all_objects(made)))
    assert made.children["inferencePool"]["spec"]["targetPorts"] == [{"number": 9100}]
    assert made.children["decodeService"]["spec"]["ports"][0]["port"] == 9100


@pytest.mark.parametrize("preset", PRESETS)
def test_a_port_the_preset_does_not_know_is_an_error(preset: str) -> None:
    ports = [{"name": "web", "port": 9100}]
    with pytest.raises(InputError, match=r'this preset knows .*"http".* and routing\.ports has "web"'):
        expand(values(routing={"modelName": "opt", "ports": ports}), preset)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_route_goes_to_the_gateways_named_or_to_the_usual_one(preset: str) -> None:
    edge = {"name": "edge", "namespace": "infra"}
    usual = expand(values(), preset).children["httpRoute"]["spec"]["parentRefs"]
    named = expand(values(routing={"modelName": "opt", "gatewayRefs": [edge]}), preset).children["httpRoute"]["spec"]
    assert usual == [{"name": "inference-gateway"}]
    assert [{key: ref[key] for key in edge} for ref in named["parentRefs"]] == [edge]


@pytest.mark.parametrize("name", ["m", "a-rather-long-name-" + "x" * 44])
@pytest.mark.parametrize("preset", PRESETS)
def test_the_picker_has_the_rights_its_account_is_bound_to(preset: str, name: str) -> None:
    made = expand(values(), preset, name=name, quiet=name == "m")  # the long names are cut, which is a warning
    role, binding = made.children["extraObjects"]
    assert (role["kind"], binding["kind"]) == ("Role", "RoleBinding")
    assert binding["roleRef"]["name"] == role["metadata"]["name"]
    account = pod(made, "eppDeployment")["serviceAccountName"]
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": account, "namespace": "models"}]
    assert made.children["eppServiceAccount"]["metadata"]["name"] == account


@pytest.mark.parametrize(("preset", "source", "roles"), CASES)
def test_pods_keep_to_the_restricted_pod_security_standard(preset: str, source: str, roles: str) -> None:
    made = expand(values(source, roles), preset)
    for obj in all_objects(made):
        if obj["kind"] != "Deployment":
            continue
        spec = obj["spec"]["template"]["spec"]
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["runAsUser"] > 0
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in spec["containers"] + spec.get("initContainers", []):
            assert container["securityContext"]["allowPrivilegeEscalation"] is False
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
            assert container["resources"]["requests"].keys() >= {"cpu", "memory"}
            assert "memory" in container["resources"]["limits"]


@pytest.mark.parametrize("preset", PRESETS)
def test_starting_may_take_as_long_as_it_does(preset: str) -> None:
    made = expand(values(), preset)
    probe = server(made)["startupProbe"]
    budget = probe["periodSeconds"] * probe["failureThreshold"]
    assert budget >= (1800 if preset in GPU else 30)
    assert made.children["decodeDeployment"]["spec"].get("progressDeadlineSeconds", 600) > budget


@pytest.mark.parametrize("preset", ["sim", "sim-pd"])
def test_the_simulator_fits_on_a_laptop(preset: str) -> None:
    made = expand(values(), preset)
    for obj in all_objects(made):
        if obj["kind"] == "Deployment":
            for container in obj["spec"]["template"]["spec"]["containers"]:
                assert "nvidia.com/gpu" not in yaml.safe_dump(container)
                assert re.fullmatch(r"[1-9]\d?0?m", container["resources"]["requests"]["cpu"])
                assert re.fullmatch(r"\d{2,3}Mi", container["resources"]["requests"]["memory"])


@settings(max_examples=60, deadline=None)
@given(name=st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp")), min_size=1, max_size=20))
def test_any_model_name_arrives_as_it_is(name: str) -> None:
    if not re.search(r"[a-zA-Z0-9]", name) or name != name.strip() or "{{" in name:
        return  # warned about, or no name at all
    given_values = values(routing={"modelName": name})
    assert f"--served-model-name={name}" in server(expand(given_values, "gpu"))["args"]
    assert f"--model={name}" in server(expand(given_values, "sim"))["args"]


@pytest.mark.parametrize(("secret", "namespace"), [("1e3", "0123"), ("yes", "on")])
def test_names_that_yaml_takes_for_something_else_stay_names(secret: str, namespace: str) -> None:
    given_values = values(modelArtifacts={"uri": "hf://a/b", "authSecretName": secret})
    made = expand(given_values, "gpu", namespace=namespace)
    assert environment(server(made))["HF_TOKEN"]["secretKeyRef"]["name"] == secret
    assert made.children["extraObjects"][1]["subjects"][0]["namespace"] == namespace


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_taken_out_gives_the_same(preset: str, tmp_path: Path) -> None:
    taken = run_program("preset", preset)
    assert (taken.code, taken.stdout) == (0, (FOLDER / f"{preset}.yaml").read_text(encoding="utf-8"))
    (tmp_path / "base.yaml").write_text(taken.stdout, encoding="utf-8")
    whole = generate(tmp_path, FOUR_LINES, "--preset", preset)
    assert generate(tmp_path, FOUR_LINES, "-b", "base.yaml") == whole
    assert generate(tmp_path, f"{FOUR_LINES}preset: {preset}\n") == whole


@pytest.mark.parametrize(
    ("given", "flags"),
    [
        ("baseConfig: {decodeDeployment: '{}'}", ("-b", "base.yaml")),
        ("baseConfig: {decodeDeployment: '{}'}", ("--preset", "gpu", "-b", "base.yaml")),
    ],
)
def test_two_base_configs_are_one_too_many(given: str, flags: tuple[str, ...], tmp_path: Path) -> None:
    shutil.copy(FOLDER / "gpu.yaml", tmp_path / "base.yaml")
    done = generate(tmp_path, f"{FOUR_LINES}{given}\n", *flags)
    assert (done.code, done.stdout) == (1, "")
    assert "the values give a base config, and so does the command line: keep one of them" in done.stderr


def test_an_owner_changes_the_settings_of_the_transfer(tmp_path: Path) -> None:
    own = '--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_both","kv_load_failure_policy":"fail"}'
    role = {"replicas": 1, "containers": [{"name": "vllm", "args": [own]}]}
    done = generate(tmp_path, yaml.safe_dump(values(prefill=role, decode=role)), "--preset", "gpu-pd", "--strict")
    assert (done.code, done.stderr) == (0, "")
    for obj in reader.load_all(done.stdout):
        if obj["kind"] == "Deployment" and obj["metadata"]["name"] != "m-epp":
            (server,) = obj["spec"]["template"]["spec"]["containers"]
            words = [word for word in (*server["command"], *server["args"]) if word.startswith("--kv-transfer-config")]
            assert words[-1] == own


def test_the_command_line_names_the_preset_over_the_values(tmp_path: Path) -> None:
    done = generate(tmp_path, f"{FOUR_LINES}preset: [sim, istio]\n", "--preset", "gpu")
    assert (
        done.stderr
        == "warning: m.yaml: preset: preset sim, preset istio is overridden by preset gpu from the command line\n"
    )
    assert done.stdout == generate(tmp_path, FOUR_LINES, "--preset", "gpu").stdout
    assert generate(tmp_path, f"{FOUR_LINES}preset: gpu\n", "--preset", "gpu").stderr == ""
    own = "baseConfig: {decodeDeployment: 'metadata: {annotations: {a: b}}'}\n"
    over = generate(tmp_path, f"{FOUR_LINES}preset: gpu\n{own}").stdout
    assert "a: b" in over
    assert generate(tmp_path, FOUR_LINES + own, "--preset", "gpu").stdout == over


@pytest.mark.parametrize("preset", PRESETS)
def test_one_word_in_a_copy_asks_for_pod_monitors(preset: str, tmp_path: Path) -> None:
    text = (FOLDER / f"{preset}.yaml").read_text(encoding="utf-8")
    assert text.count("$podMonitor := false") == 1
    (tmp_path / "base.yaml").write_text(text.replace("$podMonitor := false", "$podMonitor := true"), encoding="utf-8")
    done = generate(tmp_path, FOUR_LINES, "-b", "base.yaml")
    assert (done.code, done.stderr) == (0, "")
    found = list(reader.load_all(done.stdout))
    monitors = [obj for obj in found if obj["kind"] == "PodMonitor"]
    watched = set()
    for monitor in monitors:
        (endpoint,) = monitor["spec"]["podMetricsEndpoints"]
        for obj in found:
            if obj["kind"] != "Deployment":
                continue
            template = obj["spec"]["template"]
            if monitor["spec"]["selector"]["matchLabels"].items() <= template["metadata"]["labels"].items():
                watched.add(obj["metadata"]["name"])
                containers = template["spec"]["containers"] + template["spec"].get("initContainers", [])
                assert [p["name"] for c in containers for p in c["ports"]].count(endpoint["port"]) == 1
    assert watched == {obj["metadata"]["name"] for obj in found if obj["kind"] == "Deployment"}


def test_the_command_lists_them_with_what_they_are() -> None:
    done = run_program("preset")
    assert (done.code, done.stderr) == (0, "")
    listed = {line.split()[0]: line.split(maxsplit=1)[1] for line in done.stdout.splitlines() if line}
    assert listed.keys() == {*PRESETS, *LAYERS}
    for name, title in listed.items():
        bare = title.removesuffix(f" Over {LAYERS.get(name)}.")
        assert (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").startswith(f"# {bare}\n")


def test_a_preset_that_is_not_there_is_an_error() -> None:
    done = run_program("preset", "gpu-dp")
    assert (done.code, done.stdout) == (1, "")
    known = ", ".join(sorted((*PRESETS, *LAYERS)))
    assert done.stderr == f'error: there is no preset "gpu-dp"; known: {known}; did you mean "gpu-pd"?\n'


def test_versions_are_in_one_place() -> None:
    texts = [path.read_text(encoding="utf-8") for path in FOLDER.iterdir()]
    assert {image for text in texts for image in re.findall(r"image: (\S+)", text)} == set(IMAGES.values())
    tags = dict(image.rsplit(":", 1) for image in IMAGES.values())
    for path in REPO.glob("samples/*/baseconfig.yaml"):
        for image in re.findall(r"image: (\S+)", path.read_text(encoding="utf-8")):
            name, _, tag = image.rpartition(":")
            assert tags.get(name, tag) == tag, f"{path.relative_to(REPO)}: {image}"
    page = (REPO / "docs" / "presets.md").read_text(encoding="utf-8")
    for image in IMAGES.values():
        assert f"`{image}`" in page


def script(root: Path, *flags: str) -> tuple[int, str]:
    """Run the generator as if it stood in another repository."""
    done = subprocess.run(
        [sys.executable, root / "scripts" / "generate_presets.py", *flags], capture_output=True, text=True
    )
    return done.returncode, done.stderr


def test_the_files_are_fresh() -> None:
    assert script(REPO, "--check") == (0, "")


def test_the_script_writes_what_it_checks(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    shutil.copy(REPO / "scripts/generate_presets.py", tmp_path / "scripts")
    shutil.copytree(REPO / "scripts/presets", tmp_path / "scripts/presets")
    old = tmp_path / "charts" / "modelservice" / "presets" / "old.yaml"
    old.parent.mkdir(parents=True)
    old.write_text("")
    code, message = script(tmp_path, "--check")
    stale = [f"charts/modelservice/presets/{name}.yaml" for name in (*PRESETS, *LAYERS, "old")]
    assert (code, sorted(line.split()[0] for line in message.splitlines())) == (1, sorted(stale))
    assert script(tmp_path) == (0, "")
    assert {path.name: path.read_bytes() for path in old.parent.iterdir()} == {
        path.name: path.read_bytes() for path in FOLDER.iterdir()
    }
    assert script(tmp_path, "--check") == (0, "")


def test_the_wheel_has_them_and_works_from_anywhere(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="hatchling is not installed")
    source = tmp_path / "source"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPO / "msvc_helm", source / "msvc_helm", ignore=ignore)
    shutil.copytree(CHART, source / CHART.relative_to(REPO))
    for name in ("pyproject.toml", "README.md", "LICENSE", "ct.yaml", "lintconf.yaml", "chart_schema.yaml"):
        shutil.copy(REPO / name, source)
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=source, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    (tmp_path / "m.yaml").write_text(FOUR_LINES, encoding="utf-8")
    words = ["generate", "-f", str(tmp_path / "m.yaml"), "-n", "models", "--preset", "sim"]
    command = [sys.executable, "-m", "msvc_helm", *words]
    ran = subprocess.run(command, cwd=tmp_path / "installed", capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == (GOLDEN / "sim.yaml").read_text(encoding="utf-8")
    command = [sys.executable, "-m", "msvc_helm", "chart", "--preset", "sim", "-o", str(tmp_path / "chart")]
    ran = subprocess.run(command, cwd=tmp_path / "installed", capture_output=True, text=True)
    assert (ran.returncode, ran.stderr.count("\n")) == (0, 1), ran.stderr
    assert ran.stderr.startswith(f"{tmp_path / 'chart'}: ")
    assert (tmp_path / "chart" / "templates" / "_names.tpl").is_file()


def test_the_chart_and_the_wheel_have_one_folder_of_presets() -> None:
    project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included[CHART.relative_to(REPO).as_posix()] == "msvc_helm/data/chart"
