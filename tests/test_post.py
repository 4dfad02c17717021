"""`msvc-post` as Helm and people run it: what passes, what is expanded, what is refused, and that nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from msvc_helm.bases import Bases
from msvc_helm.errors import InputError
from msvc_helm.goyaml import parse, plain, split
from msvc_helm.resources.context import Options
from tests.properties import examples
from tests.streams import rewrite

from .conftest import Finished, run_program
from .test_generate import base, model

Run = Callable[..., Finished]


def post(stdin: str | bytes, *args: str) -> Finished:
    return run_program(*args, stdin=stdin, module="msvc_helm.post")


def carrier(**extra: Any) -> str:
    service = yaml.safe_load(model("m", namespace="ns"))
    return "---\n# Source: modelservice/templates/modelservice.yaml\n" + yaml.safe_dump(
        {
            "apiVersion": "missing-post-renderer-msvc-post/v1",
            "kind": "ModelServiceCarrier",
            "metadata": {"name": "m", "namespace": "ns"},
            "modelService": service,
            **extra,
        },
        sort_keys=False,
    )


FOREIGN = "---\n# Source: c/templates/a.yaml\napiVersion: v1\nkind: ConfigMap   # kept\nmetadata: {name:  a}\n"


def objects(text: str) -> list[dict[str, Any]]:
    return [o for o in yaml.safe_load_all(text) if o]


def test_a_stream_without_model_services_passes_byte_for_byte() -> None:
    stream = (FOREIGN + "---\n\n---\n# only a comment\n--- \nx: 1\r\n...\n").encode()
    done = subprocess.run([sys.executable, "-m", "msvc_helm.post"], input=stream, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, stream, b"")


def test_children_take_the_place_of_their_model_service() -> None:
    done = post(FOREIGN + "---\n" + model("m", namespace="ns") + FOREIGN.replace("name:  a", "name: z"))
    assert done.code == 0, done.stderr
    assert [o["metadata"]["name"] for o in objects(done.stdout)] == ["a", "m-sa", "m-decode", "z"]
    assert done.stdout.startswith(FOREIGN)
    assert done.stdout.endswith(FOREIGN.replace("name:  a", "name: z"))


def test_a_carrier_brings_base_options_labels_and_live_replicas() -> None:
    done = post(
        carrier(
            baseConfig={
                "source": "values: baseConfig",
                "data": {"eppDeployment": "spec: {template: {spec: {containers: [{name: e, image: e}]}}}"},
            },
            options={"eppClusterRole": "role", "pdPullSecrets": ["pull"]},
            childMetadata={"labels": {"helm.sh/chart": "modelservice-1"}, "annotations": {"a": "b"}},
        )
    )
    assert done.code == 0, done.stderr
    found = {f"{o['kind']}/{o['metadata']['name']}": o for o in objects(done.stdout)}
    assert found["RoleBinding/m-epp-rolebinding"]["roleRef"]["name"] == "role"
    assert found["ServiceAccount/m-sa"]["imagePullSecrets"] == [{"name": "pull"}]
    for obj in found.values():
        assert obj["metadata"]["labels"]["helm.sh/chart"] == "modelservice-1"
        assert obj["metadata"]["annotations"] == {"a": "b"}
    pod = found["Deployment/m-decode"]["spec"]
    assert "helm.sh/chart" not in pod["template"]["metadata"]["labels"]
    assert "helm.sh/chart" not in pod["selector"]["matchLabels"]
    assert done.stdout.count("# Source: modelservice/templates/modelservice.yaml\n") == len(found)


def test_live_replicas_are_written_only_where_an_autoscaler_owns_them() -> None:
    document = carrier(liveReplicas={"decode": 7})
    assert objects(post(document).stdout)[-1]["spec"]["replicas"] == 2
    decoupled = document.replace("  spec:\n", "  spec:\n    decoupleScaling: true\n", 1)
    assert objects(post(decoupled).stdout)[-1]["spec"]["replicas"] == 7
    assert "replicas" not in objects(post(decoupled.replace("decode: 7", "prefill: 7")).stdout)[-1]["spec"]


def test_a_base_config_of_the_stream_is_found_by_reference_and_passes() -> None:
    done = post(base("b") + "---\n" + model("m", ref="b", namespace="ns"))
    assert done.code == 0, done.stderr
    assert [o["kind"] for o in objects(done.stdout)] == ["ConfigMap", "ServiceAccount", "Service", "Deployment"]


def test_a_reference_to_nothing_names_the_option(tmp_path: Path) -> None:
    stream = model("m", ref="b", namespace="ns")
    done = post(stream)
    assert (done.code, done.stdout) == (1, "")
    assert "--base-config" in done.stderr
    (tmp_path / "b.yaml").write_text(base("b"))
    found = post(stream, "--base-config", str(tmp_path / "b.yaml"))
    assert found.code == 0, found.stderr
    assert "m-service-decode" in found.stdout


def test_helm_4s_annotation_and_hooks_are_handed_on() -> None:
    document = yaml.safe_load(model("m", namespace="ns"))
    document["metadata"]["annotations"] = {
        "postrenderer.helm.sh/postrender-filename": "c/templates/m.yaml",
        "helm.sh/hook": "pre-install",
        "helm.sh/hook-weight": "5",
        "other": "gone",
    }
    document["metadata"]["labels"] = {"helm.sh/chart": "c-1", "team": "x"}
    for obj in objects(post(yaml.safe_dump(document)).stdout):
        assert obj["metadata"]["annotations"] == {
            "postrenderer.helm.sh/postrender-filename": "c/templates/m.yaml",
            "helm.sh/hook": "pre-install",
            "helm.sh/hook-weight": "5",
        }
        assert obj["metadata"]["labels"]["helm.sh/chart"] == "c-1"
        assert "team" not in obj["metadata"]["labels"]


def test_its_own_output_passes_unchanged() -> None:
    once = post(FOREIGN + carrier() + FOREIGN.replace("name:  a", "name: z"))
    assert once.code == 0
    twice = post(once.stdout)
    assert twice.stdout == once.stdout


def rewritten(stream: str | bytes, *, epp_cluster_role: str = "") -> str:
    data = stream.encode() if isinstance(stream, str) else stream
    return rewrite(data, Bases(), Options(epp_cluster_role), lambda _: None).decode()


def parts(text: str) -> list[Any]:
    """The objects of a stream, also where PyYAML asks for a marker that YAML does not."""
    nodes = [parse(part.raw) for part in split(text.encode())]
    return [value for node in nodes if node is not None and (value := plain(node)) is not None]


def test_the_children_follow_what_helm_is_told_about_their_model_service() -> None:
    kept = model("m", namespace="ns, annotations: {helm.sh/resource-policy: keep}")
    for obj in objects(rewritten(kept)):
        assert obj["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}


def test_a_list_gives_way_to_its_items() -> None:
    items = [yaml.safe_load(FOREIGN), yaml.safe_load(model("m", namespace="ns")), {"kind": "X", "half": 0.5}]
    answer = objects(rewritten(yaml.safe_dump({"apiVersion": "v1", "kind": "List", "items": items})))
    assert [o["kind"] for o in answer] == ["ConfigMap", "ServiceAccount", "Deployment", "X"]
    assert (answer[0], answer[-1]) == (items[0], items[2])


def test_what_follows_an_end_marker_stays_a_document_of_its_own() -> None:
    stream = model("m", namespace="ns") + "...\n# about x\nx: 1\n...\n%YAML 1.1\n---\ny: 2\n"
    answer = rewritten(stream)
    assert answer.endswith("...\n# about x\nx: 1\n...\n%YAML 1.1\n---\ny: 2\n")
    assert [o.get("kind") for o in parts(answer)] == ["ServiceAccount", "Deployment", None, None]
    assert rewritten(answer) == answer


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_obstacle(encoding: str) -> None:
    text = model("m", namespace="ns")
    assert rewritten(text.encode(encoding)) == rewritten(text)
    assert rewritten(text.replace("\n", "\r\n")) == rewritten(text)


DEPLOYMENT = "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}{namespace}}}\n"
SERVICE = "---\n" + model("m", namespace="ns")


@pytest.mark.parametrize("foreign_first", [True, False])
@pytest.mark.parametrize(
    ("name", "namespace", "clashes"),
    [
        ("m-decode", ", namespace: ns", True),
        ("m-decode", "", True),  # goes to the namespace of the release, which may be ns
        ("m-decode", ", namespace: other", False),
        ("n-decode", ", namespace: ns", False),
    ],
)
def test_an_object_of_the_same_name_in_either_order(
    foreign_first: bool, name: str, namespace: str, clashes: bool
) -> None:
    foreign = DEPLOYMENT.format(name=name, namespace=namespace)
    stream = foreign + SERVICE if foreign_first else SERVICE + foreign
    if clashes:
        with pytest.raises(InputError, match=r"ModelService ns/m makes Deployment\.apps .* another document"):
            rewritten(stream)
    else:
        assert len(objects(rewritten(stream))) == 3


def test_the_same_names_in_two_namespaces_and_foreign_twins_are_fine() -> None:
    twins = DEPLOYMENT.format(name="x", namespace="") * 2
    assert len(objects(rewritten(twins + SERVICE + SERVICE.replace("namespace: ns", "namespace: other")))) == 6


def test_every_problem_of_a_stream_is_told_at_once() -> None:
    broken = [SERVICE.replace("replicas: 2", "replica: 2"), SERVICE.replace("hf://some/model", "ftp://x")]
    with pytest.raises(InputError) as caught:
        rewritten("".join(broken))
    assert sorted({p.document for p in caught.value.problems}) == [1, 2]


def test_labels_from_values_are_checked_too() -> None:
    with pytest.raises(InputError, match="63 characters"):
        rewritten(carrier(childMetadata={"labels": {"team": "x" * 64}}))


def test_nothing_in_gives_nothing_and_comments_stay_comments() -> None:
    for stream in ("", "---\n", "# only a comment\n---\n"):
        done = post(stream)
        assert (done.code, done.stdout, done.stderr) == (0, stream, "")


def test_what_the_chart_says_wins_over_options_and_options_over_nothing() -> None:
    bases = {"data": {"eppDeployment": "spec: {template: {spec: {containers: [{name: e, image: e}]}}}"}}
    told = rewritten(carrier(baseConfig=bases), epp_cluster_role="mine")
    chart = rewritten(carrier(baseConfig=bases, options={"eppClusterRole": "its"}), epp_cluster_role="mine")
    assert "name: mine" in told
    assert "name: its" in chart
    assert "name: mine" not in chart


@pytest.mark.parametrize(("args", "kinds"), [((), set()), (("--inference-objective",), {"InferenceObjective"})])
def test_an_objective_is_made_where_it_is_asked_for(args: tuple[str, ...], kinds: set[str], tmp_path: Path) -> None:
    keys = {"inferencePool": "spec: {targetPortNumber: 8000}", "inferenceModel": "spec: {criticality: Critical}"}
    (tmp_path / "b.yaml").write_text(yaml.safe_dump({"kind": "ConfigMap", "metadata": {"name": "b"}, "data": keys}))
    done = post(model("m"), "-b", str(tmp_path / "b.yaml"), *args)
    assert done.code == 0, done.stderr
    assert {o["kind"] for o in objects(done.stdout)} & {"InferenceObjective", "InferenceModel"} == kinds


def test_the_same_bytes_whatever_the_seed_of_hashes() -> None:
    stream = (FOREIGN + carrier() + "---\n" + base("b") + "---\n" + model("two", namespace="ns", ref="b")).encode()
    answers = {
        subprocess.run(
            [sys.executable, "-m", "msvc_helm.post"],
            input=stream,
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(answers) == 1


def test_a_reader_that_goes_away_is_an_error() -> None:
    stream = SERVICE + "".join(SERVICE.replace("name: m", f"name: m{i}") for i in range(200))
    run = subprocess.Popen(
        [sys.executable, "-m", "msvc_helm.post"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert run.stdin
    assert run.stdout
    assert run.stderr
    with run.stdin, run.stderr:
        run.stdout.close()
        run.stdin.write(stream.encode())
        run.stdin.close()
        assert b"Traceback" not in run.stderr.read()
        assert run.wait(60) == 1


REFUSED: dict[str, tuple[str, list[str]]] = {
    "broken YAML": (FOREIGN + "---\na: [1\n", ["document 2", "<stdin>:"]),
    "a broken ModelService": (model("m", namespace="ns").replace("replicas: 2", "replica: 2"), ["did you mean"]),
    "no image": (
        model("m", namespace="ns").replace(', image: "i:1"', ""),
        ["Deployment m-decode", "image: required but not set"],
    ),
    "two of one name": (model("m", namespace="ns") + "---\n" + model("m", namespace="ns"), ["m-decode", "so does"]),
    "an object that is there already": (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: m-decode}\n---\n" + model("m", namespace="ns"),
        ["m-decode", "another document"],
    ),
    "one model name twice on a Gateway": (
        "---\n".join(
            model(n, namespace="ns").replace("ports: [", "gatewayRefs: [{name: gw}], ports: [")
            + "  baseConfigMapRef: {name: b}\n"
            for n in ("one", "two")
        )
        + "---\n"
        + base("b"),
        ['model name "some/model"', "Gateway ns/gw"],
    ),
    "a ModelService that makes nothing": (
        model("m", namespace="ns").split("  decode:")[0],
        ["makes no objects"],
    ),
    "a carrier without its ModelService": (
        "apiVersion: missing-post-renderer-msvc-post/v1\nkind: ModelServiceCarrier\n",
        ["carrier without modelService"],
    ),
    "a carrier of another chart": (
        "apiVersion: missing-post-renderer-msvc-post/v2\nkind: ModelServiceCarrier\n",
        ["missing-post-renderer-msvc-post/v1, found missing-post-renderer-msvc-post/v2", "belongs to the chart"],
    ),
    "another version of the API": (model("m").replace("v1alpha1", "v2"), ["llm-d.ai/v1alpha1"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_a_reason_and_nothing_printed(case: str) -> None:
    stream, expect = REFUSED[case]
    done = post(stream)
    assert (done.code, done.stdout) == (1, ""), done.stdout
    assert all(e in done.stderr for e in expect), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("major", [3, 4])
def test_a_problem_is_placed_in_the_charts_file(major: int) -> None:
    service = yaml.safe_load(model("m", namespace="ns").replace("replicas: 2", "replica: 2"))
    if major == 4:
        file = {"postrenderer.helm.sh/postrender-filename": "c/templates/m.yaml"}
        service["metadata"]["annotations"] = file
    done = post(FOREIGN + ("---\n# Source: c/templates/m.yaml\n" if major == 3 else "---\n") + yaml.safe_dump(service))
    assert (done.code, done.stdout) == (1, "")
    assert "error: c/templates/m.yaml in <stdin>:" in done.stderr
    assert "spec.decode.replica: unknown field" in done.stderr


@pytest.mark.parametrize("args", [["--nope"], ["--base-config"], ["--gie", "v9"], ["--gie="], ["extra"]])
def test_wrong_usage(args: list[str]) -> None:
    done = post("", *args)
    assert (done.code, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_help_and_version() -> None:
    assert "--post-renderer msvc-post" in post("", "--help").stdout
    assert post("", "--version").stdout.count(".") == 2


def test_a_terminal_is_told_what_this_is_for() -> None:
    pty = pytest.importorskip("pty")
    main, side = pty.openpty()
    with os.fdopen(main, "rb"), os.fdopen(side, "rb") as terminal:
        done = subprocess.run(
            [sys.executable, "-m", "msvc_helm.post"], stdin=terminal, capture_output=True, text=True, timeout=60
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert "meant to be run by Helm" in done.stderr


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc, as on Linux")
def test_under_helm_4_the_message_also_reaches_the_parents_stderr() -> None:
    inner = (
        "import subprocess, sys\n"
        "command = [sys.executable, '-m', 'msvc_helm.post']\n"
        "sys.exit(subprocess.run(command, stderr=subprocess.DEVNULL).returncode)"
    )
    done = subprocess.run(
        [sys.executable, "-c", inner],
        input=b"a: [1\n",
        capture_output=True,
        timeout=60,
        env={**os.environ, "HELM_PLUGIN_NAME": "msvc-post"},
    )
    assert done.returncode == 1
    assert b"error: <stdin>:" in done.stderr


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc, as on Linux")
def test_under_helm_4_a_stderr_that_nobody_reads_holds_nothing_up() -> None:
    inner = (
        "import subprocess, sys; subprocess.run([sys.executable, '-m', 'msvc_helm.post'], stderr=subprocess.DEVNULL)"
    )
    reader, writer = os.pipe()
    environment = {**os.environ, "HELM_PLUGIN_NAME": "msvc-post"}
    parent = subprocess.Popen([sys.executable, "-c", inner], stdin=subprocess.PIPE, stderr=writer, env=environment)
    os.close(reader)
    os.close(writer)
    parent.communicate(b"a: [1\n", timeout=60)
    assert parent.returncode == 0


pieces = st.lists(
    st.sampled_from(
        [
            "---\n",
            "--- # comment\n",
            "...\n",
            "a: 1\n",
            "k: |\n  --- no marker\n  text\n",
            "# a comment\n",
            "\n",
            "- 1\n- 2\n",
            "x: 'y'\r\n",
            "--- {a: 1}\n",
            "last: line",
        ]
    ),
    max_size=12,
)


@given(pieces)
@examples(150)
def test_whatever_is_no_model_service_passes_or_is_refused_whole(parts: list[str]) -> None:
    data = "".join(parts).encode()
    try:
        answer = rewrite(data, Bases(), Options(), lambda _: None)
    except InputError:
        with pytest.raises(yaml.YAMLError):
            list(yaml.safe_load_all(data))
    else:
        assert answer == data


OURS = {
    "service": "---\n" + model("NAME", namespace="ns"),
    "without marker": model("NAME", namespace="ns"),
    "with comments": "--- # kept? no\n# Source: c/t.yaml\n# gone\n" + model("NAME", namespace="ns") + "# gone too\n",
    "carrier": carrier().replace("name: m\n", "name: NAME\n"),
    "list": "---\nkind: List\nitems:\n- " + model("NAME", namespace="ns").replace("\n", "\n  ").rstrip(" "),
}
FOREIGNERS = {
    "object": FOREIGN.replace("name:  a", "name: NAME"),
    "weird": "--- !!map\r\n{kind: 'X', metadata: {name: NAME}} # \u00e9\U0001f600\r\n",
    "anchors": "---\na: &a [1, 2]\nb: *a\nkind: ModelServiceClaim\n",
    "text": "---\nkind: ConfigMap\ndata:\n  x: |\n    kind: ModelService\n    apiVersion: llm-d.ai/v1alpha1\n",
    "list": "---\nkind: List\nitems: [{kind: X}, {kind: Y}]\n",
    "empty": "---\n# c\n",
    "scalar": "--- 1.10\n",
}


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just(True), st.sampled_from(sorted(OURS))),
            st.tuples(st.just(False), st.sampled_from(sorted(FOREIGNERS))),
        ),
        max_size=6,
    ),
    st.lists(st.booleans(), min_size=6, max_size=6),
)
@examples(100)
def test_every_document_comes_out_as_itself_or_as_its_children(what: list[tuple[bool, str]], ends: list[bool]) -> None:
    """Each part of the answer is known by itself: a foreign document's own bytes, or what a service alone becomes."""
    stream, want = "", ""
    for number, ((is_ours, kind), end) in enumerate(zip(what, ends, strict=False)):
        text = (OURS if is_ours else FOREIGNERS)[kind].replace("NAME", f"m{number}")
        if not text.startswith("---") and stream and not stream.endswith("...\n"):
            text = "---\n" + text
        text += "...\n" if end else ""
        stream += text
        want += rewritten(text) if is_ours else text
    answer = rewritten(stream)
    assert answer == want
    assert rewritten(answer) == answer
    assert len(parts(answer)) >= len(parts(stream))


