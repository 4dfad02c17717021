"""`msvc-helm flux` as it prints: what a HelmRelease holds, what stays of the text, what is an error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from msvc_helm import goyaml
from tests import reader
from tests.conftest import Finished, run_program

CHART = ("--chart", "oci://r.example/charts/llm:1.0.0")
VALUES = """\
# yaml-language-server: $schema=values.schema.json
# How clients reach it.
routing: {modelName: some/model}  # public
modelArtifacts: {uri: "hf://a/b"}
"""
Files = Callable[..., Path]


def service(name: str = "qwen", namespace: str = "search", **spec: Any) -> str:
    """A ModelService as a cluster hands it out."""
    about = {"name": name, "uid": "1", **({"namespace": namespace} if namespace else {})}
    model = {"routing": {"modelName": "m"}, "modelArtifacts": {"uri": "hf://a/b"}, "decode": {"replicas": 2}}
    whole = {"apiVersion": "llm-d.ai/v1alpha1", "kind": "ModelService", "metadata": about, "spec": model | spec}
    return yaml.safe_dump(whole | {"status": {"decodeReady": "1/1"}})


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Makes files of the given names; the folder."""

    def make(**texts: str) -> Path:
        for name, text in texts.items():
            path = tmp_path / f"{name}.yaml"
            path.write_text(text)
        return tmp_path

    return make


def flux(*words: str | Path, cwd: Path, stdin: str = "") -> Finished:
    return run_program("flux", *map(str, words), cwd=cwd, stdin=stdin)


def printed(*words: str | Path, cwd: Path, stdin: str = "") -> dict[str, dict[str, Any]]:
    """The objects by kind and name, of a run that says nothing on stderr."""
    done = flux(*words, cwd=cwd, stdin=stdin)
    assert (done.code, done.stderr) == (0, "")
    return {f"{each['kind']}/{each['metadata']['name']}": each for each in reader.load_all(done.stdout)}


def spec(*words: str | Path, cwd: Path, stdin: str = "") -> Any:
    """The spec of the only HelmRelease."""
    found = [each for name, each in printed(*words, cwd=cwd, stdin=stdin).items() if name.startswith("HelmRelease/")]
    assert len(found) == 1
    return found[0]["spec"]


def test_a_model_service_becomes_a_release_and_its_source(files: Files) -> None:
    here = files(cr=service(baseConfigMapRef={"name": "gpu"}))
    made = printed("cr.yaml", *CHART, cwd=here)
    assert list(made) == ["OCIRepository/llm", "HelmRelease/qwen"]
    source, release = made.values()
    assert source["spec"]["ref"] == {"tag": "1.0.0"}
    assert source["metadata"]["namespace"] == release["metadata"]["namespace"] == "search"
    assert release["spec"]["chartRef"] == {"kind": "OCIRepository", "name": "llm"}
    converted = reader.load(run_program("convert", "cr.yaml", cwd=here).stdout)
    assert release["spec"]["values"] == converted


@pytest.mark.parametrize(
    ("text", "kind", "where"),
    [
        (
            "https://h/p.git//charts/llm?tag=v1",
            "GitRepository",
            {"chart": {"spec": {"chart": "./charts/llm", "sourceRef": {"kind": "GitRepository", "name": "llm"}}}},
        ),
        (
            "https://h/p#llm:1.0",
            "HelmRepository",
            {
                "chart": {
                    "spec": {"chart": "llm", "version": "1.0", "sourceRef": {"kind": "HelmRepository", "name": "llm"}}
                }
            },
        ),
        ("HelmChart/system/llm", "", {"chartRef": {"kind": "HelmChart", "name": "llm", "namespace": "system"}}),
        ("HelmChart/search/llm", "", {"chartRef": {"kind": "HelmChart", "name": "llm"}}),
    ],
)
def test_other_places_for_a_chart(files: Files, text: str, kind: str, where: dict[str, Any]) -> None:
    made = printed("cr.yaml", "--chart", text, cwd=files(cr=service()))
    assert [name for name in made if not name.startswith("HelmRelease/")] == ([f"{kind}/llm"] if kind else [])
    assert where.items() <= made["HelmRelease/qwen"]["spec"].items()


