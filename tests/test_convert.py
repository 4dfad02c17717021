"""`msvc-helm convert`: what the values say, what stays of the text, what is an error. Their meaning: test_roundtrip."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from msvc_helm import goyaml, write
from msvc_helm.api import load
from msvc_helm.baseconfig import NO_VALUE, BaseConfig
from msvc_helm.configmap import from_document
from msvc_helm.convert import convert
from msvc_helm.errors import InputError
from msvc_helm.excerpt import SourceText
from msvc_helm.read import Document
from msvc_helm.resources.context import Options
from tests.properties import examples

from .conftest import REPO, Finished
from .modelservice_chart.conftest import as_json
from .test_generate import base, here, model  # noqa: F401 - `here` is a fixture

Run = Callable[..., Finished]
SCHEMA = Draft7Validator(json.loads((REPO / "charts/modelservice/values.schema.json").read_text()))

COMMENTED = """\
# Owner: team search
# yaml-language-server: $schema=modelservice.schema.json
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata:
  name: m
  namespace: serving
# About the spec.
spec:  # all of it
  # Where the templates are.
  baseConfigMapRef:
    name: b
    # within the reference
  # How clients reach it.
  routing:
    modelName: some/model   # public

    ports: [{name: http, port: 8000}]
  modelArtifacts: {uri: "hf://a/b"}
  decode:
  # badly indented
    containers:
    - name: server
      image: i:1
      args:
      - |
         # no comment
         second line

      - "yes"
status:
  conditions: []  # gone
# about the status
"""


def values(text: str) -> dict[str, Any]:
    """What Helm reads, after the chart's schema has been asked."""
    node = goyaml.parse(text)
    assert node is not None
    value = goyaml.plain(node)
    assert isinstance(value, dict)
    assert not [e.message for e in SCHEMA.iter_errors(value)]
    return value


def converted(text: str | bytes, base_config: BaseConfig | None = None, options: Options | None = None) -> str:
    raw = text.encode() if isinstance(text, str) else text
    document = Document("cr.yaml", 1, 1, raw)
    (node,) = document.parse()
    return convert(load(node), SourceText(document), options or Options(), base=base_config).text


def base_config(texts: dict[str, str]) -> BaseConfig:
    node = goyaml.parse(write.dump({"metadata": {"name": "b"}, "data": texts}))
    return from_document(node)


def test_the_specs_own_text_comments_and_all() -> None:
    text = converted(COMMENTED)
    spec = COMMENTED.partition("spec:  # all of it\n")[2].partition("status:")[0]
    assert text.endswith("".join(line[2:] if line.strip() else line for line in spec.splitlines(keepends=True)))
    assert values(text)["decode"]["containers"][0]["args"] == ["# no comment\nsecond line\n", "yes"]


def test_comments_around_the_spec_stay_and_those_about_the_old_file_go() -> None:
    text = converted(COMMENTED)
    for comment in ("# Owner: team search", "# About the spec.", "# all of it", "# How clients reach it."):
        assert comment in text
    for gone in ("yaml-language-server", "# gone", "about the status", "conditions"):
        assert gone not in text


def test_an_inlined_reference_becomes_a_comment() -> None:
    text = converted(COMMENTED, base_config({"decodeService": "spec: {}\n"}))
    assert "# Where the templates are.\n# baseConfigMapRef:\n#   name: b\n#   # within the reference\n# How" in text
    assert values(text)["baseConfig"] == {"decodeService": "spec: {}\n"}
    assert "baseConfigMapRef" not in values(text)


