"""What counts as a difference between two lists of objects, and how it is told."""

from __future__ import annotations

from typing import Any

import pytest

from msvc_helm.verify.compare import compare

Object = dict[str, Any]


def deployment(**changes: Any) -> Object:
    container = {"name": "main", "image": "a:1", **changes}
    pod = {"spec": {"containers": [container]}}
    metadata = {"name": "d", "namespace": "n", "labels": {"a": "b"}}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {"template": pod}}


def custom(**spec: Any) -> Object:
    return {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "w"}, "spec": spec}


def told(wanted: list[Object], found: list[Object]) -> list[str]:
    return [str(difference) for difference in compare(wanted, found)]


FIELD = "Deployment n/d: spec.template.spec.containers[0]"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"resources": {"limits": {"cpu": "500m"}}}, {"resources": {"limits": {"cpu": 0.5}}}),
        ({"resources": {"limits": {"memory": "1Gi"}}}, {"resources": {"limits": {"memory": "1024Mi"}}}),
        ({"resources": {"limits": {"cpu": 2}}}, {"resources": {"limits": {"cpu": "2"}}}),
        ({"ports": [{"containerPort": 80}]}, {"ports": [{"containerPort": 80.0}]}),
        ({"command": None}, {}),
        ({"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"key": "k", "name": ""}}}]},
         {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"key": "k"}}}]}),
    ],
)  # fmt: skip
def test_what_the_server_stores_alike_is_the_same(left: Object, right: Object) -> None:
    assert told([deployment(**left)], [deployment(**right)]) == []


@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        ({"image": "a"}, {"image": "b"}, '.image: expected "a", found "b"'),
        ({"args": ["1"]}, {"args": [1]}, '.args[0]: expected "1", found 1'),
        ({"args": ["a"]}, {"args": ["a", "b"]}, '.args[1]: expected nothing, found "b"'),
        ({"stdin": True}, {"stdin": 1}, ".stdin: expected true, found 1"),
        ({"args": []}, {}, ".args: expected [], found nothing"),
        ({"resources": {"limits": {"cpu": "1"}}}, {"resources": {"limits": {"cpu": "1m"}}},
         '.resources.limits.cpu: expected "1", found "1m"'),
        ({"name": ""}, {}, '.name: expected "", found "main"'),
    ],
)  # fmt: skip
def test_differences(left: Object, right: Object, message: str) -> None:
    assert told([deployment(**left)], [deployment(**right)]) == [FIELD + message]


def test_an_unknown_kind_is_compared_exactly() -> None:
    same = custom(cpu="500m", number=2, empty=None)
    assert told([same], [custom(cpu="500m", number=2.0)]) == []
    assert told([same], [custom(cpu=0.5, number=2)]) == [
        'Widget w of example.com/v1: spec.cpu: expected "500m", found 0.5'
    ]


def test_objects_are_told_apart_by_all_of_their_identity() -> None:
    other = custom()
    assert told([custom(), deployment()], [deployment(), custom()]) == []
    assert told([other], [other | {"apiVersion": "example.com/v2"}]) == [
        "Widget w of example.com/v1: missing",
        "Widget w of example.com/v2: one too many",
    ]
    assert told([other, other], [other]) == ["Widget w of example.com/v1 (number 2): missing"]


def labelled(**labels: str) -> Object:
    return custom() | {"metadata": {"name": "w", "labels": labels}}


def test_labels_that_a_chart_puts_on_everything_do_not_count() -> None:
    found = labelled(**{"helm.sh/chart": "c-1", "app.kubernetes.io/name": "c"})
    assert told([custom()], [found]) == []
    assert found["metadata"]["labels"], "the objects themselves stay as they are"
    found = labelled(**{"helm.sh/chart": "c-1", "app.kubernetes.io/part-of": "x"})
    assert told([custom()], [found]) == [
        'Widget w of example.com/v1: metadata.labels: expected nothing, found {"app.kubernetes.io/part-of": "x"}'
    ]


def test_labels_that_are_empty_are_still_so_under_those_of_a_chart() -> None:
    assert compare([labelled()], [labelled(**{"app.kubernetes.io/name": "c"})]) == []
    assert [str(each) for each in compare([labelled()], [labelled(**{"app.kubernetes.io/name": "c", "a": "b"})])]


def test_one_of_them_that_the_base_config_sets_counts() -> None:
    wanted, found = labelled(**{"app.kubernetes.io/name": "mine"}), labelled(**{"app.kubernetes.io/name": "c"})
    assert told([wanted], [found]) == [
        'Widget w of example.com/v1: metadata.labels.app.kubernetes.io/name: expected "mine", found "c"'
    ]