def test_each_base_config_may_have_a_chart_of_its_own(files: Files) -> None:
    here = files(
        a=service("a", baseConfigMapRef={"name": "gpu"}),
        b=service("b", baseConfigMapRef={"name": "sim"}),
        c=service("c", baseConfigMapRef={"name": "gpu"}),
    )
    made = printed(".", "--chart", "oci://r.example/{base}:1", cwd=here)
    assert list(made) == [
        "OCIRepository/gpu", "OCIRepository/sim", "HelmRelease/a", "HelmRelease/b", "HelmRelease/c",
    ]  # fmt: skip
    assert made["HelmRelease/b"]["spec"]["chartRef"]["name"] == "sim"
    preset = printed("d.yaml", "--chart", "oci://r.example/{base}:1", cwd=files(d=f"{VALUES}preset: gpu-pd\n"))
    assert preset["HelmRelease/d"]["spec"]["chartRef"]["name"] == "gpu-pd"
    default = printed("b.yaml", cwd=here)["HelmRelease/b"]["spec"]["chart"]["spec"]
    assert default["chart"] == "./charts/sim"
    assert default["sourceRef"] == {"kind": "GitRepository", "name": "flux-system", "namespace": "flux-system"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (service(), []),
        (service(decoupleScaling=True), ["qwen-prefill", "qwen-decode"]),
        (
            f"{VALUES}fullnameOverride: chat\ndecode: {{}}\nautoscaling: {{decode: {{maxReplicas: 3}}}}\n",
            ["chat-decode"],
        ),
        (f"{VALUES}nameOverride: b\nprefill: {{}}\nautoscaling: {{prefill: {{maxReplicas: 3}}}}\n", ["m-b-prefill"]),
    ],
)
def test_an_autoscalers_number_is_no_drift_and_is_never_rolled_back(files: Files, text: str, names: list[str]) -> None:
    found = spec("m.yaml", *CHART, cwd=files(m=text))
    assert found["driftDetection"]["mode"] == "enabled"
    rules = found["driftDetection"].get("ignore", [])
    assert [rule["target"]["name"] for rule in rules] == names
    assert all(rule["paths"] == ["/spec/replicas"] for rule in rules)
    assert ("remediation" in found["upgrade"]) == (not names)
    assert "remediation" not in found["install"], "which would uninstall what the operator made"


def test_the_number_is_that_of_the_kind_that_the_base_config_has(files: Files) -> None:
    base = "baseConfig: {decodeLeaderWorkerSet: 'spec: {}', prefillStatefulSet: 'spec: {}'}\n"
    text = f"{VALUES}{base}fullnameOverride: chat\ndecoupleScaling: true\ndecode: {{}}\nprefill: {{}}\n"
    done = run_program("flux", "m.yaml", *CHART, cwd=files(m=text))
    made = [each for each in reader.load_all(done.stdout) if each["kind"] == "HelmRelease"]
    rules = made[0]["spec"]["driftDetection"]["ignore"]
    assert [rule["target"] for rule in rules] == [
        {"group": "apps", "kind": "StatefulSet", "name": "chat-prefill"},
        {"group": "leaderworkerset.x-k8s.io", "kind": "LeaderWorkerSet", "name": "chat-decode"},
    ]


def test_options_reach_their_fields(files: Files) -> None:
    words = (
        "--interval=1m30s", "--timeout=1h", "--retries=5", "--drift=warn", "--depends-on=gateways/inference",
        "--depends-on=first", "--source-namespace=flux-system", "--source-secret=login", "--service-account=deployer",
    )  # fmt: skip
    made = printed("cr.yaml", *CHART, *words, cwd=files(cr=service()))
    source, release = made["OCIRepository/llm"], made["HelmRelease/qwen"]
    assert source["metadata"]["namespace"] == "flux-system"
    assert source["spec"]["secretRef"] == {"name": "login"}
    found = release["spec"]
    assert found["chartRef"]["namespace"] == "flux-system"
    assert (found["interval"], found["timeout"], source["spec"]["interval"]) == ("1m30s", "1h", "1m30s")
    assert found["upgrade"]["remediation"] == {"retries": 5, "strategy": "rollback"}
    assert found["driftDetection"] == {"mode": "warn"}
    assert found["dependsOn"] == [{"name": "inference", "namespace": "gateways"}, {"name": "first"}]
    assert found["serviceAccountName"] == "deployer"
    off = spec("cr.yaml", *CHART, "--drift=disabled", "--retries=0", cwd=files(cr=service()))
    assert "driftDetection" not in off
    assert off["upgrade"] == {"strategy": {"name": "RetryOnFailure"}}


def test_releases_in_a_namespace_of_their_own(files: Files) -> None:
    here = files(a=service(namespace="one"), b=service(namespace="two"))
    made = printed(".", *CHART, "--flux-namespace=releases", cwd=here)
    assert list(made) == ["OCIRepository/llm", "HelmRelease/one-qwen", "HelmRelease/two-qwen"]
    two = made["HelmRelease/two-qwen"]
    assert two["metadata"]["namespace"] == made["OCIRepository/llm"]["metadata"]["namespace"] == "releases"
    assert [two["spec"][f"{part}Namespace"] for part in ("target", "storage")] == ["two", "two"]
    assert two["spec"]["releaseName"] == "qwen"


