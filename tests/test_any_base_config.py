"""Base configs of any shape give objects or errors with a place: nothing that somebody writes is a crash."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from msvc_helm.bases import Bases, Candidate
from msvc_helm.parallel import Renderer
from msvc_helm.read import Document
from msvc_helm.resources.children import children
from msvc_helm.resources.context import Options
from msvc_helm.resources.kinds import GIE_DEFAULT
from msvc_helm.types.structs import ListType, MapType, ScalarType, Type, kinds, schema

WORDS = ["", "a", "8000", "grpc", "http", "InferencePool", "inference.networking.x-k8s.io", "x" * 70]
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "quantity": st.sampled_from(["1", "500m", 2]),
    "any": st.none() | st.dictionaries(st.sampled_from("ab"), st.integers()),
}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 9002) | st.floats(allow_nan=False) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["spec", "name", "ports"]), inner),
    max_leaves=4,
)
# Where most of what a child is stands; other fields are rarely there, so that an example stays small.
COMMON = frozenset({"metadata", "labels", "spec", "template", "containers", "rules", "selector", "ports", "port"})
MODELS = [
    {"routing": {"modelName": "m"}, "modelArtifacts": {"uri": "hf://a/b"}, "decode": {}},
    {
        "routing": {"modelName": "m", "gatewayRefs": [{"name": "a"}], "ports": [{"name": "http", "port": 8000}]},
        "modelArtifacts": {"uri": "pvc://a/b"},
        "decode": {
            "containers": [{"name": "a", "env": [{"name": "a", "value": "1"}], "mountModelVolume": True}],
            "acceleratorTypes": {"labelKey": "k", "labelValues": ["v"]},
        },
        "prefill": {"replicas": 2, "initContainers": [{"name": "b", "command": ["x"]}]},
        "endpointPicker": {"containers": [{"name": "a"}]},
        "decoupleScaling": True,
    },
]


@st.composite
def value(draw: st.DrawFn, type_: Type, depth: int = 0) -> Any:
    """Mostly a value of the type, at times anything."""
    if depth > 7 or draw(st.integers(0, 11)) == 11:
        return draw(ANYTHING)
    if isinstance(type_, ScalarType):
        return draw(SCALARS.get(type_.name, st.integers(0, 9002) if "int" in type_.name else st.sampled_from(WORDS)))
    if isinstance(type_, ListType):
        return [draw(value(type_.element, depth + 1)) for _ in range(draw(st.integers(0, 2)))]
    if isinstance(type_, MapType):
        return {key: draw(value(type_.element, depth + 1)) for key in draw(st.sets(st.sampled_from("ab"), max_size=2))}
    chosen = [name for name in type_.fields if name in COMMON and draw(st.integers(0, 5)) < 5]
    chosen += draw(st.lists(st.sampled_from(list(type_.fields)), max_size=2, unique=True))
    return {name: draw(value(type_.fields[name].type, depth + 1)) for name in dict.fromkeys(chosen)}


@st.composite
def child(draw: st.DrawFn, key: str) -> Any:
    """What a key renders to; further objects have a name, or none of them would get far."""
    if key == "inferenceObjective":
        return draw(ANYTHING)
    if key == "configMaps":
        return [draw(value(schema("ConfigMap"))) for _ in range(draw(st.integers(0, 2)))]
    if key == "extraObjects":
        kind = draw(st.sampled_from(sorted(kinds())))
        found = draw(value(schema(kind)))
        about = {"apiVersion": draw(st.sampled_from([kinds()[kind], "e/v1"])), "kind": kind.partition("/")[0]}
        metadata = found.get("metadata") if isinstance(found, dict) else None
        named = {"metadata": {**metadata, "name": "x"}} if isinstance(metadata, dict) else {}
        return [{**found, **about, **named} if isinstance(found, dict) else found]
    kind = children(GIE_DEFAULT)[key].kind
    return draw(value(schema(draw(st.sampled_from([kind, f"{kind}/v1"])) if kind == "InferencePool" else kind)))


KEYS = [each.key for each in children(GIE_DEFAULT).values() if each.in_base]
BASES = st.lists(st.sampled_from(KEYS), min_size=1, max_size=6, unique=True).flatmap(
    lambda keys: st.fixed_dictionaries({key: child(key) for key in keys})
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(texts=BASES, model=st.sampled_from(MODELS), gie=st.sampled_from(["v1", "v1alpha2"]), objective=st.booleans())
def test_any_base_config_is_expanded_or_refused(
    texts: dict[str, Any], model: dict[str, Any], gie: str, objective: bool
) -> None:
    data = {key: json.dumps(each) for key, each in texts.items()}
    base = document("base", {"kind": "ConfigMap", "metadata": {"name": "b"}, "data": data})
    service = {"apiVersion": "llm-d.ai/v1alpha1", "kind": "ModelService", "metadata": {"name": "m"}, "spec": model}
    bases = Bases((Candidate(base.parse()[0], base),))
    options = Options(gie=gie, epp_cluster_role="e", inference_objective=objective)
    done = Renderer(bases, options, "yaml", name_files=False)(document("model", service))
    assert done.texts or done.problems
    assert all(problem.message and problem.path for problem in done.problems)


def document(name: str, content: dict[str, Any]) -> Document:
    return Document(name, 1, 1, json.dumps(content).encode())