@pytest.mark.parametrize(
    ("case", "text"),
    {
        "flow style": "{apiVersion: llm-d.ai/v1alpha1, kind: ModelService, metadata: {name: m}, spec: {routing: "
        '{modelName: a}, modelArtifacts: {uri: "hf://a/b"}, decode: {replicas: 0}}}',
        "JSON": json.dumps(
            {
                "apiVersion": "llm-d.ai/v1alpha1",
                "kind": "ModelService",
                "metadata": {"name": "m"},
                "spec": {
                    "routing": {"modelName": "a"},
                    "modelArtifacts": {"uri": "hf://a/b"},
                    "decode": {"replicas": 0},
                },
            },
            indent=2,
        ),
        "an anchor outside the spec": "apiVersion: llm-d.ai/v1alpha1\nkind: ModelService\n"
        "metadata: {name: m, annotations: {a: &u 'hf://a/b'}}\n"
        "spec:\n  routing: {modelName: a}\n  modelArtifacts: {uri: *u}\n  decode: {replicas: 0}\n",
        "a merge": "apiVersion: llm-d.ai/v1alpha1\nkind: ModelService\nmetadata: {name: m}\n"
        "spec:\n  <<: {routing: {modelName: a}, decode: {replicas: 0}}\n  modelArtifacts: {uri: 'hf://a/b'}\n",
        "an end marker": "---\napiVersion: llm-d.ai/v1alpha1\nkind: ModelService\nmetadata: {name: m}\n"
        "spec:\n  routing: {modelName: a}\n  modelArtifacts: {uri: 'hf://a/b'}\n  decode: {replicas: 0}\n...\n",
        "CRLF": "apiVersion: llm-d.ai/v1alpha1\r\nkind: ModelService\r\nmetadata: {name: m}\r\n"
        "spec:\r\n  routing: {modelName: a}\r\n  modelArtifacts: {uri: 'hf://a/b'}\r\n  decode: {replicas: 0}\r\n",
        "the spec first": "spec:\n    routing: {modelName: a}\n    modelArtifacts: {uri: 'hf://a/b'}\n"
        "    decode: {replicas: 0}\napiVersion: llm-d.ai/v1alpha1\nkind: ModelService\nmetadata: {name: m}\n",
    }.items(),
)
def test_the_same_values_from_any_style(case: str, text: str) -> None:
    want = {
        "fullnameOverride": "m",
        "routing": {"modelName": "a"},
        "modelArtifacts": {"uri": "hf://a/b"},
        "decode": {"replicas": 0},
    }
    assert values(converted(text)) == want, case
    inlined = base_config({"x": "last\n"})
    assert values(converted(text, inlined)) == {**want, "baseConfig": {"x": "last\n"}}, case
    assert "\r" not in converted(text)


def test_what_is_left_out_and_what_lives_on_in_a_comment() -> None:
    metadata = (
        "{name: m, namespace: ns, uid: u, resourceVersion: '1', generation: 2, managedFields: [],"
        " creationTimestamp: '2025-01-01T00:00:00Z', labels: {team: x}, finalizers: [a/b],"
        ' annotations: {note: "two\\nlines \\u2028", kubectl.kubernetes.io/last-applied-configuration: "{}"}}'
    )
    text = converted(model("m").replace("{name: m}", metadata) + "status: {decodeReady: 1/1}\n")
    head = text.partition("fullnameOverride")[0]
    assert all(line.startswith("# ") for line in head.splitlines())
    assert "--namespace ns" in head
    for kept in ("label team=x", 'annotation note="two\\nlines \\u2028"', 'finalizers ["a/b"]'):
        assert f"#   {kept}\n" in head
    for gone in ("last-applied", "uid", "managedFields", "decodeReady", "generation"):
        assert gone not in text


def test_options_become_the_charts_values() -> None:
    text = converted(model(), options=Options("role", ("e",), ("p", "q"), "ns", "v1", True))
    found = values(text)
    assert found["inferenceObjective"] is True
    assert found["rbac"] == {"eppClusterRole": "role"}
    assert (found["eppPullSecrets"], found["pdPullSecrets"]) == (["e"], ["p", "q"])
    assert "--namespace ns" in text


def test_the_api_of_a_pool_is_said_so_that_it_stays_the_same_object_on_any_cluster() -> None:
    assert values(converted(model(ref="elsewhere")))["gie"] == "v1alpha2"
    for text in (converted(model()), converted(model(), base_config({"decodeService": "{}", "httpRoute": "{}"}))):
        assert "gie" not in values(text)


@pytest.mark.parametrize(
    ("data", "api"),
    [
        ({"inferencePool": "{}"}, "v1alpha2"),
        ({"inferencePool": "spec: {targetPortNumber: 8000} # once targetPorts"}, "v1alpha2"),
        ({"inferencePool": "spec: {targetPorts: [{number: {{ getPort `http` }}}]}"}, "v1"),
        ({"inferencePool": "spec: {selector: {matchLabels: {a: b}}}"}, "v1"),
        ({"inferencePool": "apiVersion: inference.networking.x-k8s.io/v1alpha2\nspec: {targetPorts: []}"}, "v1alpha2"),
        ({"inferencePool": "apiVersion: {{ .GIEGroup }}/{{ .GIEVersion }}"}, "v1"),  # for either: today's
        ({"inferencePool": "{{ .Nothing }}"}, "v1alpha2"),  # whoever expands it says what is wrong
        ({"inferenceModel": "{}"}, "v1alpha2"),
        ({"httpRoute": "{kind: InferencePool, group: inference.networking.x-k8s.io}"}, "v1alpha2"),
        ({"httpRoute": "{kind: InferencePool, group: inference.networking.k8s.io}"}, "v1"),
    ],
)
def test_the_api_is_the_one_that_the_base_config_is_written_in(data: dict[str, str], api: str) -> None:
    assert values(converted(model(), base_config(data)))["gie"] == api