def test_values_keep_their_comments(files: Files) -> None:
    done = flux("search_m.yaml", *CHART, cwd=files(search_m=f"---\n{VALUES}"))
    assert done.stdout.endswith(
        "  values:\n"
        "    # How clients reach it.\n"
        "    routing: {modelName: some/model}  # public\n"
        '    modelArtifacts: {uri: "hf://a/b"}\n'
    )
    assert "namespace: search\n" in done.stdout, "of the file's name, as convert names files"


AWKWARD = [
    VALUES.replace("\n", "\r\n"),
    "\ufeff" + VALUES,
    f"%YAML 1.1\n---\n{VALUES}...\n",
    '{routing: {modelName: m}, modelArtifacts: {uri: "hf://a/b"}}\n',
    f"{VALUES}labels: &l {{a: b}}\nannotations: *l\n",
    f"{VALUES}annotations:\n  a: |2\n      indented\n\n    text\n"
    "  b: >-\n    folded\n    text\n  c: 'of two\n    lines'\n",
    f"{VALUES}annotations: {{a: '---'}}\n#end",
    f"{VALUES}decode: {{replicas: null}}\n",
    f'{VALUES}global: {{"on": "yes", a: 0o17, b: "012", c: 1e3}}\n',
]


@pytest.mark.parametrize("text", AWKWARD)
@pytest.mark.parametrize("place", ["inline", "configmap"])
def test_values_say_the_same_wherever_they_stand(files: Files, text: str, place: str) -> None:
    here = files()
    (here / "m.yaml").write_bytes(text.encode())
    done = flux("m.yaml", *CHART, "--values-in", place, cwd=here)
    assert (done.code, done.stderr) == (0, "")
    objects: list[Any] = [goyaml.plain(node) for part in done.stdout.split("---\n") if (node := goyaml.parse(part))]
    found = objects[-1]["spec"].get("values") or read(objects[-2]["data"]["values.yaml"])
    assert found == read(text.removeprefix("%YAML 1.1\n---\n").removesuffix("...\n"))


def read(text: str) -> Any:
    node = goyaml.parse(text)
    assert node is not None
    return goyaml.plain(node)


def test_large_values_stand_in_a_config_map_that_is_called_after_them(files: Files) -> None:
    def made(size: int) -> dict[str, dict[str, Any]]:
        return printed("m.yaml", *CHART, cwd=files(m=f"{VALUES}annotations: {{a: {'x' * size}}}\n"))

    assert list(made(10_000)) == ["OCIRepository/llm", "HelmRelease/m"]
    names = []
    for size in (20_000, 20_001):
        _, config, release = made(size).values()
        (reference,) = release["spec"]["valuesFrom"]
        assert reference == {"kind": "ConfigMap", "name": config["metadata"]["name"], "valuesKey": "values.yaml"}
        assert "values" not in release["spec"]
        names.append(reference["name"])
    assert names[0] != names[1], "new values change the HelmRelease, whatever Flux watches"


LONG = "a" * 60


def test_a_long_name_keeps_its_children_under_a_shorter_release(files: Files) -> None:
    found = spec("cr.yaml", *CHART, cwd=files(cr=service(name=LONG)))
    assert found["values"]["fullnameOverride"] == LONG
    # The hash is that of `printf %s NAME | sha256sum`, which is how Flux shortens.
    assert found["releaseName"] == f"{LONG[:40]}-11ee391211c6"


