"""The type data and the objects that stand for it."""

from __future__ import annotations

import pytest

from msvc_helm.types import ListType, MapType, ScalarType, StructType, data, kinds, schema
from msvc_helm.types.fold import fold
from msvc_helm.types.structs import Type


def test_kinds_come_with_their_api_versions() -> None:
    known = kinds()
    assert known["Deployment"] == "apps/v1"
    assert known["Service"] == "v1"
    assert known["HTTPRoute"] == "gateway.networking.k8s.io/v1"
    assert known["InferencePool"] == "inference.networking.x-k8s.io/v1alpha2"
    assert known["InferencePool/v1"] == "inference.networking.k8s.io/v1"


def test_every_code_of_the_data_can_be_read_and_every_struct_is_reached() -> None:
    reached: set[str] = set()
    for kind in kinds():
        walk(schema(kind), reached)
    assert reached == set(data.STRUCTS)


def walk(type_: Type, reached: set[str]) -> None:
    if isinstance(type_, (ListType, MapType)):
        walk(type_.element, reached)
    elif isinstance(type_, StructType) and type_.name not in reached:
        reached.add(type_.name)
        for field in type_.fields.values():
            walk(field.type, reached)


@pytest.mark.parametrize(
    ("kind", "path", "keys"),
    [
        ("Deployment", "spec.template.spec.containers", ("name",)),
        ("Deployment", "spec.template.spec.containers.env", ("name",)),
        ("Deployment", "spec.template.spec.containers.ports", ("containerPort", "protocol")),
        ("Deployment", "spec.template.spec.containers.volumeMounts", ("mountPath",)),
        ("Deployment", "spec.template.spec.containers.args", ()),
        ("Deployment", "spec.template.spec.tolerations", ()),
        ("Deployment", "spec.template.spec.topologySpreadConstraints", ("topologyKey", "whenUnsatisfiable")),
        ("Service", "spec.ports", ("port", "protocol")),
        ("HTTPRoute", "spec.rules.matches.headers", ("name",)),
        ("ServiceAccount", "imagePullSecrets", ()),
    ],
)
def test_lists_know_what_tells_their_elements_apart(kind: str, path: str, keys: tuple[str, ...]) -> None:
    found = schema(kind).at(path)
    assert isinstance(found, ListType)
    assert found.keys == keys


@pytest.mark.parametrize(
    ("kind", "path", "name"),
    [
        ("Deployment", "spec.replicas", "int32"),
        ("Deployment", "spec.template.spec.terminationGracePeriodSeconds", "int64"),
        ("Deployment", "spec.template.spec.volumes.emptyDir.sizeLimit", "quantity"),
        ("Deployment", "spec.template.spec.containers.resources.limits", "map of quantity"),
        ("Service", "spec.ports.targetPort", "int-or-string"),
        ("ConfigMap", "binaryData", "map of bytes"),
        ("ConfigMap", "metadata.creationTimestamp", "time"),
        ("ConfigMap", "metadata.managedFields.fieldsV1", "any"),
        ("HTTPRoute", "spec.rules.name", "string"),
        ("HTTPRoute", "spec.rules.sessionPersistence.sessionName", "string"),
        ("HTTPRoute", "spec.rules.filters.externalAuth.protocol", "string"),
        ("InferencePool", "spec.extensionRef.portNumber", "int32"),
        ("InferencePool/v1", "spec.endpointPickerRef.port.number", "int32"),
    ],
)
def test_paths_lead_to_types(kind: str, path: str, name: str) -> None:
    found = schema(kind).at(path)
    scalar = found.element if isinstance(found, MapType) else found
    assert isinstance(scalar, ScalarType)
    assert (f"map of {scalar.name}" if isinstance(found, MapType) else scalar.name) == name


def test_a_path_that_is_not_there_is_a_key_error() -> None:
    for path in ("nothing", "spec.replicas.more", "Spec"):
        with pytest.raises(KeyError):
            schema("Deployment").at(path)
    with pytest.raises(KeyError):
        schema("Nothing")


def test_required_inlined_and_enumerated_fields_are_known() -> None:
    container = schema("Deployment").at("spec.template.spec.containers.ports")
    assert isinstance(container, ListType)
    assert isinstance(container.element, StructType)
    assert [f.name for f in container.element.fields.values() if f.required] == ["containerPort"]
    volumes = schema("Deployment").at("spec.template.spec.volumes")
    assert isinstance(volumes, ListType)
    assert isinstance(volumes.element, StructType)
    assert [f.name for f in volumes.element.fields.values() if not f.promoted] == ["name"]
    mode = schema("InferencePool").at("spec.extensionRef.failureMode")
    assert isinstance(mode, ScalarType)
    assert mode.enum == ("FailOpen", "FailClose")


@pytest.mark.parametrize("name", ["replicas", "Replicas", "REPLICAS", "replica\u017f"])
def test_fields_are_found_in_any_case(name: str) -> None:
    found = schema("Deployment").at("spec")
    assert isinstance(found, StructType)
    field = found.field(name)
    assert field is not None
    assert field.name == "replicas"


def test_only_two_letters_outside_ascii_fold_to_ascii() -> None:
    for letter in map(chr, range(0x80, 0x3000)):
        same = {"\u017f": "s", "\u212a": "k"}.get(letter)
        assert fold(f"a{letter}") == (f"a{same}" if same else f"a{letter}")
