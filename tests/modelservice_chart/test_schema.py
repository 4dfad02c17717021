"""The schemas say what an API server would say, about every field, with a description and a default."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from msvc_helm import goyaml
from msvc_helm.api.kubernetes_fields import TYPES
from msvc_helm.api.metadata import OBJECT_META
from msvc_helm.api.paths import Parts, path_of
from msvc_helm.errors import InputError
from msvc_helm.schema import modelservice_schema, read_crd, values_schema
from msvc_helm.schema.build import own_values
from tests.api import documents
from tests.conftest import REPO
from tests.modelservice_chart.conftest import CHART, MINIMAL

Schema = dict[str, Any]
# Below a field that is Kubernetes' own: its documentation has the words.
OF_KUBERNETES = re.compile(rf"\.({'|'.join(TYPES)})(\[\])?\.")

CRD: Schema = yaml.safe_load((REPO / "msvc_helm/api/crd.yaml").read_text())
SPEC: Schema = CRD["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]
VALUES: Schema = json.loads((CHART / "values.schema.json").read_text())
OBJECT: Schema = json.loads((REPO / "schemas/modelservice.schema.json").read_text())
MATRIX: dict[str, str] = json.loads((documents.CASES / "matrix.json").read_text())
FIELDS: dict[str, Any] = json.loads((documents.CASES / "fields.json").read_text())
PATHS = list(documents.every_path())
FIELD_DOCUMENTS = documents.fields()
JUDGES = {"values": Draft7Validator(VALUES), "object": Draft7Validator(OBJECT)}

# Not for an editor to judge: what servers write into metadata and status. And a spec of null comes to nothing.
LENIENT = ("metadata.finalizers", "metadata.ownerReferences", "metadata.managedFields", "metadata.creationTimestamp",
           "metadata.deletionTimestamp", "metadata.generateName", "status")  # fmt: skip
# What JSON schema cannot say: that a field of list items is unique. And Python's `$`, unlike others, matches before \n.
BEYOND = (".claims = ", ".env = ", r'\n"')


def refused(schema: Schema, value: object) -> list[str]:
    return [error.message for error in Draft7Validator(schema).iter_errors(value)]


def value_of(text: str) -> Any:
    """The JSON of a document; None where it is no JSON."""
    try:
        node = goyaml.parse(text)
        return goyaml.plain(node) if node is not None else None
    except InputError:
        return None


def verdict(value: Any, judge: str = "object") -> str:
    return "." if value is not None and JUDGES[judge].is_valid(value) else "x"


def in_scope(case: str) -> bool:
    return not case.startswith(LENIENT) and not any(text in case for text in BEYOND)


@pytest.mark.parametrize("path", [p for p in PATHS if in_scope(path_of(p)) and p != ("spec",)], ids=path_of)
def test_every_kind_of_value_at_every_field(path: Parts) -> None:
    ours = "".join(verdict(value_of(text)) for text in documents.matrix(path))
    assert ours == MATRIX[path_of(path)], f"absent, then {documents.VALUES}"


def test_values_at_the_limits() -> None:
    cases = {case: text for case, text in FIELD_DOCUMENTS.items() if in_scope(case)}
    assert len(cases) > 200
    wrong = {case for case in cases if "wrong" in FIELDS[case]}
    assert {case for case, text in cases.items() if verdict(value_of(text)) == "x"} == wrong


def test_the_values_schema_has_the_same_verdict_on_every_spec() -> None:
    wholes = {case: value_of(text) for case, text in FIELD_DOCUMENTS.items() if case.startswith("spec.")}
    specs = {case: whole["spec"] for case, whole in wholes.items() if whole and in_scope(case)}
    assert len(specs) > 100
    assert {case for case, spec in specs.items() if verdict(spec, "values") == "x"} == {
        case for case in specs if verdict(wholes[case]) == "x"
    }


def test_the_corpus_is_accepted_as_it_is_generated(shared: Path) -> None:
    index = json.loads((shared / "parity" / "index.json").read_text())
    good = {pair["modelservice"] for pair in index if pair["outcome"] == "ok"}
    assert good
    for name in good:
        node = goyaml.parse((shared / "parity" / "modelservices" / name).read_bytes())
        assert node is not None
        assert not refused(OBJECT, goyaml.plain(node)), name


def test_the_reference_crd_makes_the_same_schemas_but_for_what_is_ours(shared: Path) -> None:
    theirs = read_crd(str(shared / "crds" / "modelservice-v1alpha1.yaml"))
    for make in (values_schema, modelservice_schema):
        wanted = without_prose(make(theirs))
        assert only(without_prose(make(read_crd())), wanted) == wanted


def only(schema: Any, fields: Any) -> Any:
    """A schema with those properties of its objects alone that another one has."""
    if isinstance(schema, list) and isinstance(fields, list):
        return [only(*pair) for pair in zip(schema, fields, strict=True)]
    if not isinstance(schema, dict) or not isinstance(fields, dict):
        return schema
    out = {key: only(value, fields.get(key)) for key, value in schema.items()}
    if "properties" in schema:
        own = fields.get("properties", {})
        out["properties"] = {key: only(value, own[key]) for key, value in schema["properties"].items() if key in own}
    return out


def without_prose(schema: Schema) -> Schema:
    """What decides, whole: references followed, descriptions and the order of keys dropped."""
    definitions = schema.get("definitions", {})

    def strip(node: Any) -> Any:
        if isinstance(node, list):
            return [strip(item) for item in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return strip(definitions[node["$ref"].rpartition("/")[2]])
        fields = {key: {k: strip(v) for k, v in node[key].items()} for key in ("properties",) if key in node}
        rest = {k: strip(v) for k, v in node.items() if k not in ("description", "definitions", "properties", "title")}
        return rest | fields | ({"required": sorted(node["required"])} if "required" in node else {})

    result: Schema = strip(schema)
    return result


def test_both_are_draft_07() -> None:
    for schema in (VALUES, OBJECT):
        assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
        Draft7Validator.check_schema(schema)


def fields(schema: Schema, definitions: Schema, path: str = "") -> Iterator[tuple[str, Schema, bool]]:
    """Every field of a schema: its path, its schema, whether it is required."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    for key, child in schema.get("properties", {}).items():
        yield f"{path}.{key}", child, key in schema.get("required", ())
        yield from fields(child, definitions, f"{path}.{key}")
    if "items" in schema:
        yield from fields(schema["items"], definitions, f"{path}[]")