def test_another_api_where_it_is_asked_for(run: Run, here: Any) -> None:  # noqa: F811
    words = ("convert", here("m.yaml", model()), "-b", here("b.yaml", "kind: ConfigMap\ndata: {inferencePool: '{}'}"))
    for asked, api in (((), "v1alpha2"), (("--gie", "auto"), "v1alpha2"), (("--gie", "v1"), "v1")):
        assert values(run(*words, *asked).stdout)["gie"] == api
    assert values(run("convert", here("m.yaml", model()), "--gie", "v1").stdout)["gie"] == "v1"


def test_explicit_nulls_and_empty_sections_stay_what_they_are() -> None:
    text = converted(model().replace("decode: {replicas: 2,", "prefill: {}\n  decode: {replicas: null,"))
    assert values(text)["prefill"] == {}
    assert values(text)["decode"]["replicas"] is None


def test_integers_that_helm_would_round_become_text() -> None:
    text = converted(model().replace('image: "i:1"', 'image: "i:1", resources: {limits: {memory: 9007199254740993}}'))
    assert values(text)["decode"]["containers"][0]["resources"]["limits"]["memory"] == "9007199254740993"


@pytest.mark.parametrize("character", ["\x7f", "\x85", "\u2028", "\ufffe"])
def test_a_character_that_helm_loses_is_an_error(character: str) -> None:
    with pytest.raises(InputError, match=r"baseConfig\.key: the character"):
        converted(model(), base_config({"key": f"a{character}b"}))


LOST = "".join(map(chr, range(0x7F, 0xA0))) + "\u2028\u2029\ufffd\ufffe\uffff"  # refused, see above
texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=LOST) | st.sampled_from("\n\n \t\r{}:#|>-"), max_size=40
).filter(lambda text: NO_VALUE not in text)


@given(st.dictionaries(st.text("abc.-_", min_size=1, max_size=5), texts, max_size=4))
@examples(150)
def test_base_configs_survive_exactly(data: dict[str, str]) -> None:
    assert values(converted(model(), base_config(data)))["baseConfig"] == data


@given(st.lists(texts, min_size=1, max_size=3), st.booleans())
@examples(100)
def test_texts_of_the_spec_survive_exactly(arguments: list[str], dumped: bool) -> None:
    node = goyaml.parse(model().replace("replicas: 2, ", ""))
    assert node is not None
    whole: Any = goyaml.plain(node)
    whole["spec"]["decode"]["containers"][0]["args"] = arguments
    text = write.dump(whole) if dumped else as_json(whole)
    assert values(converted(text))["decode"]["containers"][0]["args"] == arguments


def test_from_the_command_line(run: Run, here: Any) -> None:  # noqa: F811
    done = run("convert", here("m.yaml", model(ref="b")), "-b", here("b.yaml", base("b")))
    assert (done.code, done.stderr) == (0, "")
    assert "decodeService" in values(done.stdout)["baseConfig"]
    left = run("convert", here("m.yaml", model(ref="b")))
    assert values(left.stdout)["baseConfigMapRef"] == {"name": "b"}


def test_a_reference_or_the_text_as_asked(run: Run, here: Any) -> None:  # noqa: F811
    with_ref, without, bases = (
        here("with.yaml", model(ref="b")),
        here("without.yaml", model()),
        here("b.yaml", base("b", namespace="platform")),
    )
    kept = run("convert", with_ref, "-b", bases, "--base-config-as", "ref")
    assert values(kept.stdout)["baseConfigMapRef"] == {"name": "b"}
    made = run("convert", without, "-b", bases, "--base-config-as", "ref")
    assert values(made.stdout)["baseConfigMapRef"] == {"name": "b", "namespace": "platform"}
    assert values(run("convert", without, "-b", bases).stdout)["baseConfig"]
    assert run("convert", with_ref, "--base-config-as", "inline").code == 2
    nameless = here("nameless.yaml", "kind: ConfigMap\ndata: {}\n")
    done = run("convert", without, "-b", nameless, "--base-config-as", "ref")
    assert (done.code, done.stdout) == (1, "")
    assert "none can be made" in done.stderr


