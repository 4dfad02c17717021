"""Good objects with a few faults: a field gone, a value of its type that is wrong in most places, an entry twice."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from msvc_helm import types
from msvc_helm.errors import InputError
from msvc_helm.goyaml import Node, parse
from msvc_helm.read import Input, kind_of, scalar
from tests.agreement.charts import OWN, base_config, generate
from tests.presets import PRESETS

Object = dict[str, Any]
PORTS = [{"name": name, "port": 8000 + at} for at, name in enumerate(("http", "app_port", "internal_port"))]
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
OBJECTS = Path(__file__).parent / "objects.yaml"
BAD: dict[type, list[Any]] = {
    str: ["", "A b", "-a", "x" * 300, "None", "a/b", "1", "5%", "é", " a ", 'a"b'],
    int: [-1, 0, 1, 70000, 10**6 + 1],
    bool: [True, False],
    list: [[]],
    dict: [{}],
}


@cache
def faultless() -> list[Object]:
    """The objects of objects.yaml."""
    nodes = [node for document in Input(str(OBJECTS)).documents() for node in document.parse()]
    return [types.coerce(node, kind(node), lambda _: None) for node in nodes]


def kind(node: Node) -> str:
    """The name of an object's type among those known."""
    wanted = (kind_of(node), scalar(node, "apiVersion"))
    return next(name for name, version in types.kinds().items() if (name.partition("/")[0], version) == wanted)


@cache
def made() -> list[Object]:
    """Objects of every kind that is made, few of them with faults of their own."""
    own = {**VALUES, "routing": {**VALUES["routing"], "ports": PORTS}}
    found = [obj for name in PRESETS for obj in generate(VALUES, base_config(name))]
    found += [obj for name in OWN for obj in generate(own, base_config(name))]
    return [*faultless(), *found]


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The keys and indexes that lead to each value below."""
    if above:
        yield above
    for key, item in value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ()):
        yield from places(item, (*above, key))


def faults(obj: Object) -> Iterator[tuple[str, Object]]:
    """The object with one fault, for each of its fields and each kind of fault, and what was done."""
    for place in places(obj):
        if place[0] in ("apiVersion", "kind") or place == ("metadata",):
            continue
        *way, last = place
        for what, change in _changes(value_at(obj, place), last):
            bad = copy.deepcopy(obj)
            change(value_at(bad, way))
            yield f"{obj['kind']} {'.'.join(map(str, place))}: {what}", bad


def typed(obj: Object) -> bool:
    """Whether the types of all fields are right; other objects are refused when they are read."""
    node = parse(json.dumps(obj))
    assert node is not None
    try:
        types.coerce(node, kind(node), lambda _: None)
    except InputError:
        return False
    return True


def value_at(obj: Any, way: Iterable[Any]) -> Any:
    """The value that keys and indexes lead to."""
    for step in way:
        obj = obj[step]
    return obj


def _changes(value: Any, last: Any) -> Iterator[tuple[str, Callable[[Any], None]]]:
    yield "gone", lambda node: node.pop(last)
    if isinstance(last, int):
        yield "twice", lambda node: node.append(copy.deepcopy(node[last]))
    for bad in BAD.get(type(value), ()):
        if bad != value:
            yield repr(bad), lambda node, bad=bad: node.__setitem__(last, copy.deepcopy(bad))  # type: ignore[misc]


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
