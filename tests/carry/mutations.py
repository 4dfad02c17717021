"""Good objects with a few faults: a field gone, a value of its type that is wrong in most places, an entry twice."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from typing import Any

from hypothesis import strategies as st

from msvc_helm.presets import names
from tests.agreement.charts import OWN, base_config, generate
from tests.test_refusals import DEPLOYMENT, SERVICE

Object = dict[str, Any]
PORTS = [{"name": name, "port": 8000 + at} for at, name in enumerate(("http", "app_port", "internal_port"))]
TARGET = {"type": "Utilization", "averageUtilization": 5}
VALUES: Object = {
    "routing": {"modelName": "a/b", "gatewayRefs": [{"name": "gateway"}]},
    "modelArtifacts": {"uri": "hf://a/b", "size": "10Gi", "authSecretName": "token"},
    "decode": {
        "replicas": 2,
        "acceleratorTypes": {"labelKey": "a/b", "labelValues": ["c"]},
        "containers": [
            {
                "name": "vllm",
                "image": "i:1",
                "mountModelVolume": True,
                "resources": {"limits": {"example.com/gpu": 1, "memory": "1Gi"}, "requests": {"memory": "1000Mi"}},
            }
        ],
    },
    "rbac": {"eppClusterRole": "picker"},
}
OTHERS: list[Object] = [
    {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "h"},
        "spec": {
            "maxReplicas": 3,
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "d"},
            "metrics": [
                {"type": "Resource", "resource": {"name": "cpu", "target": TARGET}}
            ],
            "behavior": {"scaleUp": {"policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}]}},
        },
    },
    {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "p"},
        "spec": {"minAvailable": "5%", "selector": {"matchExpressions": [{"key": "a", "operator": "Exists"}]}},
    },
    {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": {"name": "r"},
        "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}],
    },
    {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "c"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    },
    {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"a": "b"}, "data": {"c": "ZA=="}},
    {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "t", "labels": {"a": "b"}}},
]  # fmt: skip
BAD: dict[type, list[Any]] = {
    str: ["", "A b", "-a", "x" * 300, "None", "a/b", "1", "5%", "é", " a ", 'a"b'],
    int: [-1, 0, 1, 70000, 10**6 + 1],
    bool: [True, False],
    list: [[]],
    dict: [{}],
}


@cache
def made() -> list[Object]:
    """Objects of every kind that is made, few of them with faults of their own."""
    own = {**VALUES, "routing": {**VALUES["routing"], "ports": PORTS}}
    found = [obj for name in names() for obj in generate(VALUES, base_config(name))]
    found += [obj for name in OWN for obj in generate(own, base_config(name))]
    return [DEPLOYMENT, SERVICE, *OTHERS, *found]


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The keys and indexes that lead to each value below."""
    if above:
        yield above
    for key, item in value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ()):
        yield from places(item, (*above, key))


@st.composite
def faulty(draw: st.DrawFn) -> Object:
    """One of the objects with one to three faults, somewhere below its apiVersion and kind."""
    obj = copy.deepcopy(draw(st.sampled_from(made())))
    for _ in range(draw(st.integers(1, 3))):
        below = [place for place in places(obj) if place[0] not in ("apiVersion", "kind") and place != ("metadata",)]
        if not below:
            return obj
        *way, last = draw(st.sampled_from(below))
        node: Any = obj
        for step in way:
            node = node[step]
        what = draw(st.sampled_from(["drop", "bad", "bad", "twice"]))
        if what == "drop":
            del node[last]
        elif what == "twice" and isinstance(node, list):
            node.append(copy.deepcopy(node[last]))
        else:
            node[last] = copy.deepcopy(draw(st.sampled_from(BAD.get(type(node[last]), [""]))))
    return obj