def test_a_list_of_the_cluster_becomes_a_file_each(run: Run, tmp_path: Path) -> None:
    def item(text: str) -> str:
        return "- " + text.replace("\n", "\n  ").rstrip(" ")

    both = item(model("one", namespace="a")) + item(model("two", namespace="b", ref="p")) + item(base("p"))
    text = "apiVersion: v1\nkind: List\nitems:\n" + both
    assert run("convert", "-", stdin=text).code == 2
    done = run("convert", "-", "--output-dir", tmp_path / "out", stdin=text)
    said = f"{tmp_path / 'out'}: 2 files written, 0 unchanged, 0 removed\n"
    assert (done.code, done.stdout, done.stderr) == (0, "", said)
    assert {p.name for p in (tmp_path / "out").iterdir()} == {".msvc-helm.sha256", "a_one.yaml", "b_two.yaml"}
    two = (tmp_path / "out" / "b_two.yaml").read_text()
    assert values(two)["baseConfig"]["decodeService"].startswith("spec:")
    assert "one" not in two


def test_two_files_of_one_name_are_an_error(run: Run, here: Any, tmp_path: Path) -> None:  # noqa: F811
    files = [here("a.yaml", model("m")), here("b.yaml", model("m"))]
    done = run("convert", *files, "--output-dir", tmp_path / "out")
    assert done.code == 1
    assert "m.yaml would be written 2 times" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("kind: Service\n", "expected kind ModelService, found Service"),
        ("", "no ModelService found"),
        (model().replace("replicas", "replica"), 'did you mean "replicas"?'),
        ("a: [\n", "1"),
    ],
)
def test_what_is_no_model_service_is_an_error(run: Run, text: str, expect: str) -> None:
    done = run("convert", "-", stdin=text)
    assert (done.code, done.stdout) == (1, "")
    assert expect in done.stderr
    assert "Traceback" not in done.stderr


def test_what_the_operator_was_told_by_flags_is_asked_for(run: Run, here: Any) -> None:  # noqa: F811
    bases = here("b.yaml", "kind: ConfigMap\ndata: {eppDeployment: '{}'}\n")
    done = run("convert", here("m.yaml", model()), "-b", bases)
    assert done.code == 0
    assert "--epp-cluster-role" in done.stderr
    assert run("convert", here("m.yaml", model()), "-b", bases, "--strict").code == 1
    assert run("convert", here("m.yaml", model()), "-b", bases, "--epp-cluster-role", "r").stderr == ""


def test_the_corpus_makes_valid_values(shared: Path) -> None:
    index = json.loads((shared / "parity" / "index.json").read_text())
    names = {pair["modelservice"] for pair in index if pair["outcome"] == "ok"}
    assert len(names) > 30
    for name in sorted(names):
        raw = (shared / "parity" / "modelservices" / name).read_bytes()
        node = goyaml.parse(raw)
        assert node is not None
        whole: Any = goyaml.plain(node)
        found = values(converted(raw))
        assert found.pop("fullnameOverride") == whole["metadata"]["name"]
        assert found.pop("gie", "v1alpha2") == "v1alpha2"
        assert found == whole["spec"], name


@pytest.mark.parametrize(
    ("template", "kept", "lost"),
    [
        ("{{ .ModelName }}", {}, ("label team=x", 'annotation note="hello"')),
        ('{{ get .ModelServiceLabels "team" }}', {"labels": {"team": "x"}}, ('annotation note="hello"',)),
        ('{{ get .ModelServiceAnnotations "note" }}', {"annotations": {"note": "hello"}}, ("label team=x",)),
    ],
)
def test_labels_that_templates_read_are_values(template: str, kept: dict[str, Any], lost: tuple[str, ...]) -> None:
    text = (
        "apiVersion: llm-d.ai/v1alpha1\nkind: ModelService\n"
        "metadata: {name: m, labels: {team: x}, annotations: {note: hello}}\n"
        "spec: {routing: {modelName: opt}, modelArtifacts: {uri: hf://a/b}}\n"
    )
    node = goyaml.parse(text)
    assert node is not None
    found = convert(
        load(node),
        SourceText(Document("m.yaml", 1, 1, text.encode())),
        Options(),
        base=BaseConfig({"decodeService": template}),
    )
    assert {key: found.values[key] for key in ("labels", "annotations") if key in found.values} == kept
    assert found.lost == lost
