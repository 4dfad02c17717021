"""What is said about a document that does not fit its type."""

from __future__ import annotations

import pytest

from msvc_helm import goyaml
from msvc_helm.errors import InputError, Problem
from msvc_helm.types import coerce

POD = "spec: {template: {spec: %s}}"

ERRORS = [
    (
        "Deployment",
        'spec:\n  replicas: "2"\n',
        'line 2:13: spec.replicas: expected an integer, found the string "2"; write 2 without quotes',
    ),
    ("Deployment", "spec: {replicas: true}", "line 1:18: spec.replicas: expected an integer, found the boolean true"),
    ("Deployment", "spec: {replicas: 1.5}", "line 1:18: spec.replicas: expected an integer, found the number 1.5"),
    (
        "Deployment",
        "spec: {replicas: 2147483648}",
        "line 1:18: spec.replicas: expected an integer from -2147483648 to 2147483647, found the number 2147483648",
    ),
    ("Deployment", "spec: []", "line 1:7: spec: expected a map, found a list"),
    ("Deployment", "[a]", "line 1:1: expected a map, found a list"),
    ("Deployment", "text", 'line 1:1: expected a map, found the string "text"'),
    ("Deployment", "metadata: {labels: {a: [b]}}", "line 1:24: metadata.labels.a: expected a string, found a list"),
    (
        "Service",
        "spec: {ports: [{port: eighty}]}",
        'line 1:23: spec.ports[0].port: expected an integer, found the string "eighty"',
    ),
    (
        "Service",
        "spec: {ports: [{targetPort: true}]}",
        "line 1:29: spec.ports[0].targetPort: expected an integer or a string, found the boolean true",
    ),
    (
        "Service",
        'spec: {publishNotReadyAddresses: "true"}',
        "line 1:34: spec.publishNotReadyAddresses: "
        'expected a boolean, found the string "true"; write true without quotes',
    ),
    (
        "Deployment",
        POD % "{containers: [{resources: {limits: {memory: 64GB}}}]}",
        "line 1:69: spec.template.spec.containers[0].resources.limits.memory: "
        'expected a quantity such as "500m" or "2Gi", found the string "64GB"',
    ),
    (
        "Deployment",
        POD % "{volumes: [{hostPath: {path: 5}}]}",
        "line 1:54: spec.template.spec.volumes[0].hostPath.path: "
        'expected a string, found the number 5; put it in quotes: "5"',
    ),
    ("ConfigMap", "binaryData: {a: '%'}", 'line 1:17: binaryData.a: expected base64 text, found the string "%"'),
    ("ConfigMap", "data: text", 'line 1:7: data: expected a map, found the string "text"'),
    (
        "ConfigMap",
        f"immutable: {'x' * 100}",
        f'line 1:12: immutable: expected a boolean, found the string "{"x" * 39}…"',
    ),
]


@pytest.mark.parametrize(("kind", "text", "message"), ERRORS)
def test_a_wrong_type_says_where_what_and_instead_of_what(kind: str, text: str, message: str) -> None:
    assert failure(kind, text) == [message]


def test_all_wrong_types_are_told_at_once_in_the_order_written() -> None:
    text = "metadata: {labels: 5}\nspec: {replicas: a, paused: 1, selector: {matchLabels: {a: {}}}}"
    assert [message.split(":")[2].strip() for message in failure("Deployment", text)] == [
        "metadata.labels",
        "spec.replicas",
        "spec.paused",
        "spec.selector.matchLabels.a",
    ]


def test_positions_and_paths_start_where_the_caller_says() -> None:
    node = goyaml.parse("spec:\n  replicas: x\n", line=10)
    assert node is not None
    with pytest.raises(InputError) as caught:
        coerce(node, "Deployment", lambda _: None, path="decodeDeployment")
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == ("decodeDeployment.spec.replicas", 11)


WARNINGS = [
    ("Deployment", "spec:\n  replica: 1\n", 'line 2:3: spec.replica: unknown field, dropped; did you mean "replicas"?'),
    ("Service", "type: ClusterIP", "line 1:1: type: unknown field, dropped; it belongs in spec"),
    ("Deployment", "containers: []", "line 1:1: containers: unknown field, dropped; it belongs in spec.template.spec"),
    (
        "Deployment",
        "spec: {nodeSelector: {}}",
        "line 1:8: spec.nodeSelector: unknown field, dropped; it belongs in spec.template.spec",
    ),
    (
        "Deployment",
        POD % "{containers: [{hostIPC: true}]}",
        "line 1:40: spec.template.spec.containers[0].hostIPC: unknown field, dropped; it belongs in spec.template.spec",
    ),
    (
        "Deployment",
        POD % "{containers: [{livenessProbe: {path: /}}]}",
        "line 1:56: spec.template.spec.containers[0].livenessProbe.path: unknown field, dropped; "
        "it belongs in spec.template.spec.containers[0].livenessProbe.httpGet",
    ),
    ("Service", "port: 80", "line 1:1: port: unknown field, dropped; it belongs in spec.ports[]"),
    (
        "HTTPRoute",
        "spec: {hostname: a}",
        'line 1:8: spec.hostname: unknown field, dropped; did you mean "hostnames"?',
    ),
    (
        "Deployment",
        POD % "{env: []}",
        "line 1:26: spec.template.spec.env: unknown field, dropped; "
        "it belongs in spec.template.spec.containers[] or spec.template.spec.initContainers[]",
    ),
    ("Service", "spec: {template: {metadata: {}}}", "line 1:8: spec.template: unknown field, dropped"),
    ("Service", "spec: {zzzzzzz: 1}", "line 1:8: spec.zzzzzzz: unknown field, dropped"),
    ("Service", "labels: {a: b}", "line 1:1: labels: unknown field, dropped; it belongs in metadata"),
    ("Service", "metadata: {uid: x}", "line 1:12: metadata.uid: set by the API server, dropped"),
    ("Service", "status: {loadBalancer: {}}", "line 1:1: status: set by the API server, dropped"),
    ("Service", "spec: {Type: a, type: b}", "line 1:8: spec.Type: the same field as type, dropped"),
]


@pytest.mark.parametrize(("kind", "text", "message"), WARNINGS)
def test_what_is_dropped_is_told_with_what_to_do(kind: str, text: str, message: str) -> None:
    assert warned(kind, text) == [message]


@pytest.mark.parametrize("text", ["metadata: {creationTimestamp: null}", "status: {}", "status: ~", "spec: {TYPE: a}"])
def test_what_changes_nothing_is_not_worth_a_word(text: str) -> None:
    assert warned("Service", text) == []


def test_a_flood_of_unknown_fields_is_told_in_full_but_without_looking_for_a_hint_each_time() -> None:
    told = warned("Service", "spec: {" + ", ".join(f"sessionAffinity{i}: a" for i in range(1000)) + "}")
    assert len(told) == 1000
    assert sum("did you mean" in line for line in told) == 100


def failure(kind: str, text: str) -> list[str]:
    node = goyaml.parse(text)
    assert node is not None
    with pytest.raises(InputError) as caught:
        coerce(node, kind, lambda _: None)
    return [str(problem) for problem in caught.value.problems]


def warned(kind: str, text: str) -> list[str]:
    node = goyaml.parse(text)
    assert node is not None
    found: list[Problem] = []
    coerce(node, kind, found.append)
    return [str(problem) for problem in found]