@pytest.mark.parametrize(("schema", "prefix"), [(VALUES, ""), (OBJECT, ".spec")], ids=["values", "modelservice"])
def test_every_field_of_the_crd_is_there_with_its_description(schema: Schema, prefix: str) -> None:
    ours = {path: field for path, field, _ in fields(schema, schema["definitions"])}
    for path, field, _ in fields(SPEC, {}):
        assert ours[prefix + path]["description"] == field["description"].strip()


@pytest.mark.parametrize("schema", [VALUES, OBJECT], ids=["values", "modelservice"])
def test_every_field_is_described_and_has_a_default_that_is_valid(schema: Schema) -> None:
    found = [field for field in fields(schema, schema["definitions"]) if not OF_KUBERNETES.search(field[0])]
    assert len(found) > 150
    for path, field, required in found:
        assert field["description"], path
        assert ("default" in field) is not required, path
        if not required:
            whole = {**field, "definitions": schema["definitions"]}
            assert not refused(whole, field["default"]), path


@pytest.mark.parametrize("schema", [VALUES, OBJECT], ids=["values", "modelservice"])
def test_every_object_is_closed(schema: Schema) -> None:
    open_ones = [
        path
        for path, field, _ in fields(schema, schema["definitions"])
        if "properties" in field and field.get("additionalProperties") is not False
    ]
    assert schema["additionalProperties"] is False
    assert not open_ones


def test_metadata_has_the_fields_that_a_server_knows() -> None:
    assert OBJECT["properties"]["metadata"]["properties"].keys() == OBJECT_META["properties"].keys()


def test_the_default_values_are_the_schemas_defaults() -> None:
    defaults = yaml.safe_load((CHART / "values.yaml").read_text())
    own = own_values()
    assert {key: value for key, value in defaults.items() if key in own} == {
        key: field["default"] for key, field in own.items() if key not in ("enabled", "global")
    }
    assert {key: value for key, value in defaults.items() if key not in own} == {
        "routing": {"modelName": ""},
        "modelArtifacts": {"uri": ""},
    }


ACCEPTED = """
{}
nameOverride: chat
nameOverride: ""
fullnameOverride: llama.v3
labels: {team: search, example.com/tier: "1", gone: null}
annotations: {example.com/text: "anything at all\\n", x: null}
baseConfig: {decodeDeployment: "{{ .ModelName }}", decodeService: null}
baseConfigFile: "kind: ConfigMap"
preset: sim
rbac: {eppClusterRole: epp}
rbac: null
eppPullSecrets: [a, b]
pdPullSecrets: []
gie: auto
gie: v1alpha2
gie: null
global: {any: [thing]}
enabled: false
decode: {replicas: 2.0}
decode: {replicas: null, parallelism: {tensor: null}}
prefill: null
decode: {containers: [{name: a, resources: {limits: {memory: 68719476736.0}}}]}
"""
REJECTED = """
nameOverride: Chat
nameOverride: a.b
fullnameOverride: a..b
fullnameOverride: UPPER
labels: {team: 1}
labels: {"a b": c}
labels: {a: "b c"}
annotations: {a: true}
annotations: [a]
baseConfig: {decodeDeployment: {spec: {}}}
baseConfig: text
baseConfigFile: {kind: ConfigMap}
rbac: {clusterRole: epp}
eppPullSecrets: [{name: a}]
eppPullSecrets: [""]
pdPullSecrets: a
gie: v2
global: text
fullNameOverride: a
decode: {replica: 1}
decode: {replicas: "2"}
decode: {replicas: 2.5}
decode: {containers: [null]}
routing: null
routing: {modelName: null}
routing: {modelName: m, gatewayRefs: [{name: ""}]}
modelArtifacts: {size: 1Gi}
spec: {}
metadata: {name: a}
"""


@pytest.mark.parametrize("text", ACCEPTED.strip().splitlines())
def test_values_that_are_accepted(text: str) -> None:
    assert not refused(VALUES, MINIMAL | yaml.safe_load(text))


@pytest.mark.parametrize("text", REJECTED.strip().splitlines())
def test_values_that_are_rejected(text: str) -> None:
    assert refused(VALUES, MINIMAL | yaml.safe_load(text))


def test_a_model_is_required() -> None:
    assert len(refused(VALUES, {})) == 2
