"""Objects of one stream that are in each other's way: each is told once, however many there are of the name."""

from __future__ import annotations

import pytest

from msvc_helm.bases import Bases
from msvc_helm.errors import InputError
from msvc_helm.resources.context import Options
from tests.streams import rewrite

MODEL = """\
---
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {{name: {name}{namespace}}}
spec:
  routing: {{modelName: a/b}}
  modelArtifacts: {{uri: "hf://a/b"}}
  decode: {{replicas: 1, containers: [{{name: vllm, image: "i:1"}}]}}
"""
MAP = "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: m-decode{namespace}}}\n"


def problems(*objects: tuple[str, str]) -> list[str]:
    """What is told of a stream of ModelServices and maps; each has a namespace or an empty one."""
    text = "".join(
        (MODEL if what == "model" else MAP).format(name="m", namespace=f", namespace: {where}" if where else "")
        for what, where in objects
    )
    try:
        rewrite(text.encode(), Bases(), Options(), lambda _: None)
    except InputError as error:
        return [problem.message for problem in error.problems if "Deployment" in problem.message]
    return []


@pytest.mark.parametrize(
    ("objects", "expected"),
    [
        ([("map", "a"), ("map", "a"), ("map", ""), ("map", "")], 0),
        ([("model", "a"), ("model", "b"), ("map", "c")], 0),
        ([("model", "a"), ("model", "a")], 1),
        ([("model", "a"), ("map", "a")], 1),
        ([("map", "a"), ("model", "a")], 1),
        ([("model", "a"), ("map", "")], 1),
        ([("map", ""), ("map", "b"), ("model", "a")], 1),
        ([("model", ""), ("map", "b")], 1),
        ([("model", "a")] * 5, 4),
        ([*(("map", f"n{n}") for n in range(300)), *[("map", "")] * 300, ("model", "a")], 1),
    ],
)
def test_each_object_clashes_once(objects: list[tuple[str, str]], expected: int) -> None:
    assert len(problems(*objects)) == expected