@given(st.lists(st.sampled_from([*OURS.values(), *FOREIGNERS.values()]), max_size=5))
@examples(50)
def test_a_long_stream_is_rewritten_as_a_short_one(what: list[str]) -> None:
    """One that is kept in files, and whose documents are parsed anew when their turn comes."""
    texts = [text.replace("NAME", f"m{number}") for number, text in enumerate(what)]
    stream = "".join(text if text.startswith("---") else f"---\n{text}" for text in texts)
    with patch("msvc_helm.stream.AT_HAND", 0), patch("msvc_helm.spool.IN_MEMORY", 0):
        long = rewritten(stream)
    assert long == rewritten(stream)


@given(st.binary(max_size=200) | st.text(alphabet="-.:{}[]&*!|>'\"#%@`, \n\tab1~?", max_size=80).map(str.encode))
@examples(300)
def test_any_bytes_are_passed_or_refused(data: bytes) -> None:
    try:
        answer = rewrite(data, Bases(), Options(), lambda _: None)
    except InputError:
        answer = data
    assert answer == data


INFERENCE = {"v1": "inference.networking.k8s.io/v1", "v1alpha2": "inference.networking.x-k8s.io/v1alpha2"}


@pytest.mark.parametrize(
    ("asked", "served", "told", "api"),
    [
        ("auto", ["v1", "v1alpha2"], "", "v1"),
        ("auto", ["v1"], "", "v1"),
        ("auto", ["v1alpha2"], "", "v1alpha2"),
        ("auto", ["v1alpha2"], "v1", "v1alpha2"),
        ("auto", [], "", "v1"),
        ("auto", [], "auto", "v1"),
        ("auto", [], "v1alpha2", "v1alpha2"),
        (None, [], "", "v1"),
        ("v1", ["v1alpha2"], "", "v1"),
        ("v1alpha2", ["v1"], "", "v1alpha2"),
    ],
)
def test_which_inference_extension_is_written(asked: str | None, served: list[str], told: str, api: str) -> None:
    """What the values ask for; `auto` is what the cluster serves, else what msvc-post was told, else v1."""
    carrier = {
        "apiVersion": "missing-post-renderer-msvc-post/v1",
        "kind": "ModelServiceCarrier",
        "metadata": {"name": "m"},
        "modelService": {
            "apiVersion": "llm-d.ai/v1alpha1",
            "kind": "ModelService",
            "metadata": {"name": "m"},
            "spec": {"routing": {"modelName": "m"}, "modelArtifacts": {"uri": "hf://a/b"}},
        },
        "baseConfig": {"data": {"inferencePool": "spec: {targetPortNumber: 8000}"}},
        "options": {"gie": asked} if asked else {},
        "capabilities": {"apiVersions": [INFERENCE[version] for version in served]},
    }
    done = post(json.dumps(carrier), *(["--gie", told] if told else []))
    assert [found["apiVersion"] for found in yaml.safe_load_all(done.stdout)] == [INFERENCE[api]]
