"""What `api.load` gives, where it says things stand, and that no document makes it fail in any other way."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from msvc_helm import api, goyaml
from msvc_helm.api.paths import Parts, parts_of, path_of
from msvc_helm.api.validate import Violation, read
from msvc_helm.errors import InputError
from msvc_helm.types import quantity
from tests.api import documents
from tests.conftest import REPO
from tests.properties import examples

SERVICE = """\
# a comment
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata:
  name: located
spec:
  routing: {modelName: a}
  modelArtifacts:
    uri: hf://a/b
  decode:
    containers:
    - name: vllm
      args:
      - --model
      - |
        {{ .ModelPath }}
      resources:
        limits:
          nvidia.com/gpu: 1
          "a \\"b\\"]": 2
"""


def load(text: str | bytes) -> api.ModelService:
    root = goyaml.parse(text)
    assert root is not None
    return api.load(root)


def problems(text: str) -> list[str]:
    with pytest.raises(InputError) as error:
        load(text)
    return [f"{p.path}: {p.message}" for p in error.value.problems]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("", (2, 1)),
        ("spec", (6, 1)),
        ("spec.routing.modelName", (7, 24)),
        ("spec.decode.containers", (11, 5)),
        ("spec.decode.containers[0]", (12, 7)),
        ("spec.decode.containers[0].args[0]", (14, 9)),
        ("spec.decode.containers[0].args[1]", (15, 9)),
        ("spec.decode.containers[0].args[2]", (13, 7)),
        ("spec.decode.containers[0].image", (12, 7)),
        ('spec.decode.containers[0].resources.limits["nvidia.com/gpu"]', (19, 27)),
        ('spec.decode.containers[0].resources.limits["a \\"b\\"]"]', (20, 23)),
        ("spec.prefill.replicas", (6, 1)),
        ("nothing", (2, 1)),
    ],
)
def test_locate(path: str, place: tuple[int, int]) -> None:
    assert api.locate(load(SERVICE), path) == place


def test_source_and_document_are_kept_and_reported() -> None:
    root = goyaml.parse(SERVICE)
    assert root is not None
    service = api.load(root, source="a.yaml", document=2)
    assert (service.source, service.document, service.root) == ("a.yaml", 2, root)
    broken = goyaml.parse(SERVICE.replace("vllm", "7"))
    assert broken is not None
    with pytest.raises(InputError, match=r"^a\.yaml:12:13: document 2: spec\.decode\.containers\[0\]\.name: "):
        api.load(broken, source="a.yaml", document=2)


def test_problems_come_in_document_order() -> None:
    text = "spec:\n  decode: 5\n  routing: {modelName: 1, x: 2}\nmetadata: {name: A}\nkind: ModelService\n"
    with pytest.raises(InputError) as error:
        load(text)
    places = [(p.line, p.column) for p in error.value.problems]
    assert places == sorted(places)
    assert len(places) == 6  # apiVersion, decode, modelName, x, modelArtifacts, name


def test_names_may_be_shared_between_lists_but_not_within_one() -> None:
    both = SERVICE.replace("  decode:\n", "  decode:\n    initContainers: [{name: vllm}]\n")
    assert load(both).spec["decode"]["initContainers"] == [{"name": "vllm"}]
    twice = both.replace("[{name: vllm}]", "[{name: vllm}, {name: vllm}]")
    assert problems(twice) == ['spec.decode.initContainers[1].name: "vllm" is already the name of item [0]']


@pytest.mark.parametrize("status", ["{}", "null", "5", "{decodeReady: [], prefillAvailable: x}"])
def test_status_is_not_read(status: str) -> None:
    assert load(f"{SERVICE}status: {status}\n").spec == load(SERVICE).spec


def test_absent_metadata_is_empty() -> None:
    service = load(SERVICE)
    assert (service.namespace, service.labels, service.annotations) == (None, {}, {})


def test_defaults_are_fresh_values() -> None:
    first = load(SERVICE.replace("routing: {modelName: a}", "routing: {modelName: a, gatewayRefs: [{name: g}]}"))
    assert first.spec["routing"]["gatewayRefs"] == [
        {"name": "g", "group": "gateway.networking.k8s.io", "kind": "Gateway"}
    ]
    assert first.spec["decode"]["replicas"] == 1
    assert "prefill" not in first.spec


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("apiVersion: llm-d.ai/v1alpha1\nkind: ModelService\n", True),
        ("apiVersion: llm-d.ai/v1alpha1\nkind: ModelServiceList\n", False),
        ("apiVersion: example.com/v1alpha1\nkind: ModelService\n", False),
        ("apiVersion: v1\nkind: ConfigMap\n", False),
        ("kind: ModelService\n", False),
        ("apiVersion: [llm-d.ai/v1alpha1]\nkind: ModelService\n", False),
        ("[]", False),
        ("text", False),
        ("null", False),
        ("", False),
    ],
)
def test_is_modelservice(text: str, verdict: bool) -> None:
    assert api.is_modelservice(goyaml.parse(text)) is verdict


@pytest.mark.parametrize("version", ["llm-d.ai/v1", "llm-d.ai/", "llm-d.ai", "llm-d.ai/V1alpha1"])
def test_an_unknown_version_is_an_error_that_names_the_known_one(version: str) -> None:
    with pytest.raises(InputError, match=r"^line 1:13: apiVersion: expected llm-d\.ai/v1alpha1, found"):
        api.is_modelservice(goyaml.parse(f"apiVersion: {version}\nkind: ModelService\n"))


@pytest.mark.parametrize(
    "change", [str.upper, str.title, lambda name: f"{name[0]}{name}", lambda name: f"{name[:-1]}x"]
)
def test_a_slip_in_a_name_gets_the_name(change: Callable[[str], str]) -> None:
    for name in ("modelArtifacts", "baseConfigMapRef", "endpointPicker", "decoupleScaling"):
        text = json.dumps({**documents.WHOLE, "spec": {**documents.WHOLE["spec"], change(name): {}}})
        with pytest.raises(InputError) as error:
            load(text)
        assert error.value.problems[-1].hint == f'did you mean "{name}"?'


PATHS = list(documents.every_path())
TEXTS = st.sampled_from([*documents.VALUES, '"{{ .X }}"', "&a [*a]", "|", "1Gi", "ü", ".nan", "999999999999999999999"])


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """The whole document with a value replaced or left out, perhaps a name changed, perhaps cut short."""
    text = documents.put(draw(st.sampled_from(PATHS)), draw(st.none() | TEXTS))
    if draw(st.booleans()):
        names = sorted(set(re.findall(r'"(\w+)"', text)))
        text = text.replace(f'"{draw(st.sampled_from(names))}"', json.dumps(draw(st.text(max_size=6))), 1)
    return text[: draw(st.integers(0, len(text)))] if draw(st.integers(0, 9)) == 0 else text


@examples(300)
@given(mutated())
def test_any_document_is_loaded_or_refused(text: str) -> None:
    try:
        root = goyaml.parse(text)
        service = None if root is None else api.load(root)
    except InputError:
        return
    if service is not None:
        again = {**documents.WHOLE, "metadata": {"name": service.name}, "spec": service.spec}
        assert load(json.dumps(again)).spec == service.spec


@examples(200)
@given(st.lists(st.integers(0, 30) | st.text(max_size=5), max_size=5).map(tuple))
def test_a_path_is_read_back(parts: Parts) -> None:
    assert parts_of(path_of(parts)) == parts


CRD = yaml.load((REPO / "msvc_helm" / "api" / "crd.yaml").read_text(), yaml.CSafeLoader)
SPEC = CRD["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]
QUANTITY = SPEC["modelArtifacts"]["properties"]["size"]["pattern"]


@examples(500)
@given(st.text("+-.0159eEkKMmin \n\u00a0", max_size=6) | st.text(max_size=3))
def test_quantities_are_those_of_the_pattern_that_can_be_read(text: str) -> None:
    found: list[Violation] = []
    value: Any = read(goyaml.ScalarNode(text, text, 1, 1), {"type": "quantity"}, (), found)
    try:
        canonical = quantity.canonical(text)
    except ValueError:
        canonical = ""
    matches = re.fullmatch(QUANTITY, text, re.ASCII) is not None
    assert (value or "") == (canonical if matches else "")