@pytest.mark.parametrize(
    ("texts", "words", "code", "parts"),
    [
        ({}, (), 2, ("name files with ModelServices or values",)),
        ({"m": service()}, ("m.yaml",), 1, ("m.yaml", "no baseConfigMapRef", "name the chart with --chart")),
        (
            {"m": service().replace("replicas", "replica")},
            ("m.yaml", *CHART),
            1,
            ("m.yaml:", "spec.decode.replica", "did you mean"),
        ),
        (
            {"m": f"{VALUES}decod: {{}}\n"},
            ("m.yaml", *CHART),
            1,
            ("m.yaml:5:1: decod: unknown value", 'did you mean "decode"'),
        ),
        ({"m": f"{VALUES}decode: {{replicas: two}}\n"}, ("m.yaml", *CHART), 1, ("m.yaml:5:20: decode.replicas",)),
        ({"m": f"{VALUES}autoscaling: {{decode: null}}\n"}, ("m.yaml", *CHART), 0, ()),
        ({"m": f"{VALUES}autoscaling: {{decode: {{}}}}\n"}, ("m.yaml", *CHART), 1, ("autoscaling.decode.maxReplicas",)),
        (
            {"m": f"{VALUES}autoscaling: {{decode: {{minReplicas: 1}}}}\n"},
            ("m.yaml", *CHART),
            1,
            ("autoscaling.decode.maxReplicas",),
        ),
        ({"m": "a: [\n"}, ("m.yaml", *CHART), 1, ("m.yaml:",)),
        (
            {"m": "kind: Service\n"},
            ("m.yaml", *CHART),
            1,
            ("m.yaml:1:1: kind: expected a ModelService or values", "found Service"),
        ),
        ({"m": "- a\n"}, ("m.yaml", *CHART), 1, ("found no map",)),
        ({"m": ""}, ("m.yaml", *CHART), 1, ("no ModelService and no values found in m.yaml",)),
        (
            {"a": service(), "b": service()},
            ("a.yaml", "b.yaml", *CHART),
            1,
            ("b.yaml", "search/qwen is rendered twice, also from a.yaml"),
        ),
        (
            {LONG: VALUES},
            (f"{LONG}.yaml", *CHART),
            1,
            ("60 characters; the name of a release has at most 53", "--name"),
        ),
        ({"Bad": VALUES}, ("Bad.yaml", *CHART), 1, ('"Bad" cannot be the name of a HelmRelease', "--name")),
        ({"a_b_c": VALUES}, ("a_b_c.yaml", *CHART), 1, ('"a_b" cannot be the name of a namespace', "--namespace")),
        (
            {"m": VALUES, "n": VALUES},
            ("m.yaml", "n.yaml", "--name=x", *CHART),
            2,
            ("--name is for a single values file",),
        ),
        ({"m": service()}, ("m.yaml", "--name=x", *CHART), 2, ("a ModelService has its own name",)),
        (
            {"m": service()},
            ("m.yaml", "--interval=10", *CHART),
            2,
            ('--interval "10" is not a duration of at most a year: write 90s',),
        ),
        ({"m": service()}, ("m.yaml", "--timeout=1d", *CHART), 2, ('--timeout "1d" is not a duration',)),
        ({"m": service()}, ("m.yaml", "--depends-on=a/B", *CHART), 2, ('--depends-on: "B" cannot be the name',)),
        ({"m": service()}, ("m.yaml", "--depends-on=search/qwen", *CHART), 1, ("search/qwen would wait for itself",)),
        ({"m": service()}, ("m.yaml", "--depends-on=qwen", *CHART), 1, ("would wait for itself",)),
        (
            {"m": service()},
            ("m.yaml", "--chart=llm"),
            2,
            ("not the address of a chart", "oci://HOST/PATH/NAME:VERSION"),
        ),
        ({"m": service()}, ("m.yaml", "--cluster=a", *CHART), 2, ("--cluster goes with --layout",)),
        ({"m": f"{VALUES}global: {{a: {'x' * 1_100_000}}}\n"}, ("m.yaml", *CHART), 1, ("holds at most 1,048,576",)),
    ],
)
def test_what_is_wrong_is_said_and_nothing_printed(
    files: Files, texts: dict[str, str], words: tuple[str, ...], code: int, parts: tuple[str, ...]
) -> None:
    done = flux(*words, cwd=files(**texts))
    assert done.code == code
    assert bool(done.stdout) == (code == 0)
    for part in parts:
        assert part in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "words", "warning"),
    [
        (service(), ("--chart", "oci://r.example/llm"), "--chart names no version of llm"),
        (f"{VALUES}preset: sim\n", CHART, "m.yaml:5:1: preset: a generated chart has its own base config"),
        (service().replace("uid:", "labels: {a: b}\n  uid:"), CHART, "only a comment keeps the label a=b"),
    ],
)
def test_what_may_be_meant_is_a_warning(files: Files, text: str, words: tuple[str, ...], warning: str) -> None:
    here = files(m=text)
    done = flux("m.yaml", *words, cwd=here)
    assert done.code == 0
    assert f"warning: {warning}" in done.stderr or f"m.yaml: metadata: {warning}" in done.stderr
    strict = flux("m.yaml", *words, "--strict", cwd=here)
    assert (strict.code, strict.stdout) == (1, "")


def test_a_cluster_is_read_from_standard_input_in_any_order_of_kinds(files: Files) -> None:
    base = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "b"}, "data": {}}
    items = [base, reader.load(service("one")), reader.load(service("two"))]
    text = yaml.safe_dump({"apiVersion": "v1", "kind": "List", "items": items})
    made = printed("-", *CHART, cwd=files(), stdin=text)
    assert list(made) == ["OCIRepository/llm", "HelmRelease/one", "HelmRelease/two"]
