"""The merge rules, one table of cases and the laws that hold for any input."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msvc_helm.merge import merge
from tests.properties import examples

CASES: dict[str, tuple[Any, Any, Any]] = {
    "a scalar of the model service wins": ({"a": 1}, {"a": 2}, {"a": 2}),
    "zero and false are values": ({"a": 1, "b": True}, {"a": 0, "b": False}, {"a": 0, "b": False}),
    "an empty string keeps the base": ({"image": "x"}, {"image": ""}, {"image": "x"}),
    "maps merge by key": ({"m": {"a": 1, "b": 2}}, {"m": {"b": 3, "c": 4}}, {"m": {"a": 1, "b": 3, "c": 4}}),
    "other lists are appended": ({"envFrom": [1]}, {"envFrom": [2]}, {"envFrom": [1, 2]}),
    "args go before the base's": ({"args": ["b"]}, {"args": ["a"]}, {"args": ["a", "b"]}),
    "command replaces": ({"command": ["b"]}, {"command": ["a"]}, {"command": ["a"]}),
    "an empty command keeps the base's": ({"command": ["b"]}, {"command": []}, {"command": ["b"]}),
    "containers match by name, others follow": (
        {"containers": [{"name": "x", "image": "1"}, {"name": "y"}]},
        {"containers": [{"name": "z"}, {"name": "x", "image": "2"}]},
        {"containers": [{"name": "x", "image": "2"}, {"name": "y"}, {"name": "z"}]},
    ),
    "a name twice in the base: each gets the merge": (
        {"containers": [{"name": "x", "a": 1}, {"name": "x", "b": 2}]},
        {"containers": [{"name": "x", "c": 3}]},
        {"containers": [{"name": "x", "a": 1, "c": 3}, {"name": "x", "b": 2, "c": 3}]},
    ),
    "env in the base's order, new names after": (
        {"env": [{"name": "A", "value": "1"}, {"name": "B", "value": "1"}]},
        {"env": [{"name": "C", "value": "2"}, {"name": "B", "value": "2"}]},
        {"env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}, {"name": "C", "value": "2"}]},
    ),
    "an empty value blanks the base's": (
        {"env": [{"name": "A", "value": "1"}]},
        {"env": [{"name": "A", "value": ""}]},
        {"env": [{"name": "A", "value": ""}]},
    ),
    "an env entry with a name alone keeps the base's": (
        {"env": [{"name": "A", "value": "1"}]},
        {"env": [{"name": "A"}]},
        {"env": [{"name": "A", "value": "1"}]},
    ),
    "a probe of the same kind merges": (
        {"livenessProbe": {"httpGet": {"path": "/a", "port": 1}, "periodSeconds": 5}},
        {"livenessProbe": {"httpGet": {"path": "/b"}}},
        {"livenessProbe": {"httpGet": {"path": "/b", "port": 1}, "periodSeconds": 5}},
    ),
    "a probe of another kind replaces what is asked": (
        {"startupProbe": {"httpGet": {"path": "/a", "port": 1}, "periodSeconds": 5}},
        {"startupProbe": {"exec": {"command": ["x"]}, "failureThreshold": 9}},
        {"startupProbe": {"exec": {"command": ["x"]}, "periodSeconds": 5, "failureThreshold": 9}},
    ),
    "a probe that asks nothing keeps what is asked": (
        {"readinessProbe": {"grpc": {"port": 1}}},
        {"readinessProbe": {"periodSeconds": 1}},
        {"readinessProbe": {"grpc": {"port": 1}, "periodSeconds": 1}},
    ),
    "value over valueFrom": (
        {"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "x"}}}]},
        {"env": [{"name": "A", "value": "1"}]},
        {"env": [{"name": "A", "value": "1"}]},
    ),
    "valueFrom over value": (
        {"env": [{"name": "A", "value": "1"}]},
        {"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "x"}}}]},
        {"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "x"}}}]},
    ),
    "valueFrom of another kind": (
        {"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}}]},
        {"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "x"}}}]},
        {"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "x"}}}]},
    ),
    "valueFrom of the same kind merges": (
        {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k", "optional": True}}}]},
        {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "t", "key": "k"}}}]},
        {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "t", "key": "k", "optional": True}}}]},
    ),
    "a volume is replaced in place": (
        {"volumes": [{"name": "m", "emptyDir": {}}, {"name": "n"}]},
        {"volumes": [{"name": "m", "persistentVolumeClaim": {"claimName": "c"}}]},
        {"volumes": [{"name": "m", "persistentVolumeClaim": {"claimName": "c"}}, {"name": "n"}]},
    ),
    "a mount is replaced in place": (
        {"volumeMounts": [{"name": "a", "mountPath": "/m", "subPath": "s"}, {"name": "b", "mountPath": "/n"}]},
        {"volumeMounts": [{"name": "c", "mountPath": "/m"}]},
        {"volumeMounts": [{"name": "c", "mountPath": "/m"}, {"name": "b", "mountPath": "/n"}]},
    ),
    "the first gateway of a name merges, the others stand alone": (
        {"parentRefs": [{"name": "gw", "port": 80}]},
        {"parentRefs": [{"name": "gw", "port": 81}, {"name": "gw", "sectionName": "s"}, {"name": "new"}]},
        {"parentRefs": [{"name": "gw", "port": 81}, {"name": "gw", "sectionName": "s"}, {"name": "new"}]},
    ),
    "a gateway without a namespace is the base's": (
        {"parentRefs": [{"name": "gw", "namespace": "infra"}]},
        {"parentRefs": [{"name": "gw", "sectionName": "s"}]},
        {"parentRefs": [{"name": "gw", "namespace": "infra", "sectionName": "s"}]},
    ),
    "gateways of two namespaces are two": (
        {"parentRefs": [{"name": "gw", "namespace": "a"}]},
        {"parentRefs": [{"name": "gw", "namespace": "b"}]},
        {"parentRefs": [{"name": "gw", "namespace": "a"}, {"name": "gw", "namespace": "b"}]},
    ),
}


scalars = st.one_of(st.integers(), st.booleans(), st.text(min_size=1, max_size=3))
named: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"name": st.sampled_from("abc"), "image": st.text(min_size=1, max_size=2)}
)
containers = st.lists(named, max_size=3, unique_by=lambda c: str(c["name"]))
pods = st.fixed_dictionaries(
    {},
    optional={
        "containers": containers,
        "labels": st.dictionaries(st.sampled_from("klm"), scalars),
        "args": st.lists(st.text(max_size=2), max_size=2),
        "replicas": scalars,
    },
)


@pytest.mark.parametrize("case", CASES)
def test_rule(case: str) -> None:
    base, over, want = CASES[case]
    assert merge(base, over) == want


@given(pods, pods)
@examples(100)
def test_neither_layer_is_changed(base: dict[str, Any], over: dict[str, Any]) -> None:
    before = copy.deepcopy((base, over))
    merge(base, over)
    assert (base, over) == before


@given(pods, pods)
@examples(100)
def test_everything_set_above_is_in_the_result(base: dict[str, Any], over: dict[str, Any]) -> None:
    out = merge(base, over)
    assert {c["name"] for c in out.get("containers", [])} == {
        c["name"] for layer in (base, over) for c in layer.get("containers", [])
    }
    assert out.get("labels", {}).items() >= over.get("labels", {}).items()
    assert out.get("args", []) == over.get("args", []) + base.get("args", [])


@given(pods)
@examples(50)
def test_nothing_over_a_base_is_the_base(base: dict[str, Any]) -> None:
    assert merge(base, {}) == base
    assert merge({}, base) == base
