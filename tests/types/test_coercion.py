"""What Kubernetes' own Go types make of a document (recorded by record.py) is what `coerce` makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from msvc_helm import goyaml
from msvc_helm.errors import InputError, Problem
from msvc_helm.types import coerce
from msvc_helm.types.coercion import SERVER_SET
from tests.types import cases


def ours(kind: str, text: str) -> Any:
    """Our answer in the form of a recorded one."""
    node = goyaml.parse(text)
    if node is None:
        return {}
    try:
        return coerce(node, kind, lambda _: None)
    except InputError:
        return cases.ERROR


def essence(value: Any) -> Any:
    """An object without what Go's encoder adds or leaves out: zero values, the server's metadata, the status."""
    if isinstance(value, list):
        return [essence(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {key: essence(item) for key, item in value.items() if key not in SERVER_SET and key != "status"}
    return {key: item for key, item in kept.items() if not zero(item) and (key, item) != ("divisor", "0")}


def zero(value: Any) -> bool:
    return value is None or value in ("", [], {}) or (type(value) in (bool, int) and not value)


@pytest.mark.parametrize("case", cases.documents(), ids=lambda case: f"{case.kind}-{case.name}")
def test_documents_are_read_as_go_reads_them(case: cases.Document) -> None:
    assert essence(ours(case.kind, case.text)) == essence(cases.answers(case.file)[f"{case.kind}: {case.name}"])


@pytest.mark.parametrize("field", cases.answers("scalars"))
def test_scalars_become_what_they_become_in_go(field: str) -> None:
    wrong = []
    for slot in cases.slots():
        if slot.field == field:
            want, got = cases.answers("scalars")[field][slot.scalar], ours(slot.kind, slot.text)
            found = got if got == cases.ERROR else [cases.lookup(got, slot.at)]
            if not same(want, found):
                wrong.append((slot.scalar, want, found))
    assert wrong == []


def same(want: Any, found: Any) -> bool:
    """Whether the field holds the same, absent, null and zero being one."""
    if cases.ERROR in (want, found):
        return bool(found == want)
    value, mine = essence(want[0]), essence(found[0])
    if zero(value) or value == "0":
        return zero(mine) or mine == "0"
    return type(mine) is type(value) and bool(mine == value)


KEPT = [
    ("Deployment", "spec: {replicas: 0}"),
    ("Deployment", "metadata: {name: '', labels: {}, annotations: {a: ''}}"),
    ("Deployment", "spec: {template: {spec: {containers: [], hostNetwork: false, affinity: {}}}}"),
    ("Deployment", "spec: {template: {spec: {containers: [{name: '', args: [], resources: {}}]}}}"),
    ("Service", "spec: {ports: [], selector: {}, type: '', publishNotReadyAddresses: false}"),
    ("ConfigMap", "{immutable: false, data: {}, binaryData: {a: ''}}"),
    ("HTTPRoute", "spec: {parentRefs: [], rules: [{backendRefs: [{name: a, weight: 0}]}]}"),
    ("InferencePool", "spec: {targetPortNumber: 0, selector: {}}"),
]


@pytest.mark.parametrize(("kind", "text"), KEPT)
def test_empty_values_stay_as_written(kind: str, text: str) -> None:
    node = goyaml.parse(text)
    assert node is not None
    assert coerce(node, kind, lambda _: None) == goyaml.plain(node)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("{labels: {a: ~}, name: ~}", {"labels": {"a": ""}}),
        ("{finalizers: [~, a]}", {"finalizers": ["", "a"]}),
        ("{labels: ~}", {}),
        ("{ownerReferences: [~]}", {"ownerReferences": [{}]}),
    ],
)
def test_null_is_absent_in_a_struct_and_empty_in_a_list_or_map(text: str, want: Any) -> None:
    assert ours("Service", f"metadata: {text}") == {"metadata": want}


def test_fields_keep_the_order_they_are_written_in() -> None:
    got = ours("Service", "{spec: {type: a, ports: [], Selector: {}}, kind: Service, metadata: {}}")
    assert list(got) == ["spec", "kind", "metadata"]
    assert list(got["spec"]) == ["type", "ports", "selector"]


@pytest.mark.parametrize(
    ("text", "replicas"),
    [
        ("{Replicas: 1, replicas: 2}", 2),
        ("{replicas: 1, REPLICAS: 2}", 1),
        ("{Replicas: 1, REPLICAS: 2}", 1),
        ("{REPLICAS: 1, Replicas: 2}", 2),
    ],
)
def test_of_two_spellings_the_exact_one_counts_else_the_last_in_byte_order(text: str, replicas: int) -> None:
    warnings: list[Problem] = []
    node = goyaml.parse(f"spec: {text}")
    assert node is not None
    assert coerce(node, "Deployment", warnings.append) == {"spec": {"replicas": replicas}}
    assert len(warnings) == 1


def test_the_exact_spelling_counts_even_where_go_takes_the_last_one() -> None:
    got = ours("Deployment", "spec: {template: {spec: {dnsPolicy: exact, dnspolicy: other}}}")
    assert got["spec"]["template"]["spec"] == {"dnsPolicy": "exact"}
